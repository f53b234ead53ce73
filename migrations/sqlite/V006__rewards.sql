-- The ledger of coins and milligems (1 gem = 1000 milligems), streaks, freezes and achievements.

-- Append-only. A balance is the sum of a user's entries; it is stored in `balances` and changed in the
-- same unit of work.
CREATE TABLE ledger (
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id          BLOB    NOT NULL,
    currency    TEXT    NOT NULL CHECK (currency IN ('coin', 'milligem')),
    amount      INTEGER NOT NULL,
    reason      TEXT    NOT NULL,
    reference   TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (user_id, id)
) STRICT, WITHOUT ROWID;

-- One entry per event, even if the event is handled twice.
CREATE UNIQUE INDEX ledger_reference ON ledger (user_id, reason, reference);

CREATE TABLE balances (
    user_id    BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    coins      INTEGER NOT NULL CHECK (coins >= 0),
    milligems  INTEGER NOT NULL CHECK (milligems >= 0),
    day        INTEGER,                      -- the local day of day_coins
    day_coins  INTEGER NOT NULL,             -- net coins earned by tasks on that day, for the daily cap
    ticks      INTEGER NOT NULL DEFAULT 0    -- tasks completed; here so that completing a task writes one row
) STRICT, WITHOUT ROWID;

-- Written when completing a task is first undone: what completing it again may still pay.
CREATE TABLE task_payments (
    user_id   BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    task_id   BLOB    NOT NULL,
    paid      INTEGER NOT NULL,   -- net coins paid so far, 0-10
    payable   INTEGER NOT NULL,   -- the most that the next completion pays
    paid_day  INTEGER NOT NULL,   -- the local day of the last payment
    PRIMARY KEY (user_id, task_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE streaks (
    user_id     BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    last_claim  INTEGER,            -- the local day of the last claim
    streak      INTEGER NOT NULL,
    max_streak  INTEGER NOT NULL,
    cycle_day   INTEGER NOT NULL,   -- the day of the cycle that the last claim paid, 1-7; 0 before the first
    freezes     INTEGER NOT NULL CHECK (freezes BETWEEN 0 AND 2)
) STRICT, WITHOUT ROWID;

-- Freezes received and used.
CREATE TABLE freeze_history (
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id          BLOB    NOT NULL,
    kind        TEXT    NOT NULL CHECK (kind IN ('given', 'bought', 'used')),
    freezes     INTEGER NOT NULL,
    day         INTEGER NOT NULL,   -- local day
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (user_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX freeze_history_used ON freeze_history (user_id, day) WHERE kind = 'used';

-- Comebacks per day: what they paid, and what another one on the same day may still pay.
CREATE TABLE comebacks (
    user_id  BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day      INTEGER NOT NULL,
    times    INTEGER NOT NULL,
    paid     INTEGER NOT NULL,   -- net coins so far, 0-20
    payable  INTEGER NOT NULL,
    PRIMARY KEY (user_id, day)
) STRICT, WITHOUT ROWID;

-- Counts that achievements depend on, updated as they change and never recounted.
CREATE TABLE user_counters (
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    counter     TEXT    NOT NULL,
    subject_id  BLOB    NOT NULL,   -- a habit, or the nil id
    count       INTEGER NOT NULL,
    PRIMARY KEY (user_id, counter, subject_id)
) STRICT, WITHOUT ROWID;

-- Days on which everything due was done.
CREATE TABLE perfect_days (
    user_id  BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day      INTEGER NOT NULL,
    PRIMARY KEY (user_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE achievements (
    user_id      BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    achievement  TEXT    NOT NULL,   -- its id in the catalogue
    unlocked_at  INTEGER NOT NULL,
    claimed_at   INTEGER,
    PRIMARY KEY (user_id, achievement)
) STRICT, WITHOUT ROWID;
