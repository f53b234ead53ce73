//! How many habits and days an account may store.

/// Habits that are not archived.
pub const MAX_CURRENT_HABITS: u32 = 100;
/// Habits in all states.
pub const MAX_STORED_HABITS: u32 = 1_000;
/// Days of the plans of all habits, archived ones included.
pub const MAX_STORED_DAYS: u32 = 40_000;

/// The habits and days that an account stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HabitUsage {
    /// Habits in all states.
    pub stored: u32,
    /// Habits that are not archived.
    pub current: u32,
    /// Days of their plans.
    pub days: u32,
}

/// A quota that would be exceeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quota {
    /// [`MAX_CURRENT_HABITS`].
    CurrentHabits,
    /// [`MAX_STORED_HABITS`].
    StoredHabits,
    /// [`MAX_STORED_DAYS`].
    StoredDays,
}

/// Checks whether a habit with a plan of `days` may be added.
pub fn may_add_habit(usage: HabitUsage, days: usize) -> Result<(), Quota> {
    may_add_current(usage)?;
    if usage.stored >= MAX_STORED_HABITS {
        return Err(Quota::StoredHabits);
    }
    let days = u32::try_from(days).unwrap_or(u32::MAX);
    if usage.days.saturating_add(days) > MAX_STORED_DAYS { Err(Quota::StoredDays) } else { Ok(()) }
}

/// Checks whether an archived habit may become current again, which adds no days.
pub fn may_add_current(usage: HabitUsage) -> Result<(), Quota> {
    if usage.current >= MAX_CURRENT_HABITS { Err(Quota::CurrentHabits) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_quota_is_used_up_exactly() {
        let usage = HabitUsage { stored: 999, current: 99, days: 39_990 };
        assert_eq!(may_add_habit(usage, 10), Ok(()));
        assert_eq!(may_add_habit(usage, 11), Err(Quota::StoredDays));
        assert_eq!(may_add_habit(usage, usize::MAX), Err(Quota::StoredDays));
        assert_eq!(may_add_habit(HabitUsage { stored: 1_000, ..usage }, 1), Err(Quota::StoredHabits));
        assert_eq!(may_add_habit(HabitUsage { current: 100, ..usage }, 1), Err(Quota::CurrentHabits));
        assert_eq!(may_add_current(HabitUsage { stored: 1_000, current: 99, days: 40_000 }), Ok(()));
        assert_eq!(may_add_current(HabitUsage { current: 100, ..usage }), Err(Quota::CurrentHabits));
    }
}
