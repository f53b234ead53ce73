//! Comebacks, the history of freezes and claims, and queries of the ledger audit.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::RewardsStore;
use crate::features::accounts::UserId;
use crate::platform::db::DbError;

/// The payments of the comeback of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comeback {
    /// How many times it was paid.
    pub times: u32,
    /// Net coins paid so far.
    pub paid: i64,
    /// The most that the next first completion of the same day pays.
    pub payable: i64,
}

/// How the number of freezes changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum FreezeChange {
    /// Given at sign-up.
    Given,
    /// Bought for gems.
    Bought,
    /// Used by a claim to cover missed days.
    Used,
}

/// One change in the history of freezes.
#[derive(Clone, Copy, Debug)]
pub struct FreezeRow {
    /// Ascending with time.
    pub id: Uuid,
    pub what: FreezeChange,
    /// How many freezes were added or used.
    pub freezes: u32,
    /// The local day of the change.
    pub day: Date,
    pub created_at: Timestamp,
}

/// A claim that continued a streak because freezes covered the days before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrozenGap {
    /// The local day of that claim.
    pub claimed: Date,
    /// How many freezes were used.
    pub freezes: u32,
}

/// An account's balance and the sums of its entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditedAccount {
    pub user: UserId,
    pub coins: i64,
    pub milligems: i64,
    /// Sum of the entries in coins.
    pub coin_entries: i64,
    /// Sum of the entries in milligems.
    pub milligem_entries: i64,
    /// Number of entries.
    pub entries: i64,
}

const COMEBACK: &str = "SELECT times, paid, payable FROM comebacks WHERE user_id = $1 AND day = $2";
const SAVE_COMEBACK: &str = "
    INSERT INTO comebacks (user_id, day, times, paid, payable) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (user_id, day) DO UPDATE SET times = $3, paid = $4, payable = $5";
const LAST_DUE: &str = "
    SELECT done FROM user_days WHERE user_id = $1 AND day < $2 AND due > 0 ORDER BY day DESC LIMIT 1";
const RECORD_FREEZES: &str = "
    INSERT INTO freeze_history (user_id, id, kind, freezes, day, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
const FREEZES: &str = "
    SELECT id, kind, freezes, day, created_at FROM freeze_history
    WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
/// The reference of a claim's entry is its local day as text, which sorts like the date.
const CLAIMS: &str = "
    SELECT reference FROM ledger
    WHERE user_id = $1 AND reason = 'streak' AND reference >= $2 AND reference <= $3 ORDER BY reference";
const FROZEN_GAPS: &str = "
    SELECT day, freezes FROM freeze_history
    WHERE user_id = $1 AND kind = 'used' AND day >= $2 AND day <= $3 ORDER BY day";
const AUDITED_ACCOUNTS: &str = "
    SELECT b.user_id, b.coins, b.milligems,
           CAST(COALESCE(SUM(CASE WHEN l.currency = 'coin' THEN l.amount END), 0) AS BIGINT),
           CAST(COALESCE(SUM(CASE WHEN l.currency = 'milligem' THEN l.amount END), 0) AS BIGINT),
           COUNT(l.id)
    FROM (SELECT user_id, coins, milligems FROM balances WHERE user_id > $1 ORDER BY user_id LIMIT $2) b
    LEFT JOIN ledger l ON l.user_id = b.user_id
    GROUP BY b.user_id, b.coins, b.milligems ORDER BY b.user_id";
const WITHOUT_BALANCE: &str = "
    SELECT COUNT(*) FROM ledger l LEFT JOIN balances b ON b.user_id = l.user_id WHERE b.user_id IS NULL";

impl RewardsStore<'_, '_> {
    /// Returns the comeback on `day`, if there was one.
    pub fn comeback(&mut self, user: UserId, day: Date) -> Result<Option<Comeback>, DbError> {
        self.0.optional(COMEBACK, &[&user, &day], |row| {
            Ok(Comeback { times: row.get(0)?, paid: row.get(1)?, payable: row.get(2)? })
        })
    }

    pub fn save_comeback(&mut self, user: UserId, day: Date, comeback: Comeback) -> Result<(), DbError> {
        let Comeback { times, paid, payable } = comeback;
        self.0.execute_later(SAVE_COMEBACK, &[&user, &day, &times, &paid, &payable])
    }

    /// Returns how many tasks were done on the last day before `day` that had anything due.
    pub fn done_on_last_due_day(&mut self, user: UserId, day: Date) -> Result<Option<u32>, DbError> {
        self.0.optional(LAST_DUE, &[&user, &day], |row| row.get(0))
    }

    pub fn record_freezes(&mut self, user: UserId, what: FreezeChange, freezes: u32, day: Date) -> Result<(), DbError> {
        let (id, now) = (self.0.new_id(), self.0.now());
        let what = match what {
            FreezeChange::Given => "given",
            FreezeChange::Bought => "bought",
            FreezeChange::Used => "used",
        };
        self.0.execute_later(RECORD_FREEZES, &[&user, &id, &what, &freezes, &day, &now])
    }

    /// Returns up to `limit` changes of the number of freezes before `before`, newest first.
    pub fn freeze_history(&mut self, user: UserId, before: Uuid, limit: i64) -> Result<Vec<FreezeRow>, DbError> {
        self.0.query(FREEZES, &[&user, &before, &limit], |row| {
            let what: String = row.get(1)?;
            let what = match what.as_str() {
                "given" => FreezeChange::Given,
                "bought" => FreezeChange::Bought,
                "used" => FreezeChange::Used,
                other => return Err(DbError::Decode(format!("change of freezes {other}"))),
            };
            Ok(FreezeRow { id: row.get(0)?, what, freezes: row.get(2)?, day: row.get(3)?, created_at: row.get(4)? })
        })
    }

    /// Returns the local days from `from` to `to` that were claimed, in ascending order.
    pub fn claims(&mut self, user: UserId, from: Date, to: Date) -> Result<Vec<Date>, DbError> {
        self.0.query(CLAIMS, &[&user, &from.to_string(), &to.to_string()], |row| {
            let day: String = row.get(0)?;
            day.parse().map_err(|_| DbError::Decode(format!("day of a claim {day}")))
        })
    }

    /// Returns the claims from `from` to `to` that used freezes, in ascending order.
    pub fn frozen_gaps(&mut self, user: UserId, from: Date, to: Date) -> Result<Vec<FrozenGap>, DbError> {
        self.0.query(FROZEN_GAPS, &[&user, &from, &to], |row| {
            Ok(FrozenGap { claimed: row.get(0)?, freezes: row.get(1)? })
        })
    }

    /// Returns up to `limit` accounts after `after`, ordered by id.
    pub fn audited_accounts(&mut self, after: UserId, limit: i64) -> Result<Vec<AuditedAccount>, DbError> {
        self.0.query(AUDITED_ACCOUNTS, &[&after, &limit], |row| {
            Ok(AuditedAccount {
                user: row.get(0)?,
                coins: row.get(1)?,
                milligems: row.get(2)?,
                coin_entries: row.get(3)?,
                milligem_entries: row.get(4)?,
                entries: row.get(5)?,
            })
        })
    }

    /// Counts the entries whose account has no balance.
    pub fn entries_without_balance(&mut self) -> Result<i64, DbError> {
        self.0.one(WITHOUT_BALANCE, &[], |row| row.get(0))
    }
}
