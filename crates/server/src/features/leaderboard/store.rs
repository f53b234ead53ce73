//! All the SQL of this room: sums of day counts, and the log of what changed.

use jiff::civil::Date;

use super::rules::{Period, Tally};
use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Dialect, Row, Tx, id_list};

/// SQLite: the days themselves, through the primary key, by the place of the user in the list.
/// Adding them up here is quicker there than grouping them in a statement.
const DAYS_SQLITE: &str = "
    SELECT j.key, d.day, d.due, d.done FROM json_each($1) j
    CROSS JOIN user_days d ON d.user_id = unhex(replace(j.value, '-', '')) AND d.day >= $2 AND d.day <= $3";
/// PostgreSQL: rows are dear to send, so the sums; LATERAL, so that it is one range of the primary
/// key for each user whatever the planner thinks.
const SUMS_POSTGRES: &str = "
    SELECT CAST(j.place - 1 AS BIGINT), s.settled_due, s.settled_done, s.week_due, s.week_done, s.month_due,
           s.month_done, s.due, s.done
    FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) WITH ORDINALITY j (id, place)
    CROSS JOIN LATERAL (
        SELECT CAST(COALESCE(SUM(d.due) FILTER (WHERE d.day < $4), 0) AS BIGINT) AS settled_due,
               CAST(COALESCE(SUM(d.done) FILTER (WHERE d.day < $4), 0) AS BIGINT) AS settled_done,
               CAST(COALESCE(SUM(d.due) FILTER (WHERE d.day >= $5), 0) AS BIGINT) AS week_due,
               CAST(COALESCE(SUM(d.done) FILTER (WHERE d.day >= $5), 0) AS BIGINT) AS week_done,
               CAST(COALESCE(SUM(d.due) FILTER (WHERE d.day >= $6), 0) AS BIGINT) AS month_due,
               CAST(COALESCE(SUM(d.done) FILTER (WHERE d.day >= $6), 0) AS BIGINT) AS month_done,
               CAST(COALESCE(SUM(d.due), 0) AS BIGINT) AS due, CAST(COALESCE(SUM(d.done), 0) AS BIGINT) AS done
        FROM user_days d WHERE d.user_id = CAST(j.id AS UUID) AND d.day >= $2 AND d.day <= $3
    ) s";
const CHANGES: &str = "SELECT position, user_id, day FROM board_changes WHERE position > $1";
const HORIZON_SQLITE: &str = "SELECT COALESCE(MAX(position), 0) FROM board_changes";
/// Transactions below the snapshot's are over: committed and seen, or undone.
const HORIZON_POSTGRES: &str = "
    SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT) - 1";
const PRUNE_SQLITE: &str = "
    DELETE FROM board_changes WHERE position IN (
        SELECT position FROM board_changes WHERE at < unixepoch() - 3600 ORDER BY at LIMIT $1)";
const PRUNE_POSTGRES: &str = "
    DELETE FROM board_changes WHERE (position, user_id) IN (
        SELECT position, user_id FROM board_changes WHERE at < now() - INTERVAL '1 hour' ORDER BY at LIMIT $1)";

/// This room's window on a unit of work.
pub struct BoardStore<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Day counts as the board reads them, and what changed of them.
    pub fn board(&mut self) -> BoardStore<'_, 'c> {
        BoardStore(self)
    }
}

/// The days to add up: of somebody whose local day is `today`, from `from` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// The first day.
    pub from: Date,
    /// Days before this one are settled.
    pub edge: Date,
    /// The last day.
    pub today: Date,
}

/// What the days of a [`Span`] come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Before the edge.
    pub settled: Tally,
    /// Of each period, in the order of [`Period::ALL`]; all time means all of the span.
    pub tallies: [Tally; 3],
}

/// One line of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Change {
    /// Rises with commits on SQLite; the transaction's id on PostgreSQL.
    pub position: i64,
    /// Whom it is about.
    pub user: UserId,
    /// The earliest day whose counts changed, if any did.
    pub day: Option<Date>,
}

fn tally(row: &Row<'_>, at: usize) -> Result<Tally, DbError> {
    Ok(Tally { due: row.get(at)?, done: row.get(at + 1)? })
}

fn add(tally: &mut Tally, due: u32, done: u32) {
    tally.due += due;
    tally.done += done;
}

impl BoardStore<'_, '_> {
    /// What each of `users` has over the same days, in their order.
    pub fn sums(&mut self, users: &[UserId], span: Span) -> Result<Vec<Sums>, DbError> {
        let Span { from, edge, today } = span;
        let list = id_list(users.iter().map(|user| user.0));
        let mut sums = vec![Sums::default(); users.len()];
        let week = Period::Weekly.starts_on(today).unwrap_or(today);
        let month = Period::Monthly.starts_on(today).unwrap_or(today);
        match self.0.dialect() {
            Dialect::Sqlite => {
                self.0.query(DAYS_SQLITE, &[&list, &from, &today], |row| {
                    let (at, day): (u32, Date) = (row.get(0)?, row.get(1)?);
                    let (due, done) = (row.get(2)?, row.get(3)?);
                    let Some(sum) = sums.get_mut(at as usize) else { return Ok(()) };
                    add(&mut sum.tallies[Period::AllTime as usize], due, done);
                    if day < edge {
                        add(&mut sum.settled, due, done);
                    }
                    if day >= week {
                        add(&mut sum.tallies[Period::Weekly as usize], due, done);
                    }
                    if day >= month {
                        add(&mut sum.tallies[Period::Monthly as usize], due, done);
                    }
                    Ok(())
                })?;
            }
            Dialect::Postgres => {
                self.0.query(SUMS_POSTGRES, &[&list, &from, &today, &edge, &week, &month], |row| {
                    let at: u32 = row.get(0)?;
                    let tallies = [tally(row, 3)?, tally(row, 5)?, tally(row, 7)?];
                    if let Some(sum) = sums.get_mut(at as usize) {
                        *sum = Sums { settled: tally(row, 1)?, tallies };
                    }
                    Ok(())
                })?;
            }
        }
        Ok(sums)
    }

    /// What was noted after `position` and is seen now.
    pub fn changes(&mut self, position: i64) -> Result<Vec<Change>, DbError> {
        self.0.query(CHANGES, &[&position], |row| {
            Ok(Change { position: row.get(0)?, user: row.get(1)?, day: row.get(2)? })
        })
    }

    /// The position up to which nothing new can appear any more.
    pub fn horizon(&mut self) -> Result<i64, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => HORIZON_SQLITE,
            Dialect::Postgres => HORIZON_POSTGRES,
        };
        self.0.one(sql, &[], |row| row.get(0))
    }

    /// Removes up to `limit` lines of the log that are older than an hour; answers how many.
    pub fn prune(&mut self, limit: u32) -> Result<u64, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => PRUNE_SQLITE,
            Dialect::Postgres => PRUNE_POSTGRES,
        };
        self.0.execute(sql, &[&limit])
    }
}
