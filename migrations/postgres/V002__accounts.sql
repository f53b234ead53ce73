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
