//! The planner's promises, on a thousand habits and on anything a person may type.

use proptest::prelude::*;

use super::super::rules::{
    Answer, Classification, HabitType, PlanRequest, Quantity, check_plan, fold, needs_care, quantity_in,
};
use super::{Category, categorise, classify, core_questions, dynamic_questions, plan};

mod language;
mod samples;
mod tables;

fn request(habit: &str, kind: HabitType, days: u16) -> PlanRequest {
    PlanRequest {
        habit: habit.to_owned(),
        kind,
        duration_days: days,
        motivation: "I want to have more energy for my kids".to_owned(),
        obstacle: "I'm too tired after work".to_owned(),
        quantity: None,
        answers: Vec::new(),
        exclude: Vec::new(),
        variant: 0,
    }
}

fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

#[test]
fn a_thousand_habits_keep_the_promise() {
    let openings = ["", "I want to ", "stop ", "quit ", "learn to ", "less ", "20 minutes of ", "finally start "];
    let objects = tables::CLASSES.iter().map(|(text, _)| *text).collect::<Vec<_>>();
    let obstacles = [
        "",
        "my phone",
        "stress at work",
        "I simply forget",
        "late meetings",
        "too tired",
        "after dinner",
        "no time",
        "My kids wake up early",
        "ഉറക്കം",
        "because I'm lazy",
    ];
    let reasons = [
        "",
        "to sleep better",
        "my kids",
        "I want to be free",
        "healthier",
        "<b>bold</b> \"quotes\"",
        "so I can run with my son",
    ];
    let mut state = 7;
    for _ in 0..1_000 {
        let mut of = |list: &[&'static str]| list[usize::try_from(next(&mut state)).unwrap_or(0) % list.len()];
        let habit = format!("{}{}", of(&openings), of(&objects));
        let (obstacle, motivation) = (of(&obstacles).to_owned(), of(&reasons).to_owned());
        let days = u16::try_from(1 + next(&mut state) % 365).unwrap_or(1);
        let kind = if next(&mut state).is_multiple_of(2) { HabitType::Good } else { HabitType::Bad };
        let request = PlanRequest { obstacle, motivation, ..request(&habit, kind, days) };
        let plan = plan(&request);
        assert_eq!(check_plan(&plan, days), Ok(()), "{request:?}");
        for task in plan.iter().flat_map(|d| &d.tasks) {
            assert!(!task.contains(['!', '{', '}', '*', '<']), "{task:?} for {habit:?}");
            assert!(
                !task.contains("slow breaths, then choose the easiest")
                    && !task.contains("slow breaths the next time it pulls"),
                "last resort reached for {habit:?}"
            );
            assert!(!task.contains("  ") && !task.contains(",,") && !task.contains(" ,"), "{task:?}");
        }
    }
}

#[test]
fn the_same_request_gives_the_same_plan() {
    let request = request("read 20 pages", HabitType::Good, 90);
    assert_eq!(plan(&request), plan(&request));
}

#[test]
fn a_year_again_and_again_stays_new() {
    for (habit, kind) in [
        ("read 20 pages", HabitType::Good),
        ("quit smoking", HabitType::Bad),
        ("smoke 12 cigarettes", HabitType::Bad),
        ("water the plants", HabitType::Good),
        ("go to bed earlier", HabitType::Good),
    ] {
        let mut former: Vec<String> = Vec::new();
        for variant in 0..2 {
            let request = PlanRequest { exclude: former.clone(), variant, ..request(habit, kind, 365) };
            let plan = plan(&request);
            assert_eq!(check_plan(&plan, 365), Ok(()), "{habit}");
            let old: std::collections::HashSet<String> = former.iter().map(|t| fold(t)).collect();
            let tasks: Vec<String> = plan.into_iter().flat_map(|d| d.tasks).collect();
            assert!(tasks.iter().all(|t| !old.contains(&fold(t))), "{habit}");
            former.extend(tasks);
        }
    }
}

#[test]
fn five_new_plans_of_three_weeks_share_nothing() {
    let mut former: Vec<String> = Vec::new();
    for variant in 0..5 {
        let request = PlanRequest { exclude: former.clone(), variant, ..request("jogging", HabitType::Good, 21) };
        let tasks: Vec<String> = plan(&request).into_iter().flat_map(|d| d.tasks).collect();
        assert!(tasks.iter().all(|t| !former.contains(t)));
        former.extend(tasks);
    }
}

/// The first whole number of a task's text.
fn number_in(task: &str) -> Option<u32> {
    task.replace(',', "").split(|c: char| !c.is_ascii_digit()).find(|w| !w.is_empty()).and_then(|w| w.parse().ok())
}

#[test]
fn amounts_rise_to_the_goal() {
    for days in [1, 2, 3, 7, 10, 14, 21, 30, 66, 90, 365] {
        for (habit, goal) in [
            ("read 20 pages", 20),
            ("do 50 push-ups", 50),
            ("run 5 km", 5),
            ("walk 10000 steps", 10_000),
            ("write 500 words", 500),
            ("study 2 hours", 120),
            ("drink 2 litres of water", 2_000),
            ("meditate 15 minutes", 15),
        ] {
            let amounts: Vec<u32> = plan(&request(habit, HabitType::Good, days))
                .iter()
                .map(|d| number_in(&d.tasks[1]).unwrap_or_else(|| panic!("{habit}: {}", d.tasks[1])))
                .collect();
            assert!(amounts.is_sorted(), "{habit} {days}: {amounts:?}");
            assert_eq!(amounts.last(), Some(&goal), "{habit} {days}");
            assert!(amounts.iter().all(|a| *a >= 1));
            if days >= 21 {
                assert!(amounts[0] * 2 <= goal, "{habit} starts small: {amounts:?}");
                assert!(amounts.windows(2).all(|w| w[1] - w[0] <= goal.div_ceil(6).max(1)), "{habit}: {amounts:?}");
            }
        }
    }
}

#[test]
fn amounts_fall_to_the_goal() {
    for days in [2, 7, 14, 21, 66, 365] {
        for (now, target) in [(12, None), (12, Some(4)), (40, Some(0)), (3, None), (20, Some(10))] {
            let quantity = Some(Quantity { per_day: now, unit: "cigarettes".to_owned(), target });
            let plan = plan(&PlanRequest { quantity, ..request("smoke less", HabitType::Bad, days) });
            let amounts: Vec<u32> = plan
                .iter()
                .map(|d| {
                    number_in(&d.tasks[1])
                        .filter(|_| !d.tasks[1].contains("without cig") && !d.tasks[1].contains("altogether"))
                        .unwrap_or(0)
                })
                .collect();
            assert!(amounts.is_sorted_by(|a, b| a >= b), "{days}: {amounts:?}");
            assert_eq!(amounts[0], now);
            assert_eq!(amounts.last(), Some(&target.unwrap_or(0)), "{days}: {amounts:?}");
        }
    }
}

#[test]
fn the_reason_and_the_obstacle_are_woven_in() {
    let plan = plan(&request("read 20 pages before bed", HabitType::Good, 21));
    let tasks: Vec<&String> = plan.iter().flat_map(|d| &d.tasks).collect();
    assert!(tasks.iter().any(|t| t.starts_with("If I'm too tired after work, then I ")));
    assert!(tasks.iter().any(|t| t.contains("I want to have more energy for my kids")));
    assert!(tasks.iter().any(|t| t.contains("to have more energy for your kids")));
    assert!(tasks.iter().any(|t| t.contains("Look") || t.contains("week")), "a review");
}

#[test]
fn conditions_read_as_sentences() {
    for (typed, woven) in tables::CONDITIONS {
        assert_eq!(super::ifthen::condition(typed, HabitType::Good), *woven, "{typed}");
    }
}

#[test]
fn reasons_read_as_clauses() {
    for (typed, woven) in tables::REASONS {
        assert_eq!(super::motive::motive(typed).why, *woven, "{typed}");
    }
}

#[test]
fn classification() {
    let wrong: Vec<_> = tables::CLASSES
        .iter()
        .chain(tables::CLASSES_TOO)
        .filter(|(text, class)| classify(text) != *class)
        .map(|(text, class)| (text, class, classify(text)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(tables::CLASSES.len() >= 80);
}

#[test]
fn categories() {
    let wrong: Vec<_> = tables::CATEGORIES
        .iter()
        .filter(|(text, kind, category)| categorise(text, *kind) != *category)
        .map(|(text, _, c)| (text, c, categorise(text, HabitType::Good), categorise(text, HabitType::Bad)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let icons: std::collections::HashSet<_> = Category::ALL.iter().map(|c| c.icon()).collect();
    assert_eq!(icons.len(), Category::ALL.len());
}

/// Sixty wishes that need care, and sixty similar ones that must get a plan.
#[test]
fn needs_care_separates_similar_wishes() {
    let (must, harmless) = (include_str!("care_must.txt"), include_str!("care_harmless.txt"));
    assert!(must.lines().count() >= 60 && harmless.lines().count() >= 60);
    let missed: Vec<&str> = must.lines().filter(|wish| needs_care(wish).is_none()).collect();
    let stopped: Vec<&str> = harmless.lines().filter(|wish| needs_care(wish).is_some()).collect();
    assert!(missed.is_empty() && stopped.is_empty(), "missed: {missed:#?}\nstopped: {stopped:#?}");
}

#[test]
fn care_is_taken() {
    let missed: Vec<_> = tables::CARE.iter().chain(tables::CARE_TOO).filter(|t| needs_care(t).is_none()).collect();
    let alarmed: Vec<_> = tables::HARMLESS
        .iter()
        .chain(tables::HARMLESS_TOO)
        .filter(|t| needs_care(t).is_some())
        .map(|t| (t, needs_care(t).map(|c| c.kind)))
        .collect();
    assert!(missed.is_empty() && alarmed.is_empty(), "missed {missed:#?}\nalarmed {alarmed:#?}");
    assert!(tables::CARE.len() >= 60 && tables::HARMLESS.len() >= 60);
}

#[test]
fn quantities() {
    let wrong: Vec<_> = tables::QUANTITIES
        .iter()
        .chain(tables::QUANTITIES_TOO)
        .filter(|(text, expected)| {
            quantity_in(text).as_ref().map(|q| (q.per_day, q.unit.as_str(), q.target)) != *expected
        })
        .map(|(text, expected)| (text, expected, quantity_in(text)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(tables::QUANTITIES.len() >= 50);
}

#[test]
fn four_questions_always() {
    for (habit, _) in tables::CLASSES {
        for kind in [HabitType::Good, HabitType::Bad] {
            let four = dynamic_questions(habit, kind, "to sleep better", "my phone");
            assert_eq!(four.len(), 4);
            let ids: Vec<String> = core_questions(habit, kind).into_iter().map(|q| q.id).collect();
            assert!(["motivation", "obstacle", "duration"].iter().all(|id| ids.iter().any(|i| i == id)));
        }
    }
}

#[test]
fn the_wire_is_lower_case() {
    assert_eq!(serde_json::to_string(&HabitType::Good).ok().as_deref(), Some("\"good\""));
    assert_eq!(serde_json::to_string(&Classification::Unknown).ok().as_deref(), Some("\"unknown\""));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_typed_breaks_a_plan(habit in any::<String>(), motivation in any::<String>(), obstacle in ".{0,300}", answer in any::<String>(), unit in any::<String>(), now in any::<u32>(), target in any::<Option<u32>>(), days in 1u16..60, bad in any::<bool>(), variant in any::<u32>()) {
        let kind = if bad { HabitType::Bad } else { HabitType::Good };
        let answers = dynamic_questions(&habit, kind, &motivation, &obstacle).into_iter().map(|q| Answer { question: q.text, answer: answer.clone() }).collect();
        let quantity = bad.then_some(Quantity { per_day: now, unit, target });
        let _ = (classify(&habit), needs_care(&obstacle), quantity_in(&motivation), core_questions(&habit, kind));
        let request = PlanRequest { habit, kind, duration_days: days, motivation, obstacle, quantity, answers, exclude: Vec::new(), variant };
        let plan = plan(&request);
        prop_assert_eq!(check_plan(&plan, days), Ok(()));
    }
}

#[test]
fn hostile_texts() {
    let long = "jogging ".repeat(1_300);
    let marks = "e\u{301}\u{302}\u{303}".repeat(400);
    for text in [
        "",
        " ",
        "\u{202e}txet desrever",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "ගිටාර් වාදනය",
        "تعلم القرآن",
        "🏃‍♀️🏃‍♀️",
        "\"; DROP TABLE habits; --",
        "**bold** `code` [x](y)",
        "{act} {m}",
        "\0\0\0",
        "If",
        &long,
        &marks,
        "a\u{0}b\r\nc",
    ] {
        for kind in [HabitType::Good, HabitType::Bad] {
            let request =
                PlanRequest { motivation: text.to_owned(), obstacle: text.to_owned(), ..request(text, kind, 30) };
            let plan = plan(&request);
            assert_eq!(check_plan(&plan, 30), Ok(()), "{text:?}");
            assert!(plan.iter().flat_map(|d| &d.tasks).all(|t| !t.contains(['<', '>', '`', '\u{202e}'])), "{text:?}");
        }
    }
}
