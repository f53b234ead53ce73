-- Friend requests, friendships, blocks and reports about users.

-- Two rows per friendship, one for each direction.
CREATE TABLE friendships (
    user_id    BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    friend_id  BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    since      INTEGER NOT NULL,
    PRIMARY KEY (user_id, friend_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX friendships_of_friend ON friendships (friend_id);

-- A request by email address or phone number is stored whether or not an account has it, and does not change
-- when that account declines or is deleted: the sender must not learn the difference.
CREATE TABLE friend_requests (
    id              BLOB    NOT NULL PRIMARY KEY,
    from_user       BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    to_user         BLOB    REFERENCES users (id) ON DELETE SET NULL,
    identifier      TEXT,               -- email address or number as typed; NULL for a request by id or link
    identifier_key  TEXT,               -- its normalized form
    hidden          INTEGER NOT NULL CHECK (hidden IN (0, 1)),   -- not shown to the recipient
    created_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX friend_requests_sent ON friend_requests (from_user, id);
CREATE INDEX friend_requests_received ON friend_requests (to_user, id);
CREATE UNIQUE INDEX friend_requests_identifier ON friend_requests (from_user, identifier_key);

-- Further requests by from_user are hidden from user_id for a while.
CREATE TABLE friend_declines (
    user_id      BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    from_user    BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    declined_at  INTEGER NOT NULL,
    PRIMARY KEY (user_id, from_user)
) STRICT, WITHOUT ROWID;

CREATE INDEX friend_declines_of_sender ON friend_declines (from_user);

-- Requests sent, for the limits.
CREATE TABLE friend_request_sends (
    user_id  BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id       BLOB    NOT NULL,
    sent_at  INTEGER NOT NULL,
    PRIMARY KEY (user_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE friend_links (
    token_hash  BLOB    NOT NULL PRIMARY KEY,   -- SHA-256; the token itself is not stored
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX friend_links_of_user ON friend_links (user_id, expires_at);

CREATE TABLE blocks (
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    blocked_id  BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    since       INTEGER NOT NULL,
    PRIMARY KEY (user_id, blocked_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX blocks_of_blocked ON blocks (blocked_id);

CREATE TABLE reports (
    id           BLOB    NOT NULL PRIMARY KEY,
    reporter_id  BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    reported_id  BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    message_id   BLOB,
    reason       TEXT    NOT NULL,
    state        TEXT    NOT NULL CHECK (state IN ('open', 'dismissed', 'acted')),
    created_at   INTEGER NOT NULL,
    closed_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX reports_by_state ON reports (state, id);
CREATE INDEX reports_of_reporter ON reports (reporter_id, id);
CREATE INDEX reports_of_reported ON reports (reported_id, state);
