-- Reminders: the next occurrence of each, when morning and evening summaries are sent, whether reminders
-- were seen, and calendar feeds.

-- One row per source of reminders, indexed by time: finding what is due costs what is due.
CREATE TABLE reminder_occurrences (
    kind        TEXT    NOT NULL,   -- habit, streak, morning
    subject     BLOB    NOT NULL,   -- the habit, else the user
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    occurs_at   INTEGER,            -- the next occurrence; NULL: not computed yet
    due_at      INTEGER NOT NULL,   -- when to send it: at occurs_at, or at the end of quiet hours
    next_at     INTEGER NOT NULL,   -- not claimed before this; while claimed, the end of the lease
    claims      INTEGER NOT NULL,   -- the number of the newest lease
    PRIMARY KEY (kind, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX reminder_occurrences_next ON reminder_occurrences (next_at);
CREATE INDEX reminder_occurrences_of_user ON reminder_occurrences (user_id);

-- Without a row: a warning in the evening at 20:00, no summary in the morning.
CREATE TABLE reminder_settings (
    user_id     BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    morning_at  INTEGER,            -- minutes after local midnight; NULL: off
    evening_at  INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE reminder_health (
    user_id        BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    unseen         INTEGER NOT NULL,   -- sent since a device last reported that it showed one
    last_shown_at  INTEGER,
    dropped        INTEGER NOT NULL    -- not sent because they were too late, in total
) STRICT, WITHOUT ROWID;

-- Secret addresses of a user's reminders as an iCalendar feed. Anyone who has the address can read the feed.
CREATE TABLE calendar_links (
    id            BLOB    NOT NULL PRIMARY KEY,
    user_id       BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash    BLOB    NOT NULL,   -- SHA-256 of 256 random bits
    created_at    INTEGER NOT NULL,
    last_read_at  INTEGER             -- to the day
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX calendar_links_token ON calendar_links (token_hash);
CREATE INDEX calendar_links_of_user ON calendar_links (user_id, id);
