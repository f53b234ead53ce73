-- A model needs a minute for a plan: a draft is there from its first second and says whether it
-- is whole. And the honesty of it: every question to an AI is kept word for word beside the draft
-- it was for, what it cost is counted, and who wants no AI is asked once.

ALTER TABLE drafts ADD COLUMN state TEXT NOT NULL DEFAULT 'ready' CHECK (state IN ('making', 'ready'));
ALTER TABLE drafts ADD COLUMN making_until INTEGER;   -- its maker is given up then, unless heard of
ALTER TABLE drafts ADD COLUMN maker TEXT;             -- the one who writes it

CREATE TABLE planner_calls (
    id         BLOB    NOT NULL PRIMARY KEY,
    user_id    BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    draft_id   BLOB    REFERENCES drafts (id) ON DELETE CASCADE,
    habit      TEXT    NOT NULL,
    call       TEXT    NOT NULL,    -- JSON: what was sent where, what came back
    created_at INTEGER NOT NULL,
    position   INTEGER NOT NULL      -- counts the questions of a user
) STRICT, WITHOUT ROWID;

CREATE INDEX planner_calls_of_user ON planner_calls (user_id, position);
CREATE INDEX planner_calls_of_draft ON planner_calls (draft_id);

CREATE TABLE planner_usage (
    user_id BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day     INTEGER NOT NULL,       -- UTC
    tokens  INTEGER NOT NULL,
    PRIMARY KEY (user_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE planner_settings (
    user_id      BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    builtin_only INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
