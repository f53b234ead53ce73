-- Reminders get a partition, the last hexadecimal digit of the user's id. It begins every key, so that workers in
-- different partitions change different pages of the indexes. The table is a new one because its primary key changes.

CREATE TABLE partitioned_occurrences (
    partition   BIGINT      NOT NULL,   -- of the user, 0 to 15
    kind        TEXT        NOT NULL,   -- habit, streak, morning
    subject     UUID        NOT NULL,   -- the habit, else the user
    user_id     UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    occurs_at   TIMESTAMPTZ,            -- the next occurrence; NULL: not computed yet
    due_at      TIMESTAMPTZ NOT NULL,   -- when to send it: at occurs_at, or at the end of quiet hours
    next_at     TIMESTAMPTZ NOT NULL,   -- not claimed before this; while claimed, the end of the lease
    claims      BIGINT      NOT NULL,   -- the number of the newest lease
    PRIMARY KEY (partition, kind, subject)
);

INSERT INTO partitioned_occurrences (partition, kind, subject, user_id, occurs_at, due_at, next_at, claims)
SELECT CASE substr(CAST(user_id AS TEXT), 36)
           WHEN '0' THEN 0 WHEN '1' THEN 1 WHEN '2' THEN 2 WHEN '3' THEN 3 WHEN '4' THEN 4 WHEN '5' THEN 5
           WHEN '6' THEN 6 WHEN '7' THEN 7 WHEN '8' THEN 8 WHEN '9' THEN 9 WHEN 'a' THEN 10 WHEN 'b' THEN 11
           WHEN 'c' THEN 12 WHEN 'd' THEN 13 WHEN 'e' THEN 14 WHEN 'f' THEN 15 END,
       kind, subject, user_id, occurs_at, due_at, next_at, claims
FROM reminder_occurrences;

DROP TABLE reminder_occurrences;
ALTER TABLE partitioned_occurrences RENAME TO reminder_occurrences;

CREATE INDEX reminder_occurrences_next ON reminder_occurrences (partition, next_at);
CREATE INDEX reminder_occurrences_of_user ON reminder_occurrences (user_id);
