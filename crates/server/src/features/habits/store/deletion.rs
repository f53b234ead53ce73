//! Habits that are being deleted.
//!
//! Every other statement on `habits` leaves out rows that are `deleted`; `tests/it/schema/deleted_rows.rs` checks it.

use uuid::Uuid;

use super::HabitsStore;
use crate::features::accounts::UserId;
use crate::features::habits::HabitId;
use crate::platform::db::DbError;
use crate::platform::rows_of_user::{RowsOfUser, rows_of_user};

/// The tables that deleting an account empties of the user.
pub const ROWS_OF_USER: &[RowsOfUser] = &[
    rows_of_user!("tasks", "user_id, due_date, habit_id, day, position", "user_id", 200),
    rows_of_user!("habit_skips", "habit_id, day", "user_id", 200),
    rows_of_user!("day_counts", "user_id, day, habit_id", "user_id", 200),
    rows_of_user!("user_days", "user_id, day", "user_id", 200),
    rows_of_user!("habits", "id", "user_id", 100),
    rows_of_user!("skipped_dates", "user_id, day", "user_id", 200),
];
/// The text goes at once, and the rest of the row with the tasks.
const HIDE: &str = "UPDATE habits SET deleted = TRUE, name = '', motivation = '' WHERE id = $1 AND deleted = FALSE";
const NEXT_HIDDEN: &str = "
    SELECT user_id, id FROM habits WHERE id > $1 AND deleted = TRUE ORDER BY id LIMIT 1";
const DELETE_TASKS: &str = "
    DELETE FROM tasks WHERE (user_id, due_date, habit_id, day, position) IN (
        SELECT user_id, due_date, habit_id, day, position FROM tasks WHERE habit_id = $1 LIMIT $2)";
/// Its skips, at most one per day of the plan, go by cascade.
const DELETE: &str = "DELETE FROM habits WHERE id = $1 AND deleted = TRUE";

impl HabitsStore<'_, '_> {
    /// Makes a habit absent for everyone. Its day counts stay.
    pub fn hide_habit(&mut self, id: HabitId) -> Result<(), DbError> {
        self.0.execute(HIDE, &[&id])?;
        Ok(())
    }

    /// Returns the hidden habit with the lowest id, and its owner.
    pub fn next_hidden_habit(&mut self) -> Result<Option<(UserId, HabitId)>, DbError> {
        self.0.optional(NEXT_HIDDEN, &[&Uuid::nil()], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Deletes up to `limit` tasks of a habit and returns how many.
    pub fn delete_tasks(&mut self, id: HabitId, limit: u32) -> Result<u64, DbError> {
        self.0.execute(DELETE_TASKS, &[&id, &limit])
    }

    /// Deletes a hidden habit and its skips.
    pub fn delete_hidden_habit(&mut self, id: HabitId) -> Result<(), DbError> {
        self.0.execute(DELETE, &[&id])?;
        Ok(())
    }
}
