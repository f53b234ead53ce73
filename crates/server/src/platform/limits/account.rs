//! Limits on what one account may ask of this process.
//!
//! Every request of a signed-in user takes a token from the account's bucket of reads or of writes. A unit of
//! work that writes many rows or bytes takes more when it has run, because only then is its size known: the
//! bucket goes into debt, and the next write waits. On SQLite all accounts share one writer, so this bounds
//! how much of it one account can use.
//!
//! A unit of work runs on a database thread, after the client may have left. So it carries the account that
//! it is charged to, which [`Db::write`](crate::platform::db::Db::write) takes from the request's task.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use parking_lot::Mutex;
use uuid::Uuid;

use super::{Keyed, TokenBucket};
use crate::platform::problem::Problem;

/// Writes at once, and writes a second after that.
const WRITE_BURST: u32 = 120;
const WRITES_PER_SECOND: u32 = 10;
/// Reads at once, and reads a second after that.
const READ_BURST: u32 = 600;
const READS_PER_SECOND: u32 = 50;
/// A large write delays the next one by at most a minute.
const MAX_DEBT: u32 = 60 * WRITES_PER_SECOND;
/// Writes that were admitted with the last tokens may each turn out to be a little larger than one.
const TOLERATED_DEBT: f64 = WRITES_PER_SECOND as f64;
/// A write of up to 9 rows is one write, and each further 10 rows are one more. Completing a task writes about 9.
const ROWS_PER_WRITE: u64 = 10;
/// About the size of 10 rows with their index entries, so that a few large rows cost as much as many small ones.
const BYTES_PER_WRITE: u64 = 8 * 1024;
/// Bytes of responses stored for `Idempotency-Key`s: this many at once, and as many a day after that. So at most
/// twice as many are stored at any time, since a response is stored for 24 hours.
const STORED_BYTES_BURST: u32 = 16 * 1024 * 1024;
const STORED_BYTES_PER_SECOND: u32 = STORED_BYTES_BURST / (24 * 3_600);
/// Accounts whose buckets are remembered. An account that is forgotten has full buckets again, which takes an idle one
/// about a minute anyway; only of the stored responses it forgets more.
const MAX_ACCOUNTS: usize = 65_536;

/// The amount that a unit of work has written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Rows inserted, changed or deleted.
    pub rows: u64,
    /// Bytes of text and blobs in the parameters of its statements.
    pub bytes: u64,
    /// Bytes of the response stored for an `Idempotency-Key`.
    pub stored_response: u64,
}

impl Written {
    /// Returns the larger of each figure.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self {
            rows: self.rows.max(other.rows),
            bytes: self.bytes.max(other.bytes),
            stored_response: self.stored_response.max(other.stored_response),
        }
    }

    /// Returns how many writes this counts as beyond the one that its request has taken.
    fn extra_writes(self) -> u32 {
        let extra = (self.rows / ROWS_PER_WRITE).max(self.bytes / BYTES_PER_WRITE);
        u32::try_from(extra).unwrap_or(u32::MAX)
    }

    fn stored_bytes(self) -> u32 {
        u32::try_from(self.stored_response).unwrap_or(u32::MAX)
    }
}

/// A request that has to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountLimit {
    #[allow(missing_docs, reason = "the names say it")]
    Reads { seconds: u64 },
    #[allow(missing_docs, reason = "the names say it")]
    Writes { seconds: u64 },
    /// No further response can be stored.
    StoredResponses {
        #[allow(missing_docs, reason = "the name says it")]
        seconds: u64,
    },
}

impl From<AccountLimit> for Problem {
    fn from(limit: AccountLimit) -> Self {
        let (title, detail, seconds) = match limit {
            AccountLimit::Reads { seconds } => (
                "Too many requests at once",
                format!("Your account's reads are limited to {READ_BURST} at once and {READS_PER_SECOND} a second."),
                seconds,
            ),
            AccountLimit::Writes { seconds } => (
                "Too many changes at once",
                format!(
                    "Your account's writes are limited to {WRITE_BURST} at once and {WRITES_PER_SECOND} a second; a \
                     large change counts as many."
                ),
                seconds,
            ),
            AccountLimit::StoredResponses { seconds } => (
                "Too many stored responses",
                "Your account's responses stored for an Idempotency-Key are limited to 16 MiB a day.".to_owned(),
                seconds,
            ),
        };
        Self::new(StatusCode::TOO_MANY_REQUESTS, "rate-limited", title).detail(detail).retry_after(seconds)
    }
}

#[derive(Debug)]
struct Buckets {
    reads: TokenBucket,
    writes: TokenBucket,
    stored_bytes: TokenBucket,
}

impl Buckets {
    fn full(now: Duration) -> Self {
        Self {
            reads: TokenBucket::new(READ_BURST, READS_PER_SECOND, now),
            writes: TokenBucket::new(WRITE_BURST, WRITES_PER_SECOND, now),
            stored_bytes: TokenBucket::new(STORED_BYTES_BURST, STORED_BYTES_PER_SECOND, now),
        }
    }
}

type SharedBuckets = Arc<Mutex<Buckets>>;

/// The limits of all accounts, or none; cheap to clone.
#[derive(Clone, Debug)]
pub struct AccountLimits(Option<Arc<Keyed<Uuid, SharedBuckets>>>);

impl AccountLimits {
    /// Creates the limits; `enabled` is false for load tests and for tests whose clock stands still.
    #[must_use]
    pub fn new(enabled: bool) -> Self {
        Self(enabled.then(|| Arc::new(Keyed::new(MAX_ACCOUNTS))))
    }

    /// Takes a token for a request of `account`, and returns to whom its work is to be charged. Without limits,
    /// that is nobody.
    ///
    /// # Errors
    /// The limit that the account has reached.
    pub fn admit(&self, account: Uuid, method: &Method, now: Duration) -> Result<Option<ChargedAccount>, AccountLimit> {
        let Some(accounts) = &self.0 else { return Ok(None) };
        let create = || Arc::new(Mutex::new(Buckets::full(now)));
        let buckets = accounts.update_or_create(&account, create, |buckets| Arc::clone(buckets));
        let refused = {
            let mut buckets = buckets.lock();
            if method.is_safe() {
                let bucket = &mut buckets.reads;
                (!bucket.try_take(now)).then(|| AccountLimit::Reads { seconds: whole_seconds(bucket.wait(now)) })
            } else {
                let bucket = &mut buckets.writes;
                (!bucket.try_take(now)).then(|| AccountLimit::Writes { seconds: whole_seconds(bucket.wait(now)) })
            }
        };
        match refused {
            Some(limit) => Err(limit),
            None => Ok(Some(ChargedAccount { buckets, may_refuse: !method.is_safe() })),
        }
    }
}

/// The account to which the work of a request is charged; cheap to clone.
#[derive(Clone, Debug)]
pub struct ChargedAccount {
    buckets: SharedBuckets,
    /// Whether a unit of work is refused while the account is in debt. A read that happens to write is not.
    may_refuse: bool,
}

tokio::task_local! {
    static CURRENT: Option<ChargedAccount>;
}

impl ChargedAccount {
    /// Runs `work`, whose units of work are charged to `account`.
    pub async fn scope<F: Future>(account: Option<Self>, work: F) -> F::Output {
        CURRENT.scope(account, work).await
    }

    /// Returns the account to which the current task's work is charged.
    #[must_use]
    pub fn current() -> Option<Self> {
        CURRENT.try_with(Clone::clone).ok().flatten()
    }

    /// Checks that the account is not in debt. Many requests can be admitted before the first of them is charged,
    /// so a unit of work checks again before it runs.
    ///
    /// # Errors
    /// [`AccountLimit::Writes`].
    pub fn check_debt(&self, now: Duration) -> Result<(), AccountLimit> {
        if !self.may_refuse {
            return Ok(());
        }
        let writes = &mut self.buckets.lock().writes;
        if writes.debt(now) <= TOLERATED_DEBT {
            return Ok(());
        }
        Err(AccountLimit::Writes { seconds: whole_seconds(writes.wait(now)) })
    }

    /// Checks that another response may be stored.
    ///
    /// # Errors
    /// [`AccountLimit::StoredResponses`].
    pub fn check_stored_responses(&self, now: Duration) -> Result<(), AccountLimit> {
        let wait = self.buckets.lock().stored_bytes.wait(now);
        if wait.is_zero() { Ok(()) } else { Err(AccountLimit::StoredResponses { seconds: whole_seconds(wait) }) }
    }

    /// Charges what a unit of work has written, less what it was charged for before.
    pub fn charge(&self, written: Written, charged: Written, now: Duration) {
        let extra = written.extra_writes().saturating_sub(charged.extra_writes());
        let stored = written.stored_bytes().saturating_sub(charged.stored_bytes());
        if extra == 0 && stored == 0 {
            return;
        }
        let mut buckets = self.buckets.lock();
        buckets.writes.charge(extra, MAX_DEBT, now);
        buckets.stored_bytes.charge(stored, STORED_BYTES_BURST, now);
    }
}

fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_secs(1_000_000);
    const ANNA: Uuid = Uuid::from_u128(1);

    fn rows(rows: u64) -> Written {
        Written { rows, ..Written::default() }
    }

    #[test]
    fn large_writes_count_by_rows_or_bytes() {
        let counted = |rows, bytes| Written { rows, bytes, stored_response: 0 }.extra_writes();
        assert_eq!((counted(0, 0), counted(9, 8_191), counted(10, 0), counted(0, 8_192)), (0, 0, 1, 1));
        assert_eq!((counted(107, 5_000), counted(8_032, 700_000), counted(1, 2 << 20)), (10, 803, 256));
        assert_eq!(counted(u64::MAX, 0), u32::MAX);
    }

    #[test]
    fn debt_is_at_most_a_minute_and_refuses_writes_only() {
        let limits = AccountLimits::new(true);
        let write = limits.admit(ANNA, &Method::PUT, NOW).unwrap().unwrap();
        let read = limits.admit(ANNA, &Method::GET, NOW).unwrap().unwrap();
        write.charge(rows(1_190), Written::default(), NOW);
        assert_eq!(write.check_debt(NOW), Ok(()));
        // A repeated run is charged for what it wrote more than the first.
        write.charge(rows(1_200), rows(1_190), NOW);
        write.charge(rows(100), rows(1_200), NOW);
        assert_eq!(write.check_debt(NOW), Ok(()), "a small debt is tolerated");
        write.charge(rows(1_000_000), Written::default(), NOW);
        assert_eq!(write.check_debt(NOW), Err(AccountLimit::Writes { seconds: 61 }));
        assert_eq!(read.check_debt(NOW), Ok(()), "a read that writes something");
        assert_eq!(limits.admit(ANNA, &Method::DELETE, NOW).unwrap_err(), AccountLimit::Writes { seconds: 61 });
        assert!(limits.admit(ANNA, &Method::GET, NOW).is_ok());
        assert!(limits.admit(Uuid::from_u128(2), &Method::POST, NOW).is_ok());
        assert!(limits.admit(ANNA, &Method::POST, NOW + Duration::from_secs(61)).is_ok());
    }

    #[tokio::test]
    async fn work_is_charged_to_the_account_of_its_task() {
        let limits = AccountLimits::new(true);
        let account = limits.admit(ANNA, &Method::POST, NOW).unwrap();
        assert!(ChargedAccount::current().is_none());
        let inside = ChargedAccount::scope(account, async {
            (ChargedAccount::current().is_some(), tokio::spawn(async { ChargedAccount::current().is_some() }).await)
        });
        assert!(matches!(inside.await, (true, Ok(false))));
        assert!(AccountLimits::new(false).admit(ANNA, &Method::POST, NOW).unwrap().is_none());
    }
}
