//! The catalogue of achievements, and the counters it is based on.
//!
//! A new achievement is a row of [`CATALOGUE`]. One that is based on something new also needs a variant
//! of [`Counter`], and one line where that happens: `record(tx, .., Counter::New, 1)`. See
//! docs/achievements.md.

/// Coins paid for an achievement.
pub const ACHIEVEMENT_COINS: i64 = 500;
/// Milligems paid for an achievement.
pub const ACHIEVEMENT_MILLIGEMS: i64 = 1000;

/// A number kept per user. It is updated as things happen and never recomputed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Counter {
    /// Completed tasks.
    Completions,
    /// Tasks completed before 07:00 local time.
    EarlyCompletions,
    /// Tasks completed from 22:00 local time on.
    LateCompletions,
    /// Completions with a note.
    NotesAdded,
    /// Drafts that became habits.
    PlansAccepted,
    /// Tasks whose title the user changed.
    TasksEdited,
    /// Days skipped with a reason.
    DaysSkipped,
    /// Perfect days.
    PerfectDays,
    /// The longest run of perfect days.
    LongestPerfectRun,
    /// Days of one habit on which something was done.
    HabitDays,
    /// The longest run of kept days of a habit to quit.
    LongestQuitRun,
    /// The longest run of kept days of a habit to quit smoking.
    LongestSmokeFreeRun,
    /// Plans with a completion on their last day.
    PlansFinished,
    /// Days with a comeback.
    Comebacks,
    /// The longest streak of daily claims.
    LongestStreak,
    /// Missed days that freezes covered.
    FreezesUsed,
    /// The most coins held at once.
    MostCoins,
    /// Coins converted into gems.
    CoinsConverted,
    /// Friendships made.
    FriendsMade,
    /// Challenges joined.
    ChallengesJoined,
    /// Challenges that ended with at least half of their tasks done.
    ChallengesFinished,
    /// Challenges created.
    ChallengesFounded,
}

impl Counter {
    /// Returns the name stored in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Completions => "ticks",
            Self::EarlyCompletions => "early-ticks",
            Self::LateCompletions => "late-ticks",
            Self::NotesAdded => "notes",
            Self::PlansAccepted => "plans",
            Self::TasksEdited => "edits",
            Self::DaysSkipped => "skips",
            Self::PerfectDays => "perfect-days",
            Self::LongestPerfectRun => "perfect-run",
            Self::HabitDays => "habit-days",
            Self::LongestQuitRun => "quit-run",
            Self::LongestSmokeFreeRun => "smoke-free-run",
            Self::PlansFinished => "finishes",
            Self::Comebacks => "comebacks",
            Self::LongestStreak => "streak",
            Self::FreezesUsed => "freezes-used",
            Self::MostCoins => "coins",
            Self::CoinsConverted => "converted",
            Self::FriendsMade => "friends",
            Self::ChallengesJoined => "challenges-joined",
            Self::ChallengesFinished => "challenges-finished",
            Self::ChallengesFounded => "challenges-founded",
        }
    }
}

/// An achievement, unlocked when its counter reaches the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the other names say it")]
pub struct Achievement {
    /// Stored in the database, so it must never change.
    pub id: &'static str,
    pub title: &'static str,
    /// Description of the condition.
    pub description: &'static str,
    /// Name of a lucide icon.
    pub icon: &'static str,
    pub counter: Counter,
    pub target: i64,
}

const fn row(
    id: &'static str,
    title: &'static str,
    icon: &'static str,
    counter: Counter,
    target: i64,
    description: &'static str,
) -> Achievement {
    Achievement { id, title, description, icon, counter, target }
}

/// All achievements, in the order in which they are shown.
#[rustfmt::skip]
pub const CATALOGUE: [Achievement; 32] = [
    row("first-tick", "First Tick", "check", Counter::Completions, 1, "Tick your first task."),
    row("first-plan", "First Plan", "map", Counter::PlansAccepted, 1, "Start your first plan."),
    row("perfect-day", "Perfect Day", "sun", Counter::PerfectDays, 1, "Do everything due on one day."),
    row("gold-week", "Gold Week", "crown", Counter::LongestPerfectRun, 7, "Have seven perfect days in a row."),
    row("3-days", "3 Days", "flame", Counter::LongestStreak, 3, "Claim your reward three days in a row."),
    row("7-days", "7 Days", "flame", Counter::LongestStreak, 7, "Claim your reward seven days in a row."),
    row("21-days", "21 Days", "flame", Counter::LongestStreak, 21, "Claim your reward 21 days in a row."),
    row("66-days", "66 Days", "flame", Counter::LongestStreak, 66, "Claim your reward 66 days in a row."),
    row("100-days", "100 Days", "flame", Counter::LongestStreak, 100, "Claim your reward a hundred days in a row."),
    row("365-days", "365 Days", "flame", Counter::LongestStreak, 365, "Claim your reward every day for a year."),
    row("phase-one", "Phase One", "sprout", Counter::HabitDays, 21, "Do something for one habit on 21 different days."),
    row("second-nature", "Second Nature", "tree-pine", Counter::HabitDays, 66, "Do something for one habit on 66 different days."),
    row("finish-line", "Finish Line", "flag", Counter::PlansFinished, 1, "Tick a task on the last day of a plan that runs a week or more."),
    row("comeback", "Comeback", "undo", Counter::Comebacks, 1, "Come back after a day with nothing done."),
    row("early-bird", "Early Bird", "sunrise", Counter::EarlyCompletions, 5, "Tick five tasks before 7 in the morning."),
    row("night-owl", "Night Owl", "moon", Counter::LateCompletions, 5, "Tick five tasks after 10 in the evening."),
    row("honest-skip", "Honest Skip", "leaf", Counter::DaysSkipped, 1, "Skip a day and say why."),
    row("week-without", "A Week Without", "shield", Counter::LongestQuitRun, 7, "Stay on track with a habit to quit for seven days in a row."),
    row("smoke-free-week", "One Smoke-Free Week", "wind", Counter::LongestSmokeFreeRun, 7, "Stick to your plan to stop smoking for seven days in a row."),
    row("frozen-and-saved", "Frozen and Saved", "snowflake", Counter::FreezesUsed, 1, "Let a freeze save your streak."),
    row("thousand-coins", "Thousand Coins", "coins", Counter::MostCoins, 1000, "Have 1,000 coins at once."),
    row("first-gem-converted", "First Gem Converted", "gem", Counter::CoinsConverted, 1000, "Convert 1,000 coins into a gem."),
    row("plan-editor", "Plan Editor", "pencil", Counter::TasksEdited, 1, "Put a task into your own words."),
    row("note-taker", "Note Taker", "notebook-pen", Counter::NotesAdded, 10, "Add a note to ten tasks."),
    row("ten-perfect-days", "Ten Perfect Days", "sparkles", Counter::PerfectDays, 10, "Have ten perfect days."),
    row("fifty-perfect-days", "Fifty Perfect Days", "medal", Counter::PerfectDays, 50, "Have fifty perfect days."),
    row("hundred-ticks", "Hundred Ticks", "list-checks", Counter::Completions, 100, "Get a hundred tasks done."),
    row("thousand-ticks", "Thousand Ticks", "mountain", Counter::Completions, 1000, "Get a thousand tasks done."),
    row("first-friend", "First Friend", "users", Counter::FriendsMade, 1, "Make a friend here."),
    row("challenge-joined", "Challenge Joined", "mountain", Counter::ChallengesJoined, 1, "Join a challenge."),
    row("challenge-finished", "Challenge Finished", "flag-triangle-right", Counter::ChallengesFinished, 1, "See a challenge through and do at least half of it."),
    row("challenge-founded", "Challenge Created", "tent", Counter::ChallengesFounded, 1, "Create a challenge of your own."),
];

/// Returns the achievement with this id.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Achievement> {
    CATALOGUE.iter().find(|achievement| achievement.id == id)
}

/// Returns the achievements whose target is above `before` and at most `after`.
pub fn newly_reached(counter: Counter, before: i64, after: i64) -> impl Iterator<Item = &'static Achievement> {
    CATALOGUE.iter().filter(move |row| row.counter == counter && before < row.target && row.target <= after)
}

/// Returns whether the name of a habit to quit is about smoking.
#[must_use]
pub fn is_about_smoking(name: &str) -> bool {
    let name = name.to_lowercase();
    ["smok", "cigar", "tobacco", "nicotine", "vape", "vaping"].iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn rows_are_complete_and_unique() {
        let ids: BTreeSet<_> = CATALOGUE.iter().map(|row| row.id).collect();
        let titles: BTreeSet<_> = CATALOGUE.iter().map(|row| row.title).collect();
        let goals: BTreeSet<_> = CATALOGUE.iter().map(|row| (row.counter.as_str(), row.target)).collect();
        assert_eq!((ids.len(), titles.len(), goals.len()), (CATALOGUE.len(), CATALOGUE.len(), CATALOGUE.len()));
        for row in CATALOGUE {
            assert!(row.target > 0 && row.description.ends_with('.') && !row.icon.is_empty(), "{}", row.id);
            let plain = row.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            assert!(plain && row.id.len() <= 40, "{}", row.id);
            assert_eq!(by_id(row.id), Some(&row));
        }
    }

    #[test]
    fn target_is_reached_only_from_below() {
        let ids =
            |before, after| newly_reached(Counter::LongestStreak, before, after).map(|row| row.id).collect::<Vec<_>>();
        assert_eq!(ids(2, 3), ["3-days"]);
        assert_eq!(ids(0, 7), ["3-days", "7-days"]);
        assert_eq!(ids(3, 4), Vec::<&str>::new());
        assert_eq!(ids(8, 7), Vec::<&str>::new());
    }

    #[test]
    fn smoking_is_recognized_by_name() {
        assert!(is_about_smoking("Smoke 12 cigarettes a day") && is_about_smoking("stop SMOKING"));
        assert!(!is_about_smoking("doomscrolling") && !is_about_smoking("drink less wine"));
    }
}
