-- Facts about a day that completing a task needs, in the rows that it updates anyway, because reading other rows takes
-- predicate locks: the part of a user's counts that belongs to deleted habits, because Today does not show it, and
-- whether the habit must be read, because its due count depends on the done count.

ALTER TABLE user_days ADD COLUMN deleted_due INTEGER NOT NULL DEFAULT 0;
ALTER TABLE user_days ADD COLUMN deleted_done INTEGER NOT NULL DEFAULT 0;
ALTER TABLE day_counts ADD COLUMN needs_habit INTEGER NOT NULL DEFAULT FALSE CHECK (needs_habit IN (0, 1));

UPDATE day_counts SET needs_habit = TRUE
    WHERE habit_id IN (SELECT id FROM habits WHERE times_a_week IS NOT NULL);

UPDATE user_days SET deleted_due = deleted.due, deleted_done = deleted.done
    FROM (
        SELECT c.user_id, c.day, SUM(c.due) AS due, SUM(c.done) AS done FROM day_counts c
        WHERE NOT EXISTS (SELECT 1 FROM habits h WHERE h.id = c.habit_id)
        GROUP BY c.user_id, c.day
    ) deleted
    WHERE user_days.user_id = deleted.user_id AND user_days.day = deleted.day;
