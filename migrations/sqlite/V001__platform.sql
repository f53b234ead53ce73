-- The two tables of the platform itself: letters on their way out of the process, and answers
-- kept so that a repeated request (Idempotency-Key) gets the first one's answer.

CREATE TABLE outbox (
    id          BLOB    NOT NULL PRIMARY KEY,
    channel     TEXT    NOT NULL,
    payload     BLOB,               -- sealed; NULL once it is a dead letter
    state       TEXT    NOT NULL CHECK (state IN ('waiting', 'dead')),
    attempts    INTEGER NOT NULL,
    next_at     INTEGER NOT NULL,   -- not before; also the lease while it is being sent
    expires_at  INTEGER,            -- never sent after this
    created_at  INTEGER NOT NULL,
    last_error  TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_due ON outbox (state, next_at);

CREATE TABLE idempotency_keys (
    user_id     BLOB    NOT NULL,
    key_hash    BLOB    NOT NULL,   -- keyed hash of the header's value
    body_hash   BLOB    NOT NULL,   -- keyed hash of method, path and body
    answer      BLOB    NOT NULL,   -- sealed status and body
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (user_id, key_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
