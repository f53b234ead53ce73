//! Putting a plan together: three roles a day, phases by the week, nothing said twice.

use std::collections::HashSet;

use super::super::rules::{HabitType, MAX_DAYS, MAX_TASK_CHARS, MIN_TASK_CHARS, PlanDay, PlanRequest, fold};
use super::answer::{self, AnswerPhrases};
use super::classify::topic;
use super::content;
use super::fill::{Slots, fill};
use super::ifthen;
use super::motive::{Motive, motive};
use super::phrase::{self, Words};
use super::ramp::{Ramp, ramp};
use super::stream::echoes;
use super::streams::Streams;
use super::topics::Topic;
use crate::features::planner::rules::quantity::amount;
use crate::features::planner::rules::text::{shorten, spaced};

/// A plan for the request: exactly `duration_days` (clamped to 1..=365) days of three tasks, each
/// unique in the plan and against `exclude`.
#[must_use]
pub fn plan(request: &PlanRequest) -> Vec<PlanDay> {
    let days = request.duration_days.clamp(1, MAX_DAYS);
    let mut writer = Writer::new(request, days);
    (1..=days).map(|day| writer.day(day)).collect()
}

/// The subject of a day's third task.
enum Closing {
    Note,
    OwnIf,
    PackIf,
    Why,
    AnswerPhrases,
}

struct Writer {
    days: u16,
    kind: HabitType,
    words: Words,
    motive: Motive,
    condition: String,
    told: AnswerPhrases,
    ramp: Option<Ramp>,
    topic: &'static Topic,
    clash: &'static [&'static str],
    /// A day's limit was stated, as for "12 cigarettes".
    counted: bool,
    /// The act is to wait.
    waits: bool,
    streams: Streams,
    /// Keys of tasks that must not be repeated: `exclude`, and the last resorts.
    used: HashSet<String>,
    /// Shapes of all tasks written so far.
    shapes: HashSet<String>,
    last_resort: u32,
}

impl Writer {
    fn new(request: &PlanRequest, days: u16) -> Self {
        let topic = topic(&request.habit, request.kind);
        let mut used = HashSet::with_capacity(usize::from(days) * 3 + request.exclude.len());
        let mut shapes = HashSet::with_capacity(used.capacity());
        for task in &request.exclude {
            let key = fold(task);
            shapes.insert(shape(&key));
            used.insert(key);
        }
        let variant = usize::try_from(request.variant % 1_000).unwrap_or(0);
        let words = phrase::words(&request.habit, request.kind, topic);
        let ramp = ramp(request, topic, words.single, days);
        let counted = topic.course() == HabitType::Bad && ramp.as_ref().is_some_and(|r| r.stated);
        let waits = content::waits(topic) && !counted;
        // A single act ("water the plants") has no first minutes and no easy half.
        let pack = match topic.slug {
            "social" if ramp.is_none() && words.single && words.contact => &content::CONTACT,
            "general" | "social" if ramp.is_none() && words.single => &content::ONCE,
            "money" if ramp.is_some() => &content::SAVING,
            _ => topic.pack,
        };
        let answers = ifthen::answers_to(ifthen::kind_of(&request.obstacle), topic, &words);
        let own = answers.into_iter().map(|answer| format!("If {{cond}}, then I {answer}")).collect();
        Self {
            days,
            kind: topic.course(),
            words,
            motive: motive(&request.motivation),
            condition: ifthen::condition(&request.obstacle, topic.course()),
            told: answer::answer_phrases(&request.answers),
            ramp,
            topic,
            clash: if content::own_acts(pack) && !content::alone(pack) { &[] } else { clash(&request.habit) },
            counted,
            waits,
            streams: Streams::new(topic, pack, counted, waits, variant * 3, own),
            used,
            shapes,
            last_resort: 0,
        }
    }

    fn day(&mut self, day: u16) -> PlanDay {
        let phase = self.phase(day);
        let (act, q) = self.act(day);
        let last = day == self.days && self.days >= 5;
        let review = day.is_multiple_of(7) && !last;
        let act_task = self.pick(Role::Act, phase, day, &act, &q);
        let (first, third) = if last {
            (Role::ClosingLook, Role::ClosingAhead)
        } else if review {
            (Role::Look, Role::Ahead)
        } else {
            (Role::Cue, self.closing(day))
        };
        let first = self.pick(first, phase, day, &act, &q);
        let third = self.pick(third, phase, day, &act, &q);
        PlanDay { day, tasks: [first, act_task, third] }
    }

    /// Weeks one to three, then one long phase; shorter plans go through the first three by thirds.
    fn phase(&self, day: u16) -> usize {
        let phase = if self.days < 21 { (day - 1) * 3 / self.days.max(3) } else { (day - 1) / 7 };
        usize::from(phase).min(3)
    }

    fn closing(&self, day: u16) -> Role {
        // The obstacle's own if-then comes on day 2 and then weekly, the reason on day 4.
        let turn = match day % 7 {
            2 => Closing::OwnIf,
            4 => Closing::Why,
            5 => Closing::PackIf,
            6 => Closing::AnswerPhrases,
            _ => Closing::Note,
        };
        match turn {
            Closing::OwnIf if !self.condition.is_empty() => Role::OwnIf,
            Closing::OwnIf | Closing::PackIf => Role::PackIf,
            Closing::Why if !self.motive.quote.is_empty() => Role::Why,
            Closing::AnswerPhrases => Role::AnswerPhrases,
            Closing::Note | Closing::Why => Role::Note,
        }
    }

    /// Today's act ("read 8 pages") and its amount ("8 pages").
    fn act(&self, day: u16) -> (String, String) {
        let Some(ramp) = &self.ramp else { return (self.words.verb.clone(), String::new()) };
        let n = ramp.amounts.get(usize::from(day) - 1).copied().unwrap_or(1);
        content::act(self.topic, &self.words, day, n, &ramp.unit, ramp.stated, &amount)
    }

    /// The next unused task of a role; other roles step in where one has run dry.
    fn pick(&mut self, role: Role, phase: usize, day: u16, act: &str, q: &str) -> String {
        for role in role.then() {
            if let Some(task) = self.pull(*role, phase, day, act, q) {
                return task;
            }
        }
        self.fallback()
    }

    fn pull(&mut self, role: Role, phase: usize, day: u16, act: &str, q: &str) -> Option<String> {
        let number = day.to_string();
        let total = self.days.to_string();
        let slots = Slots {
            pairs: vec![
                ("act", act),
                ("q", q),
                ("doing", &self.words.doing),
                ("it", &self.words.it),
                ("gear", &self.words.gear),
                ("spot", &self.words.spot),
                ("tiny", &self.words.tiny),
                ("verb", &self.words.verb),
                ("some", &self.words.some),
                ("later", &self.words.later),
                ("hold", if content::waits(self.topic) { "hold a drink I like" } else { "" }),
                ("decline", if content::waits(self.topic) { "say “not today, thanks”" } else { "" }),
                ("m", &self.motive.quote),
                ("why", &self.motive.why),
                ("cond", &self.condition),
                ("anchor", &self.told.anchor),
                ("person", &self.told.person),
                ("small", &self.told.small),
                ("sign", &self.told.sign),
                ("swap", &self.told.swap),
                ("moment", &self.told.moment),
                ("n", &number),
                ("total", &total),
            ],
        };
        let stream = match role {
            Role::Cue => &mut self.streams.cues,
            Role::Act => &mut self.streams.acts,
            Role::Note => &mut self.streams.notes,
            Role::Look => &mut self.streams.looks,
            Role::Ahead => &mut self.streams.ahead,
            Role::OwnIf => &mut self.streams.own_ifs,
            Role::PackIf => &mut self.streams.pack_ifs,
            Role::Why => &mut self.streams.whys,
            Role::AnswerPhrases => &mut self.streams.told,
            Role::ClosingLook => &mut self.streams.closing_looks,
            Role::ClosingAhead => &mut self.streams.closing_ahead,
        };
        let act_role = matches!(role, Role::Act);
        let mut found = None;
        while let Some(template) = stream.next(phase) {
            // "what you would rather put off before breakfast" would put off the wrong thing.
            let template =
                if self.topic.slug == "procrastination" { template.replace("{act} ", "{act}, ") } else { template };
            if act_role && template.split_once(", then {act}").is_some_and(|(before, _)| echoes(before, act)) {
                continue;
            }
            // "In the evening, go through today without it" would be two times at once.
            if act_role
                && (act.contains(" without ") || act.contains(" altogether "))
                && self.waits
                && !template.contains("then {act}")
                && !template.starts_with("{act}")
            {
                continue;
            }
            let besides: &[&str] = match self.topic.slug {
                "cooking" if act_role => &EATING_ONLY,
                "prayer" => &BREATHING_ONLY,
                _ => &[],
            };
            if besides.iter().any(|p| template.contains(p)) {
                continue;
            }
            if matches!(self.topic.slug, "gaming" | "tv") && ON_THE_PHONE.iter().any(|p| template.contains(p)) {
                continue;
            }
            if phase == 3 && self.kind == HabitType::Bad && template.contains("{spot}") {
                // The hardest moment belongs to the first weeks; later there may be none.
                continue;
            }
            if act_role && !suits(&template, self.counted, self.waits) {
                continue;
            }
            let fresh = fill(&template, &slots).filter(|task| {
                let chars = task.chars().count();
                (MIN_TASK_CHARS..=MAX_TASK_CHARS).contains(&chars) && !(act_role && clashes(task, self.clash))
            });
            let Some(task) = fresh else { continue };
            // Another shape means another key, so this one set is enough.
            if !self.shapes.insert(shape(&fold(&task))) {
                continue;
            }
            stream.keep();
            found = Some(task);
            break;
        }
        found
    }

    /// When everything has been said, as after many regenerations of a long plan: a quiet count
    /// that has a new number each time.
    fn fallback(&mut self) -> String {
        loop {
            self.last_resort += 1;
            let n = self.last_resort + 9;
            let task = match self.kind {
                HabitType::Good => format!(
                    "Take {n} slow breaths, then choose the easiest next step for {} and take it",
                    shorten(&self.words.it, 60)
                ),
                HabitType::Bad => {
                    format!("Count {n} slow breaths the next time it pulls at you, and note whether it passed")
                }
            };
            if self.used.insert(fold(&task)) {
                return task;
            }
        }
    }
}

/// Parts of the lines about food that are only about eating, not about cooking.
const EATING_ONLY: [&str; 12] = [
    "laid table",
    "bites",
    "chew",
    "second helping",
    "the fork",
    "had enough",
    "eat out",
    "very hungry",
    "the meal that",
    "sitting down",
    "usual hour",
    "with calm",
];
/// Parts of the lines about quiet minutes that are about the breath, which do not fit a prayer.
const BREATHING_ONLY: [&str; 7] =
    ["breath", "tip of your nose", "passing thought", "from head to foot", "trying to feel", "cushion", "meditat"];

/// Parts of the lines about screens that are only about phones, not about consoles or televisions.
const ON_THE_PHONE: [&str; 16] = [
    "rubber band",
    "following twenty",
    "news and messages",
    "not in drops",
    "the phone a bed",
    "Leave the phone",
    "how to reach you",
    "Delete one app",
    "theirs out",
    "display to grey",
    "the charger",
    "notification",
    "alarm clock",
    "first screen, or",
    "Log out",
    "reached for it",
];

/// The role of a task.
#[derive(Clone, Copy)]
enum Role {
    Cue,
    Act,
    Note,
    Look,
    Ahead,
    OwnIf,
    PackIf,
    Why,
    AnswerPhrases,
    ClosingLook,
    ClosingAhead,
}

impl Role {
    /// The role and those that may stand in for it.
    const fn then(self) -> &'static [Self] {
        match self {
            Self::Cue => &[Self::Cue, Self::Note, Self::Act],
            Self::Act => &[Self::Act, Self::Cue, Self::Note],
            Self::Note => &[Self::Note, Self::Cue, Self::Act],
            Self::Look => &[Self::Look, Self::Note, Self::Cue, Self::Act],
            Self::Ahead => &[Self::Ahead, Self::Note, Self::Cue, Self::Act],
            Self::OwnIf => &[Self::OwnIf, Self::PackIf, Self::Note, Self::Cue, Self::Act],
            Self::PackIf => &[Self::PackIf, Self::OwnIf, Self::Note, Self::Cue, Self::Act],
            Self::Why => &[Self::Why, Self::Note, Self::Cue, Self::Act],
            Self::AnswerPhrases => &[Self::AnswerPhrases, Self::Note, Self::Cue, Self::Act],
            Self::ClosingLook => &[Self::ClosingLook, Self::Look, Self::Note, Self::Cue, Self::Act],
            Self::ClosingAhead => &[Self::ClosingAhead, Self::Ahead, Self::Note, Self::Cue, Self::Act],
        }
    }
}

/// Whether an act's template goes with a limit for the day, or with waiting as the act.
fn suits(template: &str, counted: bool, waits: bool) -> bool {
    let opens = |start: &str| template.starts_with(start);
    let whole_day =
        !opens("{act}") || ["{act}, and ", "{act}, also ", "{act}, even ", "{act}: "].into_iter().any(opens);
    if counted
        && (!whole_day
            || ["begin right after", "end at the time", "set a timer", "free of it"]
                .iter()
                .any(|p| template.contains(p)))
    {
        return false;
    }
    !(waits
        && ["wait ", "minutes pass", "put off any decision", "ten minutes, then"].iter().any(|p| template.contains(p)))
}

/// The key without its digits: the same words with another number are not a new task.
fn shape(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    for word in key.split(' ').filter(|w| !w.bytes().all(|b| b.is_ascii_digit())) {
        out.push_str(word);
        out.push(' ');
    }
    out
}

/// Times of day that cannot go with a habit that names its own.
fn clash(habit: &str) -> &'static [&'static str] {
    let text = spaced(habit);
    let has = |words: &[&str]| crate::features::planner::rules::text::has_any(&text, words);
    if has(&["morning", "mornings", "breakfast", "wake", "waking", "sunrise", "after waking up", "am"]) {
        &["evening", "dinner", "lunch", "night", "bed", "sleep", "tonight", "sunset", "pillow", "after work"]
    } else if has(&["night", "evening", "evenings", "bed", "bedtime", "dinner", "after work", "sunset", "pm"]) {
        &["morning", "breakfast", "lunch", "waking", "sunrise", "before work", "midday", "wake"]
    } else if has(&["lunch", "lunchtime", "noon"]) {
        &["morning", "breakfast", "evening", "dinner", "night", "bed", "waking", "sunrise"]
    } else {
        &[]
    }
}

fn clashes(task: &str, words: &[&str]) -> bool {
    !words.is_empty() && {
        let lower = spaced(task);
        words.iter().any(|w| lower.contains(w))
    }
}
