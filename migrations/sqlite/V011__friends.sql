-- Friends: requests, links, friendships, blocks; reports about people, and accounts that were
-- shut because of them.

CREATE TABLE friendships (   -- both ways: two rows for one friendship
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    friend_id   BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    since       INTEGER NOT NULL,
    PRIMARY KEY (user_id, friend_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX friendships_of_friend ON friendships (friend_id);

-- Asked by something typed, the row is kept whether or not anybody is known by it, and stays as
-- it is when that account declines or is deleted: the asker must not learn the difference.
CREATE TABLE friend_requests (
    id          BLOB    NOT NULL PRIMARY KEY,
    from_user   BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    to_user     BLOB    REFERENCES users (id) ON DELETE SET NULL,
    typed       TEXT,               -- e-mail address or number as typed; NULL when asked by id or link
    typed_key   TEXT,               -- the form in which two of them are the same
    hidden      INTEGER NOT NULL CHECK (hidden IN (0, 1)),   -- the one asked does not see it
    created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX friend_requests_sent ON friend_requests (from_user, id);
CREATE INDEX friend_requests_received ON friend_requests (to_user, id);
CREATE UNIQUE INDEX friend_requests_typed ON friend_requests (from_user, typed_key);

-- Who declined whom and when: asking again is not shown for a while.
CREATE TABLE friend_declines (
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    from_user   BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    declined_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, from_user)
) STRICT, WITHOUT ROWID;

CREATE INDEX friend_declines_of_asker ON friend_declines (from_user);

-- Requests sent, for the limits.
CREATE TABLE friend_sends (
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id          BLOB    NOT NULL,
    sent_at     INTEGER NOT NULL,
    PRIMARY KEY (user_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE friend_links (
    token_hash  BLOB    NOT NULL PRIMARY KEY,   -- SHA-256; the token itself is nowhere
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
    id          BLOB    NOT NULL PRIMARY KEY,
    reporter_id BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    about_id    BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    message_id  BLOB,
    reason      TEXT    NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('open', 'dismissed', 'acted')),
    created_at  INTEGER NOT NULL,
    closed_at   INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX reports_by_state ON reports (state, id);
CREATE INDEX reports_of_reporter ON reports (reporter_id, id);
CREATE INDEX reports_about ON reports (about_id, state);

-- Accounts that can't be signed in to, and why: the person is told this text.
CREATE TABLE suspensions (
    user_id     BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    reason      TEXT    NOT NULL,
    since       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
