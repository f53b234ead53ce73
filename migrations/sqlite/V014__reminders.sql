-- Reminders: which occurrence each habit and each user waits for, found by its instant alone, so
-- that looking costs what is due and not what there is; when the morning's and the evening's are
-- wanted; and whether what was sent was ever seen.

-- One row for each thing that reminds. `next_at` is both "nobody has to look before" and, while
-- somebody does, the lease; `claims` is the lease's number.
CREATE TABLE reminder_occurrences (
    kind       TEXT    NOT NULL,        -- habit, streak, morning
    subject    BLOB    NOT NULL,        -- the habit, else the user
    user_id    BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    occurs_at  INTEGER,                 -- the occurrence that waits; none: it has to be worked out
    due_at     INTEGER NOT NULL,        -- when it goes: its instant, or the end of quiet hours
    next_at    INTEGER NOT NULL,
    claims     INTEGER NOT NULL,
    PRIMARY KEY (kind, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX reminder_occurrences_next ON reminder_occurrences (next_at);
CREATE INDEX reminder_occurrences_user ON reminder_occurrences (user_id);

-- Who said nothing has no row: an evening's warning at 20:00, no morning's summary.
CREATE TABLE reminder_settings (
    user_id     BLOB    PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    morning_at  INTEGER,                -- minutes after local midnight; none: not wanted
    evening_at  INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE reminder_health (
    user_id        BLOB    PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    unseen         INTEGER NOT NULL,    -- sent in a row without a device saying that it showed one
    last_shown_at  INTEGER,
    dropped        INTEGER NOT NULL     -- too late to be sent, ever
) STRICT, WITHOUT ROWID;

-- What was there before: worked out by the scheduler as soon as it runs.
INSERT INTO reminder_occurrences (kind, subject, user_id, occurs_at, due_at, next_at, claims)
SELECT 'habit', id, user_id, NULL, 0, 0, 0 FROM habits WHERE reminder_times <> '' AND state = 'active';

INSERT INTO reminder_occurrences (kind, subject, user_id, occurs_at, due_at, next_at, claims)
SELECT 'streak', user_id, user_id, NULL, 0, 0, 0 FROM streaks WHERE streak > 0;
