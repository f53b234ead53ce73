-- Which messages somebody has lately hidden from themselves. A node that missed the hint finds it
-- here and tells that person's sockets; the message itself may be gone, once all members have.

CREATE TABLE hidden_lately (
    user_id          BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    message_id       BLOB    NOT NULL,
    conversation_id  BLOB    NOT NULL,
    hidden_at        INTEGER NOT NULL,
    PRIMARY KEY (user_id, message_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX hidden_lately_message ON hidden_lately (message_id);
