-- Addresses of a user's reminders as a calendar, for the phone's own calendar to ask. Whoever has
-- the address can read it, so only its hash is kept, and it can be ended.
CREATE TABLE calendar_links (
    id            UUID        PRIMARY KEY,
    user_id       UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash    BYTEA       NOT NULL,     -- SHA-256 of 256 random bits
    created_at    TIMESTAMPTZ NOT NULL,
    last_read_at  TIMESTAMPTZ               -- to the day
);

CREATE UNIQUE INDEX calendar_links_token ON calendar_links (token_hash);
CREATE INDEX calendar_links_user ON calendar_links (user_id, id);
