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
