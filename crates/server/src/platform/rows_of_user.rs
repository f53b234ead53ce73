//! Deletes the rows of a user a few at a time, so that deleting an account does not hold up other writes.

use uuid::Uuid;

use super::db::{DbError, Tx};

/// The topic of the hint that there is something to delete in the background.
pub const DELETION: &str = "deletion";

/// A table with several rows per user. A feature lists its tables in the order of their references. A table with at most
/// one row per user is left to the deletion of the account's own row.
#[derive(Clone, Copy, Debug)]
pub struct RowsOfUser {
    /// Deletes at most `$2` rows of the user `$1`.
    pub sql: &'static str,
    /// How many rows are deleted in less than 10 ms on SQLite, including what refers to them.
    pub limit: u32,
}

/// Returns the [`RowsOfUser`] of a table by its name, its primary key, the column that refers to the user and the
/// limit.
macro_rules! rows_of_user {
    ($table:literal, $key:literal, $user:literal, $limit:literal) => {
        $crate::platform::rows_of_user::RowsOfUser {
            sql: concat!(
                "DELETE FROM ",
                $table,
                " WHERE (",
                $key,
                ") IN (SELECT ",
                $key,
                " FROM ",
                $table,
                " WHERE ",
                $user,
                " = $1 LIMIT $2)"
            ),
            limit: $limit,
        }
    };
}
pub(crate) use rows_of_user;

/// Deletes rows from the first of these tables that has any, and returns how many; 0 if none has.
pub fn delete_some(tx: &mut Tx<'_>, user: Uuid, tables: &[RowsOfUser]) -> Result<u64, DbError> {
    for table in tables {
        let deleted = tx.execute(table.sql, &[&user, &table.limit])?;
        if deleted > 0 {
            return Ok(deleted);
        }
    }
    Ok(0)
}
