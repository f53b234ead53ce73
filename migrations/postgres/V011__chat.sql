-- Conversations between two friends and among the members of a challenge. The text of a message is sealed;
-- the database holds the id of the key that opens it, never the key.

CREATE TABLE conversations (
    id             UUID        NOT NULL PRIMARY KEY,   -- of a challenge's room: the challenge's id
    kind           TEXT        NOT NULL CHECK (kind IN ('direct', 'challenge')),
    last_sequence  BIGINT      NOT NULL,               -- a sender takes the next one by updating this row
    last_at        TIMESTAMPTZ NOT NULL
);

-- One conversation per pair of users.
CREATE TABLE direct_conversations (
    low_id           UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,   -- the smaller of both ids
    high_id          UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    conversation_id  UUID        NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    PRIMARY KEY (low_id, high_id)
);

CREATE INDEX direct_conversations_of_high ON direct_conversations (high_id);
CREATE INDEX direct_conversations_conversation ON direct_conversations (conversation_id);

-- The number of unread messages is last_sequence - read_sequence - skipped, so a message to a room with
-- thousands of members changes none of their rows.
CREATE TABLE conversation_members (
    conversation_id  UUID        NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    user_id          UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    read_sequence    BIGINT      NOT NULL,
    skipped          BIGINT      NOT NULL DEFAULT 0,       -- later messages that the member wrote or hid
    tail_sequence    BIGINT      NOT NULL DEFAULT 0,       -- while last_sequence equals this,
    tail_visible     BIGINT      NOT NULL DEFAULT 0,       -- the last message visible to the member is this one
    alert_due_at     TIMESTAMPTZ,                          -- when to alert the member about unread messages
    alerted          BOOLEAN     NOT NULL DEFAULT FALSE,
    joined_at        TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (conversation_id, user_id)
);

CREATE INDEX conversation_members_of_user ON conversation_members (user_id, conversation_id);
CREATE INDEX conversation_members_to_alert ON conversation_members (alert_due_at) WHERE alert_due_at IS NOT NULL;

CREATE TABLE messages (
    conversation_id  UUID        NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    sequence         BIGINT      NOT NULL,
    id               UUID        NOT NULL,
    sender_id        UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    client_id        TEXT        NOT NULL,   -- chosen by the sender's client: a retry has the same
    key_id           TEXT        NOT NULL,   -- the key that opens the token
    token            TEXT        NOT NULL,   -- Fernet over {conversation_id, message_id, text}
    sent_at          TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (conversation_id, sequence)
);

CREATE UNIQUE INDEX messages_id ON messages (id);
CREATE UNIQUE INDEX messages_client_id ON messages (sender_id, conversation_id, client_id);

-- Messages that a member deleted for themselves. Once every member has, the message itself is removed.
CREATE TABLE message_hides (
    conversation_id  UUID        NOT NULL,
    sequence         BIGINT      NOT NULL,
    user_id          UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (conversation_id, sequence, user_id),
    FOREIGN KEY (conversation_id, sequence) REFERENCES messages (conversation_id, sequence) ON DELETE CASCADE
);

CREATE INDEX message_hides_of_user ON message_hides (user_id);

-- Recent hides for processes that missed the hint; the message itself may be removed by then.
CREATE TABLE recent_message_hides (
    user_id          UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    message_id       UUID        NOT NULL,
    conversation_id  UUID        NOT NULL,
    hidden_at        TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, message_id)
);

CREATE INDEX recent_message_hides_message ON recent_message_hides (message_id);

-- Without a row presence is shown to friends.
CREATE TABLE chat_settings (
    user_id        UUID        NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    show_presence  BOOLEAN     NOT NULL
);

-- One row: how far messages have been resealed with the newest key, so that a restart continues there.
CREATE TABLE reseal_progress (
    id               BIGINT      NOT NULL PRIMARY KEY CHECK (id = 1),
    key_id           TEXT        NOT NULL,   -- the key to reseal with
    conversation_id  UUID        NOT NULL,   -- this round has passed the message
    sequence         BIGINT      NOT NULL,   -- of this sequence
    resealed         BIGINT      NOT NULL,   -- messages resealed in this round
    done             BOOLEAN     NOT NULL    -- a whole round found nothing to reseal
);
