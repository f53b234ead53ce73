-- The two tables of the platform itself: letters on their way out of the process, and answers
-- kept so that a repeated request (Idempotency-Key) gets the first one's answer.

CREATE TABLE outbox (
    id          UUID        NOT NULL PRIMARY KEY,
    channel     TEXT        NOT NULL,
    payload     BYTEA,                  -- sealed; NULL once it is a dead letter
    state       TEXT        NOT NULL CHECK (state IN ('waiting', 'dead')),
    attempts    BIGINT      NOT NULL,
    next_at     TIMESTAMPTZ NOT NULL,   -- not before; also the lease while it is being sent
    expires_at  TIMESTAMPTZ,            -- never sent after this
    created_at  TIMESTAMPTZ NOT NULL,
    last_error  TEXT
);

CREATE INDEX outbox_due ON outbox (state, next_at);

CREATE TABLE idempotency_keys (
    user_id     UUID        NOT NULL,
    key_hash    BYTEA       NOT NULL,   -- keyed hash of the header's value
    body_hash   BYTEA       NOT NULL,   -- keyed hash of method, path and body
    answer      BYTEA       NOT NULL,   -- sealed status and body
    created_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, key_hash)
);

CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
