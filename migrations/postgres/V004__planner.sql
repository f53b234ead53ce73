-- Drafts of plans, and the log and limits of requests to AI models.

-- A draft stays for a while after it became a habit, so that accepting it twice is noticed.
CREATE TABLE drafts (
    id                UUID        NOT NULL PRIMARY KEY,
    user_id           UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    request           TEXT        NOT NULL,   -- JSON: what the plan was made from
    source            TEXT        NOT NULL CHECK (source IN ('ai', 'builtin', 'mixed')),
    days              TEXT        NOT NULL,   -- JSON: [{day, source, tasks}]
    state             TEXT        NOT NULL CHECK (state IN ('making', 'ready')),
    lease_expires_at  TIMESTAMPTZ,            -- while it is being written
    lease_holder      TEXT,                   -- the process that writes it
    accepted_as       UUID,                   -- the habit it became
    created_at        TIMESTAMPTZ NOT NULL
);

CREATE INDEX drafts_of_user ON drafts (user_id, id);

-- Every request to a model and its response, word for word.
CREATE TABLE planner_calls (
    id          UUID        NOT NULL PRIMARY KEY,
    user_id     UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    draft_id    UUID        REFERENCES drafts (id) ON DELETE CASCADE,
    habit       TEXT        NOT NULL,
    call        TEXT        NOT NULL,   -- JSON: request and response
    created_at  TIMESTAMPTZ NOT NULL,
    position    BIGINT      NOT NULL    -- counts the requests of a user
);

CREATE INDEX planner_calls_of_user ON planner_calls (user_id, position);
CREATE INDEX planner_calls_of_draft ON planner_calls (draft_id);

CREATE TABLE planner_usage (
    user_id  UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day      DATE        NOT NULL,   -- UTC
    tokens   BIGINT      NOT NULL,
    PRIMARY KEY (user_id, day)
);

CREATE TABLE planner_settings (
    user_id       UUID        NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    builtin_only  BOOLEAN     NOT NULL
);
