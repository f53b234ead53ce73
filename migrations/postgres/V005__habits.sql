-- Habits and their tasks, the calendar that decides which local day it is for a user, and the day counts
-- that reports, leaderboards and achievements read instead of tasks.

CREATE TABLE calendars (
    user_id     UUID        NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    zone        TEXT        NOT NULL,   -- IANA name
    day_start   BIGINT      NOT NULL,   -- minutes after midnight, 0-360
    held_day    DATE,                   -- after a change of zone or day start, this local day
    held_began  TIMESTAMPTZ,            -- that began here
    held_until  TIMESTAMPTZ,            -- continues until here
    started     BOOLEAN     NOT NULL    -- the first task was completed or the first streak claimed
);

-- Dates that a change of zone skipped: they count neither as due nor as missed.
CREATE TABLE skipped_dates (
    user_id  UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day      DATE        NOT NULL,
    PRIMARY KEY (user_id, day)
);

CREATE TABLE habits (
    id              UUID        NOT NULL PRIMARY KEY,
    user_id         UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name            TEXT        NOT NULL,
    kind            TEXT        NOT NULL CHECK (kind IN ('good', 'bad')),
    state           TEXT        NOT NULL CHECK (state IN ('active', 'paused', 'archived')),
    duration_days   BIGINT      NOT NULL,
    start_date      DATE        NOT NULL,
    end_date        DATE        NOT NULL,
    weekdays        BIGINT      NOT NULL,   -- bits, Monday = 1
    times_a_week    BIGINT,
    reminder_times  TEXT        NOT NULL,   -- 'HH:MM' joined by commas
    color           TEXT        NOT NULL,
    icon            TEXT        NOT NULL,
    motivation      TEXT        NOT NULL,
    inactive_from   DATE,                   -- paused or archived: nothing is due from this day on
    challenge_id    UUID,                   -- the challenge it was created for
    created_day     DATE        NOT NULL,   -- local day
    created_at      TIMESTAMPTZ NOT NULL,
    UNIQUE (user_id, id)
);

-- Clustered by what Today reads: one day of one user, in plan order. References to habits begin with the user:
-- checking one on `id` alone would read the index page that every new habit is written to.
CREATE TABLE tasks (
    user_id       UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    due_date      DATE        NOT NULL,
    habit_id      UUID        NOT NULL,
    day           BIGINT      NOT NULL,   -- plan day, from 1
    position      BIGINT      NOT NULL,   -- within the day, from 1
    id            UUID        NOT NULL,
    title         TEXT        NOT NULL,
    note          TEXT,
    completed_at  TIMESTAMPTZ,
    completions   BIGINT      NOT NULL,   -- times it was completed so far, undone ones included
    moved_from    DATE,                   -- its date before a change of zone skipped that date
    PRIMARY KEY (user_id, due_date, habit_id, day, position),
    FOREIGN KEY (user_id, habit_id) REFERENCES habits (user_id, id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX tasks_id ON tasks (id);
CREATE INDEX tasks_of_habit ON tasks (habit_id, day, position);

CREATE TABLE habit_skips (
    habit_id    UUID        NOT NULL,
    day         DATE        NOT NULL,
    user_id     UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    reason      TEXT,
    created_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (habit_id, day),
    FOREIGN KEY (user_id, habit_id) REFERENCES habits (user_id, id) ON DELETE CASCADE
);

CREATE INDEX habit_skips_of_user ON habit_skips (user_id);

-- No reference to habits: the counts of past days remain when the habit is deleted.
CREATE TABLE day_counts (
    user_id       UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day           DATE        NOT NULL,
    habit_id      UUID        NOT NULL,
    kind          TEXT        NOT NULL,
    challenge_id  UUID,
    due           BIGINT      NOT NULL,
    done          BIGINT      NOT NULL,
    PRIMARY KEY (user_id, day, habit_id)
);

CREATE INDEX day_counts_of_habit ON day_counts (user_id, habit_id, day);
CREATE INDEX day_counts_of_challenge ON day_counts (user_id, challenge_id, day) WHERE challenge_id IS NOT NULL;

-- The sum of day_counts per user and day.
CREATE TABLE user_days (
    user_id  UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day      DATE        NOT NULL,
    due      BIGINT      NOT NULL,
    done     BIGINT      NOT NULL,
    PRIMARY KEY (user_id, day)
);
