-- Drafts of plans, and the log and limits of requests to AI models.

-- A draft stays for a while after it became a habit, so that accepting it twice is noticed.
CREATE TABLE drafts (
    id                BLOB    NOT NULL PRIMARY KEY,
    user_id           BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    request           TEXT    NOT NULL,   -- JSON: what the plan was made from
    source            TEXT    NOT NULL CHECK (source IN ('ai', 'builtin', 'mixed')),
    days              TEXT    NOT NULL,   -- JSON: [{day, source, tasks}]
    state             TEXT    NOT NULL CHECK (state IN ('making', 'ready')),
    lease_expires_at  INTEGER,            -- while it is being written
    lease_holder      TEXT,               -- the process that writes it
    accepted_as       BLOB,               -- the habit it became
    created_at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX drafts_of_user ON drafts (user_id, id);

-- Every request to a model and its response, word for word.
CREATE TABLE planner_calls (
    id          BLOB    NOT NULL PRIMARY KEY,
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    draft_id    BLOB    REFERENCES drafts (id) ON DELETE CASCADE,
    habit       TEXT    NOT NULL,
    call        TEXT    NOT NULL,   -- JSON: request and response
    created_at  INTEGER NOT NULL,
    position    INTEGER NOT NULL    -- counts the requests of a user
) STRICT, WITHOUT ROWID;

CREATE INDEX planner_calls_of_user ON planner_calls (user_id, position);
CREATE INDEX planner_calls_of_draft ON planner_calls (draft_id);

CREATE TABLE planner_usage (
    user_id  BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day      INTEGER NOT NULL,   -- UTC
    tokens   INTEGER NOT NULL,
    PRIMARY KEY (user_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE planner_settings (
    user_id       BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    builtin_only  INTEGER NOT NULL CHECK (builtin_only IN (0, 1))
) STRICT, WITHOUT ROWID;
