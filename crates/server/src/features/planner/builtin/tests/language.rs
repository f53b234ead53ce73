//! How a plan reads: faults that were found by reading plans aloud, each with its guard.

use super::super::super::rules::{HabitType, PlanRequest};
use super::super::plan;
use super::{number_in, request};

fn tasks(habit: &str, kind: HabitType, days: u16) -> Vec<String> {
    plan(&request(habit, kind, days)).into_iter().flat_map(|d| d.tasks).collect()
}

fn acts(request: &PlanRequest) -> Vec<String> {
    plan(request).into_iter().map(|d| d.tasks[1].clone()).collect()
}

const WISHES: &[(&str, HabitType)] = &[
    ("read 20 pages", HabitType::Good),
    ("meditate", HabitType::Good),
    ("run", HabitType::Good),
    ("50 push-ups", HabitType::Good),
    ("drink 8 glasses of water", HabitType::Good),
    ("floss", HabitType::Good),
    ("call my mother", HabitType::Good),
    ("go to bed earlier", HabitType::Good),
    ("wake up at 6", HabitType::Good),
    ("change my life", HabitType::Good),
    ("be more confident", HabitType::Good),
    ("learn to code", HabitType::Good),
    ("practise guitar", HabitType::Good),
    ("posture", HabitType::Good),
    ("quit smoking", HabitType::Bad),
    ("eat less sugar", HabitType::Bad),
    ("doomscrolling", HabitType::Bad),
    ("bite my nails", HabitType::Bad),
    ("stop complaining", HabitType::Bad),
    ("smoke 12 cigarettes", HabitType::Bad),
];

#[test]
fn amounts_climb_by_even_steps() {
    for (habit, kind) in [
        ("read 20 pages", HabitType::Good),
        ("do 50 push-ups", HabitType::Good),
        ("walk 10000 steps", HabitType::Good),
        ("study 2 hours", HabitType::Good),
        ("drink 2 litres of water", HabitType::Good),
        ("meditate", HabitType::Good),
        ("go to bed earlier", HabitType::Good),
        ("drink 6 coffees", HabitType::Bad),
        ("3 hours of TikTok down to 1", HabitType::Bad),
    ] {
        for days in [14, 21, 30, 66, 90] {
            let amounts: Vec<i64> = acts(&request(habit, kind, days))
                .iter()
                .map(|t| {
                    if t.contains("without coff") || t.contains("altogether") {
                        0
                    } else {
                        i64::from(number_in(t).unwrap_or(0))
                    }
                })
                .collect();
            // The first step may leave an odd start behind, the last may be what was left.
            let climb: Vec<i64> = amounts.windows(2).map(|w| (w[1] - w[0]).abs()).collect();
            let inner = &climb[1..];
            let most = inner.iter().copied().max().unwrap_or(0);
            let least = inner.iter().copied().filter(|step| *step > 0).min().unwrap_or(0);
            let rests = climb.iter().rev().skip_while(|step| **step == 0).any(|step| *step == 0);
            assert!(most * 2 <= least * 3, "{habit} {days}: {amounts:?}");
            assert!(!rests || most == least, "{habit} {days} leaps after a rest: {amounts:?}");
        }
    }
}

#[test]
fn one_is_singular() {
    for (habit, kind) in [
        ("read 8 pages", HabitType::Good),
        ("smoke 5 cigarettes", HabitType::Bad),
        ("eat 5 portions of vegetables", HabitType::Good),
    ] {
        for task in tasks(habit, kind, 30) {
            let words: Vec<&str> = task.split(' ').collect();
            assert!(!words.windows(2).any(|w| w[0] == "1" && w[1].ends_with('s')), "{task}");
            assert!(!task.contains("1 cigarette or fewer"), "{task}");
        }
    }
}

#[test]
fn vague_wishes_get_acts_of_their_own() {
    for habit in [
        "change my life",
        "be a better person",
        "be more confident",
        "be happier",
        "improve myself",
        "self care",
        "be better",
        "I just want to feel better about everything",
        "be more productive",
        "get my life together",
    ] {
        let tasks = tasks(habit, HabitType::Good, 21);
        assert!(tasks.iter().all(|t| !t.contains("new habit") && !t.starts_with("Give change")), "{habit}: {tasks:#?}");
        let acts = acts(&request(habit, HabitType::Good, 21));
        let openings: std::collections::HashSet<String> =
            acts.iter().map(|t| t.split(' ').take(3).collect::<Vec<_>>().join(" ")).collect();
        assert!(openings.len() >= 12 || habit.contains("productive"), "{habit} says the same: {acts:#?}");
    }
}

#[test]
fn what_takes_an_object_is_a_verb() {
    for (habit, woven) in [
        ("massage my feet", "Massage your feet"),
        ("polish the shoes", "Polish the shoes"),
        ("brush my teeth", "Brush your teeth"),
    ] {
        let acts = acts(&request(habit, HabitType::Good, 7));
        assert!(acts.iter().all(|t| t.contains(woven) || t.contains(&woven.to_lowercase())), "{acts:?}");
    }
    let acts = acts(&request("stop being so negative", HabitType::Bad, 7));
    assert!(acts.iter().all(|t| t.contains("being so negative")), "{acts:?}");
}

#[test]
fn a_slip_of_the_finger_is_understood() {
    for (habit, word) in
        [("drnk moar watr", "water"), ("exercice", "xercise"), ("meditat", "quietly"), ("sketchng", "craft")]
    {
        let acts = acts(&request(habit, HabitType::Good, 5));
        assert!(acts.iter().all(|t| t.contains(word)), "{habit}: {acts:?}");
    }
    let acts = acts(&request("hjkl zxcv", HabitType::Good, 5));
    assert!(acts.iter().all(|t| !t.contains("hjkl")), "{acts:?}");
}

#[test]
fn answers_to_the_obstacle_name_the_act() {
    let obstacles = [
        "I'm too tired in the evening",
        "no time",
        "Netflix",
        "my phone",
        "I forget",
        "boredom",
        "stress",
        "the kids",
        "rain",
        "fear of failing",
        "business trips",
        "they are expensive",
        "small things add up",
    ];
    for (habit, kind) in WISHES {
        for obstacle in obstacles {
            let request = PlanRequest { obstacle: obstacle.to_owned(), ..request(habit, *kind, 60) };
            let condition = super::super::ifthen::condition(obstacle, *kind);
            for task in plan(&request).into_iter().flat_map(|d| d.tasks) {
                if let Some(answer) = task.strip_prefix(&format!("If {condition}, then I ")) {
                    assert!(!answer.contains("do it") && !answer.ends_with("of it"), "{habit}: {task}");
                    assert!(!answer.contains("your"), "{habit}: {task}");
                }
            }
        }
    }
}

#[test]
fn a_question_ends_with_its_mark() {
    let asks = [
        "is it ",
        "do I ",
        "am I ",
        "did you ",
        "would you ",
        "will you ",
        "what will you ",
        "what would you ",
        "what did you ",
        "on which day did ",
        "when was ",
        "what came ",
    ];
    for (habit, kind) in WISHES {
        for task in tasks(habit, *kind, 90) {
            let asked = task.split_once(": ").is_some_and(|(_, said)| asks.iter().any(|ask| said.starts_with(ask)));
            assert!(!asked || task.ends_with('?'), "{task}");
        }
    }
}

#[test]
fn a_line_does_not_say_its_own_word_twice() {
    for (habit, kind) in WISHES {
        for task in tasks(habit, *kind, 365) {
            assert!(!task.contains("brush your teeth, brush"), "{task}");
            assert!(!task.contains("glass of water, then drink"), "{habit}: {task}");
        }
    }
}

#[test]
fn the_same_advice_does_not_come_again_within_a_week() {
    for (habit, kind) in WISHES {
        let mut last: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
        for (day, act) in acts(&request(habit, *kind, 180)).into_iter().enumerate() {
            // Where and how of the act: its parts between commas, without the act.
            for part in act.split(", ").filter(|p| p.starts_with("and ") || p.starts_with("then ")) {
                if part.starts_with("then ") && !act.ends_with(part) {
                    continue;
                }
                let key = super::super::super::rules::fold(part);
                if let Some(before) = last.insert(key, day) {
                    assert!(day - before >= 7, "{habit}, days {before} and {day}: {act}");
                }
            }
        }
    }
}

#[test]
fn bedtimes_and_mornings_keep_to_themselves() {
    for habit in ["go to bed earlier", "sleep 8 hours", "wake up at 6"] {
        for act in acts(&request(habit, HabitType::Good, 120)) {
            for wrong in ["hardest part of your day", "place you have not used", "first chance", "twice the care"] {
                assert!(!act.contains(wrong), "{habit}: {act}");
            }
        }
    }
}

#[test]
fn a_day_of_water_is_not_drunk_at_once() {
    for habit in ["drink 2 litres of water", "drink 8 glasses of water"] {
        assert!(
            tasks(habit, HabitType::Good, 365).iter().all(|t| !t.contains("in one go") && !t.contains("Count down"))
        );
    }
}

#[test]
fn a_wait_has_its_hour_in_front() {
    for habit in ["quit smoking", "eat less sugar", "drink less wine", "impulse buying"] {
        for act in acts(&request(habit, HabitType::Bad, 180)) {
            if let Some((_, rest)) = act.split_once("your answer") {
                assert!(rest.is_empty() || rest.starts_with([',', ':']), "{act}");
            }
        }
    }
}

#[test]
fn push_ups_need_no_weather() {
    for task in tasks("50 push-ups", HabitType::Good, 21).iter().chain(&tasks("yoga", HabitType::Good, 21)) {
        for wrong in ["weather", "route", "steps", "what time you will be back"] {
            assert!(!task.contains(wrong), "{task}");
        }
    }
}

#[test]
fn one_person_is_called_not_trained() {
    for task in tasks("call my mother", HabitType::Good, 21) {
        for wrong in ["stand in for you", "show someone how", "music you like", "half of it"] {
            assert!(!task.contains(wrong), "{task}");
        }
    }
}

#[test]
fn being_late_is_left_by_being_ready() {
    let tasks = tasks("always late for work", HabitType::Bad, 21);
    for task in &tasks {
        for wrong in ["first chance", "hardest part of your day", "pull", "urge", "slowly, as if", "swap"] {
            assert!(!task.contains(wrong), "{task}");
        }
    }
    assert!(tasks.iter().any(|t| t.contains("before you have to leave")));
}

#[test]
fn words_learnt_are_not_words_written() {
    let acts = acts(&request("learn Japanese 10 words a day", HabitType::Good, 10));
    assert!(acts.iter().all(|t| t.starts_with("Learn")), "{acts:?}");
}

#[test]
fn a_console_is_no_phone() {
    for task in tasks("quit gaming", HabitType::Bad, 21) {
        assert!(!task.contains("following twenty") && !task.contains("rubber band"), "{task}");
    }
}

#[test]
fn a_drink_in_the_hand_is_for_thirst() {
    let request =
        PlanRequest { obstacle: "my colleagues".to_owned(), ..request("stop complaining", HabitType::Bad, 60) };
    assert!(plan(&request).iter().flat_map(|d| &d.tasks).all(|t| !t.contains("hold a drink")));
}

#[test]
fn who_wants_to_stop_comes_to_whole_days() {
    let acts_of = |habit: &str| acts(&request(habit, HabitType::Bad, 90));
    assert!(
        acts_of("quit smoking")
            .iter()
            .skip(75)
            .all(|t| t.contains("without smoking") || t.contains("out smoking altogether"))
    );
    assert!(acts_of("smoke less").iter().all(|t| !t.contains("without smoking")));
    assert!(acts_of("stop drinking alcohol").iter().all(|t| !t.contains("without drinking")));
}

#[test]
fn cooking_is_not_eating_and_prayer_not_breathing() {
    assert!(
        acts(&request("learn to cook", HabitType::Good, 60))
            .iter()
            .all(|t| !t.contains("laid table") && !t.contains("bites"))
    );
    assert!(acts(&request("pray", HabitType::Good, 21)).iter().all(|t| !t.contains("come back to the breath")));
    assert!(acts(&request("be on time", HabitType::Good, 21)).iter().all(|t| t.contains("before you have to leave")));
    assert!(
        acts(&request("spend time with my kids", HabitType::Good, 21)).iter().all(|t| !t.contains("what you spent"))
    );
}
