//! The built-in challenges, read once from `catalogue.toml`.

use std::sync::LazyLock;

use serde::Deserialize;
use uuid::Uuid;

use super::ChallengeId;
use super::rules::{Challenge, ChallengeHabit, Frequency, Step};
use crate::features::planner::HabitType;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    challenge: Vec<FileChallenge>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileChallenge {
    number: u16,
    title: String,
    description: String,
    category: String,
    duration_days: u16,
    habits: Vec<FileHabit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileHabit {
    title: String,
    description: String,
    frequency: Option<Frequency>,
    #[serde(rename = "type")]
    kind: Option<HabitType>,
    icon: String,
    tasks: Vec<String>,
    #[serde(default)]
    later: Vec<Later>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Later {
    from: u16,
    tasks: Vec<String>,
}

/// The challenges of the catalogue, in its order.
pub(super) static CATALOGUE: LazyLock<Vec<Challenge>> = LazyLock::new(|| {
    // The file is part of the program, and a test parses it: the fallback is never used.
    let file: File = toml::from_str(include_str!("catalogue.toml")).unwrap_or(File { challenge: Vec::new() });
    file.challenge.into_iter().map(challenge).collect()
});

/// The built-in challenge with this id.
pub(super) fn built_in(id: ChallengeId) -> Option<&'static Challenge> {
    CATALOGUE.iter().find(|challenge| challenge.id == id)
}

/// Fixed ids: a UUID of version 8 with the number of the challenge and the number of the habit (0 for the
/// challenge itself).
fn id(number: u16, habit: u8) -> Uuid {
    Uuid::from_u128(0xc4a1_1e00_0000_8000_8000_0000_0000_0000 | (u128::from(number) << 8) | u128::from(habit))
}

fn challenge(file: FileChallenge) -> Challenge {
    let habits = (1_u8..).zip(file.habits).map(|(at, habit)| {
        let mut steps = vec![Step { from: 1, tasks: habit.tasks }];
        steps.extend(habit.later.into_iter().map(|later| Step { from: later.from, tasks: later.tasks }));
        ChallengeHabit {
            id: id(file.number, at),
            title: habit.title,
            description: habit.description,
            frequency: habit.frequency.unwrap_or(Frequency::Daily),
            kind: habit.kind.unwrap_or(HabitType::Good),
            icon: Some(habit.icon),
            steps,
        }
    });
    let habits = habits.collect();
    Challenge {
        id: ChallengeId(id(file.number, 0)),
        founder: None,
        built_in: true,
        title: file.title,
        description: file.description,
        category: file.category,
        duration_days: file.duration_days,
        habits,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_catalogue_is_complete_and_consistent() {
        let file: File = toml::from_str(include_str!("catalogue.toml")).unwrap();
        assert!(file.challenge.len() >= 22);
        let (mut ids, mut titles, mut categories) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for challenge in CATALOGUE.iter() {
            assert!(ids.insert(challenge.id.0) && titles.insert(challenge.title.clone()), "{}", challenge.title);
            categories.insert(challenge.category.clone());
            assert!(!challenge.description.is_empty() && !challenge.habits.is_empty(), "{}", challenge.title);
            assert!((1..=365).contains(&challenge.duration_days), "{}", challenge.title);
            for habit in &challenge.habits {
                assert!(ids.insert(habit.id), "{}", habit.title);
                assert!(habit.steps.windows(2).all(|pair| pair[0].from < pair[1].from), "{}", habit.title);
                for step in &habit.steps {
                    assert!(step.from <= challenge.duration_days, "{}: never reached", habit.title);
                    assert!((1..=3).contains(&step.tasks.len()), "{}", habit.title);
                    assert!(step.tasks.iter().all(|task| (3..=200).contains(&task.chars().count())), "{}", habit.title);
                }
            }
        }
        assert!(categories.len() >= 8);
    }

    #[test]
    fn ids_do_not_change() {
        let walk = &CATALOGUE[0];
        assert_eq!(walk.title, "Walk After Breakfast");
        assert_eq!(walk.id.0.to_string(), "c4a11e00-0000-8000-8000-000000000100");
        assert_eq!(walk.habits[0].id.to_string(), "c4a11e00-0000-8000-8000-000000000101");
        assert!(built_in(walk.id).is_some() && built_in(ChallengeId(walk.habits[0].id)).is_none());
    }
}
