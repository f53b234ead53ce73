//! What models really return, in the shapes they return it in: `answers/*.txt`, each read as the
//! answer to a plan of three days, and what is made of it in one snapshot beside them.
//!
//! Lines of `answers.snap`: the answer's name, then for each day the tasks that were taken, or that
//! the day is missing. When a change of the parser is meant, `INSTA_UPDATE=always` writes it anew.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use habitro_server::features::planner::parse;
use habitro_server::features::planner::repair::{Collector, completed};
use habitro_server::features::planner::rules::{HabitType, PlanDay, PlanRequest, check_plan};

const DAYS: u16 = 3;

fn request() -> PlanRequest {
    PlanRequest {
        habit: "read before bed".to_owned(),
        kind: HabitType::Good,
        duration_days: DAYS,
        motivation: "to sleep better".to_owned(),
        obstacle: "my phone".to_owned(),
        quantity: None,
        answers: Vec::new(),
        exclude: Vec::new(),
        variant: 0,
    }
}

fn taken(answer: &str) -> Collector {
    let wanted: Vec<u16> = (1..=DAYS).collect();
    let mut collector = Collector::new(&request());
    for (day, block) in parse::numbered(parse::blocks(answer), &wanted) {
        collector.accept(day, &block);
    }
    collector
}

fn answers() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/answers");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let texts = files.filter(|path| path.extension().is_some_and(|end| end == "txt"));
    texts
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap()))
        .collect()
}

#[test]
fn recorded_shapes_become_these_days() {
    let all = answers();
    assert!(all.len() >= 80, "{}", all.len());
    let mut told = String::new();
    for (name, answer) in &all {
        let collector = taken(answer);
        writeln!(told, "{name}").unwrap();
        for day in 1..=DAYS {
            match collector.day(day) {
                Some(tasks) => writeln!(told, "  {day}: {}", tasks.join(" | ")).unwrap(),
                None => writeln!(told, "  {day}: missing").unwrap(),
            }
        }
    }
    insta::with_settings!({snapshot_path => ".", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("answers", told);
    });
}

#[test]
fn every_answer_ends_in_a_sound_plan() {
    for (name, answer) in answers() {
        // Cut anywhere: a stream may end where it likes.
        for end in (0..=answer.len()).filter(|end| answer.is_char_boundary(*end)).step_by(37).chain([answer.len()]) {
            let (_, days) = completed(&request(), taken(&answer[..end]).written());
            let days: Vec<PlanDay> =
                days.into_iter().map(|day| PlanDay { day: day.day, tasks: day.tasks.try_into().unwrap() }).collect();
            assert_eq!(check_plan(&days, DAYS), Ok(()), "{name} cut at {end}");
        }
    }
}

/// Mutates the recorded answers for `HABITRO_FUZZ_SECONDS` (a fraction of a second unless said; the
/// soak says more): no panic, no hang, and always a sound plan.
#[test]
fn mutated_answers_end_in_a_sound_plan() {
    use rand::rngs::StdRng;
    use rand::{RngExt, SeedableRng};
    #[allow(clippy::disallowed_methods, reason = "how long to fuzz is said from outside")]
    let said = std::env::var("HABITRO_FUZZ_SECONDS").ok().and_then(|text| text.parse::<f64>().ok());
    let until = std::time::Instant::now() + std::time::Duration::from_secs_f64(said.unwrap_or(0.5));
    let texts: Vec<Vec<char>> = answers().into_values().map(|text| text.chars().collect()).collect();
    let pieces = [
        "{",
        "}",
        "[",
        "]",
        "\"",
        "\\",
        ",",
        ":",
        "\n",
        "Day 2:",
        "1. ",
        "**",
        "|",
        "\u{202e}",
        "```",
        "ද",
        "İ",
        "Task 1: ",
        "4294967295",
        "\\boxed{",
        "</think>",
        "{\"tasks\":[",
    ];
    #[allow(clippy::disallowed_methods, reason = "the seed of a fuzz run is not a secret")]
    let seed: u64 = std::env::var("HABITRO_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(7);
    let mut rng = StdRng::seed_from_u64(seed);
    let mut rounds = 0_u32;
    while rounds < 20 || std::time::Instant::now() < until {
        let mut text = texts[rng.random_range(0..texts.len())].clone();
        for _ in 0..rng.random_range(1..12) {
            let at = rng.random_range(0..=text.len());
            match rng.random_range(0..4) {
                0 => text.truncate(at),
                1 => {
                    let piece = pieces[rng.random_range(0..pieces.len())];
                    text.splice(at..at, piece.chars());
                }
                2 if at < text.len() => {
                    text.remove(at);
                }
                _ => {
                    let other = &texts[rng.random_range(0..texts.len())];
                    let from = rng.random_range(0..=other.len());
                    let piece: Vec<char> = other[from..].iter().take(80).copied().collect();
                    text.splice(at..at, piece);
                }
            }
        }
        let text: String = text.into_iter().collect();
        let began = std::time::Instant::now();
        let (_, days) = completed(&request(), taken(&text).written());
        assert!(began.elapsed().as_secs() < 2, "slow (seed {seed}, round {rounds}): {text:?}");
        let days: Vec<PlanDay> =
            days.into_iter().map(|day| PlanDay { day: day.day, tasks: day.tasks.try_into().unwrap() }).collect();
        assert_eq!(check_plan(&days, DAYS), Ok(()), "seed {seed}, round {rounds}: {text:?}");
        rounds += 1;
    }
}

#[test]
fn one_word_out_of_much() {
    use habitro_server::features::planner::rules::Classification::{Bad, Good, Unknown};
    for (answer, expected) in [
        ("{\"type\": \"good\"}", Some(Good)),
        ("```json\n{\"type\": \"bad\"}\n```", Some(Bad)),
        ("good", Some(Good)),
        ("Bad.", Some(Bad)),
        ("**Unknown**", Some(Unknown)),
        ("This may look like a bad habit, but the person wants to build it. The answer is: good", Some(Good)),
        ("$\\boxed{\\text{bad}}$", Some(Bad)),
        ("\\boxed{good} because it is not bad for anybody", Some(Good)),
        ("<think>bad? no, good.</think>{\"type\":\"unknown\"}", Some(Unknown)),
        ("Answer: good. (Smoking would be bad.)", Some(Good)),
        ("Ich weiß es nicht", None),
        ("", None),
        ("goodness", None),
    ] {
        assert_eq!(parse::classification(answer), expected, "{answer}");
    }
}
