-- Habits and their tasks, the calendar that decides which local day it is for a user, and the day counts
-- that reports, leaderboards and achievements read instead of tasks.

CREATE TABLE calendars (
    user_id     BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    zone        TEXT    NOT NULL,   -- IANA name
    day_start   INTEGER NOT NULL,   -- minutes after midnight, 0-360
    held_day    INTEGER,            -- after a change of zone or day start, this local day
    held_began  INTEGER,            -- that began here
    held_until  INTEGER,            -- continues until here
    started     INTEGER NOT NULL CHECK (started IN (0, 1))   -- the first task was completed or the first streak claimed
) STRICT, WITHOUT ROWID;

-- Dates that a change of zone skipped: they count neither as due nor as missed.
CREATE TABLE skipped_dates (
    user_id  BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day      INTEGER NOT NULL,
    PRIMARY KEY (user_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE habits (
    id              BLOB    NOT NULL PRIMARY KEY,
    user_id         BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name            TEXT    NOT NULL,
    kind            TEXT    NOT NULL CHECK (kind IN ('good', 'bad')),
    state           TEXT    NOT NULL CHECK (state IN ('active', 'paused', 'archived')),
    duration_days   INTEGER NOT NULL,
    start_date      INTEGER NOT NULL,
    end_date        INTEGER NOT NULL,
    weekdays        INTEGER NOT NULL,   -- bits, Monday = 1
    times_a_week    INTEGER,
    reminder_times  TEXT    NOT NULL,   -- 'HH:MM' joined by commas
    color           TEXT    NOT NULL,
    icon            TEXT    NOT NULL,
    motivation      TEXT    NOT NULL,
    inactive_from   INTEGER,            -- paused or archived: nothing is due from this day on
    challenge_id    BLOB,               -- the challenge it was created for
    created_day     INTEGER NOT NULL,   -- local day
    created_at      INTEGER NOT NULL,
    UNIQUE (user_id, id)
) STRICT, WITHOUT ROWID;

-- Clustered by what Today reads: one day of one user, in plan order. References to habits begin with the user:
-- checking one on `id` alone would read the index page that every new habit is written to.
CREATE TABLE tasks (
    user_id       BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    due_date      INTEGER NOT NULL,
    habit_id      BLOB    NOT NULL,
    day           INTEGER NOT NULL,   -- plan day, from 1
    position      INTEGER NOT NULL,   -- within the day, from 1
    id            BLOB    NOT NULL,
    title         TEXT    NOT NULL,
    note          TEXT,
    completed_at  INTEGER,
    completions   INTEGER NOT NULL,   -- times it was completed so far, undone ones included
    moved_from    INTEGER,            -- its date before a change of zone skipped that date
    PRIMARY KEY (user_id, due_date, habit_id, day, position),
    FOREIGN KEY (user_id, habit_id) REFERENCES habits (user_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX tasks_id ON tasks (id);
CREATE INDEX tasks_of_habit ON tasks (habit_id, day, position);

CREATE TABLE habit_skips (
    habit_id    BLOB    NOT NULL,
    day         INTEGER NOT NULL,
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    reason      TEXT,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (habit_id, day),
    FOREIGN KEY (user_id, habit_id) REFERENCES habits (user_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX habit_skips_of_user ON habit_skips (user_id);

-- No reference to habits: the counts of past days remain when the habit is deleted.
CREATE TABLE day_counts (
    user_id       BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day           INTEGER NOT NULL,
    habit_id      BLOB    NOT NULL,
    kind          TEXT    NOT NULL,
    challenge_id  BLOB,
    due           INTEGER NOT NULL,
    done          INTEGER NOT NULL,
    PRIMARY KEY (user_id, day, habit_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX day_counts_of_habit ON day_counts (user_id, habit_id, day);
CREATE INDEX day_counts_of_challenge ON day_counts (user_id, challenge_id, day) WHERE challenge_id IS NOT NULL;

-- The sum of day_counts per user and day.
CREATE TABLE user_days (
    user_id  BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day      INTEGER NOT NULL,
    due      INTEGER NOT NULL,
    done     INTEGER NOT NULL,
    PRIMARY KEY (user_id, day)
) STRICT, WITHOUT ROWID;
