-- Plans that nobody has accepted yet. A draft keeps what it was made from, so that it can be
-- made anew, and is kept a while after it became a habit, so that accepting twice is noticed.

CREATE TABLE drafts (
    id          UUID        NOT NULL PRIMARY KEY,
    user_id     UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    request     TEXT        NOT NULL,   -- JSON: what the plan was made from
    source      TEXT        NOT NULL CHECK (source IN ('ai', 'builtin', 'mixed')),
    days        TEXT        NOT NULL,   -- JSON: [{day, source, tasks}]
    accepted_as UUID,                   -- the habit it became
    created_at  TIMESTAMPTZ NOT NULL
);

CREATE INDEX drafts_of_user ON drafts (user_id, id);
