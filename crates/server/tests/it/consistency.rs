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
const TASK_NETS: &str = "
    SELECT SUBSTR(reference, 1, 36), CAST(SUM(amount) AS BIGINT) FROM ledger
    WHERE reason IN ('task', 'task-undo') GROUP BY user_id, SUBSTR(reference, 1, 36)";
const ROLLED: &str = "
    SELECT user_id, day, CAST(SUM(due) AS BIGINT), CAST(SUM(done) AS BIGINT) FROM day_counts
    GROUP BY user_id, day ORDER BY user_id, day";
const USER_DAYS: &str = "SELECT user_id, day, due, done FROM user_days ORDER BY user_id, day";
/// The definition, written out: what is neither skipped nor resting is due, and what is done.
const DEFINED: &str = "
    SELECT t.habit_id, t.due_date, COUNT(*), COUNT(t.completed_at) FROM tasks t
    JOIN habits h ON h.id = t.habit_id
    LEFT JOIN habit_skips s ON s.habit_id = t.habit_id AND s.day = t.due_date
    WHERE h.times_a_week IS NULL AND (t.completed_at IS NOT NULL OR
          (s.day IS NULL AND (h.inactive_from IS NULL OR t.due_date < h.inactive_from)))
    GROUP BY t.habit_id, t.due_date ORDER BY t.habit_id, t.due_date";
const COUNTED: &str = "
    SELECT c.habit_id, c.day, c.due, c.done FROM day_counts c
    JOIN habits h ON h.id = c.habit_id AND h.times_a_week IS NULL ORDER BY c.habit_id, c.day";
const COUNTS: &str = "
    SELECT CAST(COALESCE(SUM(due), 0) AS BIGINT), CAST(COALESCE(SUM(done), 0) AS BIGINT) FROM user_days
    WHERE day >= $1 AND day <= $2";

type Counts = Vec<(Uuid, Date, i64, i64)>;

fn counts_of(tx: &mut Tx<'_>, sql: &'static str) -> Result<Counts, DbError> {
    tx.query(sql, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
}

/// Every balance is the sum of its entries and not below 0, every task nets 0 to 10 coins, and
/// every count is what the tasks say.
pub async fn check(db: &Db) {
    let (balances, nets, rolled, days, defined, counted) = db
        .read(|tx| {
            let balances: Vec<(Uuid, i64, i64, i64, i64)> =
                tx.query(BALANCES, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
            let nets: Vec<(String, i64)> = tx.query(TASK_NETS, &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok::<_, DbError>((
                balances,
                nets,
                counts_of(tx, ROLLED)?,
                counts_of(tx, USER_DAYS)?,
                counts_of(tx, DEFINED)?,
                counts_of(tx, COUNTED)?,
            ))
        })
        .await
        .unwrap();
    for (user, coins, milligems, coin_sum, milligem_sum) in balances {
        assert_eq!((coins, milligems), (coin_sum, milligem_sum), "balance of {user}");
        assert!(coins >= 0 && milligems >= 0, "balance of {user}");
    }
    for (task, net) in nets {
        assert!((0..=10).contains(&net), "task {task} nets {net}");
    }
    assert_eq!(rolled, days, "days are the sum of their habits");
    assert_eq!(defined, counted, "counts are what the tasks say");
}

/// Due and done of all users from `first` to `last`.
pub async fn counts(db: &Db, first: &str, last: &str) -> (i64, i64) {
    let (first, last): (Date, Date) = (first.parse().unwrap(), last.parse().unwrap());
    db.read(move |tx| tx.one(COUNTS, &[&first, &last], |row| Ok::<_, DbError>((row.get(0)?, row.get(1)?))))
        .await
        .unwrap()
}
