-- The ledger of coins and milligems (1 gem = 1000 milligems), streaks, freezes and achievements.

-- Append-only. A balance is the sum of a user's entries; it is stored in `balances` and changed in the
-- same unit of work.
CREATE TABLE ledger (
    user_id     UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id          UUID        NOT NULL,
    currency    TEXT        NOT NULL CHECK (currency IN ('coin', 'milligem')),
    amount      BIGINT      NOT NULL,
    reason      TEXT        NOT NULL,
    reference   TEXT        NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, id)
);

-- One entry per event, even if the event is handled twice.
CREATE UNIQUE INDEX ledger_reference ON ledger (user_id, reason, reference);

CREATE TABLE balances (
    user_id    UUID        NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    coins      BIGINT      NOT NULL CHECK (coins >= 0),
    milligems  BIGINT      NOT NULL CHECK (milligems >= 0),
    day        DATE,                             -- the local day of day_coins
    day_coins  BIGINT      NOT NULL,             -- net coins earned by tasks on that day, for the daily cap
    ticks      BIGINT      NOT NULL DEFAULT 0    -- tasks completed; here so that completing a task writes one row
);

-- Written when completing a task is first undone: what completing it again may still pay.
CREATE TABLE task_payments (
    user_id   UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    task_id   UUID        NOT NULL,
    paid      BIGINT      NOT NULL,   -- net coins paid so far, 0-10
    payable   BIGINT      NOT NULL,   -- the most that the next completion pays
    paid_day  DATE        NOT NULL,   -- the local day of the last payment
    PRIMARY KEY (user_id, task_id)
);

CREATE TABLE streaks (
    user_id     UUID        NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    last_claim  DATE,                   -- the local day of the last claim
    streak      BIGINT      NOT NULL,
    max_streak  BIGINT      NOT NULL,
    cycle_day   BIGINT      NOT NULL,   -- the day of the cycle that the last claim paid, 1-7; 0 before the first
    freezes     BIGINT      NOT NULL CHECK (freezes BETWEEN 0 AND 2)
);

-- Freezes received and used.
CREATE TABLE freeze_history (
    user_id     UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id          UUID        NOT NULL,
    kind        TEXT        NOT NULL CHECK (kind IN ('given', 'bought', 'used')),
    freezes     BIGINT      NOT NULL,
    day         DATE        NOT NULL,   -- local day
    created_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, id)
);

CREATE INDEX freeze_history_used ON freeze_history (user_id, day) WHERE kind = 'used';

-- Comebacks per day: what they paid, and what another one on the same day may still pay.
CREATE TABLE comebacks (
    user_id  UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day      DATE        NOT NULL,
    times    BIGINT      NOT NULL,
    paid     BIGINT      NOT NULL,   -- net coins so far, 0-20
    payable  BIGINT      NOT NULL,
    PRIMARY KEY (user_id, day)
);

-- Counts that achievements depend on, updated as they change and never recounted.
CREATE TABLE user_counters (
    user_id     UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    counter     TEXT        NOT NULL,
    subject_id  UUID        NOT NULL,   -- a habit, or the nil id
    count       BIGINT      NOT NULL,
    PRIMARY KEY (user_id, counter, subject_id)
);

-- Days on which everything due was done.
CREATE TABLE perfect_days (
    user_id  UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    day      DATE        NOT NULL,
    PRIMARY KEY (user_id, day)
);

CREATE TABLE achievements (
    user_id      UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    achievement  TEXT        NOT NULL,   -- its id in the catalogue
    unlocked_at  TIMESTAMPTZ NOT NULL,
    claimed_at   TIMESTAMPTZ,
    PRIMARY KEY (user_id, achievement)
);
