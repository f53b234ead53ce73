-- How far the messages have been sealed anew with the newest key: a rotation goes on where a
-- process that was killed left off.

CREATE TABLE resealing (
    one              INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    key_id           TEXT    NOT NULL,   -- the key that all are to be sealed with
    conversation_id  BLOB    NOT NULL,   -- up to here this round is through
    sequence         INTEGER NOT NULL,
    changed          INTEGER NOT NULL,   -- messages sealed anew in this round
    done             INTEGER NOT NULL CHECK (done IN (0, 1))   -- a whole round found nothing
) STRICT, WITHOUT ROWID;
