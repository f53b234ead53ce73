-- The ledger: every change of coins and milligems (1 gem = 1000) as an entry that is only ever
-- added. A balance is the sum of its entries, kept beside them and changed in the same unit of
-- work.

CREATE TABLE ledger (
    user_id        UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id             UUID        NOT NULL,
    currency       TEXT        NOT NULL CHECK (currency IN ('coin', 'milligem')),
    amount         BIGINT      NOT NULL,
    reason         TEXT        NOT NULL,
    reference      TEXT        NOT NULL,
    created_at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, id)
);

-- One entry for what happened, however often the news of it comes.
CREATE UNIQUE INDEX ledger_once ON ledger (user_id, reason, reference);

CREATE TABLE balances (
    user_id        UUID        NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    coins          BIGINT      NOT NULL CHECK (coins >= 0),
    milligems      BIGINT      NOT NULL CHECK (milligems >= 0),
    day            DATE,            -- the local day that day_coins is about
    day_coins      BIGINT      NOT NULL    -- net task coins of that day, for the cap
);

-- Written at the first undo of a task: what ticking it again may still pay.
CREATE TABLE task_payments (
    user_id        UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    task_id        UUID        NOT NULL,
    paid           BIGINT      NOT NULL,   -- net coins paid so far, 0-10
    payable        BIGINT      NOT NULL,   -- what the next tick pays at most
    paid_day       DATE        NOT NULL,   -- the local day of the last payment
    PRIMARY KEY (user_id, task_id)
);

CREATE TABLE streaks (
    user_id        UUID        NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    last_claim     DATE,            -- the local day of the last claim
    streak         BIGINT      NOT NULL,
    max_streak     BIGINT      NOT NULL,
    cycle_day      BIGINT      NOT NULL,   -- 1-7: the day of the cycle the last claim paid, 0 before the first
    freezes        BIGINT      NOT NULL CHECK (freezes BETWEEN 0 AND 2)
);
