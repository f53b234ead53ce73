-- Friend requests, friendships, blocks and reports about users.

-- Two rows per friendship, one for each direction.
CREATE TABLE friendships (
    user_id    UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    friend_id  UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    since      TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, friend_id)
);

CREATE INDEX friendships_of_friend ON friendships (friend_id);

-- A request by email address or phone number is stored whether or not an account has it, and does not change
-- when that account declines or is deleted: the sender must not learn the difference.
CREATE TABLE friend_requests (
    id              UUID        NOT NULL PRIMARY KEY,
    from_user       UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    to_user         UUID        REFERENCES users (id) ON DELETE SET NULL,
    identifier      TEXT,                   -- email address or number as typed; NULL for a request by id or link
    identifier_key  TEXT,                   -- its normalized form
    hidden          BOOLEAN     NOT NULL,   -- not shown to the recipient
    created_at      TIMESTAMPTZ NOT NULL
);

CREATE INDEX friend_requests_sent ON friend_requests (from_user, id);
CREATE INDEX friend_requests_received ON friend_requests (to_user, id);
CREATE UNIQUE INDEX friend_requests_identifier ON friend_requests (from_user, identifier_key);

-- Further requests by from_user are hidden from user_id for a while.
CREATE TABLE friend_declines (
    user_id      UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    from_user    UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    declined_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, from_user)
);

CREATE INDEX friend_declines_of_sender ON friend_declines (from_user);

-- Requests sent, for the limits.
CREATE TABLE friend_request_sends (
    user_id  UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id       UUID        NOT NULL,
    sent_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, id)
);

CREATE TABLE friend_links (
    token_hash  BYTEA       NOT NULL PRIMARY KEY,   -- SHA-256; the token itself is not stored
    user_id     UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_at  TIMESTAMPTZ NOT NULL
);

CREATE INDEX friend_links_of_user ON friend_links (user_id, expires_at);

CREATE TABLE blocks (
    user_id     UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    blocked_id  UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    since       TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, blocked_id)
);

CREATE INDEX blocks_of_blocked ON blocks (blocked_id);

CREATE TABLE reports (
    id           UUID        NOT NULL PRIMARY KEY,
    reporter_id  UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    reported_id  UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    message_id   UUID,
    reason       TEXT        NOT NULL,
    state        TEXT        NOT NULL CHECK (state IN ('open', 'dismissed', 'acted')),
    created_at   TIMESTAMPTZ NOT NULL,
    closed_at    TIMESTAMPTZ
);

CREATE INDEX reports_by_state ON reports (state, id);
CREATE INDEX reports_of_reporter ON reports (reporter_id, id);
CREATE INDEX reports_of_reported ON reports (reported_id, state);
