//! Checks that stored counts and balances equal their definitions.

use habitro_server::platform::db::{Db, DbError, Tx};
use jiff::civil::Date;
use uuid::Uuid;

const BALANCES: &str = "
    SELECT b.user_id, b.coins, b.milligems,
           CAST(COALESCE(SUM(CASE WHEN l.currency = 'coin' THEN l.amount END), 0) AS BIGINT),
           CAST(COALESCE(SUM(CASE WHEN l.currency = 'milligem' THEN l.amount END), 0) AS BIGINT)
    FROM balances b LEFT JOIN ledger l ON l.user_id = b.user_id
    GROUP BY b.user_id, b.coins, b.milligems";
const TASK_TOTALS: &str = "
    SELECT SUBSTR(reference, 1, 36), CAST(SUM(amount) AS BIGINT) FROM ledger
    WHERE reason IN ('task', 'task-undo') GROUP BY user_id, SUBSTR(reference, 1, 36)";
const DAYS_BY_HABITS: &str = "
    SELECT user_id, day, CAST(SUM(due) AS BIGINT), CAST(SUM(done) AS BIGINT) FROM day_counts
    GROUP BY user_id, day ORDER BY user_id, day";
const USER_DAYS: &str = "SELECT user_id, day, due, done FROM user_days ORDER BY user_id, day";
/// The part of the counts that Today shows: of habits that exist.
const DAYS_BY_EXISTING_HABITS: &str = "
    SELECT c.user_id, c.day, CAST(SUM(c.due) AS BIGINT), CAST(SUM(c.done) AS BIGINT)
    FROM day_counts c JOIN habits h ON h.id = c.habit_id AND h.deleted = FALSE
    GROUP BY c.user_id, c.day ORDER BY c.user_id, c.day";
const VISIBLE_USER_DAYS: &str = "
    SELECT user_id, day, due - deleted_due, done - deleted_done FROM user_days
    WHERE due > deleted_due OR done > deleted_done ORDER BY user_id, day";
const WRONGLY_MARKED: &str = "
    SELECT COUNT(*) FROM day_counts c JOIN habits h ON h.id = c.habit_id
    WHERE c.needs_habit <> (h.times_a_week IS NOT NULL OR h.deleted = TRUE)";
/// The definition of due and done: tasks that are completed, or neither skipped nor after the habit's
/// pause or end.
const COUNTS_BY_TASKS: &str = "
    SELECT t.habit_id, t.due_date, COUNT(*), COUNT(t.completed_at) FROM tasks t
    JOIN habits h ON h.id = t.habit_id
    LEFT JOIN habit_skips s ON s.habit_id = t.habit_id AND s.day = t.due_date
    WHERE h.times_a_week IS NULL AND h.deleted = FALSE AND (t.completed_at IS NOT NULL OR
          (s.day IS NULL AND (h.inactive_from IS NULL OR t.due_date < h.inactive_from)))
    GROUP BY t.habit_id, t.due_date ORDER BY t.habit_id, t.due_date";
const STORED_COUNTS: &str = "
    SELECT c.habit_id, c.day, c.due, c.done FROM day_counts c
    JOIN habits h ON h.id = c.habit_id AND h.times_a_week IS NULL AND h.deleted = FALSE
    ORDER BY c.habit_id, c.day";
const RANGE_COUNTS: &str = "
    SELECT CAST(COALESCE(SUM(due), 0) AS BIGINT), CAST(COALESCE(SUM(done), 0) AS BIGINT) FROM user_days
    WHERE day >= $1 AND day <= $2";

type Counts = Vec<(Uuid, Date, i64, i64)>;

fn query_counts(tx: &mut Tx<'_>, sql: &'static str) -> Result<Counts, DbError> {
    tx.query(sql, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
}

/// Checks that every balance is the sum of its entries and not negative, that every task pays 0 to 10
/// coins in total, and that every count equals the number of tasks.
pub async fn check(db: &Db) {
    let (balances, totals, by_habits, days, existing, visible, by_tasks, stored, wrongly_marked) = db
        .read(|tx| {
            let balances: Vec<(Uuid, i64, i64, i64, i64)> =
                tx.query(BALANCES, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
            let totals: Vec<(String, i64)> = tx.query(TASK_TOTALS, &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok::<_, DbError>((
                balances,
                totals,
                query_counts(tx, DAYS_BY_HABITS)?,
                query_counts(tx, USER_DAYS)?,
                query_counts(tx, DAYS_BY_EXISTING_HABITS)?,
                query_counts(tx, VISIBLE_USER_DAYS)?,
                query_counts(tx, COUNTS_BY_TASKS)?,
                query_counts(tx, STORED_COUNTS)?,
                tx.one(WRONGLY_MARKED, &[], |row| row.get::<i64>(0))?,
            ))
        })
        .await
        .unwrap();
    for (user, coins, milligems, coin_sum, milligem_sum) in balances {
        assert_eq!((coins, milligems), (coin_sum, milligem_sum), "balance of {user}");
        assert!(coins >= 0 && milligems >= 0, "balance of {user}");
    }
    for (task, total) in totals {
        assert!((0..=10).contains(&total), "task {task} pays {total}");
    }
    assert_eq!(by_habits, days, "the counts of days are the sums over habits");
    let existing: Counts = existing.into_iter().filter(|(_, _, due, done)| due + done > 0).collect();
    assert_eq!(existing, visible, "the visible counts of days are the sums over habits that exist");
    assert_eq!(by_tasks, stored, "the counts match the tasks");
    assert_eq!(wrongly_marked, 0, "counts of habits with times a week, and of deleted ones, are marked");
}

/// Returns the due and done tasks of all users from `first` to `last`.
pub async fn counts(db: &Db, first: &str, last: &str) -> (i64, i64) {
    let (first, last): (Date, Date) = (first.parse().unwrap(), last.parse().unwrap());
    db.read(move |tx| tx.one(RANGE_COUNTS, &[&first, &last], |row| Ok::<_, DbError>((row.get(0)?, row.get(1)?))))
        .await
        .unwrap()
}
