-- Accounts, the sign-ups that are not accounts yet, the limits on their codes, and sessions.

CREATE TABLE users (
    id                  BLOB    NOT NULL PRIMARY KEY,
    full_name           TEXT    NOT NULL,
    display_name        TEXT    NOT NULL,
    email               TEXT,   -- as typed
    email_key           TEXT    UNIQUE,   -- lower case: one account for each
    phone_number        TEXT    UNIQUE,   -- E.164
    password_hash       TEXT    NOT NULL,   -- Argon2id, PHC string
    time_zone           TEXT    NOT NULL,   -- IANA name
    day_start           INTEGER NOT NULL CHECK (day_start BETWEEN 0 AND 360),   -- minutes after midnight
    locale              TEXT    NOT NULL,
    date_of_birth       INTEGER,
    gender              TEXT,
    leaderboard_visible INTEGER NOT NULL CHECK (leaderboard_visible IN (0, 1)),
    created_at          INTEGER NOT NULL,
    CHECK ((email IS NULL) = (email_key IS NULL)),
    CHECK (email_key IS NOT NULL OR phone_number IS NOT NULL)
) STRICT, WITHOUT ROWID;

-- A sign-up waits here until its code comes back; its id is the `flow` of the answer. For an
-- identifier that has an account already, a row like the others is kept whose code nobody knows.
CREATE TABLE registrations (
    id             BLOB    NOT NULL PRIMARY KEY,
    identifier_mac BLOB    NOT NULL,   -- keyed hash of channel and identifier
    channel        TEXT    NOT NULL CHECK (channel IN ('email', 'phone')),
    identifier     TEXT    NOT NULL,   -- as typed
    full_name      TEXT    NOT NULL,
    password_hash  TEXT    NOT NULL,
    time_zone      TEXT    NOT NULL,
    locale         TEXT    NOT NULL,
    code_mac       BLOB,   -- keyed hash of flow and code; NULL once wrong tries ended it
    resend_at      INTEGER NOT NULL,   -- not before
    expires_at     INTEGER NOT NULL,
    created_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX registrations_identifier ON registrations (identifier_mac, created_at);
CREATE INDEX registrations_expires ON registrations (expires_at);

-- Wrong codes, counted together for an identifier, whether or not anything is known of it.
CREATE TABLE code_tries (
    identifier_mac BLOB    NOT NULL PRIMARY KEY,
    wrong          INTEGER NOT NULL,
    expires_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX code_tries_expires ON code_tries (expires_at);

-- Codes sent, for the limits per identifier and per network address; both as keyed hashes.
CREATE TABLE code_sends (
    id             BLOB    NOT NULL PRIMARY KEY,
    identifier_mac BLOB    NOT NULL,
    address_mac    BLOB    NOT NULL,
    sent_at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX code_sends_identifier ON code_sends (identifier_mac, sent_at);
CREATE INDEX code_sends_address ON code_sends (address_mac, sent_at);
CREATE INDEX code_sends_sent ON code_sends (sent_at);

CREATE TABLE sessions (
    id           BLOB    NOT NULL PRIMARY KEY,
    user_id      BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash   BLOB    NOT NULL UNIQUE,   -- SHA-256; the token itself is nowhere
    device       TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,   -- to the hour
    expires_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_user ON sessions (user_id, id);
CREATE INDEX sessions_expires ON sessions (expires_at);
