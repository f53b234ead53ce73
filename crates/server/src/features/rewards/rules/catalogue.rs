//! The catalogue of achievements: data, and the facts it stands on.
//!
//! A new achievement is a row of [`CATALOGUE`]. One that stands on something new needs a
//! [`Fact`] as well, and one line where that happens: `notice(tx, .., Fact::New, 1)`.

/// Coins for claiming an achievement.
pub const ACHIEVEMENT_COINS: i64 = 500;
/// Milligems for claiming an achievement.
pub const ACHIEVEMENT_MILLIGEMS: i64 = 1000;

/// Something that is counted for each user, once and for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fact {
    /// Tasks that are done.
    Ticks,
    /// Ticks before seven in the morning, by the user's clock.
    EarlyTicks,
    /// Ticks from ten in the evening on.
    LateTicks,
    /// Ticks that came with a note.
    Notes,
    /// Plans that became habits.
    Plans,
    /// Tasks that were put into other words.
    Edits,
    /// Days skipped with a reason.
    Skips,
    /// Days on which all that was due was done.
    PerfectDays,
    /// The longest row of such days.
    PerfectRun,
    /// Days of one habit on which something was done.
    HabitDays,
    /// The longest row of days on which a habit to quit was kept.
    QuitRun,
    /// The same for smoking.
    SmokeFreeRun,
    /// Ticks on the last day of a plan.
    Finishes,
    /// Comebacks.
    Comebacks,
    /// The longest streak of claims.
    Streak,
    /// Missed days that freezes covered.
    FreezesUsed,
    /// The most coins held at once.
    Coins,
    /// Coins turned into gems.
    Converted,
}

impl Fact {
    /// Its name in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ticks => "ticks",
            Self::EarlyTicks => "early-ticks",
            Self::LateTicks => "late-ticks",
            Self::Notes => "notes",
            Self::Plans => "plans",
            Self::Edits => "edits",
            Self::Skips => "skips",
            Self::PerfectDays => "perfect-days",
            Self::PerfectRun => "perfect-run",
            Self::HabitDays => "habit-days",
            Self::QuitRun => "quit-run",
            Self::SmokeFreeRun => "smoke-free-run",
            Self::Finishes => "finishes",
            Self::Comebacks => "comebacks",
            Self::Streak => "streak",
            Self::FreezesUsed => "freezes-used",
            Self::Coins => "coins",
            Self::Converted => "converted",
        }
    }
}

/// One achievement: unlocked once its fact reaches the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Achievement {
    /// Its id, for ever.
    pub id: &'static str,
    /// Its name.
    pub title: &'static str,
    /// What it takes.
    pub description: &'static str,
    /// A lucide name.
    pub icon: &'static str,
    /// What is counted.
    pub fact: Fact,
    /// How much of it.
    pub target: i64,
}

const fn row(
    id: &'static str,
    title: &'static str,
    icon: &'static str,
    fact: Fact,
    target: i64,
    description: &'static str,
) -> Achievement {
    Achievement { id, title, description, icon, fact, target }
}

/// Every achievement, in the order in which they are shown.
#[rustfmt::skip]
pub const CATALOGUE: [Achievement; 28] = [
    row("first-tick", "First Tick", "check", Fact::Ticks, 1, "Tick your first task."),
    row("first-plan", "First Plan", "map", Fact::Plans, 1, "Make a plan yours."),
    row("perfect-day", "Perfect Day", "sun", Fact::PerfectDays, 1, "Do all that is due on one day."),
    row("gold-week", "Gold Week", "crown", Fact::PerfectRun, 7, "Seven perfect days in a row."),
    row("3-days", "3 Days", "flame", Fact::Streak, 3, "Claim on three days in a row."),
    row("7-days", "7 Days", "flame", Fact::Streak, 7, "Claim on seven days in a row."),
    row("21-days", "21 Days", "flame", Fact::Streak, 21, "Claim on 21 days in a row."),
    row("66-days", "66 Days", "flame", Fact::Streak, 66, "Claim on 66 days in a row."),
    row("100-days", "100 Days", "flame", Fact::Streak, 100, "Claim on a hundred days in a row."),
    row("365-days", "365 Days", "flame", Fact::Streak, 365, "Claim on every day of a year."),
    row("phase-one", "Phase One", "sprout", Fact::HabitDays, 21, "Do something for one habit on 21 days."),
    row("second-nature", "Second Nature", "tree-pine", Fact::HabitDays, 66, "Do something for one habit on 66 days."),
    row("finish-line", "Finish Line", "flag", Fact::Finishes, 1, "Tick a task on the last day of a plan of a week or more."),
    row("comeback", "Comeback", "undo", Fact::Comebacks, 1, "Come back after a day on which nothing was done."),
    row("early-bird", "Early Bird", "sunrise", Fact::EarlyTicks, 5, "Tick five tasks before seven in the morning."),
    row("night-owl", "Night Owl", "moon", Fact::LateTicks, 5, "Tick five tasks after ten in the evening."),
    row("honest-skip", "Honest Skip", "leaf", Fact::Skips, 1, "Skip a day and say why."),
    row("week-without", "A Week Without", "shield", Fact::QuitRun, 7, "Keep a habit you quit for seven days in a row."),
    row("smoke-free-week", "One Smoke-Free Week", "wind", Fact::SmokeFreeRun, 7, "Keep your plan to stop smoking for seven days in a row."),
    row("frozen-and-saved", "Frozen and Saved", "snowflake", Fact::FreezesUsed, 1, "A freeze saves your streak."),
    row("thousand-coins", "Thousand Coins", "coins", Fact::Coins, 1000, "Hold a thousand coins at once."),
    row("first-gem-converted", "First Gem Converted", "gem", Fact::Converted, 1000, "Turn a thousand coins into a gem."),
    row("plan-editor", "Plan Editor", "pencil", Fact::Edits, 1, "Put a task into your own words."),
    row("note-taker", "Note Taker", "notebook-pen", Fact::Notes, 10, "Add a note to ten ticks."),
    row("ten-perfect-days", "Ten Perfect Days", "sparkles", Fact::PerfectDays, 10, "Do all that is due on ten days."),
    row("fifty-perfect-days", "Fifty Perfect Days", "medal", Fact::PerfectDays, 50, "Do all that is due on fifty days."),
    row("hundred-ticks", "Hundred Ticks", "list-checks", Fact::Ticks, 100, "A hundred tasks done."),
    row("thousand-ticks", "Thousand Ticks", "mountain", Fact::Ticks, 1000, "A thousand tasks done."),
];

/// The achievement of this id.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Achievement> {
    CATALOGUE.iter().find(|achievement| achievement.id == id)
}

/// What is unlocked when `fact` goes from `before` to `after`.
pub fn crossed(fact: Fact, before: i64, after: i64) -> impl Iterator<Item = &'static Achievement> {
    CATALOGUE.iter().filter(move |one| one.fact == fact && before < one.target && one.target <= after)
}

/// Whether a habit to quit is about smoking, by its name.
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
    fn every_row_is_whole_and_of_its_own() {
        let ids: BTreeSet<_> = CATALOGUE.iter().map(|one| one.id).collect();
        let titles: BTreeSet<_> = CATALOGUE.iter().map(|one| one.title).collect();
        let goals: BTreeSet<_> = CATALOGUE.iter().map(|one| (one.fact.as_str(), one.target)).collect();
        assert_eq!((ids.len(), titles.len(), goals.len()), (CATALOGUE.len(), CATALOGUE.len(), CATALOGUE.len()));
        for one in CATALOGUE {
            assert!(one.target > 0 && one.description.ends_with('.') && !one.icon.is_empty(), "{}", one.id);
            let plain = one.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            assert!(plain && one.id.len() <= 40, "{}", one.id);
            assert_eq!(by_id(one.id), Some(&one));
        }
    }

    #[test]
    fn a_target_is_crossed_from_below_alone() {
        let ids = |before, after| crossed(Fact::Streak, before, after).map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(ids(2, 3), ["3-days"]);
        assert_eq!(ids(0, 7), ["3-days", "7-days"]);
        assert_eq!(ids(3, 4), Vec::<&str>::new());
        assert_eq!(ids(8, 7), Vec::<&str>::new());
    }

    #[test]
    fn smoking_is_told_from_other_habits() {
        assert!(is_about_smoking("Smoke 12 cigarettes a day") && is_about_smoking("stop SMOKING"));
        assert!(!is_about_smoking("doomscrolling") && !is_about_smoking("drink less wine"));
    }
}
