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
