//! The questions before a plan.

use serde::{Deserialize, Serialize};

use super::super::rules::HabitType::{self, Bad, Good};
use super::category::Category;
use super::classify::topic;
use super::ifthen::kind_of;
use super::motive::motive;
use super::obstacle::Obstacle;
use super::phrase::words;
use crate::features::planner::rules::quantity::quantity_in;
use crate::features::planner::rules::text::{clean, shorten};

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuestionKind {
    /// Free words.
    Text,
    /// A whole number.
    Number,
    /// One of the choices; own words are always possible too.
    Choice,
}

/// One question, shown alone on a screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Stable within its set ("motivation", "obstacle", "anchor").
    pub id: String,
    #[allow(missing_docs, reason = "the name says it")]
    pub text: String,
    /// How it is answered.
    pub kind: QuestionKind,
    /// Natural answers, empty unless `kind` is `Choice`.
    pub choices: Vec<String>,
}

fn ask(id: &str, text: impl Into<String>, kind: QuestionKind, choices: &[&str]) -> Question {
    Question { id: id.to_owned(), text: text.into(), kind, choices: choices.iter().map(|&c| c.to_owned()).collect() }
}

/// Why, what gets in the way, how long, and how much where the habit has an amount.
#[must_use]
pub fn core_questions(habit: &str, kind: HabitType) -> Vec<Question> {
    let topic = topic(habit, kind);
    let mut out = Vec::with_capacity(4);
    let (why, whys) = reasons(topic.category, kind);
    out.push(ask("motivation", why, QuestionKind::Choice, whys));
    let (what, obstacles) = match kind {
        Good => ("What usually gets in the way?", hurdles(topic.category)),
        Bad => ("What makes it hard to quit?", pulls(topic.category)),
    };
    out.push(ask("obstacle", what, QuestionKind::Choice, obstacles));
    out.push(ask(
        "duration",
        "How many days should we plan? 21 is a good start.",
        QuestionKind::Choice,
        &["7", "14", "21", "30", "66", "90"],
    ));
    if let Some(text) = how_much(habit, kind, topic.slug, topic.ramp.map(|r| r.2)) {
        out.push(ask("quantity", text, QuestionKind::Number, &[]));
    }
    out
}

fn how_much(habit: &str, kind: HabitType, slug: &str, unit: Option<&str>) -> Option<String> {
    let read = quantity_in(habit);
    if kind == Bad {
        let text = match slug {
            "smoking" => "How many cigarettes do you smoke on a typical day?",
            "alcohol" => "How many drinks do you have on a typical day?",
            "caffeine" => "How many cups do you have on a typical day?",
            "sugar" => "How many sweet things do you have on a typical day?",
            "phone" | "tv" | "gaming" => "How many minutes do you spend on it on a typical day?",
            "snacking" | "spending" | "body" | "talk" | "general-bad" => {
                "How many times does it happen on a typical day, roughly?"
            }
            _ => return None,
        };
        return Some(text.to_owned());
    }
    if let Some(quantity) = read {
        return Some(format!("How many {} a day is your goal?", quantity.unit));
    }
    match slug {
        "sleep" | "waking" | "money" | "social" | "breakfast" | "tidiness" | "general" => None,
        _ => unit.map(|unit| format!("How many {unit} a day is your goal?")),
    }
}

fn reasons(category: Category, kind: HabitType) -> (&'static str, &'static [&'static str]) {
    if kind == Bad {
        let choices: &[&str] = match category {
            Category::Substances => &["My health", "To save money", "For my family", "To be free of it"],
            Category::Screens => &[
                "More time for what matters",
                "To sleep better",
                "To think clearly again",
                "To be present with people",
            ],
            Category::Money => &["To save money", "To worry less", "For something I really want", "To be free of it"],
            _ => &["My health", "To feel calmer", "For the people around me", "To be free of it"],
        };
        return ("What would be better without it?", choices);
    }
    let choices: &[&str] = match category {
        Category::Movement => &["To have more energy", "My health", "To clear my head", "To feel stronger"],
        Category::Reading => {
            &["To fall asleep easier", "To learn new things", "A quiet moment for myself", "To look at a screen less"]
        }
        Category::Sleep => &["To have more energy", "To start the day calmly", "My health", "To think more clearly"],
        Category::Nourishment => &["My health", "To have more energy", "To feel lighter", "For my family"],
        Category::Study => &["To pass an exam", "A better job", "To talk with people I love", "Because I enjoy it"],
        Category::Music | Category::Creativity | Category::Writing => {
            &["Because I enjoy it", "To get better at it", "A quiet moment for myself", "To share it with people"]
        }
        Category::Mindfulness => &["To feel calmer", "To sleep better", "To be more patient", "To think more clearly"],
        Category::Money => {
            &["To worry less", "For something I really want", "For my family", "To be ready for hard times"]
        }
        Category::Social => {
            &["To feel close to people", "Because they matter to me", "To feel less alone", "To be someone to count on"]
        }
        _ => &["To feel calmer", "My health", "For my family", "To keep a promise to myself"],
    };
    ("Why does this matter to you?", choices)
}

fn hurdles(category: Category) -> &'static [&'static str] {
    match category {
        Category::Movement => &["I'm too tired after work", "I don't have time", "The weather", "I simply forget"],
        Category::Reading => {
            &["My phone, mostly", "I'm too tired by then", "I don't have a book I like", "I simply forget"]
        }
        Category::Sleep => &["My phone, mostly", "I work late", "I can't switch off", "Evenings are my only free time"],
        Category::Nourishment => {
            &["I don't have time", "I simply forget", "Nothing good is at hand", "The people I eat with"]
        }
        Category::Study | Category::Writing => {
            &["I don't know where to start", "My phone, mostly", "I'm too tired after work", "I want it to be perfect"]
        }
        Category::Social => &["I'm busy", "I feel shy", "I simply forget", "I never know what to say"],
        Category::Money => &["I lose track", "Small things add up", "It makes me nervous", "I simply forget"],
        _ => &["I don't have time", "I'm too tired", "My phone, mostly", "I simply forget"],
    }
}

fn pulls(category: Category) -> &'static [&'static str] {
    match category {
        Category::Substances => &["Stress", "Friends who do it too", "After meals", "Boredom"],
        Category::Screens => &["Boredom", "I'm tired in the evening", "Stress", "It happens before I notice"],
        Category::Money => &["Boredom", "Good offers", "Stress", "My phone, mostly"],
        _ => &["Stress", "Boredom", "It happens before I notice", "The people around me"],
    }
}

/// Exactly four questions made from the habit, its type, the reason and the obstacle:
/// encouraging for a habit to build, reflective for one to quit.
#[must_use]
pub fn dynamic_questions(habit: &str, kind: HabitType, motivation: &str, obstacle: &str) -> Vec<Question> {
    let topic = topic(habit, kind);
    let words = words(habit, kind, topic);
    let quote = shorten(&clean(obstacle), 60);
    let why = motive(motivation);
    let known = kind_of(obstacle);
    match kind {
        Good => vec![
            anchor(&words.doing, topic.category),
            ask(
                "smallest",
                if quote.is_empty() {
                    format!("On a full day, what's the smallest version of {} you'd still be glad about?", words.doing)
                } else {
                    format!("When this comes up (“{quote}”), what's the smallest version you'd still be glad about?")
                },
                QuestionKind::Choice,
                smallest(known),
            ),
            ask(
                "sign",
                if why.why.is_empty() {
                    format!("How would you notice, three weeks from now, that {} is paying off?", words.doing)
                } else {
                    format!("You want this {}. What would be the first small sign that it's working?", why.why)
                },
                QuestionKind::Text,
                &[],
            ),
            ask(
                "company",
                "Who would be glad to know about this, or to join in?",
                QuestionKind::Choice,
                &["My partner", "A friend", "Someone in my family", "A colleague", "No one for now"],
            ),
        ],
        Bad => vec![
            ask(
                "moment",
                format!("When in the day is {} strongest?", words.it),
                QuestionKind::Choice,
                &["Right after waking up", "After meals", "During work", "In the evening", "When I'm with others"],
            ),
            ask(
                "gives",
                "What does it give you in that moment, honestly?",
                QuestionKind::Choice,
                &["A break", "Calm", "Something to do with my hands", "Company", "I hardly notice it"],
            ),
            ask(
                "instead",
                if quote.is_empty() {
                    "What could you do instead, for two minutes, when it pulls at you?".to_owned()
                } else {
                    format!("When this comes up (“{quote}”), what could you do instead for two minutes?")
                },
                QuestionKind::Choice,
                swaps(known),
            ),
            ask(
                "sign",
                if why.why.is_empty() {
                    "What would a good day without it look like?".to_owned()
                } else {
                    format!("You're doing this {}. What would a good day without it look like?", why.why)
                },
                QuestionKind::Text,
                &[],
            ),
        ],
    }
}

fn anchor(doing: &str, category: Category) -> Question {
    let choices: &[&str] = match category {
        Category::Sleep => {
            &["After dinner", "After the evening news", "After brushing my teeth", "After the children are in bed"]
        }
        Category::Nourishment => &["After waking up", "After brushing my teeth", "Before lunch", "After work"],
        _ => &["After waking up", "After breakfast", "After lunch", "After work", "Before going to bed"],
    };
    ask("anchor", format!("What do you already do every day that {doing} could follow?"), QuestionKind::Choice, choices)
}

fn smallest(known: Obstacle) -> &'static [&'static str] {
    match known {
        Obstacle::Time => {
            &["Two minutes, in between", "Half of it", "Only getting ready for it", "A minute before bed"]
        }
        Obstacle::Tired => &["Two easy minutes", "Sitting down with it", "Only getting ready for it", "Half of it"],
        _ => &["Two minutes", "Half of it", "Only getting ready for it", "Just the first step"],
    }
}

fn swaps(known: Obstacle) -> &'static [&'static str] {
    match known {
        Obstacle::Stress => &[
            "Breathe out slowly ten times",
            "Walk to a window or outside",
            "Message someone",
            "Write down what is on my mind",
        ],
        Obstacle::People => &[
            "Hold a glass of water",
            "Step outside for a moment",
            "Talk to someone else",
            "Say no thanks and change the subject",
        ],
        Obstacle::Bored => {
            &["Drink a glass of water", "Walk around the block", "Do something with my hands", "Listen to one song"]
        }
        _ => &["Drink a glass of water", "Walk for two minutes", "Breathe slowly", "Message someone"],
    }
}
