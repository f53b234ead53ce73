//! Twenty whole plans as snapshots, to be read by people: a change of the planner shows as a diff of
//! them. `INSTA_UPDATE=always cargo test -p habitro-server --lib samples` rewrites them.

use std::fmt::Write;

use super::super::super::rules::{HabitType, PlanRequest, quantity_in};
use super::super::plan;

/// Habit, type, motivation, obstacle.
const SAMPLES: [(&str, HabitType, &str, &str); 20] = [
    ("read 20 pages before bed", HabitType::Good, "to fall asleep easier", "my phone"),
    ("run 5 km", HabitType::Good, "to have more energy for my kids", "I'm too tired after work"),
    ("50 push-ups", HabitType::Good, "strength", "no time"),
    ("go to bed earlier", HabitType::Good, "my health", "Netflix"),
    ("wake up at 6", HabitType::Good, "quiet time for myself", "my warm bed"),
    ("drink 2 litres of water", HabitType::Good, "fewer headaches", "I simply forget"),
    ("eat more vegetables", HabitType::Good, "doctor's orders", "they are expensive"),
    ("learn Spanish", HabitType::Good, "to talk with my grandmother", "motivation"),
    ("practise guitar", HabitType::Good, "because I enjoy it", "the neighbours"),
    ("meditate 10 minutes", HabitType::Good, "I get angry too quickly", "kids wake up early"),
    ("write in my journal before bed", HabitType::Good, "clarity", "I want it to be perfect"),
    ("tidy my room", HabitType::Good, "calm evenings", "too much stuff"),
    ("call my mother", HabitType::Good, "she lives alone", "I never know what to say"),
    ("be more confident", HabitType::Good, "because I deserve it", "shyness"),
    ("change my life", HabitType::Good, "I want to like my days again", "I don't know where to start"),
    ("smoke 12 cigarettes a day", HabitType::Bad, "My daughter asked me to stop.", "friends who smoke"),
    ("drink less wine", HabitType::Bad, "to sleep better", "stress at work"),
    ("doomscrolling", HabitType::Bad, "more time for what matters", "It happens before I notice"),
    ("stop procrastinating", HabitType::Bad, "to finish my thesis by May", "YouTube"),
    ("always late for work", HabitType::Bad, "my boss warned me", "mornings are chaos"),
];

#[test]
fn sample_plans_match_their_snapshots() {
    for (habit, kind, motivation, obstacle) in SAMPLES {
        let request = PlanRequest {
            habit: habit.to_owned(),
            kind,
            duration_days: 21,
            motivation: motivation.to_owned(),
            obstacle: obstacle.to_owned(),
            quantity: quantity_in(habit),
            answers: Vec::new(),
            exclude: Vec::new(),
            variant: 0,
        };
        let mut text = format!("Habit: {habit}\nMotivation: {motivation}\nObstacle: {obstacle}\n");
        for day in plan(&request) {
            write!(text, "\nDay {}\n", day.day).unwrap();
            for (position, task) in (1..).zip(&day.tasks) {
                writeln!(text, "  {position}. {task}").unwrap();
            }
        }
        let name = habit.to_lowercase().replace(' ', "-");
        insta::with_settings!({
            snapshot_path => "samples",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!(name, text);
        });
    }
}
