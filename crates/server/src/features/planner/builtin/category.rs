//! The categories of habits.

use serde::{Deserialize, Serialize};

/// The subject of a habit, as the built-in planner sees it.
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
    /// Cleaning, dishes, inboxes.
    Tidiness,
    /// Saving and spending.
    Money,
    /// Family, friends, conversations.
    Social,
    /// Smoking, alcohol, caffeine, sugar.
    Substances,
    /// Phone, television, games, procrastination.
    Screens,
    /// Everything else.
    General,
}

impl Category {
    /// All categories, in the order of the enum.
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

    /// Returns the stable lower-case name, for URLs and storage.
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

    /// Returns the name of its lucide icon.
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
