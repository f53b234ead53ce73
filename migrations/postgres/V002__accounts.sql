-- Accounts, the sign-ups that are not accounts yet, the limits on their codes, and sessions.

CREATE TABLE users (
    id                  UUID        NOT NULL PRIMARY KEY,
    full_name           TEXT        NOT NULL,
    display_name        TEXT        NOT NULL,
    email               TEXT,                   -- as typed
    email_key           TEXT        UNIQUE,     -- lower case: one account for each
    phone_number        TEXT        UNIQUE,     -- E.164
    password_hash       TEXT        NOT NULL,   -- Argon2id, PHC string
    time_zone           TEXT        NOT NULL,   -- IANA name
    day_start           BIGINT      NOT NULL CHECK (day_start BETWEEN 0 AND 360), -- minutes after midnight
    locale              TEXT        NOT NULL,
    date_of_birth       DATE,
    gender              TEXT,
    leaderboard_visible BOOLEAN     NOT NULL,
    created_at          TIMESTAMPTZ NOT NULL,
    CHECK ((email IS NULL) = (email_key IS NULL)),
    CHECK (email_key IS NOT NULL OR phone_number IS NOT NULL)
);

-- A sign-up waits here until its code comes back; its id is the `flow` of the answer. For an
-- identifier that has an account already, a row like the others is kept whose code nobody knows.
CREATE TABLE registrations (
    id              UUID        NOT NULL PRIMARY KEY,
    identifier_mac  BYTEA       NOT NULL,   -- keyed hash of channel and identifier
    channel         TEXT        NOT NULL CHECK (channel IN ('email', 'phone')),
    identifier      TEXT        NOT NULL,   -- as typed
    full_name       TEXT        NOT NULL,
    password_hash   TEXT        NOT NULL,
    time_zone       TEXT        NOT NULL,
    locale          TEXT        NOT NULL,
    code_mac        BYTEA,                  -- keyed hash of flow and code; NULL once wrong tries ended it
    resend_at       TIMESTAMPTZ NOT NULL,   -- not before
    expires_at      TIMESTAMPTZ NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL
);

CREATE INDEX registrations_identifier ON registrations (identifier_mac, created_at);
CREATE INDEX registrations_expires ON registrations (expires_at);

-- Wrong codes, counted together for an identifier, whether or not anything is known of it.
CREATE TABLE code_tries (
    identifier_mac  BYTEA       NOT NULL PRIMARY KEY,
    wrong           BIGINT      NOT NULL,
    expires_at      TIMESTAMPTZ NOT NULL
);

CREATE INDEX code_tries_expires ON code_tries (expires_at);

-- Codes sent, for the limits per identifier and per network address; both as keyed hashes.
CREATE TABLE code_sends (
    id              UUID        NOT NULL PRIMARY KEY,
    identifier_mac  BYTEA       NOT NULL,
    address_mac     BYTEA       NOT NULL,
    sent_at         TIMESTAMPTZ NOT NULL
);

CREATE INDEX code_sends_identifier ON code_sends (identifier_mac, sent_at);
CREATE INDEX code_sends_address ON code_sends (address_mac, sent_at);
CREATE INDEX code_sends_sent ON code_sends (sent_at);

CREATE TABLE sessions (
    id              UUID        NOT NULL PRIMARY KEY,
    user_id         UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash      BYTEA       NOT NULL UNIQUE,    -- SHA-256; the token itself is nowhere
    device          TEXT        NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    last_used_at    TIMESTAMPTZ NOT NULL,           -- to the hour
    expires_at      TIMESTAMPTZ NOT NULL
);

CREATE INDEX sessions_user ON sessions (user_id, id);
CREATE INDEX sessions_expires ON sessions (expires_at);
