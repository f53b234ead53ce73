//! The built-in planner: real plans from a table of topics, without network or key.
//!
//! Deterministic: the same request gives the same plan. Content lives in `content/` as data; the
//! files here read the wish (`text`, `classify`, `quantity`, `care`, `phrase`, `motive`), decide amounts
//! (`ramp`) and put a plan together (`compose`).

mod answer;
pub(super) mod care;
mod care_words;
mod classify;
mod compose;
mod content;
mod fill;
mod ifthen;
mod ifthen_words;
mod motive;
mod phrase;
mod phrase_words;
pub(super) mod quantity;
mod questions;
mod ramp;
mod stream;
mod streams;
mod text;
mod topics;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use self::classify::classify;
pub use self::compose::plan;
pub use self::questions::{Question, QuestionKind, core_questions, dynamic_questions};
use super::rules::HabitType;

/// What a habit is about, in the planner's eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// Running, walking, training, yoga, any sport.
    Movement,
    /// Books and pages.
    Reading,
    /// Going to bed and getting up.
    Sleep,
    /// Water and food.
    Nourishment,
    /// Languages, exams, programming.
    Study,
    /// Playing an instrument, singing.
    Music,
    /// Drawing, crafts, photography.
    Creativity,
    /// Meditation, prayer, gratitude, worry.
    Mindfulness,
    /// Journals, stories, articles.
    Writing,
    /// Rooms, dishes, inboxes.
    Tidiness,
    /// Saving and spending.
    Money,
    /// Family, friends, how one speaks with people.
    Social,
    /// Smoking, alcohol, caffeine, sugar.
    Substances,
    /// Phone, television, games, procrastination.
    Screens,
    /// Everything else.
    General,
}

impl Category {
    /// Every category, in the order of the enum.
    pub const ALL: [Self; 15] = [
        Self::Movement,
        Self::Reading,
        Self::Sleep,
        Self::Nourishment,
        Self::Study,
        Self::Music,
        Self::Creativity,
        Self::Mindfulness,
        Self::Writing,
        Self::Tidiness,
        Self::Money,
        Self::Social,
        Self::Substances,
        Self::Screens,
        Self::General,
    ];

    /// Lower-case name, stable, for URLs and storage.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Movement => "movement",
            Self::Reading => "reading",
            Self::Sleep => "sleep",
            Self::Nourishment => "nourishment",
            Self::Study => "study",
            Self::Music => "music",
            Self::Creativity => "creativity",
            Self::Mindfulness => "mindfulness",
            Self::Writing => "writing",
            Self::Tidiness => "tidiness",
            Self::Money => "money",
            Self::Social => "social",
            Self::Substances => "substances",
            Self::Screens => "screens",
            Self::General => "general",
        }
    }

    /// Name of the lucide icon that stands for it.
    #[must_use]
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Movement => "footprints",
            Self::Reading => "book-open",
            Self::Sleep => "moon",
            Self::Nourishment => "apple",
            Self::Study => "graduation-cap",
            Self::Music => "music",
            Self::Creativity => "palette",
            Self::Mindfulness => "leaf",
            Self::Writing => "pen-line",
            Self::Tidiness => "house",
            Self::Money => "piggy-bank",
            Self::Social => "users",
            Self::Substances => "shield",
            Self::Screens => "smartphone",
            Self::General => "sprout",
        }
    }
}

/// The category of a habit, for its icon and its content.
#[must_use]
pub fn categorise(habit: &str, kind: HabitType) -> Category {
    classify::topic(habit, kind).category
}
