//! Sums of day counts.

use jiff::civil::Date;

use super::rules::{Period, Tally};
use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Dialect, Row, Tx, id_list};

/// Returns the days themselves, with the position of the user in the list: on SQLite adding them up in Rust is faster
/// than grouping them in a statement.
const DAYS_SQLITE: &str = "
    SELECT j.key, d.day, d.due, d.done FROM json_each($1) j
    CROSS JOIN user_days d ON d.user_id = unhex(replace(j.value, '-', '')) AND d.day >= $2 AND d.day <= $3";
/// Returns the sums, because rows are expensive to send. LATERAL makes it one range of the primary key per user,
/// whatever the planner estimates.
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
/// Day counts in a unit of work.
pub struct BoardStore<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Day counts as the board reads them.
    pub fn board(&mut self) -> BoardStore<'_, 'c> {
        BoardStore(self)
    }
}

/// The days to add up for a user whose local day is `today`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// The first day to add up.
    pub from: Date,
    /// Days before this one are settled: completing tasks does not change them any more.
    pub edge: Date,
    /// The last day to add up.
    pub today: Date,
}

/// The counts of a [`Span`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Of the days before the edge.
    pub settled: Tally,
    /// Per period, in the order of [`Period::ALL`]; all time is the whole span.
    pub tallies: [Tally; 3],
}

fn tally(row: &Row<'_>, at: usize) -> Result<Tally, DbError> {
    Ok(Tally { due: row.get(at)?, done: row.get(at + 1)? })
}

fn add(tally: &mut Tally, due: u32, done: u32) {
    tally.due += due;
    tally.done += done;
}

impl BoardStore<'_, '_> {
    /// Returns the sums of each of `users` over the same days, in their order.
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
}
