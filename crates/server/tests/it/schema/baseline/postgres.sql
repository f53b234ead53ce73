-- A filled database of the baseline; see crates/server/tests/it/schema/baseline.rs.
-- Tables that belong to no feature: outgoing messages, stored responses for repeated requests, leases
-- and the change log.

-- Messages to send outside the process (email, SMS, push), written in the unit of work that causes them.
CREATE TABLE outbox (
    id             UUID        NOT NULL PRIMARY KEY,
    channel        TEXT        NOT NULL,
    payload        BYTEA,                  -- sealed; NULL once the message is dead
    state          TEXT        NOT NULL CHECK (state IN ('waiting', 'dead')),
    attempts       BIGINT      NOT NULL,
    next_at        TIMESTAMPTZ NOT NULL,   -- earliest next attempt; while it is being sent, the end of the lease
    expires_at     TIMESTAMPTZ,            -- never sent after this
    supersede_key  BYTEA,                  -- a newer message with the same key replaces this one while it waits
    created_at     TIMESTAMPTZ NOT NULL,
    last_error     TEXT
);

CREATE INDEX outbox_due ON outbox (state, next_at);
CREATE INDEX outbox_supersede_key ON outbox (supersede_key);

-- Responses to requests that carried an Idempotency-Key.
CREATE TABLE idempotency_keys (
    user_id     UUID        NOT NULL,
    key_hash    BYTEA       NOT NULL,   -- keyed hash of the header's value
    body_hash   BYTEA       NOT NULL,   -- keyed hash of method, path and body
    answer      BYTEA       NOT NULL,   -- sealed status and body of the response
    created_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, key_hash)
);

CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);

-- Work that at most one process does at a time. An expired lease may be taken by anyone.
CREATE TABLE leases (
    name        TEXT        NOT NULL PRIMARY KEY,
    holder      UUID        NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL
);

-- Users whose day counts or public data changed, for readers that keep a copy of them in memory. A shard
-- belongs to one database connection, and its sequence rises in commit order: a reader that has seen a
-- sequence of a shard has seen every earlier one of that shard.
CREATE TABLE change_log (
    shard       BIGINT      NOT NULL,
    sequence    BIGINT      NOT NULL,
    user_id     UUID        NOT NULL,   -- no reference: deleting a user is a change, too
    day         DATE,                   -- the earliest day whose counts changed; NULL if none did
    changed_at  TIMESTAMPTZ NOT NULL,   -- rows are removed after an hour
    PRIMARY KEY (shard, sequence)
);

-- Accounts, pending registrations, confirmation codes and their limits, sessions, suspensions.

CREATE TABLE users (
    id                   UUID        NOT NULL PRIMARY KEY,
    full_name            TEXT        NOT NULL,
    display_name         TEXT        NOT NULL,
    email                TEXT,                   -- as typed
    email_key            TEXT        UNIQUE,     -- lower case
    phone_number         TEXT        UNIQUE,     -- E.164
    password_hash        TEXT        NOT NULL,   -- Argon2id, PHC string
    time_zone            TEXT        NOT NULL,   -- IANA name
    day_start            BIGINT      NOT NULL CHECK (day_start BETWEEN 0 AND 360),   -- minutes after midnight
    locale               TEXT        NOT NULL,
    date_of_birth        DATE,
    gender               TEXT,
    avatar               TEXT,                   -- file name: 128 random bits, which are also its address
    leaderboard_visible  BOOLEAN     NOT NULL,
    created_at           TIMESTAMPTZ NOT NULL,
    CHECK ((email IS NULL) = (email_key IS NULL)),
    CHECK (email_key IS NOT NULL OR phone_number IS NOT NULL)
);

-- A registration waits here until its code is confirmed; its id is the `flow` of the response. For an
-- identifier that already has an account a row with an unknown code is stored, so that both cases look the same.
CREATE TABLE registrations (
    id              UUID        NOT NULL PRIMARY KEY,
    identifier_mac  BYTEA       NOT NULL,   -- keyed hash of channel and identifier
    channel         TEXT        NOT NULL CHECK (channel IN ('email', 'phone')),
    identifier      TEXT        NOT NULL,   -- as typed
    full_name       TEXT        NOT NULL,
    password_hash   TEXT        NOT NULL,
    time_zone       TEXT        NOT NULL,
    locale          TEXT        NOT NULL,
    code_mac        BYTEA,                  -- keyed hash of flow and code; NULL after too many wrong codes
    resend_at       TIMESTAMPTZ NOT NULL,   -- earliest time to send another code
    expires_at      TIMESTAMPTZ NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL
);

CREATE INDEX registrations_identifier ON registrations (identifier_mac, created_at);
CREATE INDEX registrations_expires ON registrations (expires_at);

-- Codes sent to existing accounts: at most one per user, purpose and channel, the newest.
CREATE TABLE account_codes (
    id          UUID        NOT NULL PRIMARY KEY,
    user_id     UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    purpose     TEXT        NOT NULL CHECK (purpose IN ('reset', 'contact')),
    channel     TEXT        NOT NULL CHECK (channel IN ('email', 'phone')),
    identifier  TEXT        NOT NULL,   -- as typed; where the code was sent
    code_mac    BYTEA,                  -- keyed hash of id and code; NULL after too many wrong codes
    expires_at  TIMESTAMPTZ NOT NULL,
    UNIQUE (user_id, purpose, channel)
);

CREATE INDEX account_codes_expires ON account_codes (expires_at);

-- Wrong codes per identifier, whether or not an account has it.
CREATE TABLE code_failures (
    identifier_mac  BYTEA       NOT NULL PRIMARY KEY,
    failures        BIGINT      NOT NULL,
    expires_at      TIMESTAMPTZ NOT NULL
);

CREATE INDEX code_failures_expires ON code_failures (expires_at);

-- Codes sent, for the limits per identifier and per network address.
CREATE TABLE code_sends (
    id              UUID        NOT NULL PRIMARY KEY,
    identifier_mac  BYTEA       NOT NULL,   -- keyed hash
    address_mac     BYTEA       NOT NULL,   -- keyed hash
    sent_at         TIMESTAMPTZ NOT NULL
);

CREATE INDEX code_sends_identifier ON code_sends (identifier_mac, sent_at);
CREATE INDEX code_sends_address ON code_sends (address_mac, sent_at);
CREATE INDEX code_sends_sent ON code_sends (sent_at);

-- Failed attempts: wrong passwords per account and network, wrong codes per network.
CREATE TABLE attempt_limits (
    mac         BYTEA       NOT NULL PRIMARY KEY,   -- keyed hash of what is counted
    failures    BIGINT      NOT NULL,
    not_before  TIMESTAMPTZ NOT NULL,               -- earliest next attempt
    expires_at  TIMESTAMPTZ NOT NULL                -- failures are forgotten at this time
);

CREATE INDEX attempt_limits_expires ON attempt_limits (expires_at);

-- Text messages sent per UTC day: in total (prefix '') and by the first digits of the number.
CREATE TABLE sms_usage (
    day       DATE        NOT NULL,
    prefix    TEXT        NOT NULL,
    messages  BIGINT      NOT NULL,
    PRIMARY KEY (day, prefix)
);

CREATE TABLE sessions (
    id            UUID        NOT NULL PRIMARY KEY,
    user_id       UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash    BYTEA       NOT NULL UNIQUE,    -- SHA-256; the token itself is not stored
    device        TEXT        NOT NULL,
    passkey_id    UUID,                           -- the passkey that signed in: removing it ends the session
    created_at    TIMESTAMPTZ NOT NULL,
    last_used_at  TIMESTAMPTZ NOT NULL,           -- to the hour
    expires_at    TIMESTAMPTZ NOT NULL
);

CREATE INDEX sessions_of_user ON sessions (user_id, id);
CREATE INDEX sessions_expires ON sessions (expires_at);

-- The security log that the owner of an account can read.
CREATE TABLE account_events (
    id          UUID        NOT NULL PRIMARY KEY,
    user_id     UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind        TEXT        NOT NULL,
    device      TEXT        NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL
);

CREATE INDEX account_events_of_user ON account_events (user_id, id);
CREATE INDEX account_events_device ON account_events (user_id, device);
CREATE INDEX account_events_created ON account_events (created_at);

-- Accounts that can't be signed in to.
CREATE TABLE suspensions (
    user_id  UUID        NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    reason   TEXT        NOT NULL,   -- shown to the user
    since    TIMESTAMPTZ NOT NULL
);

-- Uploaded files that no row refers to; a job removes them.
CREATE TABLE orphaned_files (
    name        TEXT        NOT NULL PRIMARY KEY,
    not_before  TIMESTAMPTZ NOT NULL    -- earliest removal: an upload under way is not removed
);

CREATE INDEX orphaned_files_due ON orphaned_files (not_before);

-- Signing in by passkey.

CREATE TABLE passkeys (
    id             UUID        NOT NULL PRIMARY KEY,
    user_id        UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    credential_id  BYTEA       NOT NULL UNIQUE,   -- the authenticator's name for it
    name           TEXT        NOT NULL,
    credential     TEXT        NOT NULL,   -- JSON: public key and what else is checked
    counter        BIGINT      NOT NULL,   -- signatures so far; 0 if the authenticator does not count
    created_at     TIMESTAMPTZ NOT NULL,
    last_used_at   TIMESTAMPTZ
);

CREATE INDEX passkeys_of_user ON passkeys (user_id, id);

-- WebAuthn challenges that were issued and not answered yet. They are stored because another process may
-- receive the answer; the first answer removes the row, whether or not it is valid.
CREATE TABLE passkey_ceremonies (
    challenge_hash  BYTEA       NOT NULL PRIMARY KEY,   -- SHA-256
    user_id         UUID        REFERENCES users (id) ON DELETE CASCADE,   -- NULL when signing in
    state           TEXT        NOT NULL,   -- JSON: what the answer is checked against
    expires_at      TIMESTAMPTZ NOT NULL
);

CREATE INDEX passkey_ceremonies_of_user ON passkey_ceremonies (user_id);
CREATE INDEX passkey_ceremonies_expires ON passkey_ceremonies (expires_at);

-- Drafts of plans, and the log and limits of requests to AI models.

-- A draft stays for a while after it became a habit, so that accepting it twice is noticed.
CREATE TABLE drafts (
    id                UUID        NOT NULL PRIMARY KEY,
    user_id           UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    request           TEXT        NOT NULL,   -- JSON: what the plan was made from
    source            TEXT        NOT NULL CHECK (source IN ('ai', 'builtin', 'mixed')),
    days              TEXT        NOT NULL,   -- JSON: [{day, source, tasks}]
    state             TEXT        NOT NULL CHECK (state IN ('making', 'ready')),
    lease_expires_at  TIMESTAMPTZ,            -- while it is being written
    lease_holder      TEXT,                   -- the process that writes it
    accepted_as       UUID,                   -- the habit it became
    created_at        TIMESTAMPTZ NOT NULL
);

CREATE INDEX drafts_of_user ON drafts (user_id, id);

-- Every request to a model and its response, word for word.
CREATE TABLE planner_calls (
    id          UUID        NOT NULL PRIMARY KEY,
    user_id     UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    draft_id    UUID        REFERENCES drafts (id) ON DELETE CASCADE,
    habit       TEXT        NOT NULL,
    call        TEXT        NOT NULL,   -- JSON: request and response
    created_at  TIMESTAMPTZ NOT NULL,
    position    BIGINT      NOT NULL    -- counts the requests of a user
);

CREATE INDEX planner_calls_of_user ON planner_calls (user_id, position);
CREATE INDEX planner_calls_of_draft ON planner_calls (draft_id);

CREATE TABLE planner_usage (
    user_id  UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day      DATE        NOT NULL,   -- UTC
    tokens   BIGINT      NOT NULL,
    PRIMARY KEY (user_id, day)
);

CREATE TABLE planner_settings (
    user_id       UUID        NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    builtin_only  BOOLEAN     NOT NULL
);

-- Habits and their tasks, the calendar that decides which local day it is for a user, and the day counts
-- that reports, leaderboards and achievements read instead of tasks.

CREATE TABLE calendars (
    user_id     UUID        NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    zone        TEXT        NOT NULL,   -- IANA name
    day_start   BIGINT      NOT NULL,   -- minutes after midnight, 0-360
    held_day    DATE,                   -- after a change of zone or day start, this local day
    held_began  TIMESTAMPTZ,            -- that began here
    held_until  TIMESTAMPTZ,            -- continues until here
    started     BOOLEAN     NOT NULL    -- the first task was completed or the first streak claimed
);

-- Dates that a change of zone skipped: they count neither as due nor as missed.
CREATE TABLE skipped_dates (
    user_id  UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day      DATE        NOT NULL,
    PRIMARY KEY (user_id, day)
);

CREATE TABLE habits (
    id              UUID        NOT NULL PRIMARY KEY,
    user_id         UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name            TEXT        NOT NULL,
    kind            TEXT        NOT NULL CHECK (kind IN ('good', 'bad')),
    state           TEXT        NOT NULL CHECK (state IN ('active', 'paused', 'archived')),
    duration_days   BIGINT      NOT NULL,
    start_date      DATE        NOT NULL,
    end_date        DATE        NOT NULL,
    weekdays        BIGINT      NOT NULL,   -- bits, Monday = 1
    times_a_week    BIGINT,
    reminder_times  TEXT        NOT NULL,   -- 'HH:MM' joined by commas
    color           TEXT        NOT NULL,
    icon            TEXT        NOT NULL,
    motivation      TEXT        NOT NULL,
    inactive_from   DATE,                   -- paused or archived: nothing is due from this day on
    challenge_id    UUID,                   -- the challenge it was created for
    created_day     DATE        NOT NULL,   -- local day
    created_at      TIMESTAMPTZ NOT NULL,
    UNIQUE (user_id, id)
);

-- Clustered by what Today reads: one day of one user, in plan order. References to habits begin with the user:
-- checking one on `id` alone would read the index page that every new habit is written to.
CREATE TABLE tasks (
    user_id       UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    due_date      DATE        NOT NULL,
    habit_id      UUID        NOT NULL,
    day           BIGINT      NOT NULL,   -- plan day, from 1
    position      BIGINT      NOT NULL,   -- within the day, from 1
    id            UUID        NOT NULL,
    title         TEXT        NOT NULL,
    note          TEXT,
    completed_at  TIMESTAMPTZ,
    completions   BIGINT      NOT NULL,   -- times it was completed so far, undone ones included
    moved_from    DATE,                   -- its date before a change of zone skipped that date
    PRIMARY KEY (user_id, due_date, habit_id, day, position),
    FOREIGN KEY (user_id, habit_id) REFERENCES habits (user_id, id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX tasks_id ON tasks (id);
CREATE INDEX tasks_of_habit ON tasks (habit_id, day, position);

CREATE TABLE habit_skips (
    habit_id    UUID        NOT NULL,
    day         DATE        NOT NULL,
    user_id     UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    reason      TEXT,
    created_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (habit_id, day),
    FOREIGN KEY (user_id, habit_id) REFERENCES habits (user_id, id) ON DELETE CASCADE
);

CREATE INDEX habit_skips_of_user ON habit_skips (user_id);

-- No reference to habits: the counts of past days remain when the habit is deleted.
CREATE TABLE day_counts (
    user_id       UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day           DATE        NOT NULL,
    habit_id      UUID        NOT NULL,
    kind          TEXT        NOT NULL,
    challenge_id  UUID,
    due           BIGINT      NOT NULL,
    done          BIGINT      NOT NULL,
    PRIMARY KEY (user_id, day, habit_id)
);

CREATE INDEX day_counts_of_habit ON day_counts (user_id, habit_id, day);
CREATE INDEX day_counts_of_challenge ON day_counts (user_id, challenge_id, day) WHERE challenge_id IS NOT NULL;

-- The sum of day_counts per user and day.
CREATE TABLE user_days (
    user_id  UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day      DATE        NOT NULL,
    due      BIGINT      NOT NULL,
    done     BIGINT      NOT NULL,
    PRIMARY KEY (user_id, day)
);

-- The ledger of coins and milligems (1 gem = 1000 milligems), streaks, freezes and achievements.

-- Append-only. A balance is the sum of a user's entries; it is stored in `balances` and changed in the
-- same unit of work.
CREATE TABLE ledger (
    user_id     UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id          UUID        NOT NULL,
    currency    TEXT        NOT NULL CHECK (currency IN ('coin', 'milligem')),
    amount      BIGINT      NOT NULL,
    reason      TEXT        NOT NULL,
    reference   TEXT        NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, id)
);

-- One entry per event, even if the event is handled twice.
CREATE UNIQUE INDEX ledger_reference ON ledger (user_id, reason, reference);

CREATE TABLE balances (
    user_id    UUID        NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    coins      BIGINT      NOT NULL CHECK (coins >= 0),
    milligems  BIGINT      NOT NULL CHECK (milligems >= 0),
    day        DATE,                             -- the local day of day_coins
    day_coins  BIGINT      NOT NULL,             -- net coins earned by tasks on that day, for the daily cap
    ticks      BIGINT      NOT NULL DEFAULT 0    -- tasks completed; here so that completing a task writes one row
);

-- Written when completing a task is first undone: what completing it again may still pay.
CREATE TABLE task_payments (
    user_id   UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    task_id   UUID        NOT NULL,
    paid      BIGINT      NOT NULL,   -- net coins paid so far, 0-10
    payable   BIGINT      NOT NULL,   -- the most that the next completion pays
    paid_day  DATE        NOT NULL,   -- the local day of the last payment
    PRIMARY KEY (user_id, task_id)
);

CREATE TABLE streaks (
    user_id     UUID        NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    last_claim  DATE,                   -- the local day of the last claim
    streak      BIGINT      NOT NULL,
    max_streak  BIGINT      NOT NULL,
    cycle_day   BIGINT      NOT NULL,   -- the day of the cycle that the last claim paid, 1-7; 0 before the first
    freezes     BIGINT      NOT NULL CHECK (freezes BETWEEN 0 AND 2)
);

-- Freezes received and used.
CREATE TABLE freeze_history (
    user_id     UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id          UUID        NOT NULL,
    kind        TEXT        NOT NULL CHECK (kind IN ('given', 'bought', 'used')),
    freezes     BIGINT      NOT NULL,
    day         DATE        NOT NULL,   -- local day
    created_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, id)
);

CREATE INDEX freeze_history_used ON freeze_history (user_id, day) WHERE kind = 'used';

-- Comebacks per day: what they paid, and what another one on the same day may still pay.
CREATE TABLE comebacks (
    user_id  UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day      DATE        NOT NULL,
    times    BIGINT      NOT NULL,
    paid     BIGINT      NOT NULL,   -- net coins so far, 0-20
    payable  BIGINT      NOT NULL,
    PRIMARY KEY (user_id, day)
);

-- Counts that achievements depend on, updated as they change and never recounted.
CREATE TABLE user_counters (
    user_id     UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    counter     TEXT        NOT NULL,
    subject_id  UUID        NOT NULL,   -- a habit, or the nil id
    count       BIGINT      NOT NULL,
    PRIMARY KEY (user_id, counter, subject_id)
);

-- Days on which everything due was done.
CREATE TABLE perfect_days (
    user_id  UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day      DATE        NOT NULL,
    PRIMARY KEY (user_id, day)
);

CREATE TABLE achievements (
    user_id      UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    achievement  TEXT        NOT NULL,   -- its id in the catalogue
    unlocked_at  TIMESTAMPTZ NOT NULL,
    claimed_at   TIMESTAMPTZ,
    PRIMARY KEY (user_id, achievement)
);

-- The feed of alerts, the devices that pushes are sent to, and what waits to be sent.

CREATE TABLE notifications (
    user_id     UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id          UUID        NOT NULL,   -- rises with time: the order of the feed
    kind        TEXT        NOT NULL,
    title       TEXT        NOT NULL,
    body        TEXT        NOT NULL,
    data        TEXT        NOT NULL,   -- a JSON object
    link        TEXT        NOT NULL,   -- a path of the web app
    dedup_key   TEXT,                   -- one alert per user and key
    about_user  UUID        REFERENCES users (id) ON DELETE CASCADE,   -- the user that the alert names
    created_at  TIMESTAMPTZ NOT NULL,
    read_at     TIMESTAMPTZ,
    PRIMARY KEY (user_id, id)
);

CREATE UNIQUE INDEX notifications_dedup_key ON notifications (user_id, dedup_key);
CREATE INDEX notifications_unread ON notifications (user_id, id) WHERE read_at IS NULL;
CREATE INDEX notifications_created ON notifications (created_at);
CREATE INDEX notifications_about ON notifications (about_user) WHERE about_user IS NOT NULL;

-- A device is removed with the session that registered it.
CREATE TABLE devices (
    id            UUID        NOT NULL PRIMARY KEY,
    user_id       UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    session_id    UUID        NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    kind          TEXT        NOT NULL,   -- web_push, fcm
    platform      TEXT,                   -- of fcm: android, ios, web
    name          TEXT        NOT NULL,   -- "Firefox on Linux"
    address       TEXT        NOT NULL,   -- the endpoint or the token
    address_hash  BYTEA       NOT NULL,   -- SHA-256: one row per device, whoever uses it
    public_key    BYTEA,                  -- of web_push: messages are encrypted for this key
    auth          BYTEA,                  -- of web_push: the authentication secret
    created_at    TIMESTAMPTZ NOT NULL,
    last_push_at  TIMESTAMPTZ,
    paused_until  TIMESTAMPTZ             -- the push service asked to wait
);

CREATE UNIQUE INDEX devices_address ON devices (address_hash);
CREATE INDEX devices_of_user ON devices (user_id, id);
CREATE INDEX devices_of_session ON devices (session_id);

-- Only choices that differ from the defaults.
CREATE TABLE notification_preferences (
    user_id  UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind     TEXT        NOT NULL,
    push     BOOLEAN     NOT NULL,
    mail     BOOLEAN     NOT NULL,
    PRIMARY KEY (user_id, kind)
);

CREATE TABLE notification_settings (
    user_id      UUID        NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    quiet_from   BIGINT,                         -- minutes after local midnight
    quiet_until  BIGINT,
    tests_since  TIMESTAMPTZ,                    -- start of the hour in which test notifications are counted
    tests        BIGINT      NOT NULL DEFAULT 0
);

-- Alerts that wait for their messages to be put into the outbox.
CREATE TABLE dispatches (
    id               UUID        NOT NULL PRIMARY KEY,
    user_id          UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind             TEXT        NOT NULL CHECK (kind IN ('alert', 'again', 'close')),
    notification_id  UUID,                   -- of alert and again
    tags             TEXT,                   -- of close: a JSON list
    due_at           TIMESTAMPTZ NOT NULL
);

CREATE INDEX dispatches_due ON dispatches (due_at);
CREATE INDEX dispatches_of_user ON dispatches (user_id);

-- Reminders: the next occurrence of each, when morning and evening summaries are sent, whether reminders
-- were seen, and calendar feeds.

-- One row per source of reminders, indexed by time: finding what is due costs what is due.
CREATE TABLE reminder_occurrences (
    kind        TEXT        NOT NULL,   -- habit, streak, morning
    subject     UUID        NOT NULL,   -- the habit, else the user
    user_id     UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    occurs_at   TIMESTAMPTZ,            -- the next occurrence; NULL: not computed yet
    due_at      TIMESTAMPTZ NOT NULL,   -- when to send it: at occurs_at, or at the end of quiet hours
    next_at     TIMESTAMPTZ NOT NULL,   -- not claimed before this; while claimed, the end of the lease
    claims      BIGINT      NOT NULL,   -- the number of the newest lease
    PRIMARY KEY (kind, subject)
);

CREATE INDEX reminder_occurrences_next ON reminder_occurrences (next_at);
CREATE INDEX reminder_occurrences_of_user ON reminder_occurrences (user_id);

-- Without a row: a warning in the evening at 20:00, no summary in the morning.
CREATE TABLE reminder_settings (
    user_id     UUID        NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    morning_at  BIGINT,                 -- minutes after local midnight; NULL: off
    evening_at  BIGINT
);

CREATE TABLE reminder_health (
    user_id        UUID        NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    unseen         BIGINT      NOT NULL,   -- sent since a device last reported that it showed one
    last_shown_at  TIMESTAMPTZ,
    dropped        BIGINT      NOT NULL    -- not sent because they were too late, in total
);

-- Secret addresses of a user's reminders as an iCalendar feed. Anyone who has the address can read the feed.
CREATE TABLE calendar_links (
    id            UUID        NOT NULL PRIMARY KEY,
    user_id       UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash    BYTEA       NOT NULL,   -- SHA-256 of 256 random bits
    created_at    TIMESTAMPTZ NOT NULL,
    last_read_at  TIMESTAMPTZ             -- to the day
);

CREATE UNIQUE INDEX calendar_links_token ON calendar_links (token_hash);
CREATE INDEX calendar_links_of_user ON calendar_links (user_id, id);

-- Friend requests, friendships, blocks and reports about users.

-- Two rows per friendship, one for each direction.
CREATE TABLE friendships (
    user_id    UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    friend_id  UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    since      TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, friend_id)
);

CREATE INDEX friendships_of_friend ON friendships (friend_id);

-- A request by email address or phone number is stored whether or not an account has it, and does not change
-- when that account declines or is deleted: the sender must not learn the difference.
CREATE TABLE friend_requests (
    id              UUID        NOT NULL PRIMARY KEY,
    from_user       UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    to_user         UUID        REFERENCES users (id) ON DELETE SET NULL,
    identifier      TEXT,                   -- email address or number as typed; NULL for a request by id or link
    identifier_key  TEXT,                   -- its normalized form
    hidden          BOOLEAN     NOT NULL,   -- not shown to the recipient
    created_at      TIMESTAMPTZ NOT NULL
);

CREATE INDEX friend_requests_sent ON friend_requests (from_user, id);
CREATE INDEX friend_requests_received ON friend_requests (to_user, id);
CREATE UNIQUE INDEX friend_requests_identifier ON friend_requests (from_user, identifier_key);

-- Further requests by from_user are hidden from user_id for a while.
CREATE TABLE friend_declines (
    user_id      UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    from_user    UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    declined_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, from_user)
);

CREATE INDEX friend_declines_of_sender ON friend_declines (from_user);

-- Requests sent, for the limits.
CREATE TABLE friend_request_sends (
    user_id  UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id       UUID        NOT NULL,
    sent_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, id)
);

CREATE TABLE friend_links (
    token_hash  BYTEA       NOT NULL PRIMARY KEY,   -- SHA-256; the token itself is not stored
    user_id     UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_at  TIMESTAMPTZ NOT NULL
);

CREATE INDEX friend_links_of_user ON friend_links (user_id, expires_at);

CREATE TABLE blocks (
    user_id     UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    blocked_id  UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    since       TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, blocked_id)
);

CREATE INDEX blocks_of_blocked ON blocks (blocked_id);

CREATE TABLE reports (
    id           UUID        NOT NULL PRIMARY KEY,
    reporter_id  UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    reported_id  UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    message_id   UUID,
    reason       TEXT        NOT NULL,
    state        TEXT        NOT NULL CHECK (state IN ('open', 'dismissed', 'acted')),
    created_at   TIMESTAMPTZ NOT NULL,
    closed_at    TIMESTAMPTZ
);

CREATE INDEX reports_by_state ON reports (state, id);
CREATE INDEX reports_of_reporter ON reports (reporter_id, id);
CREATE INDEX reports_of_reported ON reports (reported_id, state);

-- Challenges that users created (the built-in ones are part of the program), their members and invitations.

CREATE TABLE challenges (
    id             UUID        NOT NULL PRIMARY KEY,   -- random: whoever knows it may join
    founder_id     UUID        REFERENCES users (id) ON DELETE SET NULL,   -- members keep the challenge
    title          TEXT        NOT NULL,
    description    TEXT        NOT NULL,
    category       TEXT        NOT NULL,
    duration_days  BIGINT      NOT NULL,
    created_at     TIMESTAMPTZ NOT NULL
);

CREATE INDEX challenges_of_founder ON challenges (founder_id, created_at);

CREATE TABLE challenge_habits (
    challenge_id  UUID        NOT NULL REFERENCES challenges (id) ON DELETE CASCADE,
    position      BIGINT      NOT NULL,
    id            UUID        NOT NULL,
    title         TEXT        NOT NULL,
    description   TEXT        NOT NULL,
    frequency     TEXT        NOT NULL CHECK (frequency IN ('daily', 'weekdays')),
    kind          TEXT        NOT NULL CHECK (kind IN ('good', 'bad')),
    tasks         TEXT        NOT NULL,   -- JSON: the titles of each day's tasks
    PRIMARY KEY (challenge_id, position)
);

-- No reference to challenges: the built-in ones have no row there.
CREATE TABLE challenge_members (
    challenge_id  UUID        NOT NULL,
    user_id       UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    starts_on     DATE        NOT NULL,
    ends_on       DATE        NOT NULL,   -- the last day of its habits
    joined_at     TIMESTAMPTZ NOT NULL,
    finished_at   TIMESTAMPTZ,
    PRIMARY KEY (challenge_id, user_id)
);

CREATE INDEX challenge_members_of_user ON challenge_members (user_id, challenge_id);
CREATE INDEX challenge_members_to_finish ON challenge_members (ends_on) WHERE finished_at IS NULL;

-- How many challenges a user has joined and not finished, for the limit: a row per user, so that joining
-- reads no index page that other members write to.
CREATE TABLE challenge_participants (
    user_id  UUID        NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    running  BIGINT      NOT NULL
);

-- The habits with which a member takes part. No reference to habits: the row remains when the habit is
-- deleted, as its day counts do. None to challenge_members: checking it would read the index page that other
-- members are written to.
CREATE TABLE challenge_tracking (
    challenge_id        UUID        NOT NULL,
    user_id             UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    challenge_habit_id  UUID        NOT NULL,
    habit_id            UUID        NOT NULL,
    PRIMARY KEY (user_id, challenge_id, challenge_habit_id)
);

-- Number of members, up to the deltas below: counting members would take longer as a challenge grows.
CREATE TABLE challenge_sizes (
    challenge_id  UUID        NOT NULL PRIMARY KEY,
    members       BIGINT      NOT NULL
);

-- One row per join (1) and leave (-1), so that members who join at the same time do not write the same row.
-- A background job adds them to challenge_sizes.
CREATE TABLE challenge_size_deltas (
    challenge_id  UUID        NOT NULL,
    id            UUID        NOT NULL,
    delta         BIGINT      NOT NULL,
    PRIMARY KEY (challenge_id, id)
);

CREATE TABLE challenge_invitations (
    to_user       UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    challenge_id  UUID        NOT NULL,
    from_user     UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at    TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (to_user, challenge_id, from_user)
);

CREATE INDEX challenge_invitations_sent ON challenge_invitations (from_user, created_at);

-- Conversations between two friends and among the members of a challenge. The text of a message is sealed;
-- the database holds the id of the key that opens it, never the key.

CREATE TABLE conversations (
    id             UUID        NOT NULL PRIMARY KEY,   -- of a challenge's room: the challenge's id
    kind           TEXT        NOT NULL CHECK (kind IN ('direct', 'challenge')),
    last_sequence  BIGINT      NOT NULL,               -- a sender takes the next one by updating this row
    last_at        TIMESTAMPTZ NOT NULL
);

-- One conversation per pair of users.
CREATE TABLE direct_conversations (
    low_id           UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,   -- the smaller of both ids
    high_id          UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    conversation_id  UUID        NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    PRIMARY KEY (low_id, high_id)
);

CREATE INDEX direct_conversations_of_high ON direct_conversations (high_id);
CREATE INDEX direct_conversations_conversation ON direct_conversations (conversation_id);

-- The number of unread messages is last_sequence - read_sequence - skipped, so a message to a chat room with
-- thousands of members changes none of their rows.
CREATE TABLE conversation_members (
    conversation_id  UUID        NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    user_id          UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    read_sequence    BIGINT      NOT NULL,
    skipped          BIGINT      NOT NULL DEFAULT 0,       -- later messages that the member wrote or hid
    tail_sequence    BIGINT      NOT NULL DEFAULT 0,       -- while last_sequence equals this,
    tail_visible     BIGINT      NOT NULL DEFAULT 0,       -- the last message visible to the member is this one
    alert_due_at     TIMESTAMPTZ,                          -- when to alert the member about unread messages
    alerted          BOOLEAN     NOT NULL DEFAULT FALSE,
    joined_at        TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (conversation_id, user_id)
);

CREATE INDEX conversation_members_of_user ON conversation_members (user_id, conversation_id);
CREATE INDEX conversation_members_to_alert ON conversation_members (alert_due_at) WHERE alert_due_at IS NOT NULL;

CREATE TABLE messages (
    conversation_id  UUID        NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    sequence         BIGINT      NOT NULL,
    id               UUID        NOT NULL,
    sender_id        UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    client_id        TEXT        NOT NULL,   -- chosen by the sender's client: a retry has the same
    key_id           TEXT        NOT NULL,   -- the key that opens the token
    token            TEXT        NOT NULL,   -- Fernet over {conversation_id, message_id, text}
    sent_at          TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (conversation_id, sequence)
);

CREATE UNIQUE INDEX messages_id ON messages (id);
CREATE UNIQUE INDEX messages_client_id ON messages (sender_id, conversation_id, client_id);

-- Messages that a member deleted for themselves. Once every member has, the message itself is removed.
CREATE TABLE message_hides (
    conversation_id  UUID        NOT NULL,
    sequence         BIGINT      NOT NULL,
    user_id          UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (conversation_id, sequence, user_id),
    FOREIGN KEY (conversation_id, sequence) REFERENCES messages (conversation_id, sequence) ON DELETE CASCADE
);

CREATE INDEX message_hides_of_user ON message_hides (user_id);

-- Recent hides for processes that missed the hint; the message itself may be removed by then.
CREATE TABLE recent_message_hides (
    user_id          UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    message_id       UUID        NOT NULL,
    conversation_id  UUID        NOT NULL,
    hidden_at        TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, message_id)
);

CREATE INDEX recent_message_hides_message ON recent_message_hides (message_id);

-- Without a row presence is shown to friends.
CREATE TABLE chat_settings (
    user_id        UUID        NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    show_presence  BOOLEAN     NOT NULL
);

-- One row: how far messages have been resealed with the newest key, so that a restart continues there.
CREATE TABLE reseal_progress (
    id               BIGINT      NOT NULL PRIMARY KEY CHECK (id = 1),
    key_id           TEXT        NOT NULL,   -- the key to reseal with
    conversation_id  UUID        NOT NULL,   -- this round has passed the message
    sequence         BIGINT      NOT NULL,   -- of this sequence
    resealed         BIGINT      NOT NULL,   -- messages resealed in this round
    done             BOOLEAN     NOT NULL    -- a whole round found nothing to reseal
);

CREATE TABLE refinery_schema_history (version INT4 PRIMARY KEY, name VARCHAR(255), applied_on VARCHAR(255), checksum VARCHAR(255));
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES ('1', 'platform', '2026-11-30T23:06:03.609906129Z', '5286404338336278075');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES ('10', 'challenges', '2026-11-30T23:06:03.60994745Z', '16998539094189845951');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES ('11', 'chat', '2026-11-30T23:06:03.609952678Z', '2121285989586342904');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES ('2', 'accounts', '2026-11-30T23:06:03.609917937Z', '6904011838953294267');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES ('3', 'passkeys', '2026-11-30T23:06:03.609922403Z', '4328153704999828348');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES ('4', 'planner', '2026-11-30T23:06:03.609923385Z', '6025124471541669550');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES ('5', 'habits', '2026-11-30T23:06:03.609927251Z', '5717318577067006946');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES ('6', 'rewards', '2026-11-30T23:06:03.609931377Z', '4100723762104645102');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES ('7', 'notifications', '2026-11-30T23:06:03.609935633Z', '16047475212276342105');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES ('8', 'reminders', '2026-11-30T23:06:03.609939529Z', '4701093668727912831');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES ('9', 'friends', '2026-11-30T23:06:03.609943555Z', '5967599467396380225');
INSERT INTO outbox (id, channel, payload, state, attempts, next_at, expires_at, supersede_key, created_at, last_error) VALUES ('019cad8f-ac00-7000-81a4-350cb57c2164', 'mail', E'\\x6f249ae736a294c63a1133f02f3b2abca6533e1ede911a2e929666deceb2e19f03a24db1e7890150682f3302fa2c21264c1797244a65a89152136eaeb67d1081fc375c8de626842680aa59012a8b7f83712183fb2ca7f744ed87924824fbbbaa73529b768c4ada31d8aa0ac8fe7694a1bbc84438c2e83188507cc90789dca7756598344181cdcaa29f781230c932eaff22dd505e7f61840c3b66b8de29767e9113c3c42c0af9e95521b4f442d3c287399abdab69756bd909eb0e5e3e101a14ccbf4d8efc3dda44574730c37d2ed50639ad30fdf4b72b36e03d64299b19d55c55a282736fd036a4a0e250a2d2fdd3af65db0e0f44a5cdf7af00fe5ccee21e9c205d3be4126abbd29f9ad5b483c6d2aa37cb94e4c86780dbc0862b3340c4aac7cadb126162059815fbb8be70e527da1f036ab4f96344672e039399135ff7e1440811aa6c1e3ee180796d4c2f66c23daa344b1fcb74ddf627bf8b45b8497a27a1648af86585bf5555adeacf05f04f4cd981ccdb1aac9613267f19fab2187955e4190e9f5be8df23ce2bbcfea962525bfb91efb41b35bbf57cf2125ba5684eb413d96c42b9934cf6ec4c2d9b2834136795cec4c44c8a3af82f5705f008dbfee8fb33b5bc3183180ff8c66cc3045c1914f5a76fd4c29a8a30d053f2e555a47bdb4bc757b54247e9121dd9f0cdb3d1603779a9a3cbf10baf7a59382fe1c2366ab470f3a9c87ae606676494d81acbca6e271da23070a9331b91c43127ed63a25cfd767827eba6b5803eb54246860c2bfac6f28ba605a6e4832a41b4dac535bf044d6d9265ba78a4e12ef61d31a2b15bcfc7eb02d4d05e7a289c83e9b0fce809fba35f13c8955f18e12de6865f21dcecaebabb40f31103ee5492866dc1d5a0742173ffa5c0313e081348bec532c04d1e0231b8c023adce0dae3d43166620a00b7c7d6765b4e208554d7f1644e70eb29749e3136e8cfb40a07bc621d3f708ef033b607b2dd35bfa948aa295d918a11f8bec386df42032a4af6633b5c675be1e237ea9eaf79c47663dc925e46b921bcfbe8760231308ece099a489a06b0434c0e46f9aded9d3e6c0087032539c5be6a7f84bb3ff18ca32010ced63a9fc5fbb5c980f7e7e77dd67d4549ed50a123326036720e7ee422d2fe4e8617eaa6e4466769e39ddd987fb3bd16f3109940259c18dccf77dd1e5ea04e4249dc973b088bf1e4aa9476c90ea0938e5c53bba8c4b82b8feaa59de4fad7f8c13303e1f8d176ec83bd4681e59198354f047440b7cbfcb4e146c65bd5bba88b44d4e339267f66792b0785b521bfd1e5fdba6d42c7c3d1e874cff6933438240f2b83355be71a0f1dec961faba0c37fb16665795205ca2d148545eb4dc647e6cbde336b96acb71b2c5a9e82ca2d0dd0eaa4e54bb39800460269db58e5825f97d4d715d0885231996b1e3259894852c3695f5b8c8ce70f5dae79772cbec731c1781eba9908455ce8d997c2e19149d9c710979421cbcbff0194011e0a5868430d2dc3412fab0c51681ad4643cdbf9c9d008615c8e7c11e5f04ce3518b0cdf9e13e6aaa196500d980e57c7c38e011fbf571aa32cc1bed1f88d97b4b7f53e02227b98f5d607b7794b20784c7e30bcbde4f825d680bf9a8cb0747b9eba163fc8d9c3fd67e59aed75963a82415a9cd6c109698f816a2f804abfa909393c7f210b26d07017b0ed6f8e783063714ba7174db7d3280a8da3277992decdb4d10e825b0a57dab77a1cc593ae3eca6924117e390b02dc284f8409faecef0edc37363d7436be5adf8d89c005b1b6719cf572bdcd9c11ee9a3745725d1678a64fe78fec588565aac085515ad1fa864e96ccbbb87236f310ff21165c51311b657eee07eb97a92a98d349ee6e25bf1b963a20b30e5585e001b1ecc2ce44db6b0f235cb282782097a243dbadc7df6dcc72c0251b4b85712e056e1c423a270c2ca768799882858d2d027ec39830f47f33ce94ff50e5ed00870a4ecba64885a8c384cf89682f29611c794f9a91e90693305bd206bd3234a9eb0d72fe61aa9c39c6d210154bb6c46015432e977353e596d7f8fb90c90285a12d229b2497bafb0089a98572df0586ca0c2438d060fc595349cfda7cf4b6342179b08b5f8e50522879b28c19cd3f382c4d1ca2e0d19ece0685afefd2ea916433a90310889bc6ac5d247c52b4d0f0697c92147f88964633d23567ba520983325f6554b6be222df8ea88c1eddf67006b9f1ba8d9c3ab1fc14be3d5f1ee814935cea11569e2b0b6ed023f4406e7091c23969def82025582588da0c5fc60faa5176809a95d872f0df407414ed9127001a9b411946a0a9d7b7d853e02b22bfdcc04439c36abfb819da621856d67bbb7ec4bbb2ead71e4d6557560d801d58d04503b424a09acef98d8922e7bc2f07240af671e4da0fd1a60aada443eff43d3916b3f25529757ac783d42a2b80d6e121af7a42b4312e70edb7998c11de6ffc91e580d07a87adbcbcc8ec49557730e90db13be25c08cb6c8fde5e2b7fa5d904ce9c0ad592be9abba37573cd273abed102ba5028ab86782132e82166f7aad63b7b513291494ac47ccb08cc06ad78c1c18d7c2ef8f619', 'waiting', '0', '2026-03-02 08:00:00+00', '2026-03-02 08:15:00+00', E'\\x019cad8fac007000803c25cc9a2c03bc', '2026-03-02 08:00:00+00', NULL);
INSERT INTO idempotency_keys (user_id, key_hash, body_hash, answer, created_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', E'\\xe3a4dfc4f7187130924e615954fe8e3048478326d4050df3f44edeec7278e4a6', E'\\xca6c9e6fd369e39af9d14ec202abe335d6124f98f7802f2b8ad5f3db8a500ff4', E'\\x9a1009f908cde3106c21aefc44c07a238cca62bb77aecbc6d663d23b7200d791131195ef076d865111b5843174ff3f9725f433cea5d6c8821724e5ee2ced3ab5d6fac02494f2787c6551c800fab63c51e09437e1d8526a18acdb7c34b2cf024239194f292b531f5dc0f40172bfdced59146a466f81d457df8c54dc63cb302d6d4fc0269c12c266217fc8307b31af1e9973d5a7fa8811ca21b34a9596000276996d41e9f9e37da84f1794e33b8796b5f5d8f762a182899906cf2faba2661c15458f3eb84e8066690eb57afec813f75965b452e174bc9e0704e5e7a0ff2e1b643057fdded9a773eba0d7e16069fd3d02408b153fe4e0e1c7194461c24e83ffbab3bfc12bd244e0eee1b048560402688bc97f65d872a16fd0bbba166096e7c800e7fc376c84a21dd65e488216708e72a35fa038412a500bc4251d4138d8f8be04d2c6a95f5e7054dd1ed8e38e5d12b1e30659da8679f7041cbf56ce47c3c4331d85dbeecc96ac7ddb86bfd134d802a86138750ffca44a5b33f258e7705af6ee4965158bb2895d', '2026-03-02 08:00:00+00');
INSERT INTO leases (name, holder, expires_at) VALUES ('baseline', '00000000-0000-0000-0000-000000000000', '2026-03-02 09:00:00+00');
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES ('1053088959245806103', '1', '019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '2026-03-02 08:00:00+00');
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES ('1053088959245806103', '2', '019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '2026-03-02 08:00:00+00');
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES ('1053088959245806103', '3', '019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '2026-03-02 08:00:00+00');
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES ('1629745348008619366', '1', '019cad8f-ac00-7000-8069-ee3e2a33e09e', NULL, '2026-03-02 08:00:00+00');
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES ('1629745348008619366', '2', '019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '2026-03-02 08:00:00+00');
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES ('1629745348008619366', '3', '019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '2026-03-02 08:00:00+00');
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES ('1629745348008619366', '4', '019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '2026-03-02 08:00:00+00');
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES ('1629745348008619366', '5', '019cad8f-ac00-7000-8056-ea7012a90016', NULL, '2026-03-02 08:00:00+00');
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES ('3165060239365232466', '1', '019cad8f-ac00-7000-8056-ea7012a90016', NULL, '2026-03-02 08:00:00+00');
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES ('3165060239365232466', '2', '019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '2026-03-02 08:00:00+00');
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES ('3165060239365232466', '3', '019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '2026-03-02 08:00:00+00');
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES ('3165060239365232466', '4', '019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '2026-03-02 08:00:00+00');
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES ('8126490577397357229', '1', '019cad8f-ac00-7000-808b-6ec5e63847b9', NULL, '2026-03-02 08:00:00+00');
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES ('8126490577397357229', '2', '019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '2026-03-02 08:00:00+00');
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES ('8126490577397357229', '3', '019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '2026-03-02 08:00:00+00');
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES ('8126490577397357229', '4', '019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '2026-03-02 08:00:00+00');
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES ('8126490577397357229', '5', '019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-04', '2026-03-02 08:00:00+00');
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES ('8126490577397357229', '6', '019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '2026-03-02 08:00:00+00');
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES ('8126490577397357229', '7', '019cad8f-ac00-7000-8069-ee3e2a33e09e', '2026-03-02', '2026-03-02 08:00:00+00');
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES ('8126490577397357229', '8', '019cad8f-ac00-7000-8069-ee3e2a33e09e', NULL, '2026-03-02 08:00:00+00');
INSERT INTO users (id, full_name, display_name, email, email_key, phone_number, password_hash, time_zone, day_start, locale, date_of_birth, gender, avatar, leaderboard_visible, created_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', 'Anna', 'Anna', 'anna@example.org', 'anna@example.org', NULL, '$argon2id$v=19$m=8,t=1,p=1$tiFinq1hwkXga7C8T1d98w$fVcfAYWfi3X58t7aTQduGNTIGeMhNb1tOmrFDhhajLA', 'UTC', '0', 'en', NULL, NULL, NULL, 'true', '2026-03-02 08:00:00+00');
INSERT INTO users (id, full_name, display_name, email, email_key, phone_number, password_hash, time_zone, day_start, locale, date_of_birth, gender, avatar, leaderboard_visible, created_at) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', 'Ben', 'Ben', 'ben@example.org', 'ben@example.org', NULL, '$argon2id$v=19$m=8,t=1,p=1$DkzfOlNxK2qp8B6EUeBedg$zWcPT3rL7Yh4+ohcyRepXsqer2pNJDQabZkOuYSo80A', 'Asia/Colombo', '0', 'en', NULL, NULL, NULL, 'true', '2026-03-02 08:00:00+00');
INSERT INTO users (id, full_name, display_name, email, email_key, phone_number, password_hash, time_zone, day_start, locale, date_of_birth, gender, avatar, leaderboard_visible, created_at) VALUES ('019cad8f-ac00-7000-808b-6ec5e63847b9', 'Cara', 'Cara', 'cara@example.org', 'cara@example.org', NULL, '$argon2id$v=19$m=8,t=1,p=1$rESbA46H7DlR8ajetacC0A$vX3i9FRgXE5mEXgym42rfHJVh3usZfcpZyG/bac92Iw', 'UTC', '0', 'en', NULL, NULL, NULL, 'true', '2026-03-02 08:00:00+00');
INSERT INTO registrations (id, identifier_mac, channel, identifier, full_name, password_hash, time_zone, locale, code_mac, resend_at, expires_at, created_at) VALUES ('019cad8f-ac00-7000-803c-25cc9a2c03bc', E'\\xfe1fbffe9d54c1d0988c4043699db6232037f20fcc2a7fa9eff5884084d91ad5', 'email', 'dora@example.org', 'Dora', '$argon2id$v=19$m=8,t=1,p=1$QvG3XnnTEGbJ3qgQ/VkLtQ$C9LueqSfaZSmpYUq3OCodguwdvduuw1YjI9qBUDPiOQ', 'UTC', 'en', E'\\xdc67663b1ff0f0fec9bb125b01f0258836fabf2dd6a86a53ae003aa723f85724', '2026-03-02 08:01:00+00', '2026-03-02 08:15:00+00', '2026-03-02 08:00:00+00');
INSERT INTO account_codes (id, user_id, purpose, channel, identifier, code_mac, expires_at) VALUES ('00000000-0000-0000-0000-000000000000', '019cad8f-ac00-7000-8056-ea7012a90016', 'reset', 'email', 'anna@example.org', E'\\x070809', '2026-03-02 08:00:00+00');
INSERT INTO code_failures (identifier_mac, failures, expires_at) VALUES (E'\\xfe1fbffe9d54c1d0988c4043699db6232037f20fcc2a7fa9eff5884084d91ad5', '1', '2026-03-02 08:15:00+00');
INSERT INTO code_sends (id, identifier_mac, address_mac, sent_at) VALUES ('019cad8f-ac00-7000-825a-827a4746575a', E'\\x35b99e7917ee53172b4b8ee1d4aa374df51c7ae9673c3f5d8aba8a466c0ea75e', E'\\x07c552cf76e87aa536155be6e2ea8417c51fa18308dfbc981aeeb47128444f94', '2026-03-02 08:00:00+00');
INSERT INTO code_sends (id, identifier_mac, address_mac, sent_at) VALUES ('019cad8f-ac00-7000-82a0-a69e585e7f15', E'\\x416d23d84ff8e9e0ef28e1239f66085e8164bbf841b1d847911bf884201367b1', E'\\x07c552cf76e87aa536155be6e2ea8417c51fa18308dfbc981aeeb47128444f94', '2026-03-02 08:00:00+00');
INSERT INTO code_sends (id, identifier_mac, address_mac, sent_at) VALUES ('019cad8f-ac00-7000-82a8-5c945b7925e4', E'\\xcf4e14ff9d2919ff1c0b24878c85492f3343b1a38aa321b82d16f2eb7e288120', E'\\x07c552cf76e87aa536155be6e2ea8417c51fa18308dfbc981aeeb47128444f94', '2026-03-02 08:00:00+00');
INSERT INTO code_sends (id, identifier_mac, address_mac, sent_at) VALUES ('019cad8f-ac00-7000-82d1-34f2510ffdf8', E'\\xfe1fbffe9d54c1d0988c4043699db6232037f20fcc2a7fa9eff5884084d91ad5', E'\\x07c552cf76e87aa536155be6e2ea8417c51fa18308dfbc981aeeb47128444f94', '2026-03-02 08:00:00+00');
INSERT INTO attempt_limits (mac, failures, not_before, expires_at) VALUES (E'\\x3397f002ae0240c0ea1a57e0e44aa00649abd208120933b86395122563a05567', '2', '2026-03-02 08:00:00+00', '2026-03-02 08:15:00+00');
INSERT INTO attempt_limits (mac, failures, not_before, expires_at) VALUES (E'\\x99e533211c74eb212986668006a555f2b5d6a75c178c4eeecbc7f51675081bd7', '1', '2026-03-02 08:00:00+00', '2026-03-02 08:15:00+00');
INSERT INTO attempt_limits (mac, failures, not_before, expires_at) VALUES (E'\\xaa359974d671c05f54840af725c6bbc0187ae298c54fbbf394a9c40406553c00', '1', '2026-03-02 08:00:00+00', '2026-03-02 08:15:00+00');
INSERT INTO sms_usage (day, prefix, messages) VALUES ('2026-03-02', '', '3');
INSERT INTO sessions (id, user_id, token_hash, device, passkey_id, created_at, last_used_at, expires_at) VALUES ('019cad8f-ac00-7000-8102-10389bb19b5d', '019cad8f-ac00-7000-8056-ea7012a90016', E'\\xcf587fcb4ba445c579d623e560f9603286fe4376bb45fa16a8ece46bcf39252a', 'Unknown device', NULL, '2026-03-02 08:00:00+00', '2026-03-02 08:00:00+00', '2026-04-01 08:00:00+00');
INSERT INTO sessions (id, user_id, token_hash, device, passkey_id, created_at, last_used_at, expires_at) VALUES ('019cad8f-ac00-7000-85a0-471b8b3c2f8f', '019cad8f-ac00-7000-808b-6ec5e63847b9', E'\\x7d4e22bba07138ee76d0bcbf6241100d7a6cc9bc7912d839f29ebd7d1575fd75', 'Unknown device', NULL, '2026-03-02 08:00:00+00', '2026-03-02 08:00:00+00', '2026-04-01 08:00:00+00');
INSERT INTO sessions (id, user_id, token_hash, device, passkey_id, created_at, last_used_at, expires_at) VALUES ('019cad8f-ac00-7000-85be-2e6b1b790ad2', '019cad8f-ac00-7000-8056-ea7012a90016', E'\\x613714c507e9d97e6d1952048b70265fcde2b50e40d24d9c490bcdb78b4b52d9', 'Unknown device', NULL, '2026-03-02 08:00:00+00', '2026-03-02 08:00:00+00', '2026-04-01 08:00:00+00');
INSERT INTO sessions (id, user_id, token_hash, device, passkey_id, created_at, last_used_at, expires_at) VALUES ('019cad8f-ac00-7000-85f2-d44e8eb29246', '019cad8f-ac00-7000-8069-ee3e2a33e09e', E'\\xecef3af61297c7faa0f864f8321451a9896d1998d7b47038423f875421455cef', 'Unknown device', NULL, '2026-03-02 08:00:00+00', '2026-03-02 08:00:00+00', '2026-04-01 08:00:00+00');
INSERT INTO account_events (id, user_id, kind, device, created_at) VALUES ('019cad8f-ac00-7000-805b-ee32c06fd04b', '019cad8f-ac00-7000-8056-ea7012a90016', 'signed-in', 'Unknown device', '2026-03-02 08:00:00+00');
INSERT INTO account_events (id, user_id, kind, device, created_at) VALUES ('019cad8f-ac00-7000-841d-c8d8db2d4861', '019cad8f-ac00-7000-8056-ea7012a90016', 'opened', 'Unknown device', '2026-03-02 08:00:00+00');
INSERT INTO account_events (id, user_id, kind, device, created_at) VALUES ('019cad8f-ac00-7000-84d9-2d98452e0b03', '019cad8f-ac00-7000-8069-ee3e2a33e09e', 'opened', 'Unknown device', '2026-03-02 08:00:00+00');
INSERT INTO account_events (id, user_id, kind, device, created_at) VALUES ('019cad8f-ac00-7000-84f4-7ce137c85bd6', '019cad8f-ac00-7000-808b-6ec5e63847b9', 'opened', 'Unknown device', '2026-03-02 08:00:00+00');
INSERT INTO suspensions (user_id, reason, since) VALUES ('019cad8f-ac00-7000-808b-6ec5e63847b9', 'Spam', '2026-03-02 08:00:00+00');
INSERT INTO orphaned_files (name, not_before) VALUES ('0123456789abcdef', '2026-03-02 08:00:00+00');
INSERT INTO passkeys (id, user_id, credential_id, name, credential, counter, created_at, last_used_at) VALUES ('00000000-0000-0000-0000-000000000000', '019cad8f-ac00-7000-8056-ea7012a90016', E'\\x010203', 'Phone', '{}', '0', '2026-03-02 08:00:00+00', NULL);
INSERT INTO passkey_ceremonies (challenge_hash, user_id, state, expires_at) VALUES (E'\\x040506', '019cad8f-ac00-7000-8056-ea7012a90016', '{}', '2026-03-02 08:00:00+00');
INSERT INTO drafts (id, user_id, request, source, days, state, lease_expires_at, lease_holder, accepted_as, created_at) VALUES ('019cad8f-ac00-7000-80ad-824ffcc25d13', '019cad8f-ac00-7000-8056-ea7012a90016', '{"habit":"read 20 pages a day","kind":"good","duration_days":7,"motivation":"to think again","obstacle":"too tired in the evening","quantity":{"per_day":20,"unit":"pages","target":null},"answers":[],"exclude":[],"variant":0}', 'builtin', '[{"day":1,"source":"builtin","tasks":["Put your book on your pillow","Read 6 pages, and stop in the middle of a good part","Write the first sentence that stayed with you on a slip of paper"]},{"day":2,"source":"builtin","tasks":["Choose a book you want to read, not one you ought to","Read 8 pages, with the phone in another room","If I''m too tired in the evening, then I read one page, and let that count for the day"]},{"day":3,"source":"builtin","tasks":["Plug in the phone in another room before you sit down to read","Read 11 pages in your reading place, with only the small lamp on","Note the time you began, and whether that hour suits you"]},{"day":4,"source":"builtin","tasks":["Let brushing your teeth be the signal: after it, the book","Read 13 pages, then close your eyes for a moment and see the last scene again","Write your reason on a card and put it where you begin: “to think again”"]},{"day":5,"source":"builtin","tasks":["Leave the book on the chair where you usually reach for the phone","Read 15 pages, and mark one line with a pencil","If I reach for the phone first, then I put it down on the far side of the room and read one page"]},{"day":6,"source":"builtin","tasks":["Pick a short story or essay as your spare, for tired days","Read 18 pages, even if you begin ten minutes late","Copy one sentence by hand that you wish you had written"]},{"day":7,"source":"builtin","tasks":["Lay your first day and this one side by side, and write down three differences","Read 20 pages in a waiting time, or on the way somewhere","Decide how this goes on: how much, at which hour, until which date"]}]', 'ready', NULL, NULL, NULL, '2026-03-02 08:00:00+00');
INSERT INTO planner_calls (id, user_id, draft_id, habit, call, created_at, position) VALUES ('00000000-0000-0000-0000-000000000000', '019cad8f-ac00-7000-8056-ea7012a90016', NULL, 'read', '{}', '2026-03-02 08:00:00+00', '1');
INSERT INTO planner_usage (user_id, day, tokens) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '100');
INSERT INTO planner_settings (user_id, builtin_only) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', 'true');
INSERT INTO calendars (user_id, zone, day_start, held_day, held_began, held_until, started) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', 'UTC', '0', NULL, NULL, NULL, 'true');
INSERT INTO calendars (user_id, zone, day_start, held_day, held_began, held_until, started) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', 'Asia/Colombo', '0', NULL, NULL, NULL, 'false');
INSERT INTO calendars (user_id, zone, day_start, held_day, held_began, held_until, started) VALUES ('019cad8f-ac00-7000-808b-6ec5e63847b9', 'UTC', '0', NULL, NULL, NULL, 'false');
INSERT INTO skipped_dates (user_id, day) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-02-01');
INSERT INTO habits (id, user_id, name, kind, state, duration_days, start_date, end_date, weekdays, times_a_week, reminder_times, color, icon, motivation, inactive_from, challenge_id, created_day, created_at) VALUES ('019cad8f-ac00-7000-800c-3284e20bcedc', '019cad8f-ac00-7000-8056-ea7012a90016', 'Swim', 'good', 'active', '2', '2026-03-02', '2026-03-03', '127', NULL, '', 'moss', 'footprints', '', NULL, NULL, '2026-03-02', '2026-03-02 08:00:00+00');
INSERT INTO habits (id, user_id, name, kind, state, duration_days, start_date, end_date, weekdays, times_a_week, reminder_times, color, icon, motivation, inactive_from, challenge_id, created_day, created_at) VALUES ('019cad8f-ac00-7000-806c-6229f7218606', '019cad8f-ac00-7000-8056-ea7012a90016', 'Walk', 'good', 'active', '5', '2026-03-02', '2026-03-06', '127', NULL, '07:30', 'clay', 'footprints', '', NULL, NULL, '2026-03-02', '2026-03-02 08:00:00+00');
INSERT INTO habits (id, user_id, name, kind, state, duration_days, start_date, end_date, weekdays, times_a_week, reminder_times, color, icon, motivation, inactive_from, challenge_id, created_day, created_at) VALUES ('019cad8f-ac00-7000-80a7-4ccba030bcf2', '019cad8f-ac00-7000-8056-ea7012a90016', 'Read', 'good', 'active', '3', '2026-03-02', '2026-03-04', '127', '2', '', 'yolk', 'book-open', '', NULL, NULL, '2026-03-02', '2026-03-02 08:00:00+00');
INSERT INTO habits (id, user_id, name, kind, state, duration_days, start_date, end_date, weekdays, times_a_week, reminder_times, color, icon, motivation, inactive_from, challenge_id, created_day, created_at) VALUES ('019cad8f-ac00-7000-81a1-02846291d63a', '019cad8f-ac00-7000-8056-ea7012a90016', 'Stairs', 'good', 'active', '3', '2026-03-02', '2026-03-04', '127', NULL, '', 'sky', 'sprout', '', NULL, '0d327d62-1d62-4757-8e31-64289d9c7d50', '2026-03-02', '2026-03-02 08:00:00+00');
INSERT INTO habits (id, user_id, name, kind, state, duration_days, start_date, end_date, weekdays, times_a_week, reminder_times, color, icon, motivation, inactive_from, challenge_id, created_day, created_at) VALUES ('019cad8f-ac00-7000-81f8-99637cf1a25b', '019cad8f-ac00-7000-8069-ee3e2a33e09e', 'Stairs', 'good', 'active', '3', '2026-03-02', '2026-03-04', '127', NULL, '', 'clay', 'sprout', '', NULL, '0d327d62-1d62-4757-8e31-64289d9c7d50', '2026-03-02', '2026-03-02 08:00:00+00');
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '019cad8f-ac00-7000-800c-3284e20bcedc', '1', '1', '019cad8f-ac00-7000-81f1-b19a3c5b3d2c', 'Swim', NULL, NULL, '0', NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '019cad8f-ac00-7000-806c-6229f7218606', '1', '1', '019cad8f-ac00-7000-8180-580f5d97a252', 'Shoes', NULL, '2026-03-02 08:00:00+00', '2', NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '019cad8f-ac00-7000-806c-6229f7218606', '1', '2', '019cad8f-ac00-7000-821c-fad3dfa9ca6b', 'Walk', NULL, '2026-03-02 08:00:00+00', '2', NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '019cad8f-ac00-7000-80a7-4ccba030bcf2', '1', '1', '019cad8f-ac00-7000-81b0-dcbdb4b16cf2', 'Ten pages', NULL, '2026-03-02 08:00:00+00', '2', NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '019cad8f-ac00-7000-81a1-02846291d63a', '1', '1', '019cad8f-ac00-7000-8236-e36ffd026092', 'Stairs', NULL, NULL, '0', NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-03', '019cad8f-ac00-7000-800c-3284e20bcedc', '2', '1', '019cad8f-ac00-7000-823c-9429e6f09c56', 'Swim', NULL, NULL, '0', NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-03', '019cad8f-ac00-7000-806c-6229f7218606', '2', '1', '019cad8f-ac00-7000-83e5-bacd88b354a2', 'Shoes', NULL, NULL, '0', NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-03', '019cad8f-ac00-7000-806c-6229f7218606', '2', '2', '019cad8f-ac00-7000-8417-8ac5fee93e8c', 'Walk', NULL, NULL, '0', NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-03', '019cad8f-ac00-7000-80a7-4ccba030bcf2', '2', '1', '019cad8f-ac00-7000-8256-52cce882400a', 'Ten pages', NULL, NULL, '0', NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-03', '019cad8f-ac00-7000-81a1-02846291d63a', '2', '1', '019cad8f-ac00-7000-83ea-6da62a67393f', 'Stairs', NULL, NULL, '0', NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-04', '019cad8f-ac00-7000-806c-6229f7218606', '3', '1', '019cad8f-ac00-7000-85f9-ca7c335abcc6', 'Shoes', NULL, NULL, '0', NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-04', '019cad8f-ac00-7000-806c-6229f7218606', '3', '2', '019cad8f-ac00-7000-8659-740f778e6c9b', 'Walk', NULL, NULL, '0', NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-04', '019cad8f-ac00-7000-80a7-4ccba030bcf2', '3', '1', '019cad8f-ac00-7000-8383-ff7011e75147', 'Ten pages', NULL, NULL, '0', NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-04', '019cad8f-ac00-7000-81a1-02846291d63a', '3', '1', '019cad8f-ac00-7000-8416-d056f69fc48d', 'Stairs', NULL, NULL, '0', NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-05', '019cad8f-ac00-7000-806c-6229f7218606', '4', '1', '019cad8f-ac00-7000-87f9-0240bdc39182', 'Shoes', NULL, NULL, '0', NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-05', '019cad8f-ac00-7000-806c-6229f7218606', '4', '2', '019cad8f-ac00-7000-8875-3acb38954e3c', 'Walk', NULL, NULL, '0', NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-06', '019cad8f-ac00-7000-806c-6229f7218606', '5', '1', '019cad8f-ac00-7000-89f8-4f1a51984fcf', 'Shoes', NULL, NULL, '0', NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-06', '019cad8f-ac00-7000-806c-6229f7218606', '5', '2', '019cad8f-ac00-7000-8add-ea5e1a8033e1', 'Walk', NULL, NULL, '0', NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', '2026-03-02', '019cad8f-ac00-7000-81f8-99637cf1a25b', '1', '1', '019cad8f-ac00-7000-829f-f78019016be4', 'Stairs', NULL, NULL, '0', NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', '2026-03-03', '019cad8f-ac00-7000-81f8-99637cf1a25b', '2', '1', '019cad8f-ac00-7000-83f5-1030af9160eb', 'Stairs', NULL, NULL, '0', NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', '2026-03-04', '019cad8f-ac00-7000-81f8-99637cf1a25b', '3', '1', '019cad8f-ac00-7000-8402-400e9a5d4b54', 'Stairs', NULL, NULL, '0', NULL);
INSERT INTO habit_skips (habit_id, day, user_id, reason, created_at) VALUES ('019cad8f-ac00-7000-806c-6229f7218606', '2026-03-04', '019cad8f-ac00-7000-8056-ea7012a90016', 'rain', '2026-03-02 08:00:00+00');
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '019cad8f-ac00-7000-800c-3284e20bcedc', 'good', NULL, '1', '0');
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '019cad8f-ac00-7000-806c-6229f7218606', 'good', NULL, '2', '2');
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '019cad8f-ac00-7000-80a7-4ccba030bcf2', 'good', NULL, '1', '1');
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '019cad8f-ac00-7000-81a1-02846291d63a', 'good', '0d327d62-1d62-4757-8e31-64289d9c7d50', '1', '0');
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-03', '019cad8f-ac00-7000-800c-3284e20bcedc', 'good', NULL, '1', '0');
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-03', '019cad8f-ac00-7000-806c-6229f7218606', 'good', NULL, '2', '0');
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-03', '019cad8f-ac00-7000-81a1-02846291d63a', 'good', '0d327d62-1d62-4757-8e31-64289d9c7d50', '1', '0');
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-04', '019cad8f-ac00-7000-80a7-4ccba030bcf2', 'good', NULL, '1', '0');
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-04', '019cad8f-ac00-7000-81a1-02846291d63a', 'good', '0d327d62-1d62-4757-8e31-64289d9c7d50', '1', '0');
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-05', '019cad8f-ac00-7000-806c-6229f7218606', 'good', NULL, '2', '0');
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-06', '019cad8f-ac00-7000-806c-6229f7218606', 'good', NULL, '2', '0');
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', '2026-03-02', '019cad8f-ac00-7000-81f8-99637cf1a25b', 'good', '0d327d62-1d62-4757-8e31-64289d9c7d50', '1', '0');
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', '2026-03-03', '019cad8f-ac00-7000-81f8-99637cf1a25b', 'good', '0d327d62-1d62-4757-8e31-64289d9c7d50', '1', '0');
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', '2026-03-04', '019cad8f-ac00-7000-81f8-99637cf1a25b', 'good', '0d327d62-1d62-4757-8e31-64289d9c7d50', '1', '0');
INSERT INTO user_days (user_id, day, due, done) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '5', '3');
INSERT INTO user_days (user_id, day, due, done) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-03', '4', '0');
INSERT INTO user_days (user_id, day, due, done) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-04', '2', '0');
INSERT INTO user_days (user_id, day, due, done) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-05', '2', '0');
INSERT INTO user_days (user_id, day, due, done) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-06', '2', '0');
INSERT INTO user_days (user_id, day, due, done) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', '2026-03-02', '1', '0');
INSERT INTO user_days (user_id, day, due, done) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', '2026-03-03', '1', '0');
INSERT INTO user_days (user_id, day, due, done) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', '2026-03-04', '1', '0');
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-8003-dddf9a6c6baf', 'coin', '-10', 'task-undo', '019cad8f-ac00-7000-81b0-dcbdb4b16cf2:0', '2026-03-02 08:00:00+00');
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-800c-da265124b6ee', 'coin', '10', 'task', '019cad8f-ac00-7000-8180-580f5d97a252:1', '2026-03-02 08:00:00+00');
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-8013-3db84803d51f', 'coin', '-10', 'task-undo', '019cad8f-ac00-7000-8180-580f5d97a252:0', '2026-03-02 08:00:00+00');
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-803a-4c33e674e3e8', 'coin', '10', 'task', '019cad8f-ac00-7000-821c-fad3dfa9ca6b:0', '2026-03-02 08:00:00+00');
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-8053-431a6084893e', 'coin', '-10', 'task-undo', '019cad8f-ac00-7000-821c-fad3dfa9ca6b:0', '2026-03-02 08:00:00+00');
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-8068-c9cca8c1de53', 'milligem', '100', 'streak', '2026-03-02', '2026-03-02 08:00:00+00');
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-806d-85f3d2304c30', 'coin', '10', 'task', '019cad8f-ac00-7000-81b0-dcbdb4b16cf2:1', '2026-03-02 08:00:00+00');
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-8095-e90e8b2d0f5b', 'coin', '10', 'task', '019cad8f-ac00-7000-81b0-dcbdb4b16cf2:0', '2026-03-02 08:00:00+00');
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-80bd-03fa3a7e0108', 'coin', '10', 'task', '019cad8f-ac00-7000-821c-fad3dfa9ca6b:1', '2026-03-02 08:00:00+00');
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-80cd-f88447a27c9f', 'coin', '10', 'task', '019cad8f-ac00-7000-8180-580f5d97a252:0', '2026-03-02 08:00:00+00');
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-8260-e5acf4b1e6c4', 'coin', '100', 'welcome', 'coins', '2026-03-02 08:00:00+00');
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-8393-107c4f250134', 'milligem', '2000', 'welcome', 'gems', '2026-03-02 08:00:00+00');
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', '019cad8f-ac00-7000-82f0-7da2d7796271', 'coin', '100', 'welcome', 'coins', '2026-03-02 08:00:00+00');
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', '019cad8f-ac00-7000-8372-e20ec8733e02', 'milligem', '2000', 'welcome', 'gems', '2026-03-02 08:00:00+00');
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES ('019cad8f-ac00-7000-808b-6ec5e63847b9', '019cad8f-ac00-7000-8278-aff74409a705', 'coin', '100', 'welcome', 'coins', '2026-03-02 08:00:00+00');
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES ('019cad8f-ac00-7000-808b-6ec5e63847b9', '019cad8f-ac00-7000-83ac-b9f5e79d5b8f', 'milligem', '2000', 'welcome', 'gems', '2026-03-02 08:00:00+00');
INSERT INTO balances (user_id, coins, milligems, day, day_coins, ticks) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '130', '2100', '2026-03-02', '30', '3');
INSERT INTO balances (user_id, coins, milligems, day, day_coins, ticks) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', '100', '2000', NULL, '0', '0');
INSERT INTO balances (user_id, coins, milligems, day, day_coins, ticks) VALUES ('019cad8f-ac00-7000-808b-6ec5e63847b9', '100', '2000', NULL, '0', '0');
INSERT INTO task_payments (user_id, task_id, paid, payable, paid_day) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-8180-580f5d97a252', '10', '0', '2026-03-02');
INSERT INTO task_payments (user_id, task_id, paid, payable, paid_day) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-81b0-dcbdb4b16cf2', '10', '0', '2026-03-02');
INSERT INTO task_payments (user_id, task_id, paid, payable, paid_day) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-821c-fad3dfa9ca6b', '10', '0', '2026-03-02');
INSERT INTO streaks (user_id, last_claim, streak, max_streak, cycle_day, freezes) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '1', '1', '1', '2');
INSERT INTO streaks (user_id, last_claim, streak, max_streak, cycle_day, freezes) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', NULL, '0', '0', '0', '2');
INSERT INTO streaks (user_id, last_claim, streak, max_streak, cycle_day, freezes) VALUES ('019cad8f-ac00-7000-808b-6ec5e63847b9', NULL, '0', '0', '0', '2');
INSERT INTO freeze_history (user_id, id, kind, freezes, day, created_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '00000000-0000-0000-0000-000000000000', 'used', '1', '2026-02-27', '2026-03-02 08:00:00+00');
INSERT INTO freeze_history (user_id, id, kind, freezes, day, created_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-8131-986d265923e8', 'given', '2', '2026-03-02', '2026-03-02 08:00:00+00');
INSERT INTO freeze_history (user_id, id, kind, freezes, day, created_at) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', '019cad8f-ac00-7000-81f2-e062158c8a9c', 'given', '2', '2026-03-02', '2026-03-02 08:00:00+00');
INSERT INTO freeze_history (user_id, id, kind, freezes, day, created_at) VALUES ('019cad8f-ac00-7000-808b-6ec5e63847b9', '019cad8f-ac00-7000-81bb-0bd53f928177', 'given', '2', '2026-03-02', '2026-03-02 08:00:00+00');
INSERT INTO comebacks (user_id, day, times, paid, payable) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '1', '20', '0');
INSERT INTO user_counters (user_id, counter, subject_id, count) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', 'challenges-founded', '00000000-0000-0000-0000-000000000000', '1');
INSERT INTO user_counters (user_id, counter, subject_id, count) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', 'challenges-joined', '00000000-0000-0000-0000-000000000000', '1');
INSERT INTO user_counters (user_id, counter, subject_id, count) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', 'friends', '00000000-0000-0000-0000-000000000000', '1');
INSERT INTO user_counters (user_id, counter, subject_id, count) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', 'habit-days', '019cad8f-ac00-7000-806c-6229f7218606', '1');
INSERT INTO user_counters (user_id, counter, subject_id, count) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', 'habit-days', '019cad8f-ac00-7000-80a7-4ccba030bcf2', '1');
INSERT INTO user_counters (user_id, counter, subject_id, count) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', 'perfect-days', '00000000-0000-0000-0000-000000000000', '1');
INSERT INTO user_counters (user_id, counter, subject_id, count) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', 'perfect-run', '00000000-0000-0000-0000-000000000000', '1');
INSERT INTO user_counters (user_id, counter, subject_id, count) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', 'skips', '00000000-0000-0000-0000-000000000000', '1');
INSERT INTO user_counters (user_id, counter, subject_id, count) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', 'streak', '00000000-0000-0000-0000-000000000000', '1');
INSERT INTO user_counters (user_id, counter, subject_id, count) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', 'challenges-joined', '00000000-0000-0000-0000-000000000000', '1');
INSERT INTO user_counters (user_id, counter, subject_id, count) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', 'friends', '00000000-0000-0000-0000-000000000000', '1');
INSERT INTO perfect_days (user_id, day) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02');
INSERT INTO achievements (user_id, achievement, unlocked_at, claimed_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', 'challenge-founded', '2026-03-02 08:00:00+00', NULL);
INSERT INTO achievements (user_id, achievement, unlocked_at, claimed_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', 'challenge-joined', '2026-03-02 08:00:00+00', NULL);
INSERT INTO achievements (user_id, achievement, unlocked_at, claimed_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', 'first-friend', '2026-03-02 08:00:00+00', NULL);
INSERT INTO achievements (user_id, achievement, unlocked_at, claimed_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', 'first-tick', '2026-03-02 08:00:00+00', NULL);
INSERT INTO achievements (user_id, achievement, unlocked_at, claimed_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', 'honest-skip', '2026-03-02 08:00:00+00', NULL);
INSERT INTO achievements (user_id, achievement, unlocked_at, claimed_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', 'perfect-day', '2026-03-02 08:00:00+00', NULL);
INSERT INTO achievements (user_id, achievement, unlocked_at, claimed_at) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', 'challenge-joined', '2026-03-02 08:00:00+00', NULL);
INSERT INTO achievements (user_id, achievement, unlocked_at, claimed_at) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', 'first-friend', '2026-03-02 08:00:00+00', NULL);
INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, about_user, created_at, read_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-80ef-98dfd994706b', 'achievement', 'Achievement unlocked', 'Honest Skip: Skip a day and say why.', '{"achievement_id":"honest-skip","title":"Honest Skip"}', '/rewards', 'achievement:honest-skip', NULL, '2026-03-02 08:00:00+00', NULL);
INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, about_user, created_at, read_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-812e-c4b1e048c649', 'achievement', 'Achievement unlocked', 'First Tick: Tick your first task.', '{"achievement_id":"first-tick","title":"First Tick"}', '/rewards', 'achievement:first-tick', NULL, '2026-03-02 08:00:00+00', NULL);
INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, about_user, created_at, read_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-816c-73cfa7209513', 'achievement', 'Achievement unlocked', 'Challenge Created: Create a challenge of your own.', '{"achievement_id":"challenge-founded","title":"Challenge Created"}', '/rewards', 'achievement:challenge-founded', NULL, '2026-03-02 08:00:00+00', NULL);
INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, about_user, created_at, read_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-8196-7020accc7f6c', 'achievement', 'Achievement unlocked', 'Perfect Day: Do everything due on one day.', '{"achievement_id":"perfect-day","title":"Perfect Day"}', '/rewards', 'achievement:perfect-day', NULL, '2026-03-02 08:00:00+00', NULL);
INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, about_user, created_at, read_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-81e1-b4179136c420', 'achievement', 'Achievement unlocked', 'First Friend: Make a friend here.', '{"achievement_id":"first-friend","title":"First Friend"}', '/rewards', 'achievement:first-friend', NULL, '2026-03-02 08:00:00+00', NULL);
INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, about_user, created_at, read_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-8206-3af5f075df99', 'friend-request', 'A request for friendship', 'Cara wants to be friends.', '{"display_name":"Cara","request_id":"019cad8f-ac00-7000-8108-0bdf32b4c19c","user_id":"019cad8f-ac00-7000-808b-6ec5e63847b9"}', '/friends', 'friend-request:019cad8f-ac00-7000-8108-0bdf32b4c19c', '019cad8f-ac00-7000-808b-6ec5e63847b9', '2026-03-02 08:00:00+00', NULL);
INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, about_user, created_at, read_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-85dd-58197b0acedc', 'friend-accepted', 'A new friend', 'You and Ben are friends now.', '{"display_name":"Ben","user_id":"019cad8f-ac00-7000-8069-ee3e2a33e09e"}', '/friends', NULL, '019cad8f-ac00-7000-8069-ee3e2a33e09e', '2026-03-02 08:00:00+00', NULL);
INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, about_user, created_at, read_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-85e9-0539be38faee', 'achievement', 'Achievement unlocked', 'Challenge Joined: Join a challenge.', '{"achievement_id":"challenge-joined","title":"Challenge Joined"}', '/rewards', 'achievement:challenge-joined', NULL, '2026-03-02 08:00:00+00', NULL);
INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, about_user, created_at, read_at) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', '019cad8f-ac00-7000-805c-f26f6ddefaca', 'challenge-invitation', 'An invitation to a challenge', 'Anna invites you to Walk After Breakfast.', '{"challenge_id":"c4a11e00-0000-8000-8000-000000000100","display_name":"Anna","title":"Walk After Breakfast","user_id":"019cad8f-ac00-7000-8056-ea7012a90016"}', '/challenges/c4a11e00-0000-8000-8000-000000000100', 'challenge-invitation:c4a11e00-0000-8000-8000-000000000100:019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02 08:00:00+00', NULL);
INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, about_user, created_at, read_at) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', '019cad8f-ac00-7000-8294-308bd60930bd', 'friend-request', 'A request for friendship', 'Anna wants to be friends.', '{"display_name":"Anna","request_id":"019cad8f-ac00-7000-81ab-e2675453bd88","user_id":"019cad8f-ac00-7000-8056-ea7012a90016"}', '/friends', 'friend-request:019cad8f-ac00-7000-81ab-e2675453bd88', '019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02 08:00:00+00', NULL);
INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, about_user, created_at, read_at) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', '019cad8f-ac00-7000-8303-baaec7d0f976', 'achievement', 'Achievement unlocked', 'First Friend: Make a friend here.', '{"achievement_id":"first-friend","title":"First Friend"}', '/rewards', 'achievement:first-friend', NULL, '2026-03-02 08:00:00+00', NULL);
INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, about_user, created_at, read_at) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', '019cad8f-ac00-7000-8503-f4f497f48e7b', 'achievement', 'Achievement unlocked', 'Challenge Joined: Join a challenge.', '{"achievement_id":"challenge-joined","title":"Challenge Joined"}', '/rewards', 'achievement:challenge-joined', NULL, '2026-03-02 08:00:00+00', NULL);
INSERT INTO devices (id, user_id, session_id, kind, platform, name, address, address_hash, public_key, auth, created_at, last_push_at, paused_until) VALUES ('019cad8f-ac00-7000-80e7-3de9eb323a60', '019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-85be-2e6b1b790ad2', 'fcm', 'ios', 'Unknown device', 'abc', E'\\xba33d8eb469f0bda70a43174079bfa0bde81e3b7721b2f501603697d6372f524', NULL, NULL, '2026-03-02 08:00:00+00', NULL, NULL);
INSERT INTO notification_preferences (user_id, kind, push, mail) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', 'message', 'true', 'false');
INSERT INTO notification_settings (user_id, quiet_from, quiet_until, tests_since, tests) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '1320', '420', NULL, '0');
INSERT INTO dispatches (id, user_id, kind, notification_id, tags, due_at) VALUES ('019cad8f-ac00-7000-8128-5c5fc2418fe5', '019cad8f-ac00-7000-8056-ea7012a90016', 'alert', '019cad8f-ac00-7000-80ef-98dfd994706b', NULL, '2026-03-02 08:00:00+00');
INSERT INTO dispatches (id, user_id, kind, notification_id, tags, due_at) VALUES ('019cad8f-ac00-7000-814a-585f1c027867', '019cad8f-ac00-7000-8069-ee3e2a33e09e', 'alert', '019cad8f-ac00-7000-805c-f26f6ddefaca', NULL, '2026-03-02 08:00:00+00');
INSERT INTO dispatches (id, user_id, kind, notification_id, tags, due_at) VALUES ('019cad8f-ac00-7000-8209-60f4b030e45a', '019cad8f-ac00-7000-8056-ea7012a90016', 'alert', '019cad8f-ac00-7000-81e1-b4179136c420', NULL, '2026-03-02 08:00:00+00');
INSERT INTO dispatches (id, user_id, kind, notification_id, tags, due_at) VALUES ('019cad8f-ac00-7000-8246-e3805e33480d', '019cad8f-ac00-7000-8056-ea7012a90016', 'alert', '019cad8f-ac00-7000-812e-c4b1e048c649', NULL, '2026-03-02 08:00:00+00');
INSERT INTO dispatches (id, user_id, kind, notification_id, tags, due_at) VALUES ('019cad8f-ac00-7000-8279-d9d977407337', '019cad8f-ac00-7000-8056-ea7012a90016', 'alert', '019cad8f-ac00-7000-8196-7020accc7f6c', NULL, '2026-03-02 08:00:00+00');
INSERT INTO dispatches (id, user_id, kind, notification_id, tags, due_at) VALUES ('019cad8f-ac00-7000-82f3-233bd5e4ac07', '019cad8f-ac00-7000-8056-ea7012a90016', 'alert', '019cad8f-ac00-7000-816c-73cfa7209513', NULL, '2026-03-02 08:00:00+00');
INSERT INTO dispatches (id, user_id, kind, notification_id, tags, due_at) VALUES ('019cad8f-ac00-7000-8361-0fb96c74bf4f', '019cad8f-ac00-7000-8069-ee3e2a33e09e', 'alert', '019cad8f-ac00-7000-8294-308bd60930bd', NULL, '2026-03-02 08:00:00+00');
INSERT INTO dispatches (id, user_id, kind, notification_id, tags, due_at) VALUES ('019cad8f-ac00-7000-83a7-c88889c4cfab', '019cad8f-ac00-7000-8056-ea7012a90016', 'alert', '019cad8f-ac00-7000-8206-3af5f075df99', NULL, '2026-03-02 08:00:00+00');
INSERT INTO dispatches (id, user_id, kind, notification_id, tags, due_at) VALUES ('019cad8f-ac00-7000-845e-6f12ce4d8a06', '019cad8f-ac00-7000-8069-ee3e2a33e09e', 'alert', '019cad8f-ac00-7000-8303-baaec7d0f976', NULL, '2026-03-02 08:00:00+00');
INSERT INTO dispatches (id, user_id, kind, notification_id, tags, due_at) VALUES ('019cad8f-ac00-7000-867b-131358c05a72', '019cad8f-ac00-7000-8056-ea7012a90016', 'alert', '019cad8f-ac00-7000-85dd-58197b0acedc', NULL, '2026-03-02 08:00:00+00');
INSERT INTO dispatches (id, user_id, kind, notification_id, tags, due_at) VALUES ('019cad8f-ac00-7000-86bd-f55b44efe847', '019cad8f-ac00-7000-8056-ea7012a90016', 'alert', '019cad8f-ac00-7000-85e9-0539be38faee', NULL, '2026-03-02 08:00:00+00');
INSERT INTO dispatches (id, user_id, kind, notification_id, tags, due_at) VALUES ('019cad8f-ac00-7000-86bf-dcce81f80c5c', '019cad8f-ac00-7000-8069-ee3e2a33e09e', 'alert', '019cad8f-ac00-7000-8503-f4f497f48e7b', NULL, '2026-03-02 08:00:00+00');
INSERT INTO reminder_occurrences (kind, subject, user_id, occurs_at, due_at, next_at, claims) VALUES ('habit', '019cad8f-ac00-7000-806c-6229f7218606', '019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-03 07:30:00+00', '2026-03-03 07:30:00+00', '2026-03-03 07:30:00+00', '0');
INSERT INTO reminder_occurrences (kind, subject, user_id, occurs_at, due_at, next_at, claims) VALUES ('morning', '019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-03 08:00:00+00', '2026-03-03 08:00:00+00', '2026-03-03 08:00:00+00', '0');
INSERT INTO reminder_occurrences (kind, subject, user_id, occurs_at, due_at, next_at, claims) VALUES ('streak', '019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02 20:00:00+00', '2026-03-02 20:00:00+00', '2026-03-02 20:00:00+00', '1');
INSERT INTO reminder_settings (user_id, morning_at, evening_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '480', '1200');
INSERT INTO reminder_health (user_id, unseen, last_shown_at, dropped) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '2', NULL, '0');
INSERT INTO calendar_links (id, user_id, token_hash, created_at, last_read_at) VALUES ('019cad8f-ac00-7000-80a7-8a2f09f955dd', '019cad8f-ac00-7000-8056-ea7012a90016', E'\\x9a62f9ad424df5e5ffffbc95334d8609120bc39a15f3ac4e18cd614dc7a97e3c', '2026-03-02 08:00:00+00', NULL);
INSERT INTO friendships (user_id, friend_id, since) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-8069-ee3e2a33e09e', '2026-03-02 08:00:00+00');
INSERT INTO friendships (user_id, friend_id, since) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', '019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02 08:00:00+00');
INSERT INTO friend_requests (id, from_user, to_user, identifier, identifier_key, hidden, created_at) VALUES ('019cad8f-ac00-7000-8108-0bdf32b4c19c', '019cad8f-ac00-7000-808b-6ec5e63847b9', '019cad8f-ac00-7000-8056-ea7012a90016', NULL, NULL, 'true', '2026-03-02 08:00:00+00');
INSERT INTO friend_requests (id, from_user, to_user, identifier, identifier_key, hidden, created_at) VALUES ('019cad8f-ac00-7000-8113-74cf74b224f0', '019cad8f-ac00-7000-8056-ea7012a90016', NULL, 'nobody@example.org', 'nobody@example.org', 'false', '2026-03-02 08:00:00+00');
INSERT INTO friend_declines (user_id, from_user, declined_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-808b-6ec5e63847b9', '2026-03-02 08:00:00+00');
INSERT INTO friend_request_sends (user_id, id, sent_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-802d-82c60c68ecd7', '2026-03-02 08:00:00+00');
INSERT INTO friend_request_sends (user_id, id, sent_at) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-80fa-a3d647758ee0', '2026-03-02 08:00:00+00');
INSERT INTO friend_request_sends (user_id, id, sent_at) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', '019cad8f-ac00-7000-80ae-4bbda3e71e67', '2026-03-02 08:00:00+00');
INSERT INTO friend_request_sends (user_id, id, sent_at) VALUES ('019cad8f-ac00-7000-808b-6ec5e63847b9', '019cad8f-ac00-7000-8026-2103aec15984', '2026-03-02 08:00:00+00');
INSERT INTO friend_links (token_hash, user_id, expires_at) VALUES (E'\\x621d8c16a3a1c73128d80928472989f802ff26ef19a195ab46c3dd2cd7c8bcb3', '019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-09 08:00:00+00');
INSERT INTO blocks (user_id, blocked_id, since) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', '019cad8f-ac00-7000-808b-6ec5e63847b9', '2026-03-02 08:00:00+00');
INSERT INTO reports (id, reporter_id, reported_id, message_id, reason, state, created_at, closed_at) VALUES ('019cad8f-ac00-7000-8006-4665487581e4', '019cad8f-ac00-7000-8069-ee3e2a33e09e', '019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7937-8105-b3d11d99e31e', 'Rude', 'open', '2026-03-02 08:00:00+00', NULL);
INSERT INTO challenges (id, founder_id, title, description, category, duration_days, created_at) VALUES ('0d327d62-1d62-4757-8e31-64289d9c7d50', '019cad8f-ac00-7000-8056-ea7012a90016', 'Stairs', '', 'movement', '3', '2026-03-02 08:00:00+00');
INSERT INTO challenge_habits (challenge_id, position, id, title, description, frequency, kind, tasks) VALUES ('0d327d62-1d62-4757-8e31-64289d9c7d50', '1', '019cad8f-ac00-7000-80ec-a7f079d2edc0', 'Stairs', '', 'daily', 'good', '["Stairs"]');
INSERT INTO challenge_members (challenge_id, user_id, starts_on, ends_on, joined_at, finished_at) VALUES ('0d327d62-1d62-4757-8e31-64289d9c7d50', '019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02', '2026-03-04', '2026-03-02 08:00:00+00', NULL);
INSERT INTO challenge_members (challenge_id, user_id, starts_on, ends_on, joined_at, finished_at) VALUES ('0d327d62-1d62-4757-8e31-64289d9c7d50', '019cad8f-ac00-7000-8069-ee3e2a33e09e', '2026-03-02', '2026-03-04', '2026-03-02 08:00:00+00', NULL);
INSERT INTO challenge_participants (user_id, running) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '1');
INSERT INTO challenge_participants (user_id, running) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', '1');
INSERT INTO challenge_tracking (challenge_id, user_id, challenge_habit_id, habit_id) VALUES ('0d327d62-1d62-4757-8e31-64289d9c7d50', '019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-80ec-a7f079d2edc0', '019cad8f-ac00-7000-81a1-02846291d63a');
INSERT INTO challenge_tracking (challenge_id, user_id, challenge_habit_id, habit_id) VALUES ('0d327d62-1d62-4757-8e31-64289d9c7d50', '019cad8f-ac00-7000-8069-ee3e2a33e09e', '019cad8f-ac00-7000-80ec-a7f079d2edc0', '019cad8f-ac00-7000-81f8-99637cf1a25b');
INSERT INTO challenge_sizes (challenge_id, members) VALUES ('0d327d62-1d62-4757-8e31-64289d9c7d50', '1');
INSERT INTO challenge_size_deltas (challenge_id, id, delta) VALUES ('0d327d62-1d62-4757-8e31-64289d9c7d50', '019cad8f-ac00-7000-8043-48a8bad6eb0c', '1');
INSERT INTO challenge_invitations (to_user, challenge_id, from_user, created_at) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', 'c4a11e00-0000-8000-8000-000000000100', '019cad8f-ac00-7000-8056-ea7012a90016', '2026-03-02 08:00:00+00');
INSERT INTO conversations (id, kind, last_sequence, last_at) VALUES ('019cad8f-ac00-7000-80b8-2d71112694de', 'direct', '2', '2026-03-02 08:00:00+00');
INSERT INTO conversations (id, kind, last_sequence, last_at) VALUES ('0d327d62-1d62-4757-8e31-64289d9c7d50', 'challenge', '0', '2026-03-02 08:00:00+00');
INSERT INTO direct_conversations (low_id, high_id, conversation_id) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', '019cad8f-ac00-7000-8069-ee3e2a33e09e', '019cad8f-ac00-7000-80b8-2d71112694de');
INSERT INTO conversation_members (conversation_id, user_id, read_sequence, skipped, tail_sequence, tail_visible, alert_due_at, alerted, joined_at) VALUES ('019cad8f-ac00-7000-80b8-2d71112694de', '019cad8f-ac00-7000-8056-ea7012a90016', '0', '2', '0', '0', NULL, 'false', '2026-03-02 08:00:00+00');
INSERT INTO conversation_members (conversation_id, user_id, read_sequence, skipped, tail_sequence, tail_visible, alert_due_at, alerted, joined_at) VALUES ('019cad8f-ac00-7000-80b8-2d71112694de', '019cad8f-ac00-7000-8069-ee3e2a33e09e', '0', '1', '2', '1', '2026-03-02 08:00:05+00', 'false', '2026-03-02 08:00:00+00');
INSERT INTO conversation_members (conversation_id, user_id, read_sequence, skipped, tail_sequence, tail_visible, alert_due_at, alerted, joined_at) VALUES ('0d327d62-1d62-4757-8e31-64289d9c7d50', '019cad8f-ac00-7000-8056-ea7012a90016', '0', '0', '0', '0', NULL, 'false', '2026-03-02 08:00:00+00');
INSERT INTO conversation_members (conversation_id, user_id, read_sequence, skipped, tail_sequence, tail_visible, alert_due_at, alerted, joined_at) VALUES ('0d327d62-1d62-4757-8e31-64289d9c7d50', '019cad8f-ac00-7000-8069-ee3e2a33e09e', '0', '0', '0', '0', NULL, 'false', '2026-03-02 08:00:00+00');
INSERT INTO messages (conversation_id, sequence, id, sender_id, client_id, key_id, token, sent_at) VALUES ('019cad8f-ac00-7000-80b8-2d71112694de', '1', '019cad8f-ac00-7fd9-82f3-705edbdcb6ce', '019cad8f-ac00-7000-8056-ea7012a90016', '0', 'd5df2a4dbb', 'gAAAAABppUOA4GjOX-YeJHw3XyLydDrUwtA_zHhsqYoUDpizomCUyvI-pZEXqgubNBaZ9Li_t2wVHhgM9qUhZ78s9_PK9_h6jMajfq3mAkBY4w0IIxeoVQ86UD6iwhj-ZyooGXXXt1jOSJoxp6txxoAJWyFFy5bUWftItpE7loKuA84GqGIJgAz8Qh0tLQBf47wgNFnGyihlePml81XNO79NeIYXhjbLYXg1ltnUpfaYIBDEIy_8JgY=', '2026-03-02 08:00:00+00');
INSERT INTO messages (conversation_id, sequence, id, sender_id, client_id, key_id, token, sent_at) VALUES ('019cad8f-ac00-7000-80b8-2d71112694de', '2', '019cad8f-ac00-7937-8105-b3d11d99e31e', '019cad8f-ac00-7000-8056-ea7012a90016', '1', 'd5df2a4dbb', 'gAAAAABppUOAeQXHnJBSu-g70y2JdQ9dN5G_pmfNvEKvoUNWzdM820LqHBei1RGRUzgDDi6QoSnkkMUuoQ9ncVrsUU03e4ewXXLFXNxnnRTv3_OdUZXgETzk6H6wbJxf1-0KjNOd-m52YfVhaM8zsqf9mTGI1RfHBuXaHEus3hYoGMzqJhRGg0htt_-W9clcIDTlfmClFhOAWlFk0I7B5WQAXBfpFBygaISJk5b_DEE8eXJ6Vt3jeZQ=', '2026-03-02 08:00:00+00');
INSERT INTO message_hides (conversation_id, sequence, user_id) VALUES ('019cad8f-ac00-7000-80b8-2d71112694de', '2', '019cad8f-ac00-7000-8069-ee3e2a33e09e');
INSERT INTO recent_message_hides (user_id, message_id, conversation_id, hidden_at) VALUES ('019cad8f-ac00-7000-8069-ee3e2a33e09e', '019cad8f-ac00-7937-8105-b3d11d99e31e', '019cad8f-ac00-7000-80b8-2d71112694de', '2026-03-02 08:00:00+00');
INSERT INTO chat_settings (user_id, show_presence) VALUES ('019cad8f-ac00-7000-8056-ea7012a90016', 'false');
INSERT INTO reseal_progress (id, key_id, conversation_id, sequence, resealed, done) VALUES ('1', 'd5df2a4dbb', '019cad8f-ac00-7000-80b8-2d71112694de', '2', '0', 'true');
