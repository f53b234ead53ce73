-- The ledger: every change of coins and milligems (1 gem = 1000) as an entry that is only ever
-- added. A balance is the sum of its entries, kept beside them and changed in the same unit of
-- work.

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

-- One entry for what happened, however often the news of it comes.
CREATE UNIQUE INDEX ledger_once ON ledger (user_id, reason, reference);

CREATE TABLE balances (
    user_id     BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    coins       INTEGER NOT NULL CHECK (coins >= 0),
    milligems   INTEGER NOT NULL CHECK (milligems >= 0),
    day         INTEGER,            -- the local day that day_coins is about
    day_coins   INTEGER NOT NULL    -- net task coins of that day, for the cap
) STRICT, WITHOUT ROWID;

-- Written at the first undo of a task: what ticking it again may still pay.
CREATE TABLE task_payments (
    user_id     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    task_id     BLOB    NOT NULL,
    paid        INTEGER NOT NULL,   -- net coins paid so far, 0-10
    payable     INTEGER NOT NULL,   -- what the next tick pays at most
    paid_day    INTEGER NOT NULL,   -- the local day of the last payment
    PRIMARY KEY (user_id, task_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE streaks (
    user_id     BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    last_claim  INTEGER,            -- the local day of the last claim
    streak      INTEGER NOT NULL,
    max_streak  INTEGER NOT NULL,
    cycle_day   INTEGER NOT NULL,   -- 1-7: the day of the cycle the last claim paid, 0 before the first
    freezes     INTEGER NOT NULL CHECK (freezes BETWEEN 0 AND 2)
) STRICT, WITHOUT ROWID;
