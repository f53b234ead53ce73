-- Habits and their tasks, the calendar that says which local day it is for a user, and the day
-- counts that reports, boards and achievements read instead of the tasks.

CREATE TABLE calendars (
    user_id        UUID        NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    zone           TEXT        NOT NULL,       -- IANA name
    day_start      BIGINT      NOT NULL,       -- minutes after midnight, 0-360
    held_day       DATE,                -- a change is under way: this day goes on
    held_began     TIMESTAMPTZ,
    held_until     TIMESTAMPTZ,
    started        BOOLEAN     NOT NULL        -- the first completion or claim has been made
);

-- Dates that a change of zone jumped over: they count neither as due nor as missed.
CREATE TABLE skipped_dates (
    user_id     UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day         DATE NOT NULL,
    PRIMARY KEY (user_id, day)
);

CREATE TABLE habits (
    id             UUID        NOT NULL PRIMARY KEY,
    user_id        UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name           TEXT        NOT NULL,
    kind           TEXT        NOT NULL CHECK (kind IN ('good', 'bad')),
    state          TEXT        NOT NULL CHECK (state IN ('active', 'paused', 'archived')),
    duration_days  BIGINT      NOT NULL,
    start_date     DATE        NOT NULL,
    end_date       DATE        NOT NULL,
    weekdays       BIGINT      NOT NULL,   -- bits, Monday = 1
    times_a_week   BIGINT,
    reminder_times TEXT        NOT NULL,   -- 'HH:MM' joined by commas
    color          TEXT        NOT NULL,
    icon           TEXT        NOT NULL,
    motivation     TEXT        NOT NULL,
    resting_from   DATE,            -- paused or archived: nothing is due from this day on
    created_day    DATE        NOT NULL,   -- the local day it was made on
    created_at     TIMESTAMPTZ NOT NULL
);

CREATE INDEX habits_of_user ON habits (user_id, id);

-- Clustered by what Today asks for: one user's one day, in plan order.
CREATE TABLE tasks (
    user_id        UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    due_date       DATE        NOT NULL,
    habit_id       UUID        NOT NULL REFERENCES habits (id) ON DELETE CASCADE,
    day            BIGINT      NOT NULL,      -- plan day, from 1
    position       BIGINT      NOT NULL,      -- from 1
    id             UUID        NOT NULL,
    title          TEXT        NOT NULL,
    note           TEXT,
    completed_at   TIMESTAMPTZ,
    completions    BIGINT      NOT NULL,      -- how often it was completed so far
    moved_from     DATE,               -- its date before a change of zone skipped that date
    PRIMARY KEY (user_id, due_date, habit_id, day, position)
);

CREATE UNIQUE INDEX tasks_by_id ON tasks (id);
CREATE INDEX tasks_of_habit ON tasks (habit_id, day, position);

CREATE TABLE habit_skips (
    habit_id       UUID        NOT NULL REFERENCES habits (id) ON DELETE CASCADE,
    day            DATE        NOT NULL,
    user_id        UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    reason         TEXT,
    created_at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (habit_id, day)
);

CREATE INDEX habit_skips_of_user ON habit_skips (user_id);

-- No reference to habits: counts of past days outlive the habit.
CREATE TABLE day_counts (
    user_id        UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day            DATE        NOT NULL,
    habit_id       UUID        NOT NULL,
    kind           TEXT        NOT NULL,
    challenge_id   UUID,
    due            BIGINT      NOT NULL,
    done           BIGINT      NOT NULL,
    PRIMARY KEY (user_id, day, habit_id)
);

-- The same, rolled up: one row a user and day.
CREATE TABLE user_days (
    user_id        UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day            DATE        NOT NULL,
    due            BIGINT      NOT NULL,
    done           BIGINT      NOT NULL,
    PRIMARY KEY (user_id, day)
);
