-- Alerts, and what achievements stand on.
--
-- The feed: news for a user inside the product, as rows that are written with what they tell of.

CREATE TABLE notifications (
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id          BLOB    NOT NULL,       -- rises with time: the feed's order
    kind        TEXT    NOT NULL,
    title       TEXT    NOT NULL,
    body        TEXT    NOT NULL,
    data        TEXT    NOT NULL,       -- a JSON object
    link        TEXT    NOT NULL,       -- a path of the web app
    once        TEXT,                   -- one alert for what happened, however often the news of it comes
    created_at  INTEGER NOT NULL,
    read_at     INTEGER,
    PRIMARY KEY (user_id, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX notifications_once ON notifications (user_id, once) WHERE once IS NOT NULL;
CREATE INDEX notifications_unread ON notifications (user_id, id) WHERE read_at IS NULL;
CREATE INDEX notifications_age ON notifications (created_at);

-- What achievements stand on: counts that are moved with what they count, never counted again.
CREATE TABLE facts (
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    fact        TEXT    NOT NULL,
    about       BLOB    NOT NULL,       -- a habit, or the nil id
    count       INTEGER NOT NULL,
    PRIMARY KEY (user_id, fact, about)
) STRICT, WITHOUT ROWID;

-- Days on which all that was due was done, each noted once.
CREATE TABLE perfect_days (
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day         INTEGER NOT NULL,
    PRIMARY KEY (user_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE achievements (
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    achievement TEXT    NOT NULL,       -- its id in the catalogue
    unlocked_at INTEGER NOT NULL,
    claimed_at  INTEGER,
    PRIMARY KEY (user_id, achievement)
) STRICT, WITHOUT ROWID;

-- Comebacks: what one has paid, and what coming back again on the same day may still pay.
CREATE TABLE comebacks (
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day         INTEGER NOT NULL,
    times       INTEGER NOT NULL,
    paid        INTEGER NOT NULL,       -- net coins so far, 0-20
    payable     INTEGER NOT NULL,
    PRIMARY KEY (user_id, day)
) STRICT, WITHOUT ROWID;

-- Where freezes came from and which days they covered.
CREATE TABLE freeze_history (
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id          BLOB    NOT NULL,
    what        TEXT    NOT NULL CHECK (what IN ('given', 'bought', 'used')),
    freezes     INTEGER NOT NULL,
    day         INTEGER NOT NULL,       -- the local day on which it happened
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (user_id, id)
) STRICT, WITHOUT ROWID;

-- Reports of one habit read its days and no others.
CREATE INDEX day_counts_of_habit ON day_counts (user_id, habit_id, day);
