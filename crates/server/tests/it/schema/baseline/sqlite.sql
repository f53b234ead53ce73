-- A filled database of the baseline; see crates/server/tests/it/schema/baseline.rs.
-- Tables that belong to no feature: outgoing messages, stored responses for repeated requests, leases
-- and the change log.

-- Messages to send outside the process (email, SMS, push), written in the unit of work that causes them.
CREATE TABLE outbox (
    id             BLOB    NOT NULL PRIMARY KEY,
    channel        TEXT    NOT NULL,
    payload        BLOB,               -- sealed; NULL once the message is dead
    state          TEXT    NOT NULL CHECK (state IN ('waiting', 'dead')),
    attempts       INTEGER NOT NULL,
    next_at        INTEGER NOT NULL,   -- earliest next attempt; while it is being sent, the end of the lease
    expires_at     INTEGER,            -- never sent after this
    supersede_key  BLOB,               -- a newer message with the same key replaces this one while it waits
    created_at     INTEGER NOT NULL,
    last_error     TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_due ON outbox (state, next_at);
CREATE INDEX outbox_supersede_key ON outbox (supersede_key);

-- Responses to requests that carried an Idempotency-Key.
CREATE TABLE idempotency_keys (
    user_id     BLOB    NOT NULL,
    key_hash    BLOB    NOT NULL,   -- keyed hash of the header's value
    body_hash   BLOB    NOT NULL,   -- keyed hash of method, path and body
    answer      BLOB    NOT NULL,   -- sealed status and body of the response
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (user_id, key_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);

-- Work that at most one process does at a time. An expired lease may be taken by anyone.
CREATE TABLE leases (
    name        TEXT    NOT NULL PRIMARY KEY,
    holder      BLOB    NOT NULL,
    expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Users whose day counts or public data changed, for readers that keep a copy of them in memory. A shard
-- belongs to one database connection, and its sequence rises in commit order: a reader that has seen a
-- sequence of a shard has seen every earlier one of that shard.
CREATE TABLE change_log (
    shard       INTEGER NOT NULL,
    sequence    INTEGER NOT NULL,
    user_id     BLOB    NOT NULL,   -- no reference: deleting a user is a change, too
    day         INTEGER,            -- the earliest day whose counts changed; NULL if none did
    changed_at  INTEGER NOT NULL,   -- rows are removed after an hour
    PRIMARY KEY (shard, sequence)
) STRICT, WITHOUT ROWID;

-- Accounts, pending registrations, confirmation codes and their limits, sessions, suspensions.

CREATE TABLE users (
    id                   BLOB    NOT NULL PRIMARY KEY,
    full_name            TEXT    NOT NULL,
    display_name         TEXT    NOT NULL,
    email                TEXT,               -- as typed
    email_key            TEXT    UNIQUE,     -- lower case
    phone_number         TEXT    UNIQUE,     -- E.164
    password_hash        TEXT    NOT NULL,   -- Argon2id, PHC string
    time_zone            TEXT    NOT NULL,   -- IANA name
    day_start            INTEGER NOT NULL CHECK (day_start BETWEEN 0 AND 360),   -- minutes after midnight
    locale               TEXT    NOT NULL,
    date_of_birth        INTEGER,
    gender               TEXT,
    avatar               TEXT,               -- file name: 128 random bits, which are also its address
    leaderboard_visible  INTEGER NOT NULL CHECK (leaderboard_visible IN (0, 1)),
    created_at           INTEGER NOT NULL,
    CHECK ((email IS NULL) = (email_key IS NULL)),
    CHECK (email_key IS NOT NULL OR phone_number IS NOT NULL)
) STRICT, WITHOUT ROWID;

-- A registration waits here until its code is confirmed; its id is the `flow` of the response. For an
-- identifier that already has an account a row with an unknown code is stored, so that both cases look the same.
CREATE TABLE registrations (
    id              BLOB    NOT NULL PRIMARY KEY,
    identifier_mac  BLOB    NOT NULL,   -- keyed hash of channel and identifier
    channel         TEXT    NOT NULL CHECK (channel IN ('email', 'phone')),
    identifier      TEXT    NOT NULL,   -- as typed
    full_name       TEXT    NOT NULL,
    password_hash   TEXT    NOT NULL,
    time_zone       TEXT    NOT NULL,
    locale          TEXT    NOT NULL,
    code_mac        BLOB,               -- keyed hash of flow and code; NULL after too many wrong codes
    resend_at       INTEGER NOT NULL,   -- earliest time to send another code
    expires_at      INTEGER NOT NULL,
    created_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX registrations_identifier ON registrations (identifier_mac, created_at);
CREATE INDEX registrations_expires ON registrations (expires_at);

-- Codes sent to existing accounts: at most one per user, purpose and channel, the newest.
CREATE TABLE account_codes (
    id          BLOB    NOT NULL PRIMARY KEY,
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    purpose     TEXT    NOT NULL CHECK (purpose IN ('reset', 'contact')),
    channel     TEXT    NOT NULL CHECK (channel IN ('email', 'phone')),
    identifier  TEXT    NOT NULL,   -- as typed; where the code was sent
    code_mac    BLOB,               -- keyed hash of id and code; NULL after too many wrong codes
    expires_at  INTEGER NOT NULL,
    UNIQUE (user_id, purpose, channel)
) STRICT, WITHOUT ROWID;

CREATE INDEX account_codes_expires ON account_codes (expires_at);

-- Wrong codes per identifier, whether or not an account has it.
CREATE TABLE code_failures (
    identifier_mac  BLOB    NOT NULL PRIMARY KEY,
    failures        INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX code_failures_expires ON code_failures (expires_at);

-- Codes sent, for the limits per identifier and per network address.
CREATE TABLE code_sends (
    id              BLOB    NOT NULL PRIMARY KEY,
    identifier_mac  BLOB    NOT NULL,   -- keyed hash
    address_mac     BLOB    NOT NULL,   -- keyed hash
    sent_at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX code_sends_identifier ON code_sends (identifier_mac, sent_at);
CREATE INDEX code_sends_address ON code_sends (address_mac, sent_at);
CREATE INDEX code_sends_sent ON code_sends (sent_at);

-- Failed attempts: wrong passwords per account and network, wrong codes per network.
CREATE TABLE attempt_limits (
    mac         BLOB    NOT NULL PRIMARY KEY,   -- keyed hash of what is counted
    failures    INTEGER NOT NULL,
    not_before  INTEGER NOT NULL,               -- earliest next attempt
    expires_at  INTEGER NOT NULL                -- failures are forgotten at this time
) STRICT, WITHOUT ROWID;

CREATE INDEX attempt_limits_expires ON attempt_limits (expires_at);

-- Text messages sent per UTC day: in total (prefix '') and by the first digits of the number.
CREATE TABLE sms_usage (
    day       INTEGER NOT NULL,
    prefix    TEXT    NOT NULL,
    messages  INTEGER NOT NULL,
    PRIMARY KEY (day, prefix)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    id            BLOB    NOT NULL PRIMARY KEY,
    user_id       BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash    BLOB    NOT NULL UNIQUE,    -- SHA-256; the token itself is not stored
    device        TEXT    NOT NULL,
    passkey_id    BLOB,                       -- the passkey that signed in: removing it ends the session
    created_at    INTEGER NOT NULL,
    last_used_at  INTEGER NOT NULL,           -- to the hour
    expires_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_of_user ON sessions (user_id, id);
CREATE INDEX sessions_expires ON sessions (expires_at);

-- The security log that the owner of an account can read.
CREATE TABLE account_events (
    id          BLOB    NOT NULL PRIMARY KEY,
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind        TEXT    NOT NULL,
    device      TEXT    NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX account_events_of_user ON account_events (user_id, id);
CREATE INDEX account_events_device ON account_events (user_id, device);
CREATE INDEX account_events_created ON account_events (created_at);

-- Accounts that can't be signed in to.
CREATE TABLE suspensions (
    user_id  BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    reason   TEXT    NOT NULL,   -- shown to the user
    since    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Uploaded files that no row refers to; a job removes them.
CREATE TABLE orphaned_files (
    name        TEXT    NOT NULL PRIMARY KEY,
    not_before  INTEGER NOT NULL    -- earliest removal: an upload under way is not removed
) STRICT, WITHOUT ROWID;

CREATE INDEX orphaned_files_due ON orphaned_files (not_before);

-- Signing in by passkey.

CREATE TABLE passkeys (
    id             BLOB    NOT NULL PRIMARY KEY,
    user_id        BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    credential_id  BLOB    NOT NULL UNIQUE,   -- the authenticator's name for it
    name           TEXT    NOT NULL,
    credential     TEXT    NOT NULL,   -- JSON: public key and what else is checked
    counter        INTEGER NOT NULL,   -- signatures so far; 0 if the authenticator does not count
    created_at     INTEGER NOT NULL,
    last_used_at   INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX passkeys_of_user ON passkeys (user_id, id);

-- WebAuthn challenges that were issued and not answered yet. They are stored because another process may
-- receive the answer; the first answer removes the row, whether or not it is valid.
CREATE TABLE passkey_ceremonies (
    challenge_hash  BLOB    NOT NULL PRIMARY KEY,   -- SHA-256
    user_id         BLOB    REFERENCES users (id) ON DELETE CASCADE,   -- NULL when signing in
    state           TEXT    NOT NULL,   -- JSON: what the answer is checked against
    expires_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX passkey_ceremonies_of_user ON passkey_ceremonies (user_id);
CREATE INDEX passkey_ceremonies_expires ON passkey_ceremonies (expires_at);

-- Drafts of plans, and the log and limits of requests to AI models.

-- A draft stays for a while after it became a habit, so that accepting it twice is noticed.
CREATE TABLE drafts (
    id                BLOB    NOT NULL PRIMARY KEY,
    user_id           BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    request           TEXT    NOT NULL,   -- JSON: what the plan was made from
    source            TEXT    NOT NULL CHECK (source IN ('ai', 'builtin', 'mixed')),
    days              TEXT    NOT NULL,   -- JSON: [{day, source, tasks}]
    state             TEXT    NOT NULL CHECK (state IN ('making', 'ready')),
    lease_expires_at  INTEGER,            -- while it is being written
    lease_holder      TEXT,               -- the process that writes it
    accepted_as       BLOB,               -- the habit it became
    created_at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX drafts_of_user ON drafts (user_id, id);

-- Every request to a model and its response, word for word.
CREATE TABLE planner_calls (
    id          BLOB    NOT NULL PRIMARY KEY,
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    draft_id    BLOB    REFERENCES drafts (id) ON DELETE CASCADE,
    habit       TEXT    NOT NULL,
    call        TEXT    NOT NULL,   -- JSON: request and response
    created_at  INTEGER NOT NULL,
    position    INTEGER NOT NULL    -- counts the requests of a user
) STRICT, WITHOUT ROWID;

CREATE INDEX planner_calls_of_user ON planner_calls (user_id, position);
CREATE INDEX planner_calls_of_draft ON planner_calls (draft_id);

CREATE TABLE planner_usage (
    user_id  BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day      INTEGER NOT NULL,   -- UTC
    tokens   INTEGER NOT NULL,
    PRIMARY KEY (user_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE planner_settings (
    user_id       BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    builtin_only  INTEGER NOT NULL CHECK (builtin_only IN (0, 1))
) STRICT, WITHOUT ROWID;

-- Habits and their tasks, the calendar that decides which local day it is for a user, and the day counts
-- that reports, leaderboards and achievements read instead of tasks.

CREATE TABLE calendars (
    user_id     BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    zone        TEXT    NOT NULL,   -- IANA name
    day_start   INTEGER NOT NULL,   -- minutes after midnight, 0-360
    held_day    INTEGER,            -- after a change of zone or day start, this local day
    held_began  INTEGER,            -- that began here
    held_until  INTEGER,            -- continues until here
    started     INTEGER NOT NULL CHECK (started IN (0, 1))   -- the first task was completed or the first streak claimed
) STRICT, WITHOUT ROWID;

-- Dates that a change of zone skipped: they count neither as due nor as missed.
CREATE TABLE skipped_dates (
    user_id  BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day      INTEGER NOT NULL,
    PRIMARY KEY (user_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE habits (
    id              BLOB    NOT NULL PRIMARY KEY,
    user_id         BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name            TEXT    NOT NULL,
    kind            TEXT    NOT NULL CHECK (kind IN ('good', 'bad')),
    state           TEXT    NOT NULL CHECK (state IN ('active', 'paused', 'archived')),
    duration_days   INTEGER NOT NULL,
    start_date      INTEGER NOT NULL,
    end_date        INTEGER NOT NULL,
    weekdays        INTEGER NOT NULL,   -- bits, Monday = 1
    times_a_week    INTEGER,
    reminder_times  TEXT    NOT NULL,   -- 'HH:MM' joined by commas
    color           TEXT    NOT NULL,
    icon            TEXT    NOT NULL,
    motivation      TEXT    NOT NULL,
    inactive_from   INTEGER,            -- paused or archived: nothing is due from this day on
    challenge_id    BLOB,               -- the challenge it was created for
    created_day     INTEGER NOT NULL,   -- local day
    created_at      INTEGER NOT NULL,
    UNIQUE (user_id, id)
) STRICT, WITHOUT ROWID;

-- Clustered by what Today reads: one day of one user, in plan order. References to habits begin with the user:
-- checking one on `id` alone would read the index page that every new habit is written to.
CREATE TABLE tasks (
    user_id       BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    due_date      INTEGER NOT NULL,
    habit_id      BLOB    NOT NULL,
    day           INTEGER NOT NULL,   -- plan day, from 1
    position      INTEGER NOT NULL,   -- within the day, from 1
    id            BLOB    NOT NULL,
    title         TEXT    NOT NULL,
    note          TEXT,
    completed_at  INTEGER,
    completions   INTEGER NOT NULL,   -- times it was completed so far, undone ones included
    moved_from    INTEGER,            -- its date before a change of zone skipped that date
    PRIMARY KEY (user_id, due_date, habit_id, day, position),
    FOREIGN KEY (user_id, habit_id) REFERENCES habits (user_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX tasks_id ON tasks (id);
CREATE INDEX tasks_of_habit ON tasks (habit_id, day, position);

CREATE TABLE habit_skips (
    habit_id    BLOB    NOT NULL,
    day         INTEGER NOT NULL,
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    reason      TEXT,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (habit_id, day),
    FOREIGN KEY (user_id, habit_id) REFERENCES habits (user_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX habit_skips_of_user ON habit_skips (user_id);

-- No reference to habits: the counts of past days remain when the habit is deleted.
CREATE TABLE day_counts (
    user_id       BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day           INTEGER NOT NULL,
    habit_id      BLOB    NOT NULL,
    kind          TEXT    NOT NULL,
    challenge_id  BLOB,
    due           INTEGER NOT NULL,
    done          INTEGER NOT NULL,
    PRIMARY KEY (user_id, day, habit_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX day_counts_of_habit ON day_counts (user_id, habit_id, day);
CREATE INDEX day_counts_of_challenge ON day_counts (user_id, challenge_id, day) WHERE challenge_id IS NOT NULL;

-- The sum of day_counts per user and day.
CREATE TABLE user_days (
    user_id  BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day      INTEGER NOT NULL,
    due      INTEGER NOT NULL,
    done     INTEGER NOT NULL,
    PRIMARY KEY (user_id, day)
) STRICT, WITHOUT ROWID;

-- The ledger of coins and milligems (1 gem = 1000 milligems), streaks, freezes and achievements.

-- Append-only. A balance is the sum of a user's entries; it is stored in `balances` and changed in the
-- same unit of work.
CREATE TABLE ledger (
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id          BLOB    NOT NULL,
    currency    TEXT    NOT NULL CHECK (currency IN ('coin', 'milligem')),
    amount      INTEGER NOT NULL,
    reason      TEXT    NOT NULL,
    reference   TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (user_id, id)
) STRICT, WITHOUT ROWID;

-- One entry per event, even if the event is handled twice.
CREATE UNIQUE INDEX ledger_reference ON ledger (user_id, reason, reference);

CREATE TABLE balances (
    user_id    BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    coins      INTEGER NOT NULL CHECK (coins >= 0),
    milligems  INTEGER NOT NULL CHECK (milligems >= 0),
    day        INTEGER,                      -- the local day of day_coins
    day_coins  INTEGER NOT NULL,             -- net coins earned by tasks on that day, for the daily cap
    ticks      INTEGER NOT NULL DEFAULT 0    -- tasks completed; here so that completing a task writes one row
) STRICT, WITHOUT ROWID;

-- Written when completing a task is first undone: what completing it again may still pay.
CREATE TABLE task_payments (
    user_id   BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    task_id   BLOB    NOT NULL,
    paid      INTEGER NOT NULL,   -- net coins paid so far, 0-10
    payable   INTEGER NOT NULL,   -- the most that the next completion pays
    paid_day  INTEGER NOT NULL,   -- the local day of the last payment
    PRIMARY KEY (user_id, task_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE streaks (
    user_id     BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    last_claim  INTEGER,            -- the local day of the last claim
    streak      INTEGER NOT NULL,
    max_streak  INTEGER NOT NULL,
    cycle_day   INTEGER NOT NULL,   -- the day of the cycle that the last claim paid, 1-7; 0 before the first
    freezes     INTEGER NOT NULL CHECK (freezes BETWEEN 0 AND 2)
) STRICT, WITHOUT ROWID;

-- Freezes received and used.
CREATE TABLE freeze_history (
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id          BLOB    NOT NULL,
    kind        TEXT    NOT NULL CHECK (kind IN ('given', 'bought', 'used')),
    freezes     INTEGER NOT NULL,
    day         INTEGER NOT NULL,   -- local day
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (user_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX freeze_history_used ON freeze_history (user_id, day) WHERE kind = 'used';

-- Comebacks per day: what they paid, and what another one on the same day may still pay.
CREATE TABLE comebacks (
    user_id  BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day      INTEGER NOT NULL,
    times    INTEGER NOT NULL,
    paid     INTEGER NOT NULL,   -- net coins so far, 0-20
    payable  INTEGER NOT NULL,
    PRIMARY KEY (user_id, day)
) STRICT, WITHOUT ROWID;

-- Counts that achievements depend on, updated as they change and never recounted.
CREATE TABLE user_counters (
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    counter     TEXT    NOT NULL,
    subject_id  BLOB    NOT NULL,   -- a habit, or the nil id
    count       INTEGER NOT NULL,
    PRIMARY KEY (user_id, counter, subject_id)
) STRICT, WITHOUT ROWID;

-- Days on which everything due was done.
CREATE TABLE perfect_days (
    user_id  BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day      INTEGER NOT NULL,
    PRIMARY KEY (user_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE achievements (
    user_id      BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    achievement  TEXT    NOT NULL,   -- its id in the catalogue
    unlocked_at  INTEGER NOT NULL,
    claimed_at   INTEGER,
    PRIMARY KEY (user_id, achievement)
) STRICT, WITHOUT ROWID;

-- The feed of alerts, the devices that pushes are sent to, and what waits to be sent.

CREATE TABLE notifications (
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id          BLOB    NOT NULL,   -- rises with time: the order of the feed
    kind        TEXT    NOT NULL,
    title       TEXT    NOT NULL,
    body        TEXT    NOT NULL,
    data        TEXT    NOT NULL,   -- a JSON object
    link        TEXT    NOT NULL,   -- a path of the web app
    dedup_key   TEXT,               -- one alert per user and key
    about_user  BLOB    REFERENCES users (id) ON DELETE CASCADE,   -- the user that the alert names
    created_at  INTEGER NOT NULL,
    read_at     INTEGER,
    PRIMARY KEY (user_id, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX notifications_dedup_key ON notifications (user_id, dedup_key);
CREATE INDEX notifications_unread ON notifications (user_id, id) WHERE read_at IS NULL;
CREATE INDEX notifications_created ON notifications (created_at);
CREATE INDEX notifications_about ON notifications (about_user) WHERE about_user IS NOT NULL;

-- A device is removed with the session that registered it.
CREATE TABLE devices (
    id            BLOB    NOT NULL PRIMARY KEY,
    user_id       BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    session_id    BLOB    NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    kind          TEXT    NOT NULL,   -- web_push, fcm
    platform      TEXT,               -- of fcm: android, ios, web
    name          TEXT    NOT NULL,   -- "Firefox on Linux"
    address       TEXT    NOT NULL,   -- the endpoint or the token
    address_hash  BLOB    NOT NULL,   -- SHA-256: one row per device, whoever uses it
    public_key    BLOB,               -- of web_push: messages are encrypted for this key
    auth          BLOB,               -- of web_push: the authentication secret
    created_at    INTEGER NOT NULL,
    last_push_at  INTEGER,
    paused_until  INTEGER             -- the push service asked to wait
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX devices_address ON devices (address_hash);
CREATE INDEX devices_of_user ON devices (user_id, id);
CREATE INDEX devices_of_session ON devices (session_id);

-- Only choices that differ from the defaults.
CREATE TABLE notification_preferences (
    user_id  BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind     TEXT    NOT NULL,
    push     INTEGER NOT NULL CHECK (push IN (0, 1)),
    mail     INTEGER NOT NULL CHECK (mail IN (0, 1)),
    PRIMARY KEY (user_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE notification_settings (
    user_id      BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    quiet_from   INTEGER,                    -- minutes after local midnight
    quiet_until  INTEGER,
    tests_since  INTEGER,                    -- start of the hour in which test notifications are counted
    tests        INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Alerts that wait for their messages to be put into the outbox.
CREATE TABLE dispatches (
    id               BLOB    NOT NULL PRIMARY KEY,
    user_id          BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind             TEXT    NOT NULL CHECK (kind IN ('alert', 'again', 'close')),
    notification_id  BLOB,               -- of alert and again
    tags             TEXT,               -- of close: a JSON list
    due_at           INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX dispatches_due ON dispatches (due_at);
CREATE INDEX dispatches_of_user ON dispatches (user_id);

-- Reminders: the next occurrence of each, when morning and evening summaries are sent, whether reminders
-- were seen, and calendar feeds.

-- One row per source of reminders, indexed by time: finding what is due costs what is due.
CREATE TABLE reminder_occurrences (
    kind        TEXT    NOT NULL,   -- habit, streak, morning
    subject     BLOB    NOT NULL,   -- the habit, else the user
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    occurs_at   INTEGER,            -- the next occurrence; NULL: not computed yet
    due_at      INTEGER NOT NULL,   -- when to send it: at occurs_at, or at the end of quiet hours
    next_at     INTEGER NOT NULL,   -- not claimed before this; while claimed, the end of the lease
    claims      INTEGER NOT NULL,   -- the number of the newest lease
    PRIMARY KEY (kind, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX reminder_occurrences_next ON reminder_occurrences (next_at);
CREATE INDEX reminder_occurrences_of_user ON reminder_occurrences (user_id);

-- Without a row: a warning in the evening at 20:00, no summary in the morning.
CREATE TABLE reminder_settings (
    user_id     BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    morning_at  INTEGER,            -- minutes after local midnight; NULL: off
    evening_at  INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE reminder_health (
    user_id        BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    unseen         INTEGER NOT NULL,   -- sent since a device last reported that it showed one
    last_shown_at  INTEGER,
    dropped        INTEGER NOT NULL    -- not sent because they were too late, in total
) STRICT, WITHOUT ROWID;

-- Secret addresses of a user's reminders as an iCalendar feed. Anyone who has the address can read the feed.
CREATE TABLE calendar_links (
    id            BLOB    NOT NULL PRIMARY KEY,
    user_id       BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash    BLOB    NOT NULL,   -- SHA-256 of 256 random bits
    created_at    INTEGER NOT NULL,
    last_read_at  INTEGER             -- to the day
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX calendar_links_token ON calendar_links (token_hash);
CREATE INDEX calendar_links_of_user ON calendar_links (user_id, id);

-- Friend requests, friendships, blocks and reports about users.

-- Two rows per friendship, one for each direction.
CREATE TABLE friendships (
    user_id    BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    friend_id  BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    since      INTEGER NOT NULL,
    PRIMARY KEY (user_id, friend_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX friendships_of_friend ON friendships (friend_id);

-- A request by email address or phone number is stored whether or not an account has it, and does not change
-- when that account declines or is deleted: the sender must not learn the difference.
CREATE TABLE friend_requests (
    id              BLOB    NOT NULL PRIMARY KEY,
    from_user       BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    to_user         BLOB    REFERENCES users (id) ON DELETE SET NULL,
    identifier      TEXT,               -- email address or number as typed; NULL for a request by id or link
    identifier_key  TEXT,               -- its normalized form
    hidden          INTEGER NOT NULL CHECK (hidden IN (0, 1)),   -- not shown to the recipient
    created_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX friend_requests_sent ON friend_requests (from_user, id);
CREATE INDEX friend_requests_received ON friend_requests (to_user, id);
CREATE UNIQUE INDEX friend_requests_identifier ON friend_requests (from_user, identifier_key);

-- Further requests by from_user are hidden from user_id for a while.
CREATE TABLE friend_declines (
    user_id      BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    from_user    BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    declined_at  INTEGER NOT NULL,
    PRIMARY KEY (user_id, from_user)
) STRICT, WITHOUT ROWID;

CREATE INDEX friend_declines_of_sender ON friend_declines (from_user);

-- Requests sent, for the limits.
CREATE TABLE friend_request_sends (
    user_id  BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id       BLOB    NOT NULL,
    sent_at  INTEGER NOT NULL,
    PRIMARY KEY (user_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE friend_links (
    token_hash  BLOB    NOT NULL PRIMARY KEY,   -- SHA-256; the token itself is not stored
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX friend_links_of_user ON friend_links (user_id, expires_at);

CREATE TABLE blocks (
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    blocked_id  BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    since       INTEGER NOT NULL,
    PRIMARY KEY (user_id, blocked_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX blocks_of_blocked ON blocks (blocked_id);

CREATE TABLE reports (
    id           BLOB    NOT NULL PRIMARY KEY,
    reporter_id  BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    reported_id  BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    message_id   BLOB,
    reason       TEXT    NOT NULL,
    state        TEXT    NOT NULL CHECK (state IN ('open', 'dismissed', 'acted')),
    created_at   INTEGER NOT NULL,
    closed_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX reports_by_state ON reports (state, id);
CREATE INDEX reports_of_reporter ON reports (reporter_id, id);
CREATE INDEX reports_of_reported ON reports (reported_id, state);

-- Challenges that users created (the built-in ones are part of the program), their members and invitations.

CREATE TABLE challenges (
    id             BLOB    NOT NULL PRIMARY KEY,   -- random: whoever knows it may join
    founder_id     BLOB    REFERENCES users (id) ON DELETE SET NULL,   -- members keep the challenge
    title          TEXT    NOT NULL,
    description    TEXT    NOT NULL,
    category       TEXT    NOT NULL,
    duration_days  INTEGER NOT NULL,
    created_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX challenges_of_founder ON challenges (founder_id, created_at);

CREATE TABLE challenge_habits (
    challenge_id  BLOB    NOT NULL REFERENCES challenges (id) ON DELETE CASCADE,
    position      INTEGER NOT NULL,
    id            BLOB    NOT NULL,
    title         TEXT    NOT NULL,
    description   TEXT    NOT NULL,
    frequency     TEXT    NOT NULL CHECK (frequency IN ('daily', 'weekdays')),
    kind          TEXT    NOT NULL CHECK (kind IN ('good', 'bad')),
    tasks         TEXT    NOT NULL,   -- JSON: the titles of each day's tasks
    PRIMARY KEY (challenge_id, position)
) STRICT, WITHOUT ROWID;

-- No reference to challenges: the built-in ones have no row there.
CREATE TABLE challenge_members (
    challenge_id  BLOB    NOT NULL,
    user_id       BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    starts_on     INTEGER NOT NULL,
    ends_on       INTEGER NOT NULL,   -- the last day of its habits
    joined_at     INTEGER NOT NULL,
    finished_at   INTEGER,
    PRIMARY KEY (challenge_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX challenge_members_of_user ON challenge_members (user_id, challenge_id);
CREATE INDEX challenge_members_to_finish ON challenge_members (ends_on) WHERE finished_at IS NULL;

-- How many challenges a user has joined and not finished, for the limit: a row per user, so that joining
-- reads no index page that other members write to.
CREATE TABLE challenge_participants (
    user_id  BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    running  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The habits with which a member takes part. No reference to habits: the row remains when the habit is
-- deleted, as its day counts do. None to challenge_members: checking it would read the index page that other
-- members are written to.
CREATE TABLE challenge_tracking (
    challenge_id        BLOB    NOT NULL,
    user_id             BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    challenge_habit_id  BLOB    NOT NULL,
    habit_id            BLOB    NOT NULL,
    PRIMARY KEY (user_id, challenge_id, challenge_habit_id)
) STRICT, WITHOUT ROWID;

-- Number of members, up to the deltas below: counting members would take longer as a challenge grows.
CREATE TABLE challenge_sizes (
    challenge_id  BLOB    NOT NULL PRIMARY KEY,
    members       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row per join (1) and leave (-1), so that members who join at the same time do not write the same row.
-- A background job adds them to challenge_sizes.
CREATE TABLE challenge_size_deltas (
    challenge_id  BLOB    NOT NULL,
    id            BLOB    NOT NULL,
    delta         INTEGER NOT NULL,
    PRIMARY KEY (challenge_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE challenge_invitations (
    to_user       BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    challenge_id  BLOB    NOT NULL,
    from_user     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at    INTEGER NOT NULL,
    PRIMARY KEY (to_user, challenge_id, from_user)
) STRICT, WITHOUT ROWID;

CREATE INDEX challenge_invitations_sent ON challenge_invitations (from_user, created_at);

-- Conversations between two friends and among the members of a challenge. The text of a message is sealed;
-- the database holds the id of the key that opens it, never the key.

CREATE TABLE conversations (
    id             BLOB    NOT NULL PRIMARY KEY,   -- of a challenge's room: the challenge's id
    kind           TEXT    NOT NULL CHECK (kind IN ('direct', 'challenge')),
    last_sequence  INTEGER NOT NULL,               -- a sender takes the next one by updating this row
    last_at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One conversation per pair of users.
CREATE TABLE direct_conversations (
    low_id           BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,   -- the smaller of both ids
    high_id          BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    conversation_id  BLOB    NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    PRIMARY KEY (low_id, high_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX direct_conversations_of_high ON direct_conversations (high_id);
CREATE INDEX direct_conversations_conversation ON direct_conversations (conversation_id);

-- The number of unread messages is last_sequence - read_sequence - skipped, so a message to a chat room with
-- thousands of members changes none of their rows.
CREATE TABLE conversation_members (
    conversation_id  BLOB    NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    user_id          BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    read_sequence    INTEGER NOT NULL,
    skipped          INTEGER NOT NULL DEFAULT 0,       -- later messages that the member wrote or hid
    tail_sequence    INTEGER NOT NULL DEFAULT 0,       -- while last_sequence equals this,
    tail_visible     INTEGER NOT NULL DEFAULT 0,       -- the last message visible to the member is this one
    alert_due_at     INTEGER,                          -- when to alert the member about unread messages
    alerted          INTEGER NOT NULL DEFAULT FALSE CHECK (alerted IN (0, 1)),
    joined_at        INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX conversation_members_of_user ON conversation_members (user_id, conversation_id);
CREATE INDEX conversation_members_to_alert ON conversation_members (alert_due_at) WHERE alert_due_at IS NOT NULL;

CREATE TABLE messages (
    conversation_id  BLOB    NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    sequence         INTEGER NOT NULL,
    id               BLOB    NOT NULL,
    sender_id        BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    client_id        TEXT    NOT NULL,   -- chosen by the sender's client: a retry has the same
    key_id           TEXT    NOT NULL,   -- the key that opens the token
    token            TEXT    NOT NULL,   -- Fernet over {conversation_id, message_id, text}
    sent_at          INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, sequence)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX messages_id ON messages (id);
CREATE UNIQUE INDEX messages_client_id ON messages (sender_id, conversation_id, client_id);

-- Messages that a member deleted for themselves. Once every member has, the message itself is removed.
CREATE TABLE message_hides (
    conversation_id  BLOB    NOT NULL,
    sequence         INTEGER NOT NULL,
    user_id          BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (conversation_id, sequence, user_id),
    FOREIGN KEY (conversation_id, sequence) REFERENCES messages (conversation_id, sequence) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX message_hides_of_user ON message_hides (user_id);

-- Recent hides for processes that missed the hint; the message itself may be removed by then.
CREATE TABLE recent_message_hides (
    user_id          BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    message_id       BLOB    NOT NULL,
    conversation_id  BLOB    NOT NULL,
    hidden_at        INTEGER NOT NULL,
    PRIMARY KEY (user_id, message_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX recent_message_hides_message ON recent_message_hides (message_id);

-- Without a row presence is shown to friends.
CREATE TABLE chat_settings (
    user_id        BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    show_presence  INTEGER NOT NULL CHECK (show_presence IN (0, 1))
) STRICT, WITHOUT ROWID;

-- One row: how far messages have been resealed with the newest key, so that a restart continues there.
CREATE TABLE reseal_progress (
    id               INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    key_id           TEXT    NOT NULL,   -- the key to reseal with
    conversation_id  BLOB    NOT NULL,   -- this round has passed the message
    sequence         INTEGER NOT NULL,   -- of this sequence
    resealed         INTEGER NOT NULL,   -- messages resealed in this round
    done             INTEGER NOT NULL CHECK (done IN (0, 1))   -- a whole round found nothing to reseal
) STRICT, WITHOUT ROWID;

CREATE TABLE refinery_schema_history (version int4 PRIMARY KEY, name VARCHAR(255), applied_on VARCHAR(255), checksum VARCHAR(255));
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (1, 'platform', '2026-11-30T23:21:28.328563903Z', '480375997299647434');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (10, 'challenges', '2026-11-30T23:21:28.328600918Z', '13346008521056877070');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (11, 'chat', '2026-11-30T23:21:28.328603361Z', '14755107578352739553');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (2, 'accounts', '2026-11-30T23:21:28.328579165Z', '13380768387409095510');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (3, 'passkeys', '2026-11-30T23:21:28.328581008Z', '9893919796708955043');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (4, 'planner', '2026-11-30T23:21:28.328581599Z', '537302765035302591');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (5, 'habits', '2026-11-30T23:21:28.32858246Z', '735421188070191258');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (6, 'rewards', '2026-11-30T23:21:28.328588199Z', '15214997536309801511');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (7, 'notifications', '2026-11-30T23:21:28.328593286Z', '11391920907121562544');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (8, 'reminders', '2026-11-30T23:21:28.328593777Z', '7262459586770483264');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (9, 'friends', '2026-11-30T23:21:28.328596331Z', '6037227843575077838');
INSERT INTO outbox (id, channel, payload, state, attempts, next_at, expires_at, supersede_key, created_at, last_error) VALUES (X'019CAD8FAC00700081A4350CB57C2164', 'mail', X'6F249AE736A294C63A1133F02F3B2ABCA6533E1EDE911A2E929666DECEB2E19F03A24DB1E7890150682F3302FA2C21264C1797244A65A89152136EAEB67D1081FC375C8DE626842680AA59012A8B7F83712183FB2CA7F744ED87924824FBBBAA73529B768C4ADA31D8AA0AC8FE7694A1BBC84438C2E83188507CC90789DCA7756598344181CDCAA29F781230C932EAFF22DD505E7F61840C3B66B8DE29767E9113C3C42C0AF9E95521B4F442D3C287399ABDAB69756BD909EB0E5E3E101A14CCBF4D8EFC3DDA44574730C37D2ED50639AD30FDF4B72B36E03D64299B19D55C55A282736FD036A4A0E250A2D2FDD3AF65DB0E0F44A5CDF7AF00FE5CCEE21E9C205D3BE4126ABBD29F9AD5B483C6D2AA37CB94E4C86780DBC0862B3340C4AAC7CADB126162059815FBB8BE70E527DA1F036AB4F96344672E039399135FF7E1440811AA6C1E3EE180796D4C2F66C23DAA344B1FCB74DDF627BF8B45B8497A27A1648AF86585BF5555ADEACF05F04F4CD981CCDB1AAC9613267F19FAB2187955E4190E9F5BE8DF23CE2BBCFEA962525BFB91EFB41B35BBF57CF2125BA5684EB413D96C42B9934CF6EC4C2D9B2834136795CEC4C44C8A3AF82F5705F008DBFEE8FB33B5BC3183180FF8C66CC3045C1914F5A76FD4C29A8A30D053F2E555A47BDB4BC757B54247E9121DD9F0CDB3D1603779A9A3CBF10BAF7A59382FE1C2366AB470F3A9C87AE606676494D81ACBCA6E271DA23070A9331B91C43127ED63A25CFD767827EBA6B5803EB54246860C2BFAC6F28BA605A6E4832A41B4DAC535BF044D6D9265BA78A4E12EF61D31A2B15BCFC7EB02D4D05E7A289C83E9B0FCE809FBA35F13C8955F18E12DE6865F21DCECAEBABB40F31103EE5492866DC1D5A0742173FFA5C0313E081348BEC532C04D1E0231B8C023ADCE0DAE3D43166620A00B7C7D6765B4E208554D7F1644E70EB29749E3136E8CFB40A07BC621D3F708EF033B607B2DD35BFA948AA295D918A11F8BEC386DF42032A4AF6633B5C675BE1E237EA9EAF79C47663DC925E46B921BCFBE8760231308ECE099A489A06B0434C0E46F9ADED9D3E6C0087032539C5BE6A7F84BB3FF18CA32010CED63A9FC5FBB5C980F7E7E77DD67D4549ED50A123326036720E7EE422D2FE4E8617EAA6E4466769E39DDD987FB3BD16F3109940259C18DCCF77DD1E5EA04E4249DC973B088BF1E4AA9476C90EA0938E5C53BBA8C4B82B8FEAA59DE4FAD7F8C13303E1F8D176EC83BD4681E59198354F047440B7CBFCB4E146C65BD5BBA88B44D4E339267F66792B0785B521BFD1E5FDBA6D42C7C3D1E874CFF6933438240F2B83355BE71A0F1DEC961FABA0C37FB16665795205CA2D148545EB4DC647E6CBDE336B96ACB71B2C5A9E82CA2D0DD0EAA4E54BB39800460269DB58E5825F97D4D715D0885231996B1E3259894852C3695F5B8C8CE70F5DAE79772CBEC731C1781EBA9908455CE8D997C2E19149D9C710979421CBCBFF0194011E0A5868430D2DC3412FAB0C51681AD4643CDBF9C9D008615C8E7C11E5F04CE3518B0CDF9E13E6AAA196500D980E57C7C38E011FBF571AA32CC1BED1F88D97B4B7F53E02227B98F5D607B7794B20784C7E30BCBDE4F825D680BF9A8CB0747B9EBA163FC8D9C3FD67E59AED75963A82415A9CD6C109698F816A2F804ABFA909393C7F210B26D07017B0ED6F8E783063714BA7174DB7D3280A8DA3277992DECDB4D10E825B0A57DAB77A1CC593AE3ECA6924117E390B02DC284F8409FAECEF0EDC37363D7436BE5ADF8D89C005B1B6719CF572BDCD9C11EE9A3745725D1678A64FE78FEC588565AAC085515AD1FA864E96CCBBB87236F310FF21165C51311B657EEE07EB97A92A98D349EE6E25BF1B963A20B30E5585E001B1ECC2CE44DB6B0F235CB282782097A243DBADC7DF6DCC72C0251B4B85712E056E1C423A270C2CA768799882858D2D027EC39830F47F33CE94FF50E5ED00870A4ECBA64885A8C384CF89682F29611C794F9A91E90693305BD206BD3234A9EB0D72FE61AA9C39C6D210154BB6C46015432E977353E596D7F8FB90C90285A12D229B2497BAFB0089A98572DF0586CA0C2438D060FC595349CFDA7CF4B6342179B08B5F8E50522879B28C19CD3F382C4D1CA2E0D19ECE0685AFEFD2EA916433A90310889BC6AC5D247C52B4D0F0697C92147F88964633D23567BA520983325F6554B6BE222DF8EA88C1EDDF67006B9F1BA8D9C3AB1FC14BE3D5F1EE814935CEA11569E2B0B6ED023F4406E7091C23969DEF82025582588DA0C5FC60FAA5176809A95D872F0DF407414ED9127001A9B411946A0A9D7B7D853E02B22BFDCC04439C36ABFB819DA621856D67BBB7EC4BBB2EAD71E4D6557560D801D58D04503B424A09ACEF98D8922E7BC2F07240AF671E4DA0FD1A60AADA443EFF43D3916B3F25529757AC783D42A2B80D6E121AF7A42B4312E70EDB7998C11DE6FFC91E580D07A87ADBCBCC8EC49557730E90DB13BE25C08CB6C8FDE5E2B7FA5D904CE9C0AD592BE9ABBA37573CD273ABED102BA5028AB86782132E82166F7AAD63B7B513291494AC47CCB08CC06AD78C1C18D7C2EF8F619', 'waiting', 0, 1772438400000000, 1772439300000000, X'019CAD8FAC007000803C25CC9A2C03BC', 1772438400000000, NULL);
INSERT INTO idempotency_keys (user_id, key_hash, body_hash, answer, created_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'E3A4DFC4F7187130924E615954FE8E3048478326D4050DF3F44EDEEC7278E4A6', X'CA6C9E6FD369E39AF9D14EC202ABE335D6124F98F7802F2B8AD5F3DB8A500FF4', X'9A1009F908CDE3106C21AEFC44C07A238CCA62BB77AECBC6D663D23B7200D791131195EF076D865111B5843174FF3F9725F433CEA5D6C8821724E5EE2CED3AB5D6FAC02494F2787C6551C800FAB63C51E09437E1D8526A18ACDB7C34B2CF024239194F292B531F5DC0F40172BFDCED59146A466F81D457DF8C54DC63CB302D6D4FC0269C12C266217FC8307B31AF1E9973D5A7FA8811CA21B34A9596000276996D41E9F9E37DA84F1794E33B8796B5F5D8F762A182899906CF2FABA2661C15458F3EB84E8066690EB57AFEC813F75965B452E174BC9E0704E5E7A0FF2E1B643057FDDED9A773EBA0D7E16069FD3D02408B153FE4E0E1C7194461C24E83FFBAB3BFC12BD244E0EEE1B048560402688BC97F65D872A16FD0BBBA166096E7C800E7FC376C84A21DD65E488216708E72A35FA038412A500BC4251D4138D8F8BE04D2C6A95F5E7054DD1ED8E38E5D12B1E30659DA8679F7041CBF56CE47C3C4331D85DBEECC96AC7DDB86BFD134D802A86138750FFCA44A5B33F258E7705AF6EE4965158BB2895D', 1772438400000000);
INSERT INTO leases (name, holder, expires_at) VALUES ('baseline', X'00000000000000000000000000000000', 1772442000000000);
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES (5753116608144481424, 1, X'019CAD8FAC0070008056EA7012A90016', NULL, 1772438400000000);
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES (5753116608144481424, 10, X'019CAD8FAC0070008056EA7012A90016', 20514, 1772438400000000);
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES (5753116608144481424, 11, X'019CAD8FAC0070008056EA7012A90016', 20514, 1772438400000000);
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES (5753116608144481424, 12, X'019CAD8FAC0070008056EA7012A90016', 20514, 1772438400000000);
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES (5753116608144481424, 13, X'019CAD8FAC0070008056EA7012A90016', 20514, 1772438400000000);
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES (5753116608144481424, 14, X'019CAD8FAC0070008056EA7012A90016', 20514, 1772438400000000);
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES (5753116608144481424, 15, X'019CAD8FAC0070008056EA7012A90016', 20516, 1772438400000000);
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES (5753116608144481424, 16, X'019CAD8FAC0070008056EA7012A90016', 20514, 1772438400000000);
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES (5753116608144481424, 17, X'019CAD8FAC0070008056EA7012A90016', 20514, 1772438400000000);
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES (5753116608144481424, 18, X'019CAD8FAC0070008056EA7012A90016', NULL, 1772438400000000);
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES (5753116608144481424, 19, X'019CAD8FAC0070008069EE3E2A33E09E', 20514, 1772438400000000);
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES (5753116608144481424, 2, X'019CAD8FAC0070008069EE3E2A33E09E', NULL, 1772438400000000);
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES (5753116608144481424, 20, X'019CAD8FAC0070008069EE3E2A33E09E', NULL, 1772438400000000);
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES (5753116608144481424, 3, X'019CAD8FAC007000808B6EC5E63847B9', NULL, 1772438400000000);
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES (5753116608144481424, 4, X'019CAD8FAC0070008056EA7012A90016', 20514, 1772438400000000);
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES (5753116608144481424, 5, X'019CAD8FAC0070008056EA7012A90016', 20514, 1772438400000000);
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES (5753116608144481424, 6, X'019CAD8FAC0070008056EA7012A90016', 20514, 1772438400000000);
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES (5753116608144481424, 7, X'019CAD8FAC0070008056EA7012A90016', 20514, 1772438400000000);
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES (5753116608144481424, 8, X'019CAD8FAC0070008056EA7012A90016', 20514, 1772438400000000);
INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES (5753116608144481424, 9, X'019CAD8FAC0070008056EA7012A90016', 20514, 1772438400000000);
INSERT INTO users (id, full_name, display_name, email, email_key, phone_number, password_hash, time_zone, day_start, locale, date_of_birth, gender, avatar, leaderboard_visible, created_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', 'Anna', 'Anna', 'anna@example.org', 'anna@example.org', NULL, '$argon2id$v=19$m=8,t=1,p=1$tiFinq1hwkXga7C8T1d98w$fVcfAYWfi3X58t7aTQduGNTIGeMhNb1tOmrFDhhajLA', 'UTC', 0, 'en', NULL, NULL, NULL, 1, 1772438400000000);
INSERT INTO users (id, full_name, display_name, email, email_key, phone_number, password_hash, time_zone, day_start, locale, date_of_birth, gender, avatar, leaderboard_visible, created_at) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', 'Ben', 'Ben', 'ben@example.org', 'ben@example.org', NULL, '$argon2id$v=19$m=8,t=1,p=1$DkzfOlNxK2qp8B6EUeBedg$zWcPT3rL7Yh4+ohcyRepXsqer2pNJDQabZkOuYSo80A', 'Asia/Colombo', 0, 'en', NULL, NULL, NULL, 1, 1772438400000000);
INSERT INTO users (id, full_name, display_name, email, email_key, phone_number, password_hash, time_zone, day_start, locale, date_of_birth, gender, avatar, leaderboard_visible, created_at) VALUES (X'019CAD8FAC007000808B6EC5E63847B9', 'Cara', 'Cara', 'cara@example.org', 'cara@example.org', NULL, '$argon2id$v=19$m=8,t=1,p=1$rESbA46H7DlR8ajetacC0A$vX3i9FRgXE5mEXgym42rfHJVh3usZfcpZyG/bac92Iw', 'UTC', 0, 'en', NULL, NULL, NULL, 1, 1772438400000000);
INSERT INTO registrations (id, identifier_mac, channel, identifier, full_name, password_hash, time_zone, locale, code_mac, resend_at, expires_at, created_at) VALUES (X'019CAD8FAC007000803C25CC9A2C03BC', X'FE1FBFFE9D54C1D0988C4043699DB6232037F20FCC2A7FA9EFF5884084D91AD5', 'email', 'dora@example.org', 'Dora', '$argon2id$v=19$m=8,t=1,p=1$QvG3XnnTEGbJ3qgQ/VkLtQ$C9LueqSfaZSmpYUq3OCodguwdvduuw1YjI9qBUDPiOQ', 'UTC', 'en', X'DC67663B1FF0F0FEC9BB125B01F0258836FABF2DD6A86A53AE003AA723F85724', 1772438460000000, 1772439300000000, 1772438400000000);
INSERT INTO account_codes (id, user_id, purpose, channel, identifier, code_mac, expires_at) VALUES (X'00000000000000000000000000000000', X'019CAD8FAC0070008056EA7012A90016', 'reset', 'email', 'anna@example.org', X'070809', 1772438400000000);
INSERT INTO code_failures (identifier_mac, failures, expires_at) VALUES (X'FE1FBFFE9D54C1D0988C4043699DB6232037F20FCC2A7FA9EFF5884084D91AD5', 1, 1772439300000000);
INSERT INTO code_sends (id, identifier_mac, address_mac, sent_at) VALUES (X'019CAD8FAC007000825A827A4746575A', X'35B99E7917EE53172B4B8EE1D4AA374DF51C7AE9673C3F5D8ABA8A466C0EA75E', X'07C552CF76E87AA536155BE6E2EA8417C51FA18308DFBC981AEEB47128444F94', 1772438400000000);
INSERT INTO code_sends (id, identifier_mac, address_mac, sent_at) VALUES (X'019CAD8FAC00700082A0A69E585E7F15', X'416D23D84FF8E9E0EF28E1239F66085E8164BBF841B1D847911BF884201367B1', X'07C552CF76E87AA536155BE6E2EA8417C51FA18308DFBC981AEEB47128444F94', 1772438400000000);
INSERT INTO code_sends (id, identifier_mac, address_mac, sent_at) VALUES (X'019CAD8FAC00700082A85C945B7925E4', X'CF4E14FF9D2919FF1C0B24878C85492F3343B1A38AA321B82D16F2EB7E288120', X'07C552CF76E87AA536155BE6E2EA8417C51FA18308DFBC981AEEB47128444F94', 1772438400000000);
INSERT INTO code_sends (id, identifier_mac, address_mac, sent_at) VALUES (X'019CAD8FAC00700082D134F2510FFDF8', X'FE1FBFFE9D54C1D0988C4043699DB6232037F20FCC2A7FA9EFF5884084D91AD5', X'07C552CF76E87AA536155BE6E2EA8417C51FA18308DFBC981AEEB47128444F94', 1772438400000000);
INSERT INTO attempt_limits (mac, failures, not_before, expires_at) VALUES (X'3397F002AE0240C0EA1A57E0E44AA00649ABD208120933B86395122563A05567', 2, 1772438400000000, 1772439300000000);
INSERT INTO attempt_limits (mac, failures, not_before, expires_at) VALUES (X'99E533211C74EB212986668006A555F2B5D6A75C178C4EEECBC7F51675081BD7', 1, 1772438400000000, 1772439300000000);
INSERT INTO attempt_limits (mac, failures, not_before, expires_at) VALUES (X'AA359974D671C05F54840AF725C6BBC0187AE298C54FBBF394A9C40406553C00', 1, 1772438400000000, 1772439300000000);
INSERT INTO sms_usage (day, prefix, messages) VALUES (20514, '', 3);
INSERT INTO sessions (id, user_id, token_hash, device, passkey_id, created_at, last_used_at, expires_at) VALUES (X'019CAD8FAC007000810210389BB19B5D', X'019CAD8FAC0070008056EA7012A90016', X'CF587FCB4BA445C579D623E560F9603286FE4376BB45FA16A8ECE46BCF39252A', 'Unknown device', NULL, 1772438400000000, 1772438400000000, 1775030400000000);
INSERT INTO sessions (id, user_id, token_hash, device, passkey_id, created_at, last_used_at, expires_at) VALUES (X'019CAD8FAC00700085A0471B8B3C2F8F', X'019CAD8FAC007000808B6EC5E63847B9', X'7D4E22BBA07138EE76D0BCBF6241100D7A6CC9BC7912D839F29EBD7D1575FD75', 'Unknown device', NULL, 1772438400000000, 1772438400000000, 1775030400000000);
INSERT INTO sessions (id, user_id, token_hash, device, passkey_id, created_at, last_used_at, expires_at) VALUES (X'019CAD8FAC00700085BE2E6B1B790AD2', X'019CAD8FAC0070008056EA7012A90016', X'613714C507E9D97E6D1952048B70265FCDE2B50E40D24D9C490BCDB78B4B52D9', 'Unknown device', NULL, 1772438400000000, 1772438400000000, 1775030400000000);
INSERT INTO sessions (id, user_id, token_hash, device, passkey_id, created_at, last_used_at, expires_at) VALUES (X'019CAD8FAC00700085F2D44E8EB29246', X'019CAD8FAC0070008069EE3E2A33E09E', X'ECEF3AF61297C7FAA0F864F8321451A9896D1998D7B47038423F875421455CEF', 'Unknown device', NULL, 1772438400000000, 1772438400000000, 1775030400000000);
INSERT INTO account_events (id, user_id, kind, device, created_at) VALUES (X'019CAD8FAC007000805BEE32C06FD04B', X'019CAD8FAC0070008056EA7012A90016', 'signed-in', 'Unknown device', 1772438400000000);
INSERT INTO account_events (id, user_id, kind, device, created_at) VALUES (X'019CAD8FAC007000841DC8D8DB2D4861', X'019CAD8FAC0070008056EA7012A90016', 'opened', 'Unknown device', 1772438400000000);
INSERT INTO account_events (id, user_id, kind, device, created_at) VALUES (X'019CAD8FAC00700084D92D98452E0B03', X'019CAD8FAC0070008069EE3E2A33E09E', 'opened', 'Unknown device', 1772438400000000);
INSERT INTO account_events (id, user_id, kind, device, created_at) VALUES (X'019CAD8FAC00700084F47CE137C85BD6', X'019CAD8FAC007000808B6EC5E63847B9', 'opened', 'Unknown device', 1772438400000000);
INSERT INTO suspensions (user_id, reason, since) VALUES (X'019CAD8FAC007000808B6EC5E63847B9', 'Spam', 1772438400000000);
INSERT INTO orphaned_files (name, not_before) VALUES ('0123456789abcdef', 1772438400000000);
INSERT INTO passkeys (id, user_id, credential_id, name, credential, counter, created_at, last_used_at) VALUES (X'00000000000000000000000000000000', X'019CAD8FAC0070008056EA7012A90016', X'010203', 'Phone', '{}', 0, 1772438400000000, NULL);
INSERT INTO passkey_ceremonies (challenge_hash, user_id, state, expires_at) VALUES (X'040506', X'019CAD8FAC0070008056EA7012A90016', '{}', 1772438400000000);
INSERT INTO drafts (id, user_id, request, source, days, state, lease_expires_at, lease_holder, accepted_as, created_at) VALUES (X'019CAD8FAC00700080AD824FFCC25D13', X'019CAD8FAC0070008056EA7012A90016', '{"habit":"read 20 pages a day","kind":"good","duration_days":7,"motivation":"to think again","obstacle":"too tired in the evening","quantity":{"per_day":20,"unit":"pages","target":null},"answers":[],"exclude":[],"variant":0}', 'builtin', '[{"day":1,"source":"builtin","tasks":["Put your book on your pillow","Read 6 pages, and stop in the middle of a good part","Write the first sentence that stayed with you on a slip of paper"]},{"day":2,"source":"builtin","tasks":["Choose a book you want to read, not one you ought to","Read 8 pages, with the phone in another room","If I''m too tired in the evening, then I read one page, and let that count for the day"]},{"day":3,"source":"builtin","tasks":["Plug in the phone in another room before you sit down to read","Read 11 pages in your reading place, with only the small lamp on","Note the time you began, and whether that hour suits you"]},{"day":4,"source":"builtin","tasks":["Let brushing your teeth be the signal: after it, the book","Read 13 pages, then close your eyes for a moment and see the last scene again","Write your reason on a card and put it where you begin: “to think again”"]},{"day":5,"source":"builtin","tasks":["Leave the book on the chair where you usually reach for the phone","Read 15 pages, and mark one line with a pencil","If I reach for the phone first, then I put it down on the far side of the room and read one page"]},{"day":6,"source":"builtin","tasks":["Pick a short story or essay as your spare, for tired days","Read 18 pages, even if you begin ten minutes late","Copy one sentence by hand that you wish you had written"]},{"day":7,"source":"builtin","tasks":["Lay your first day and this one side by side, and write down three differences","Read 20 pages in a waiting time, or on the way somewhere","Decide how this goes on: how much, at which hour, until which date"]}]', 'ready', NULL, NULL, NULL, 1772438400000000);
INSERT INTO planner_calls (id, user_id, draft_id, habit, call, created_at, position) VALUES (X'00000000000000000000000000000000', X'019CAD8FAC0070008056EA7012A90016', NULL, 'read', '{}', 1772438400000000, 1);
INSERT INTO planner_usage (user_id, day, tokens) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20514, 100);
INSERT INTO planner_settings (user_id, builtin_only) VALUES (X'019CAD8FAC0070008056EA7012A90016', 1);
INSERT INTO calendars (user_id, zone, day_start, held_day, held_began, held_until, started) VALUES (X'019CAD8FAC0070008056EA7012A90016', 'UTC', 0, NULL, NULL, NULL, 1);
INSERT INTO calendars (user_id, zone, day_start, held_day, held_began, held_until, started) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', 'Asia/Colombo', 0, NULL, NULL, NULL, 0);
INSERT INTO calendars (user_id, zone, day_start, held_day, held_began, held_until, started) VALUES (X'019CAD8FAC007000808B6EC5E63847B9', 'UTC', 0, NULL, NULL, NULL, 0);
INSERT INTO skipped_dates (user_id, day) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20485);
INSERT INTO habits (id, user_id, name, kind, state, duration_days, start_date, end_date, weekdays, times_a_week, reminder_times, color, icon, motivation, inactive_from, challenge_id, created_day, created_at) VALUES (X'019CAD8FAC007000800C3284E20BCEDC', X'019CAD8FAC0070008056EA7012A90016', 'Swim', 'good', 'active', 2, 20514, 20515, 127, NULL, '', 'moss', 'footprints', '', NULL, NULL, 20514, 1772438400000000);
INSERT INTO habits (id, user_id, name, kind, state, duration_days, start_date, end_date, weekdays, times_a_week, reminder_times, color, icon, motivation, inactive_from, challenge_id, created_day, created_at) VALUES (X'019CAD8FAC007000806C6229F7218606', X'019CAD8FAC0070008056EA7012A90016', 'Walk', 'good', 'active', 5, 20514, 20518, 127, NULL, '07:30', 'clay', 'footprints', '', NULL, NULL, 20514, 1772438400000000);
INSERT INTO habits (id, user_id, name, kind, state, duration_days, start_date, end_date, weekdays, times_a_week, reminder_times, color, icon, motivation, inactive_from, challenge_id, created_day, created_at) VALUES (X'019CAD8FAC00700080A74CCBA030BCF2', X'019CAD8FAC0070008056EA7012A90016', 'Read', 'good', 'active', 3, 20514, 20516, 127, 2, '', 'yolk', 'book-open', '', NULL, NULL, 20514, 1772438400000000);
INSERT INTO habits (id, user_id, name, kind, state, duration_days, start_date, end_date, weekdays, times_a_week, reminder_times, color, icon, motivation, inactive_from, challenge_id, created_day, created_at) VALUES (X'019CAD8FAC00700081A102846291D63A', X'019CAD8FAC0070008056EA7012A90016', 'Stairs', 'good', 'active', 3, 20514, 20516, 127, NULL, '', 'sky', 'sprout', '', NULL, X'0D327D621D6247578E3164289D9C7D50', 20514, 1772438400000000);
INSERT INTO habits (id, user_id, name, kind, state, duration_days, start_date, end_date, weekdays, times_a_week, reminder_times, color, icon, motivation, inactive_from, challenge_id, created_day, created_at) VALUES (X'019CAD8FAC00700081F899637CF1A25B', X'019CAD8FAC0070008069EE3E2A33E09E', 'Stairs', 'good', 'active', 3, 20514, 20516, 127, NULL, '', 'clay', 'sprout', '', NULL, X'0D327D621D6247578E3164289D9C7D50', 20514, 1772438400000000);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20514, X'019CAD8FAC007000800C3284E20BCEDC', 1, 1, X'019CAD8FAC00700081F1B19A3C5B3D2C', 'Swim', NULL, NULL, 0, NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20514, X'019CAD8FAC007000806C6229F7218606', 1, 1, X'019CAD8FAC0070008180580F5D97A252', 'Shoes', NULL, 1772438400000000, 2, NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20514, X'019CAD8FAC007000806C6229F7218606', 1, 2, X'019CAD8FAC007000821CFAD3DFA9CA6B', 'Walk', NULL, 1772438400000000, 2, NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20514, X'019CAD8FAC00700080A74CCBA030BCF2', 1, 1, X'019CAD8FAC00700081B0DCBDB4B16CF2', 'Ten pages', NULL, 1772438400000000, 2, NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20514, X'019CAD8FAC00700081A102846291D63A', 1, 1, X'019CAD8FAC0070008236E36FFD026092', 'Stairs', NULL, NULL, 0, NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20515, X'019CAD8FAC007000800C3284E20BCEDC', 2, 1, X'019CAD8FAC007000823C9429E6F09C56', 'Swim', NULL, NULL, 0, NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20515, X'019CAD8FAC007000806C6229F7218606', 2, 1, X'019CAD8FAC00700083E5BACD88B354A2', 'Shoes', NULL, NULL, 0, NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20515, X'019CAD8FAC007000806C6229F7218606', 2, 2, X'019CAD8FAC00700084178AC5FEE93E8C', 'Walk', NULL, NULL, 0, NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20515, X'019CAD8FAC00700080A74CCBA030BCF2', 2, 1, X'019CAD8FAC007000825652CCE882400A', 'Ten pages', NULL, NULL, 0, NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20515, X'019CAD8FAC00700081A102846291D63A', 2, 1, X'019CAD8FAC00700083EA6DA62A67393F', 'Stairs', NULL, NULL, 0, NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20516, X'019CAD8FAC007000806C6229F7218606', 3, 1, X'019CAD8FAC00700085F9CA7C335ABCC6', 'Shoes', NULL, NULL, 0, NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20516, X'019CAD8FAC007000806C6229F7218606', 3, 2, X'019CAD8FAC0070008659740F778E6C9B', 'Walk', NULL, NULL, 0, NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20516, X'019CAD8FAC00700080A74CCBA030BCF2', 3, 1, X'019CAD8FAC0070008383FF7011E75147', 'Ten pages', NULL, NULL, 0, NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20516, X'019CAD8FAC00700081A102846291D63A', 3, 1, X'019CAD8FAC0070008416D056F69FC48D', 'Stairs', NULL, NULL, 0, NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20517, X'019CAD8FAC007000806C6229F7218606', 4, 1, X'019CAD8FAC00700087F90240BDC39182', 'Shoes', NULL, NULL, 0, NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20517, X'019CAD8FAC007000806C6229F7218606', 4, 2, X'019CAD8FAC00700088753ACB38954E3C', 'Walk', NULL, NULL, 0, NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20518, X'019CAD8FAC007000806C6229F7218606', 5, 1, X'019CAD8FAC00700089F84F1A51984FCF', 'Shoes', NULL, NULL, 0, NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20518, X'019CAD8FAC007000806C6229F7218606', 5, 2, X'019CAD8FAC0070008ADDEA5E1A8033E1', 'Walk', NULL, NULL, 0, NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', 20514, X'019CAD8FAC00700081F899637CF1A25B', 1, 1, X'019CAD8FAC007000829FF78019016BE4', 'Stairs', NULL, NULL, 0, NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', 20515, X'019CAD8FAC00700081F899637CF1A25B', 2, 1, X'019CAD8FAC00700083F51030AF9160EB', 'Stairs', NULL, NULL, 0, NULL);
INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, note, completed_at, completions, moved_from) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', 20516, X'019CAD8FAC00700081F899637CF1A25B', 3, 1, X'019CAD8FAC0070008402400E9A5D4B54', 'Stairs', NULL, NULL, 0, NULL);
INSERT INTO habit_skips (habit_id, day, user_id, reason, created_at) VALUES (X'019CAD8FAC007000806C6229F7218606', 20516, X'019CAD8FAC0070008056EA7012A90016', 'rain', 1772438400000000);
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20514, X'019CAD8FAC007000800C3284E20BCEDC', 'good', NULL, 1, 0);
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20514, X'019CAD8FAC007000806C6229F7218606', 'good', NULL, 2, 2);
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20514, X'019CAD8FAC00700080A74CCBA030BCF2', 'good', NULL, 1, 1);
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20514, X'019CAD8FAC00700081A102846291D63A', 'good', X'0D327D621D6247578E3164289D9C7D50', 1, 0);
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20515, X'019CAD8FAC007000800C3284E20BCEDC', 'good', NULL, 1, 0);
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20515, X'019CAD8FAC007000806C6229F7218606', 'good', NULL, 2, 0);
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20515, X'019CAD8FAC00700081A102846291D63A', 'good', X'0D327D621D6247578E3164289D9C7D50', 1, 0);
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20516, X'019CAD8FAC00700080A74CCBA030BCF2', 'good', NULL, 1, 0);
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20516, X'019CAD8FAC00700081A102846291D63A', 'good', X'0D327D621D6247578E3164289D9C7D50', 1, 0);
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20517, X'019CAD8FAC007000806C6229F7218606', 'good', NULL, 2, 0);
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20518, X'019CAD8FAC007000806C6229F7218606', 'good', NULL, 2, 0);
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', 20514, X'019CAD8FAC00700081F899637CF1A25B', 'good', X'0D327D621D6247578E3164289D9C7D50', 1, 0);
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', 20515, X'019CAD8FAC00700081F899637CF1A25B', 'good', X'0D327D621D6247578E3164289D9C7D50', 1, 0);
INSERT INTO day_counts (user_id, day, habit_id, kind, challenge_id, due, done) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', 20516, X'019CAD8FAC00700081F899637CF1A25B', 'good', X'0D327D621D6247578E3164289D9C7D50', 1, 0);
INSERT INTO user_days (user_id, day, due, done) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20514, 5, 3);
INSERT INTO user_days (user_id, day, due, done) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20515, 4, 0);
INSERT INTO user_days (user_id, day, due, done) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20516, 2, 0);
INSERT INTO user_days (user_id, day, due, done) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20517, 2, 0);
INSERT INTO user_days (user_id, day, due, done) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20518, 2, 0);
INSERT INTO user_days (user_id, day, due, done) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', 20514, 1, 0);
INSERT INTO user_days (user_id, day, due, done) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', 20515, 1, 0);
INSERT INTO user_days (user_id, day, due, done) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', 20516, 1, 0);
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC0070008003DDDF9A6C6BAF', 'coin', -10, 'task-undo', '019cad8f-ac00-7000-81b0-dcbdb4b16cf2:0', 1772438400000000);
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC007000800CDA265124B6EE', 'coin', 10, 'task', '019cad8f-ac00-7000-8180-580f5d97a252:1', 1772438400000000);
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC00700080133DB84803D51F', 'coin', -10, 'task-undo', '019cad8f-ac00-7000-8180-580f5d97a252:0', 1772438400000000);
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC007000803A4C33E674E3E8', 'coin', 10, 'task', '019cad8f-ac00-7000-821c-fad3dfa9ca6b:0', 1772438400000000);
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC0070008053431A6084893E', 'coin', -10, 'task-undo', '019cad8f-ac00-7000-821c-fad3dfa9ca6b:0', 1772438400000000);
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC0070008068C9CCA8C1DE53', 'milligem', 100, 'streak', '2026-03-02', 1772438400000000);
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC007000806D85F3D2304C30', 'coin', 10, 'task', '019cad8f-ac00-7000-81b0-dcbdb4b16cf2:1', 1772438400000000);
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC0070008095E90E8B2D0F5B', 'coin', 10, 'task', '019cad8f-ac00-7000-81b0-dcbdb4b16cf2:0', 1772438400000000);
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC00700080BD03FA3A7E0108', 'coin', 10, 'task', '019cad8f-ac00-7000-821c-fad3dfa9ca6b:1', 1772438400000000);
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC00700080CDF88447A27C9F', 'coin', 10, 'task', '019cad8f-ac00-7000-8180-580f5d97a252:0', 1772438400000000);
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC0070008260E5ACF4B1E6C4', 'coin', 100, 'welcome', 'coins', 1772438400000000);
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC0070008393107C4F250134', 'milligem', 2000, 'welcome', 'gems', 1772438400000000);
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', X'019CAD8FAC00700082F07DA2D7796271', 'coin', 100, 'welcome', 'coins', 1772438400000000);
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', X'019CAD8FAC0070008372E20EC8733E02', 'milligem', 2000, 'welcome', 'gems', 1772438400000000);
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES (X'019CAD8FAC007000808B6EC5E63847B9', X'019CAD8FAC0070008278AFF74409A705', 'coin', 100, 'welcome', 'coins', 1772438400000000);
INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at) VALUES (X'019CAD8FAC007000808B6EC5E63847B9', X'019CAD8FAC00700083ACB9F5E79D5B8F', 'milligem', 2000, 'welcome', 'gems', 1772438400000000);
INSERT INTO balances (user_id, coins, milligems, day, day_coins, ticks) VALUES (X'019CAD8FAC0070008056EA7012A90016', 130, 2100, 20514, 30, 3);
INSERT INTO balances (user_id, coins, milligems, day, day_coins, ticks) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', 100, 2000, NULL, 0, 0);
INSERT INTO balances (user_id, coins, milligems, day, day_coins, ticks) VALUES (X'019CAD8FAC007000808B6EC5E63847B9', 100, 2000, NULL, 0, 0);
INSERT INTO task_payments (user_id, task_id, paid, payable, paid_day) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC0070008180580F5D97A252', 10, 0, 20514);
INSERT INTO task_payments (user_id, task_id, paid, payable, paid_day) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC00700081B0DCBDB4B16CF2', 10, 0, 20514);
INSERT INTO task_payments (user_id, task_id, paid, payable, paid_day) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC007000821CFAD3DFA9CA6B', 10, 0, 20514);
INSERT INTO streaks (user_id, last_claim, streak, max_streak, cycle_day, freezes) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20514, 1, 1, 1, 2);
INSERT INTO streaks (user_id, last_claim, streak, max_streak, cycle_day, freezes) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', NULL, 0, 0, 0, 2);
INSERT INTO streaks (user_id, last_claim, streak, max_streak, cycle_day, freezes) VALUES (X'019CAD8FAC007000808B6EC5E63847B9', NULL, 0, 0, 0, 2);
INSERT INTO freeze_history (user_id, id, kind, freezes, day, created_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'00000000000000000000000000000000', 'used', 1, 20511, 1772438400000000);
INSERT INTO freeze_history (user_id, id, kind, freezes, day, created_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC0070008131986D265923E8', 'given', 2, 20514, 1772438400000000);
INSERT INTO freeze_history (user_id, id, kind, freezes, day, created_at) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', X'019CAD8FAC00700081F2E062158C8A9C', 'given', 2, 20514, 1772438400000000);
INSERT INTO freeze_history (user_id, id, kind, freezes, day, created_at) VALUES (X'019CAD8FAC007000808B6EC5E63847B9', X'019CAD8FAC00700081BB0BD53F928177', 'given', 2, 20514, 1772438400000000);
INSERT INTO comebacks (user_id, day, times, paid, payable) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20514, 1, 20, 0);
INSERT INTO user_counters (user_id, counter, subject_id, count) VALUES (X'019CAD8FAC0070008056EA7012A90016', 'challenges-founded', X'00000000000000000000000000000000', 1);
INSERT INTO user_counters (user_id, counter, subject_id, count) VALUES (X'019CAD8FAC0070008056EA7012A90016', 'challenges-joined', X'00000000000000000000000000000000', 1);
INSERT INTO user_counters (user_id, counter, subject_id, count) VALUES (X'019CAD8FAC0070008056EA7012A90016', 'friends', X'00000000000000000000000000000000', 1);
INSERT INTO user_counters (user_id, counter, subject_id, count) VALUES (X'019CAD8FAC0070008056EA7012A90016', 'habit-days', X'019CAD8FAC007000806C6229F7218606', 1);
INSERT INTO user_counters (user_id, counter, subject_id, count) VALUES (X'019CAD8FAC0070008056EA7012A90016', 'habit-days', X'019CAD8FAC00700080A74CCBA030BCF2', 1);
INSERT INTO user_counters (user_id, counter, subject_id, count) VALUES (X'019CAD8FAC0070008056EA7012A90016', 'perfect-days', X'00000000000000000000000000000000', 1);
INSERT INTO user_counters (user_id, counter, subject_id, count) VALUES (X'019CAD8FAC0070008056EA7012A90016', 'perfect-run', X'00000000000000000000000000000000', 1);
INSERT INTO user_counters (user_id, counter, subject_id, count) VALUES (X'019CAD8FAC0070008056EA7012A90016', 'skips', X'00000000000000000000000000000000', 1);
INSERT INTO user_counters (user_id, counter, subject_id, count) VALUES (X'019CAD8FAC0070008056EA7012A90016', 'streak', X'00000000000000000000000000000000', 1);
INSERT INTO user_counters (user_id, counter, subject_id, count) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', 'challenges-joined', X'00000000000000000000000000000000', 1);
INSERT INTO user_counters (user_id, counter, subject_id, count) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', 'friends', X'00000000000000000000000000000000', 1);
INSERT INTO perfect_days (user_id, day) VALUES (X'019CAD8FAC0070008056EA7012A90016', 20514);
INSERT INTO achievements (user_id, achievement, unlocked_at, claimed_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', 'challenge-founded', 1772438400000000, NULL);
INSERT INTO achievements (user_id, achievement, unlocked_at, claimed_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', 'challenge-joined', 1772438400000000, NULL);
INSERT INTO achievements (user_id, achievement, unlocked_at, claimed_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', 'first-friend', 1772438400000000, NULL);
INSERT INTO achievements (user_id, achievement, unlocked_at, claimed_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', 'first-tick', 1772438400000000, NULL);
INSERT INTO achievements (user_id, achievement, unlocked_at, claimed_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', 'honest-skip', 1772438400000000, NULL);
INSERT INTO achievements (user_id, achievement, unlocked_at, claimed_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', 'perfect-day', 1772438400000000, NULL);
INSERT INTO achievements (user_id, achievement, unlocked_at, claimed_at) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', 'challenge-joined', 1772438400000000, NULL);
INSERT INTO achievements (user_id, achievement, unlocked_at, claimed_at) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', 'first-friend', 1772438400000000, NULL);
INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, about_user, created_at, read_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC00700080EF98DFD994706B', 'achievement', 'Achievement unlocked', 'Honest Skip: Skip a day and say why.', '{"achievement_id":"honest-skip","title":"Honest Skip"}', '/rewards', 'achievement:honest-skip', NULL, 1772438400000000, NULL);
INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, about_user, created_at, read_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC007000812EC4B1E048C649', 'achievement', 'Achievement unlocked', 'First Tick: Tick your first task.', '{"achievement_id":"first-tick","title":"First Tick"}', '/rewards', 'achievement:first-tick', NULL, 1772438400000000, NULL);
INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, about_user, created_at, read_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC007000816C73CFA7209513', 'achievement', 'Achievement unlocked', 'Challenge Created: Create a challenge of your own.', '{"achievement_id":"challenge-founded","title":"Challenge Created"}', '/rewards', 'achievement:challenge-founded', NULL, 1772438400000000, NULL);
INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, about_user, created_at, read_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC00700081967020ACCC7F6C', 'achievement', 'Achievement unlocked', 'Perfect Day: Do everything due on one day.', '{"achievement_id":"perfect-day","title":"Perfect Day"}', '/rewards', 'achievement:perfect-day', NULL, 1772438400000000, NULL);
INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, about_user, created_at, read_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC00700081E1B4179136C420', 'achievement', 'Achievement unlocked', 'First Friend: Make a friend here.', '{"achievement_id":"first-friend","title":"First Friend"}', '/rewards', 'achievement:first-friend', NULL, 1772438400000000, NULL);
INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, about_user, created_at, read_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC00700082063AF5F075DF99', 'friend-request', 'A request for friendship', 'Cara wants to be friends.', '{"display_name":"Cara","request_id":"019cad8f-ac00-7000-8108-0bdf32b4c19c","user_id":"019cad8f-ac00-7000-808b-6ec5e63847b9"}', '/friends', 'friend-request:019cad8f-ac00-7000-8108-0bdf32b4c19c', X'019CAD8FAC007000808B6EC5E63847B9', 1772438400000000, NULL);
INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, about_user, created_at, read_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC00700085DD58197B0ACEDC', 'friend-accepted', 'A new friend', 'You and Ben are friends now.', '{"display_name":"Ben","user_id":"019cad8f-ac00-7000-8069-ee3e2a33e09e"}', '/friends', NULL, X'019CAD8FAC0070008069EE3E2A33E09E', 1772438400000000, NULL);
INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, about_user, created_at, read_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC00700085E90539BE38FAEE', 'achievement', 'Achievement unlocked', 'Challenge Joined: Join a challenge.', '{"achievement_id":"challenge-joined","title":"Challenge Joined"}', '/rewards', 'achievement:challenge-joined', NULL, 1772438400000000, NULL);
INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, about_user, created_at, read_at) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', X'019CAD8FAC007000805CF26F6DDEFACA', 'challenge-invitation', 'An invitation to a challenge', 'Anna invites you to Walk After Breakfast.', '{"challenge_id":"c4a11e00-0000-8000-8000-000000000100","display_name":"Anna","title":"Walk After Breakfast","user_id":"019cad8f-ac00-7000-8056-ea7012a90016"}', '/challenges/c4a11e00-0000-8000-8000-000000000100', 'challenge-invitation:c4a11e00-0000-8000-8000-000000000100:019cad8f-ac00-7000-8056-ea7012a90016', X'019CAD8FAC0070008056EA7012A90016', 1772438400000000, NULL);
INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, about_user, created_at, read_at) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', X'019CAD8FAC0070008294308BD60930BD', 'friend-request', 'A request for friendship', 'Anna wants to be friends.', '{"display_name":"Anna","request_id":"019cad8f-ac00-7000-81ab-e2675453bd88","user_id":"019cad8f-ac00-7000-8056-ea7012a90016"}', '/friends', 'friend-request:019cad8f-ac00-7000-81ab-e2675453bd88', X'019CAD8FAC0070008056EA7012A90016', 1772438400000000, NULL);
INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, about_user, created_at, read_at) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', X'019CAD8FAC0070008303BAAEC7D0F976', 'achievement', 'Achievement unlocked', 'First Friend: Make a friend here.', '{"achievement_id":"first-friend","title":"First Friend"}', '/rewards', 'achievement:first-friend', NULL, 1772438400000000, NULL);
INSERT INTO notifications (user_id, id, kind, title, body, data, link, dedup_key, about_user, created_at, read_at) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', X'019CAD8FAC0070008503F4F497F48E7B', 'achievement', 'Achievement unlocked', 'Challenge Joined: Join a challenge.', '{"achievement_id":"challenge-joined","title":"Challenge Joined"}', '/rewards', 'achievement:challenge-joined', NULL, 1772438400000000, NULL);
INSERT INTO devices (id, user_id, session_id, kind, platform, name, address, address_hash, public_key, auth, created_at, last_push_at, paused_until) VALUES (X'019CAD8FAC00700080E73DE9EB323A60', X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC00700085BE2E6B1B790AD2', 'fcm', 'ios', 'Unknown device', 'abc', X'BA33D8EB469F0BDA70A43174079BFA0BDE81E3B7721B2F501603697D6372F524', NULL, NULL, 1772438400000000, NULL, NULL);
INSERT INTO notification_preferences (user_id, kind, push, mail) VALUES (X'019CAD8FAC0070008056EA7012A90016', 'message', 1, 0);
INSERT INTO notification_settings (user_id, quiet_from, quiet_until, tests_since, tests) VALUES (X'019CAD8FAC0070008056EA7012A90016', 1320, 420, NULL, 0);
INSERT INTO dispatches (id, user_id, kind, notification_id, tags, due_at) VALUES (X'019CAD8FAC00700081285C5FC2418FE5', X'019CAD8FAC0070008056EA7012A90016', 'alert', X'019CAD8FAC00700080EF98DFD994706B', NULL, 1772438400000000);
INSERT INTO dispatches (id, user_id, kind, notification_id, tags, due_at) VALUES (X'019CAD8FAC007000814A585F1C027867', X'019CAD8FAC0070008069EE3E2A33E09E', 'alert', X'019CAD8FAC007000805CF26F6DDEFACA', NULL, 1772438400000000);
INSERT INTO dispatches (id, user_id, kind, notification_id, tags, due_at) VALUES (X'019CAD8FAC007000820960F4B030E45A', X'019CAD8FAC0070008056EA7012A90016', 'alert', X'019CAD8FAC00700081E1B4179136C420', NULL, 1772438400000000);
INSERT INTO dispatches (id, user_id, kind, notification_id, tags, due_at) VALUES (X'019CAD8FAC0070008246E3805E33480D', X'019CAD8FAC0070008056EA7012A90016', 'alert', X'019CAD8FAC007000812EC4B1E048C649', NULL, 1772438400000000);
INSERT INTO dispatches (id, user_id, kind, notification_id, tags, due_at) VALUES (X'019CAD8FAC0070008279D9D977407337', X'019CAD8FAC0070008056EA7012A90016', 'alert', X'019CAD8FAC00700081967020ACCC7F6C', NULL, 1772438400000000);
INSERT INTO dispatches (id, user_id, kind, notification_id, tags, due_at) VALUES (X'019CAD8FAC00700082F3233BD5E4AC07', X'019CAD8FAC0070008056EA7012A90016', 'alert', X'019CAD8FAC007000816C73CFA7209513', NULL, 1772438400000000);
INSERT INTO dispatches (id, user_id, kind, notification_id, tags, due_at) VALUES (X'019CAD8FAC00700083610FB96C74BF4F', X'019CAD8FAC0070008069EE3E2A33E09E', 'alert', X'019CAD8FAC0070008294308BD60930BD', NULL, 1772438400000000);
INSERT INTO dispatches (id, user_id, kind, notification_id, tags, due_at) VALUES (X'019CAD8FAC00700083A7C88889C4CFAB', X'019CAD8FAC0070008056EA7012A90016', 'alert', X'019CAD8FAC00700082063AF5F075DF99', NULL, 1772438400000000);
INSERT INTO dispatches (id, user_id, kind, notification_id, tags, due_at) VALUES (X'019CAD8FAC007000845E6F12CE4D8A06', X'019CAD8FAC0070008069EE3E2A33E09E', 'alert', X'019CAD8FAC0070008303BAAEC7D0F976', NULL, 1772438400000000);
INSERT INTO dispatches (id, user_id, kind, notification_id, tags, due_at) VALUES (X'019CAD8FAC007000867B131358C05A72', X'019CAD8FAC0070008056EA7012A90016', 'alert', X'019CAD8FAC00700085DD58197B0ACEDC', NULL, 1772438400000000);
INSERT INTO dispatches (id, user_id, kind, notification_id, tags, due_at) VALUES (X'019CAD8FAC00700086BDF55B44EFE847', X'019CAD8FAC0070008056EA7012A90016', 'alert', X'019CAD8FAC00700085E90539BE38FAEE', NULL, 1772438400000000);
INSERT INTO dispatches (id, user_id, kind, notification_id, tags, due_at) VALUES (X'019CAD8FAC00700086BFDCCE81F80C5C', X'019CAD8FAC0070008069EE3E2A33E09E', 'alert', X'019CAD8FAC0070008503F4F497F48E7B', NULL, 1772438400000000);
INSERT INTO reminder_occurrences (kind, subject, user_id, occurs_at, due_at, next_at, claims) VALUES ('habit', X'019CAD8FAC007000806C6229F7218606', X'019CAD8FAC0070008056EA7012A90016', 1772523000000000, 1772523000000000, 1772523000000000, 0);
INSERT INTO reminder_occurrences (kind, subject, user_id, occurs_at, due_at, next_at, claims) VALUES ('morning', X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC0070008056EA7012A90016', 1772524800000000, 1772524800000000, 1772524800000000, 0);
INSERT INTO reminder_occurrences (kind, subject, user_id, occurs_at, due_at, next_at, claims) VALUES ('streak', X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC0070008056EA7012A90016', 1772481600000000, 1772481600000000, 1772481600000000, 1);
INSERT INTO reminder_settings (user_id, morning_at, evening_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', 480, 1200);
INSERT INTO reminder_health (user_id, unseen, last_shown_at, dropped) VALUES (X'019CAD8FAC0070008056EA7012A90016', 2, NULL, 0);
INSERT INTO calendar_links (id, user_id, token_hash, created_at, last_read_at) VALUES (X'019CAD8FAC00700080A78A2F09F955DD', X'019CAD8FAC0070008056EA7012A90016', X'9A62F9AD424DF5E5FFFFBC95334D8609120BC39A15F3AC4E18CD614DC7A97E3C', 1772438400000000, NULL);
INSERT INTO friendships (user_id, friend_id, since) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC0070008069EE3E2A33E09E', 1772438400000000);
INSERT INTO friendships (user_id, friend_id, since) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', X'019CAD8FAC0070008056EA7012A90016', 1772438400000000);
INSERT INTO friend_requests (id, from_user, to_user, identifier, identifier_key, hidden, created_at) VALUES (X'019CAD8FAC00700081080BDF32B4C19C', X'019CAD8FAC007000808B6EC5E63847B9', X'019CAD8FAC0070008056EA7012A90016', NULL, NULL, 1, 1772438400000000);
INSERT INTO friend_requests (id, from_user, to_user, identifier, identifier_key, hidden, created_at) VALUES (X'019CAD8FAC007000811374CF74B224F0', X'019CAD8FAC0070008056EA7012A90016', NULL, 'nobody@example.org', 'nobody@example.org', 0, 1772438400000000);
INSERT INTO friend_declines (user_id, from_user, declined_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC007000808B6EC5E63847B9', 1772438400000000);
INSERT INTO friend_request_sends (user_id, id, sent_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC007000802D82C60C68ECD7', 1772438400000000);
INSERT INTO friend_request_sends (user_id, id, sent_at) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC00700080FAA3D647758EE0', 1772438400000000);
INSERT INTO friend_request_sends (user_id, id, sent_at) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', X'019CAD8FAC00700080AE4BBDA3E71E67', 1772438400000000);
INSERT INTO friend_request_sends (user_id, id, sent_at) VALUES (X'019CAD8FAC007000808B6EC5E63847B9', X'019CAD8FAC00700080262103AEC15984', 1772438400000000);
INSERT INTO friend_links (token_hash, user_id, expires_at) VALUES (X'621D8C16A3A1C73128D80928472989F802FF26EF19A195AB46C3DD2CD7C8BCB3', X'019CAD8FAC0070008056EA7012A90016', 1773043200000000);
INSERT INTO blocks (user_id, blocked_id, since) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', X'019CAD8FAC007000808B6EC5E63847B9', 1772438400000000);
INSERT INTO reports (id, reporter_id, reported_id, message_id, reason, state, created_at, closed_at) VALUES (X'019CAD8FAC00700080064665487581E4', X'019CAD8FAC0070008069EE3E2A33E09E', X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC0075C0AA617446231F0F6A', 'Rude', 'open', 1772438400000000, NULL);
INSERT INTO challenges (id, founder_id, title, description, category, duration_days, created_at) VALUES (X'0D327D621D6247578E3164289D9C7D50', X'019CAD8FAC0070008056EA7012A90016', 'Stairs', '', 'movement', 3, 1772438400000000);
INSERT INTO challenge_habits (challenge_id, position, id, title, description, frequency, kind, tasks) VALUES (X'0D327D621D6247578E3164289D9C7D50', 1, X'019CAD8FAC00700080ECA7F079D2EDC0', 'Stairs', '', 'daily', 'good', '["Stairs"]');
INSERT INTO challenge_members (challenge_id, user_id, starts_on, ends_on, joined_at, finished_at) VALUES (X'0D327D621D6247578E3164289D9C7D50', X'019CAD8FAC0070008056EA7012A90016', 20514, 20516, 1772438400000000, NULL);
INSERT INTO challenge_members (challenge_id, user_id, starts_on, ends_on, joined_at, finished_at) VALUES (X'0D327D621D6247578E3164289D9C7D50', X'019CAD8FAC0070008069EE3E2A33E09E', 20514, 20516, 1772438400000000, NULL);
INSERT INTO challenge_participants (user_id, running) VALUES (X'019CAD8FAC0070008056EA7012A90016', 1);
INSERT INTO challenge_participants (user_id, running) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', 1);
INSERT INTO challenge_tracking (challenge_id, user_id, challenge_habit_id, habit_id) VALUES (X'0D327D621D6247578E3164289D9C7D50', X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC00700080ECA7F079D2EDC0', X'019CAD8FAC00700081A102846291D63A');
INSERT INTO challenge_tracking (challenge_id, user_id, challenge_habit_id, habit_id) VALUES (X'0D327D621D6247578E3164289D9C7D50', X'019CAD8FAC0070008069EE3E2A33E09E', X'019CAD8FAC00700080ECA7F079D2EDC0', X'019CAD8FAC00700081F899637CF1A25B');
INSERT INTO challenge_sizes (challenge_id, members) VALUES (X'0D327D621D6247578E3164289D9C7D50', 1);
INSERT INTO challenge_size_deltas (challenge_id, id, delta) VALUES (X'0D327D621D6247578E3164289D9C7D50', X'019CAD8FAC007000804348A8BAD6EB0C', 1);
INSERT INTO challenge_invitations (to_user, challenge_id, from_user, created_at) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', X'C4A11E00000080008000000000000100', X'019CAD8FAC0070008056EA7012A90016', 1772438400000000);
INSERT INTO conversations (id, kind, last_sequence, last_at) VALUES (X'019CAD8FAC00700080B82D71112694DE', 'direct', 2, 1772438400000000);
INSERT INTO conversations (id, kind, last_sequence, last_at) VALUES (X'0D327D621D6247578E3164289D9C7D50', 'challenge', 0, 1772438400000000);
INSERT INTO direct_conversations (low_id, high_id, conversation_id) VALUES (X'019CAD8FAC0070008056EA7012A90016', X'019CAD8FAC0070008069EE3E2A33E09E', X'019CAD8FAC00700080B82D71112694DE');
INSERT INTO conversation_members (conversation_id, user_id, read_sequence, skipped, tail_sequence, tail_visible, alert_due_at, alerted, joined_at) VALUES (X'019CAD8FAC00700080B82D71112694DE', X'019CAD8FAC0070008056EA7012A90016', 0, 2, 0, 0, NULL, 0, 1772438400000000);
INSERT INTO conversation_members (conversation_id, user_id, read_sequence, skipped, tail_sequence, tail_visible, alert_due_at, alerted, joined_at) VALUES (X'019CAD8FAC00700080B82D71112694DE', X'019CAD8FAC0070008069EE3E2A33E09E', 0, 1, 2, 1, 1772438405000000, 0, 1772438400000000);
INSERT INTO conversation_members (conversation_id, user_id, read_sequence, skipped, tail_sequence, tail_visible, alert_due_at, alerted, joined_at) VALUES (X'0D327D621D6247578E3164289D9C7D50', X'019CAD8FAC0070008056EA7012A90016', 0, 0, 0, 0, NULL, 0, 1772438400000000);
INSERT INTO conversation_members (conversation_id, user_id, read_sequence, skipped, tail_sequence, tail_visible, alert_due_at, alerted, joined_at) VALUES (X'0D327D621D6247578E3164289D9C7D50', X'019CAD8FAC0070008069EE3E2A33E09E', 0, 0, 0, 0, NULL, 0, 1772438400000000);
INSERT INTO messages (conversation_id, sequence, id, sender_id, client_id, key_id, token, sent_at) VALUES (X'019CAD8FAC00700080B82D71112694DE', 1, X'019CAD8FAC00758AABF6A7AFD2DC1CDD', X'019CAD8FAC0070008056EA7012A90016', '0', 'd5df2a4dbb', 'gAAAAABppUOAXd4Cxt1z-i9kKA0CgVuDwj7dS_glflXz7d1_3H_QX13vHq9TbB-JtyVdKIxIuOgc6GzBJ3vzAT46SinjVbPErE3SEAARLq_NNspHFlceuR1gz8GESqKCbC3nUXUUvHuMJF4xiVXIRUObfoX9ktecFOoF0LKBwgf-l5MdZOQPVuJeLN4GIpZOwQ__CpicQCYV6LxfabQ4_a__0btJn0gefHEd6iMHRUcS4KBprVww-h0=', 1772438400000000);
INSERT INTO messages (conversation_id, sequence, id, sender_id, client_id, key_id, token, sent_at) VALUES (X'019CAD8FAC00700080B82D71112694DE', 2, X'019CAD8FAC0075C0AA617446231F0F6A', X'019CAD8FAC0070008056EA7012A90016', '1', 'd5df2a4dbb', 'gAAAAABppUOAzXdss9pYtVPb2Ej0d1__kp_hmRAw8ljPc1xN0Yz8kdTMTrJzOi7jOe-OyHFLaEjAiNn51h8G9cK6Ja-cOTCyDWJvxOE5F11oV0W3EVn4MAR3nTiIMlB_3-P1WxbXlCy2Mvj7wtIS7mKGtUdFnND68U3IxVFarprWQK6O9JsNRn2bw3mkG9W7G-zAPdqKu4NBhudzg8fgIrJwk_U6hn7-GFB0hZxYRsVLTxs9QWQD_z0=', 1772438400000000);
INSERT INTO message_hides (conversation_id, sequence, user_id) VALUES (X'019CAD8FAC00700080B82D71112694DE', 2, X'019CAD8FAC0070008069EE3E2A33E09E');
INSERT INTO recent_message_hides (user_id, message_id, conversation_id, hidden_at) VALUES (X'019CAD8FAC0070008069EE3E2A33E09E', X'019CAD8FAC0075C0AA617446231F0F6A', X'019CAD8FAC00700080B82D71112694DE', 1772438400000000);
INSERT INTO chat_settings (user_id, show_presence) VALUES (X'019CAD8FAC0070008056EA7012A90016', 0);
INSERT INTO reseal_progress (id, key_id, conversation_id, sequence, resealed, done) VALUES (1, 'd5df2a4dbb', X'019CAD8FAC00700080B82D71112694DE', 2, 0, 1);
