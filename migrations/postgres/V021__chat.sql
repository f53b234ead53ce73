-- Chat: conversations of two friends and rooms of challenges. Of a message the database holds the
-- sealed text and the name of the key that opens it; the keys themselves are elsewhere.

CREATE TABLE conversations (
    id             UUID NOT NULL PRIMARY KEY,   -- of a room: the challenge's id
    kind           TEXT    NOT NULL CHECK (kind IN ('direct', 'challenge')),
    last_sequence  BIGINT NOT NULL,               -- taken by updating this row: one order for all
    last_at TIMESTAMPTZ NOT NULL
);

-- One conversation for two people, whoever begins it.
CREATE TABLE direct_conversations (
    low_id           UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    high_id          UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    conversation_id  UUID NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    PRIMARY KEY (low_id, high_id)
);

CREATE INDEX direct_conversations_of_high ON direct_conversations (high_id);
CREATE INDEX direct_conversations_id ON direct_conversations (conversation_id);

-- Unread are last_sequence - read_sequence - skipped: a number that nobody has to count, and a
-- message to a room of thousands changes none of their rows.
CREATE TABLE conversation_members (
    conversation_id  UUID NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    user_id          UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    read_sequence    BIGINT NOT NULL,
    skipped          BIGINT NOT NULL DEFAULT 0,   -- of what came after it: one's own, and what one hid
    tail_sequence    BIGINT NOT NULL DEFAULT 0,   -- while the last sequence is this one,
    tail_visible     BIGINT NOT NULL DEFAULT 0,   -- the last message this member sees is that one
    alert_due_at TIMESTAMPTZ,                      -- something unread waits to be told
    alerted          BOOLEAN NOT NULL DEFAULT FALSE,
    joined_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (conversation_id, user_id)
);

CREATE INDEX conversation_members_of_user ON conversation_members (user_id, conversation_id);
CREATE INDEX conversation_members_to_alert ON conversation_members (alert_due_at) WHERE alert_due_at IS NOT NULL;

CREATE TABLE messages (
    conversation_id  UUID NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    sequence         BIGINT NOT NULL,
    id               UUID NOT NULL,
    sender_id        UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    client_id        TEXT    NOT NULL,             -- the sender's name for it: sent again it is the same message
    key_id           TEXT    NOT NULL,             -- which key of the ring opens the token
    token            TEXT    NOT NULL,             -- Fernet over {conversation_id, message_id, text}
    sent_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (conversation_id, sequence)
);

CREATE UNIQUE INDEX messages_id ON messages (id);
CREATE UNIQUE INDEX messages_of_client ON messages (sender_id, conversation_id, client_id);

-- Deleted by one member for themselves; once all members have, the message itself goes.
CREATE TABLE message_hides (
    conversation_id  UUID NOT NULL,
    sequence         BIGINT NOT NULL,
    user_id          UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (conversation_id, sequence, user_id),
    FOREIGN KEY (conversation_id, sequence) REFERENCES messages (conversation_id, sequence) ON DELETE CASCADE
);

CREATE INDEX message_hides_of_user ON message_hides (user_id);

-- Who does not want friends to see whether they are here.
CREATE TABLE chat_settings (
    user_id        UUID NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    show_presence  BOOLEAN NOT NULL
);

-- Challenges that are running get their rooms.
INSERT INTO conversations (id, kind, last_sequence, last_at)
SELECT challenge_id, 'challenge', 0, MIN(joined_at) FROM challenge_members GROUP BY challenge_id;

INSERT INTO conversation_members (conversation_id, user_id, read_sequence, joined_at)
SELECT challenge_id, user_id, 0, joined_at FROM challenge_members;
