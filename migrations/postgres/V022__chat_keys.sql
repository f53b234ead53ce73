-- How far the messages have been sealed anew with the newest key: a rotation goes on where a
-- process that was killed left off.

CREATE TABLE resealing (
    one              BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    key_id           TEXT    NOT NULL,   -- the key that all are to be sealed with
    conversation_id  UUID NOT NULL,   -- up to here this round is through
    sequence         BIGINT NOT NULL,
    changed          BIGINT NOT NULL,   -- messages sealed anew in this round
    done             BOOLEAN NOT NULL   -- a whole round found nothing
);
