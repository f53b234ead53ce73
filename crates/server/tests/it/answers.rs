//! Recorded model responses (`answers/*.txt`), each parsed as the response to a request for a plan of three
//! days. `answers.snap` contains the results.
//!
//! The snapshot lists each file's name, then the accepted tasks of each day, or that the day is missing.
//! After an intended change of the parser, update it with `INSTA_UPDATE=always`.

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

fn collect(answer: &str) -> Collector {
    let days: Vec<u16> = (1..=DAYS).collect();
    let mut collector = Collector::new(&request());
    for (day, block) in parse::numbered(parse::blocks(answer), &days) {
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
fn recorded_answers_parse_to_the_snapshot() {
    let all = answers();
    assert!(all.len() >= 80, "{}", all.len());
    let mut snapshot = String::new();
    for (name, answer) in &all {
        let collector = collect(answer);
        writeln!(snapshot, "{name}").unwrap();
        for day in 1..=DAYS {
            match collector.day(day) {
                Some(tasks) => writeln!(snapshot, "  {day}: {}", tasks.join(" | ")).unwrap(),
                None => writeln!(snapshot, "  {day}: missing").unwrap(),
            }
        }
    }
    insta::with_settings!({snapshot_path => ".", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("answers", snapshot);
    });
}

#[test]
fn truncated_answers_become_valid_plans() {
    for (name, answer) in answers() {
        // A stream may end anywhere.
        for end in (0..=answer.len()).filter(|end| answer.is_char_boundary(*end)).step_by(37).chain([answer.len()]) {
            let (_, days) = completed(&request(), collect(&answer[..end]).written());
            let days: Vec<PlanDay> =
                days.into_iter().map(|day| PlanDay { day: day.day, tasks: day.tasks.try_into().unwrap() }).collect();
            assert_eq!(check_plan(&days, DAYS), Ok(()), "{name} cut at {end}");
        }
    }
}

/// Mutates the recorded answers for `HABITRO_FUZZ_SECONDS` (0.5 by default, longer in the soak test): the
/// result is always a valid plan, without a panic or hang.
#[test]
fn mutated_answers_become_valid_plans() {
    use rand::rngs::StdRng;
    use rand::{RngExt, SeedableRng};
    #[allow(clippy::disallowed_methods, reason = "a setting of the test, not of the server")]
    let seconds = std::env::var("HABITRO_FUZZ_SECONDS").ok().and_then(|text| text.parse::<f64>().ok());
    let until = std::time::Instant::now() + std::time::Duration::from_secs_f64(seconds.unwrap_or(0.5));
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
        let started = std::time::Instant::now();
        let (_, days) = completed(&request(), collect(&text).written());
        assert!(started.elapsed().as_secs() < 2, "slow (seed {seed}, round {rounds}): {text:?}");
        let days: Vec<PlanDay> =
            days.into_iter().map(|day| PlanDay { day: day.day, tasks: day.tasks.try_into().unwrap() }).collect();
        assert_eq!(check_plan(&days, DAYS), Ok(()), "seed {seed}, round {rounds}: {text:?}");
        rounds += 1;
    }
}

#[test]
fn classification_is_found_in_text() {
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
