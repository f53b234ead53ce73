-- Conversations between two friends and among the members of a challenge. The text of a message is sealed;
-- the database holds the id of the key that opens it, never the key.

CREATE TABLE conversations (
    id             BLOB    NOT NULL PRIMARY KEY,   -- of a challenge's room: the challenge's id
    kind           TEXT    NOT NULL CHECK (kind IN ('direct', 'challenge')),
    last_sequence  INTEGER NOT NULL,               -- a sender takes the next one by updating this row
    last_at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One conversation per pair of users.
CREATE TABLE direct_conversations (
    low_id           BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,   -- the smaller of both ids
    high_id          BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    conversation_id  BLOB    NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    PRIMARY KEY (low_id, high_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX direct_conversations_of_high ON direct_conversations (high_id);
CREATE INDEX direct_conversations_conversation ON direct_conversations (conversation_id);

-- The number of unread messages is last_sequence - read_sequence - skipped, so a message to a room with
-- thousands of members changes none of their rows.
CREATE TABLE conversation_members (
    conversation_id  BLOB    NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    user_id          BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    read_sequence    INTEGER NOT NULL,
    skipped          INTEGER NOT NULL DEFAULT 0,       -- later messages that the member wrote or hid
    tail_sequence    INTEGER NOT NULL DEFAULT 0,       -- while last_sequence equals this,
    tail_visible     INTEGER NOT NULL DEFAULT 0,       -- the last message visible to the member is this one
    alert_due_at     INTEGER,                          -- when to alert the member about unread messages
    alerted          INTEGER NOT NULL DEFAULT FALSE CHECK (alerted IN (0, 1)),
    joined_at        INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX conversation_members_of_user ON conversation_members (user_id, conversation_id);
CREATE INDEX conversation_members_to_alert ON conversation_members (alert_due_at) WHERE alert_due_at IS NOT NULL;

CREATE TABLE messages (
    conversation_id  BLOB    NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    sequence         INTEGER NOT NULL,
    id               BLOB    NOT NULL,
    sender_id        BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    client_id        TEXT    NOT NULL,   -- chosen by the sender's client: a retry has the same
    key_id           TEXT    NOT NULL,   -- the key that opens the token
    token            TEXT    NOT NULL,   -- Fernet over {conversation_id, message_id, text}
    sent_at          INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, sequence)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX messages_id ON messages (id);
CREATE UNIQUE INDEX messages_client_id ON messages (sender_id, conversation_id, client_id);

-- Messages that a member deleted for themselves. Once every member has, the message itself is removed.
CREATE TABLE message_hides (
    conversation_id  BLOB    NOT NULL,
    sequence         INTEGER NOT NULL,
    user_id          BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (conversation_id, sequence, user_id),
    FOREIGN KEY (conversation_id, sequence) REFERENCES messages (conversation_id, sequence) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX message_hides_of_user ON message_hides (user_id);

-- Recent hides for processes that missed the hint; the message itself may be removed by then.
CREATE TABLE recent_message_hides (
    user_id          BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    message_id       BLOB    NOT NULL,
    conversation_id  BLOB    NOT NULL,
    hidden_at        INTEGER NOT NULL,
    PRIMARY KEY (user_id, message_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX recent_message_hides_message ON recent_message_hides (message_id);

-- Without a row presence is shown to friends.
CREATE TABLE chat_settings (
    user_id        BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    show_presence  INTEGER NOT NULL CHECK (show_presence IN (0, 1))
) STRICT, WITHOUT ROWID;

-- One row: how far messages have been resealed with the newest key, so that a restart continues there.
CREATE TABLE reseal_progress (
    id               INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    key_id           TEXT    NOT NULL,   -- the key to reseal with
    conversation_id  BLOB    NOT NULL,   -- this round has passed the message
    sequence         INTEGER NOT NULL,   -- of this sequence
    resealed         INTEGER NOT NULL,   -- messages resealed in this round
    done             INTEGER NOT NULL CHECK (done IN (0, 1))   -- a whole round found nothing to reseal
) STRICT, WITHOUT ROWID;
