-- Deleting an account, a habit or a membership in a conversation takes two steps: the request hides it at once, and a
-- background job removes its rows a few at a time. One account may have 700,000 rows, and on SQLite deleting them in
-- one unit of work held up everybody's writes for 15 s.

-- Nobody sees a deleted row any more. Not an instant that may be NULL: without statistics PostgreSQL expects few rows to
-- have no value, and reads the whole table.
ALTER TABLE users ADD COLUMN deleted BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE habits ADD COLUMN deleted BOOLEAN NOT NULL DEFAULT FALSE;

-- The rows that are left to remove: usually none.
CREATE INDEX users_deleted ON users (id) WHERE deleted = TRUE;
CREATE INDEX habits_deleted ON habits (id) WHERE deleted = TRUE;

-- Conversations that a member has left: messages that all remaining members have hidden are to be removed, and the
-- conversation itself if nobody is left.
CREATE TABLE conversation_sweeps (
    conversation_id  UUID        NOT NULL PRIMARY KEY REFERENCES conversations (id) ON DELETE CASCADE,
    sequence         BIGINT      NOT NULL    -- messages up to this sequence are checked
);
