-- What accounts still lacked: codes that are about an account (a forgotten password, another
-- contact), attempt_limits on guessing that hold over restarts and nodes, what happened to an account
-- for its owner to read, pictures, and what text messages may cost in a day.

-- A code that was sent for something of an account. One of a purpose and channel: the newest.
CREATE TABLE account_codes (
    id             BLOB    NOT NULL PRIMARY KEY,
    user_id        BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    purpose        TEXT    NOT NULL CHECK (purpose IN ('reset', 'contact')),
    channel        TEXT    NOT NULL CHECK (channel IN ('email', 'phone')),
    identifier     TEXT    NOT NULL,   -- as typed; where the code went
    code_mac       BLOB,               -- keyed hash of id and code; NULL once wrong tries ended it
    expires_at     INTEGER NOT NULL,
    UNIQUE (user_id, purpose, channel)
) STRICT, WITHOUT ROWID;

CREATE INDEX account_codes_expires ON account_codes (expires_at);

-- Counts that slow guessing down: wrong passwords by account and network, wrong codes by network.
CREATE TABLE attempt_limits (
    mac         BLOB    NOT NULL PRIMARY KEY,   -- keyed hash of what is counted
    failures    INTEGER NOT NULL,
    not_before  INTEGER NOT NULL,               -- the next try
    forgotten_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX attempt_limits_forgotten ON attempt_limits (forgotten_at);

-- What happened to an account, for its owner.
CREATE TABLE account_events (
    id          BLOB    NOT NULL PRIMARY KEY,
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind        TEXT    NOT NULL,
    device      TEXT    NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX account_events_user ON account_events (user_id, id);
CREATE INDEX account_events_device ON account_events (user_id, device);
CREATE INDEX account_events_created ON account_events (created_at);

-- The picture's file: 128 random bits, which are also its address.
ALTER TABLE users ADD COLUMN avatar TEXT;

-- Files that are nobody's (any more), to be removed.
CREATE TABLE orphaned_files (
    name        TEXT    NOT NULL PRIMARY KEY,
    not_before  INTEGER NOT NULL   -- an upload on its way is spared until then
) STRICT, WITHOUT ROWID;

CREATE INDEX orphaned_files_due ON orphaned_files (not_before);

-- Text messages of a day, all of them (prefix '') and by the beginning of the number.
CREATE TABLE sms_spent (
    day         INTEGER NOT NULL,   -- UTC
    prefix      TEXT    NOT NULL,
    messages    INTEGER NOT NULL,
    PRIMARY KEY (day, prefix)
) STRICT, WITHOUT ROWID;

-- What a letter is about: a newer one of the same takes its place while it waits.
ALTER TABLE outbox ADD COLUMN about BLOB;

CREATE INDEX outbox_about ON outbox (about);
