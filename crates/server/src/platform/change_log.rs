//! The change log lists the users that changed recently, for readers that cache user data in memory.
//!
//! A unit of work records the change with [`ChangeLog::record`]. A reader starts with [`ChangeLog::end`], loads
//! everything, and from then on polls with [`ChangeLog::since`]. It misses no change, because the rows of a shard
//! become visible in the order of their sequence ([`Position`]), and its cursor has the last row of each shard.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::db::{DbError, Dialect, Position, Row, Tx};

/// How long a row is kept. A reader that has not polled for half this time must load everything again.
pub const KEEP: SignedDuration = SignedDuration::from_hours(1);

const INSERT: &str = "
    INSERT INTO change_log (shard, sequence, user_id, day, changed_at) VALUES ($1, $2, $3, $4, $5)";
/// Precedes a statement with a query of the distinct shards that seeks from one shard to the next by the primary key
/// instead of reading every row.
macro_rules! shards {
    ($then:literal) => {
        concat!(
            "WITH RECURSIVE shards (shard) AS (
                 SELECT MIN(shard) FROM change_log
                 UNION ALL
                 SELECT (SELECT MIN(n.shard) FROM change_log n WHERE n.shard > shards.shard)
                 FROM shards WHERE shards.shard IS NOT NULL
             ) ",
            $then
        )
    };
}
const SINCE_SQLITE: &str = shards!(
    "SELECT c.shard, c.sequence, c.changed_at, c.user_id, c.day FROM shards CROSS JOIN change_log c
     WHERE c.shard = shards.shard
       AND c.sequence >= COALESCE(CAST($1 ->> CAST(shards.shard AS TEXT) AS INTEGER), 0)"
);
const SINCE_POSTGRES: &str = shards!(
    "SELECT c.shard, c.sequence, c.changed_at, c.user_id, c.day FROM shards CROSS JOIN change_log c
     WHERE c.shard = shards.shard
       AND c.sequence >= COALESCE(CAST(CAST(CAST($1 AS TEXT) AS JSONB) ->> CAST(shards.shard AS TEXT) AS BIGINT), 0)"
);
const END: &str = shards!(
    "SELECT c.shard, c.sequence, c.changed_at FROM shards CROSS JOIN change_log c
     WHERE c.shard = shards.shard
       AND c.sequence = (SELECT MAX(m.sequence) FROM change_log m WHERE m.shard = shards.shard)"
);
const SHARDS: &str = shards!("SELECT shard FROM shards WHERE shard IS NOT NULL");
/// Within a shard the oldest rows have the smallest sequences.
const PRUNE: &str = "
    DELETE FROM change_log WHERE shard = $1 AND sequence IN (
        SELECT o.sequence FROM (
            SELECT sequence, changed_at FROM change_log WHERE shard = $1 ORDER BY sequence LIMIT $3
        ) o WHERE o.changed_at < $2)";

/// Reads and writes the change log in a unit of work.
pub struct ChangeLog<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Returns the store of the change log.
    pub fn change_log(&mut self) -> ChangeLog<'_, 'c> {
        ChangeLog(self)
    }
}

/// A change to a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The user, whose account may have been deleted.
    pub user: Uuid,
    /// The earliest day whose counts changed; `None` if something else changed.
    pub day: Option<Date>,
}

/// Sequence and time of the last row that a reader has seen, by shard.
#[derive(Clone, Debug, Default)]
pub struct Cursor(HashMap<i64, (i64, Timestamp)>);

/// The rows that a poll read: the last row seen of each shard, if it still exists, and all later ones.
#[derive(Clone, Debug)]
pub struct Page(Vec<(Position, Timestamp, Change)>);

impl Cursor {
    /// Returns the parameter for [`ChangeLog::since`]: a JSON object of sequences by shard.
    #[must_use]
    pub fn to_json(&self) -> String {
        let sequences = self.0.iter().map(|(shard, (sequence, _))| format!("\"{shard}\":{sequence}"));
        format!("{{{}}}", sequences.collect::<Vec<_>>().join(","))
    }

    /// Moves past `page` and returns its new changes. Returns `None` if a recent row that the reader has seen no
    /// longer exists, for example after a backup was restored. The reader must then load everything again.
    pub fn advance(&mut self, page: &Page, now: Timestamp) -> Option<Vec<Change>> {
        // Older rows may have been pruned.
        let recent = self.0.iter().filter(|(_, (_, changed_at))| changed_at.duration_until(now) < KEEP / 2);
        let mut unseen: HashSet<i64> = recent.map(|(shard, _)| *shard).collect();
        let mut changes = Vec::new();
        let mut next: HashMap<i64, (i64, Timestamp)> = HashMap::new();
        for (position, changed_at, change) in &page.0 {
            if self.0.get(&position.shard).is_some_and(|(sequence, _)| *sequence == position.sequence) {
                unseen.remove(&position.shard);
            } else {
                changes.push(*change);
            }
            let last = next.entry(position.shard).or_insert((position.sequence, *changed_at));
            if position.sequence > last.0 {
                *last = (position.sequence, *changed_at);
            }
        }
        self.0 = next;
        unseen.is_empty().then_some(changes)
    }
}

fn position(row: &Row<'_>) -> Result<Position, DbError> {
    Ok(Position { shard: row.get(0)?, sequence: row.get(1)? })
}

impl ChangeLog<'_, '_> {
    /// Records that `user` changed; `day` is the earliest day whose counts changed, if any did. On PostgreSQL, an
    /// error is returned by a later statement or by the commit.
    pub fn record(&mut self, user: Uuid, day: Option<Date>) -> Result<(), DbError> {
        let (now, Position { shard, sequence }) = (self.0.now(), self.0.next_position());
        self.0.execute_later(INSERT, &[&shard, &sequence, &user, &day, &now])
    }

    /// Returns a cursor after the newest rows.
    pub fn end(&mut self) -> Result<Cursor, DbError> {
        let rows = self.0.query(END, &[], |row| Ok((position(row)?, row.get(2)?)))?;
        Ok(Cursor(rows.into_iter().map(|(at, changed_at)| (at.shard, (at.sequence, changed_at))).collect()))
    }

    /// Returns the rows after `cursor` ([`Cursor::to_json`]) and the last row seen of each shard.
    pub fn since(&mut self, cursor: &str) -> Result<Page, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => SINCE_SQLITE,
            Dialect::Postgres => SINCE_POSTGRES,
        };
        let rows = self.0.query(sql, &[&cursor], |row| {
            Ok((position(row)?, row.get(2)?, Change { user: row.get(3)?, day: row.get(4)? }))
        })?;
        Ok(Page(rows))
    }

    /// Returns the shards that have rows.
    pub fn shards(&mut self) -> Result<Vec<i64>, DbError> {
        self.0.query(SHARDS, &[], |row| row.get(0))
    }

    /// Removes up to `limit` rows of `shard` older than [`KEEP`]; returns how many.
    pub fn prune(&mut self, shard: i64, limit: u32) -> Result<u64, DbError> {
        let now = self.0.now();
        let before = now.checked_sub(KEEP).unwrap_or(now);
        self.0.execute(PRUNE, &[&shard, &before, &limit])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(rows: &[(i64, i64)]) -> Page {
        let change = Change { user: Uuid::nil(), day: None };
        Page(
            rows.iter().map(|(shard, sequence)| (position(*shard, *sequence), Timestamp::UNIX_EPOCH, change)).collect(),
        )
    }

    fn position(shard: i64, sequence: i64) -> Position {
        Position { shard, sequence }
    }

    fn after(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn advance_returns_new_rows_once() {
        let mut cursor = Cursor::default();
        assert_eq!(cursor.advance(&page(&[(1, 3), (1, 4), (2, 1)]), after(1)).unwrap().len(), 3);
        assert_eq!(cursor.advance(&page(&[(1, 4), (2, 1)]), after(2)).unwrap().len(), 0);
        assert_eq!(cursor.advance(&page(&[(1, 4), (2, 1), (2, 9), (3, 7)]), after(3)).unwrap().len(), 2);
        assert_eq!(cursor.to_json().len(), r#"{"1":4,"2":9,"3":7}"#.len());
    }

    #[test]
    fn advance_returns_none_if_a_recent_row_is_gone_and_forgets_old_rows() {
        let mut cursor = Cursor::default();
        cursor.advance(&page(&[(1, 3), (2, 5)]), after(1)).unwrap();
        assert!(cursor.clone().advance(&page(&[(1, 3)]), after(60)).is_none());
        assert_eq!(cursor.advance(&page(&[(1, 3)]), after(3600)).unwrap().len(), 0);
        assert_eq!(cursor.to_json(), r#"{"1":3}"#);
    }
}
