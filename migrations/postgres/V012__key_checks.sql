-- Digests of the keys that this database is used with, so that a server with other keys does not start. They reveal
-- nothing about the keys.

CREATE TABLE key_checks (
    kind      TEXT        NOT NULL CHECK (kind IN ('secret', 'chat', 'vapid')),
    key_id    TEXT        NOT NULL,   -- of a chat key; otherwise empty
    digest    BYTEA,                  -- none for a chat key that was lost before a server registered it
    added_at  TIMESTAMPTZ NOT NULL,
    lost_at   TIMESTAMPTZ,            -- when an operator accepted that the key is lost
    PRIMARY KEY (kind, key_id)
);

-- The ids of the keys in use, without reading the messages.
CREATE INDEX messages_key ON messages (key_id);
