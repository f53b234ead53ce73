-- Friends: requests, links, friendships, blocks; reports about people, and accounts that were
-- shut because of them.

CREATE TABLE friendships (   -- both ways: two rows for one friendship
    user_id     UUID    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    friend_id   UUID    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    since       TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, friend_id)
);

CREATE INDEX friendships_of_friend ON friendships (friend_id);

-- Asked by something typed, the row is kept whether or not anybody is known by it, and stays as
-- it is when that account declines or is deleted: the asker must not learn the difference.
CREATE TABLE friend_requests (
    id          UUID    NOT NULL PRIMARY KEY,
    from_user   UUID    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    to_user     UUID    REFERENCES users (id) ON DELETE SET NULL,
    typed       TEXT,               -- e-mail address or number as typed; NULL when asked by id or link
    typed_key   TEXT,               -- the form in which two of them are the same
    hidden      BOOLEAN NOT NULL,   -- the one asked does not see it
    created_at  TIMESTAMPTZ NOT NULL
);

CREATE INDEX friend_requests_sent ON friend_requests (from_user, id);
CREATE INDEX friend_requests_received ON friend_requests (to_user, id);
CREATE UNIQUE INDEX friend_requests_typed ON friend_requests (from_user, typed_key);

-- Who declined whom and when: asking again is not shown for a while.
CREATE TABLE friend_declines (
    user_id     UUID    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    from_user   UUID    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    declined_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, from_user)
);

CREATE INDEX friend_declines_of_asker ON friend_declines (from_user);

-- Requests sent, for the limits.
CREATE TABLE friend_sends (
    user_id     UUID    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id          UUID    NOT NULL,
    sent_at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, id)
);

CREATE TABLE friend_links (
    token_hash  BYTEA   NOT NULL PRIMARY KEY,   -- SHA-256; the token itself is nowhere
    user_id     UUID    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_at  TIMESTAMPTZ NOT NULL
);

CREATE INDEX friend_links_of_user ON friend_links (user_id, expires_at);

CREATE TABLE blocks (
    user_id     UUID    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    blocked_id  UUID    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    since       TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, blocked_id)
);

CREATE INDEX blocks_of_blocked ON blocks (blocked_id);

CREATE TABLE reports (
    id          UUID    NOT NULL PRIMARY KEY,
    reporter_id UUID    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    about_id    UUID    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    message_id  UUID,
    reason      TEXT    NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('open', 'dismissed', 'acted')),
    created_at  TIMESTAMPTZ NOT NULL,
    closed_at   TIMESTAMPTZ
);

CREATE INDEX reports_by_state ON reports (state, id);
CREATE INDEX reports_of_reporter ON reports (reporter_id, id);
CREATE INDEX reports_about ON reports (about_id, state);

-- Accounts that can't be signed in to, and why: the person is told this text.
CREATE TABLE suspensions (
    user_id     UUID    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    reason      TEXT    NOT NULL,
    since       TIMESTAMPTZ NOT NULL
);
