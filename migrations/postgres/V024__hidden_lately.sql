-- Which messages somebody has lately hidden from themselves. A node that missed the hint finds it
-- here and tells that person's sockets; the message itself may be gone, once all members have.

CREATE TABLE hidden_lately (
    user_id          UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    message_id       UUID        NOT NULL,
    conversation_id  UUID        NOT NULL,
    hidden_at        TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, message_id)
);

CREATE INDEX hidden_lately_message ON hidden_lately (message_id);
