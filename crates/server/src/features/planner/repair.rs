//! From what a model wrote to a plan that is sound: what is fine is taken, what is not is asked
//! again or written by the built-in planner, and each day says by whom.

use std::collections::HashSet;

use super::builtin;
use super::parse::Block;
use super::rules::{self, PlanRequest, TASKS_PER_DAY, check_plan, check_task, fold, needs_care};
use super::store::{DraftDay, Source};

/// The plan as far as it is there.
#[derive(Debug)]
pub struct Collector {
    days: Vec<Option<[String; TASKS_PER_DAY]>>,
    used: HashSet<String>,
    latin: bool,
}

impl Collector {
    /// An empty plan for `request`; what it excludes counts as used.
    #[must_use]
    pub fn new(request: &PlanRequest) -> Self {
        let typed = [&request.habit, &request.motivation, &request.obstacle];
        Self {
            days: vec![None; usize::from(request.duration_days)],
            used: request.exclude.iter().map(|task| fold(task)).collect(),
            latin: typed.iter().all(|text| mostly_latin(text)),
        }
    }

    /// Takes a day when it is missing and `block` has three tasks that will do; the first three
    /// such are taken.
    pub fn take(&mut self, day: u16, block: &Block) -> bool {
        let Some(slot) = usize::from(day).checked_sub(1).filter(|at| self.days.get(*at).is_some_and(Option::is_none))
        else {
            return false;
        };
        let mut keys = HashSet::new();
        let fine = block.tasks.iter().filter(|task| {
            let key = fold(task);
            self.will_do(task) && !self.used.contains(&key) && keys.insert(key)
        });
        let taken: Vec<String> = fine.take(TASKS_PER_DAY).cloned().collect();
        let Ok(tasks) = <[String; TASKS_PER_DAY]>::try_from(taken) else { return false };
        self.used.extend(tasks.iter().map(|task| fold(task)));
        self.days[slot] = Some(tasks);
        true
    }

    /// Whether a task may stand in a plan, by itself.
    #[must_use]
    pub fn will_do(&self, task: &str) -> bool {
        check_task(task, 1, 1).is_none()
            && !has_address(task)
            && !says_nothing(task)
            && (!self.latin || mostly_latin(task))
            && needs_care(task).is_none()
    }

    /// The tasks of one day.
    #[must_use]
    pub fn day(&self, day: u16) -> Option<&[String; TASKS_PER_DAY]> {
        self.days.get(usize::from(day).checked_sub(1)?)?.as_ref()
    }

    /// The days that are there.
    #[must_use]
    pub fn there(&self) -> Vec<DraftDay> {
        self.numbered().filter_map(|(day, tasks)| Some(draft_day(day, Source::Ai, tasks.as_ref()?))).collect()
    }

    /// The days that are not.
    #[must_use]
    pub fn missing(&self) -> Vec<u16> {
        self.numbered().filter(|(_, tasks)| tasks.is_none()).map(|(day, _)| day).collect()
    }

    fn numbered(&self) -> impl Iterator<Item = (u16, &Option<[String; TASKS_PER_DAY]>)> {
        (1..).zip(&self.days)
    }
}

/// The whole plan: `there` as it is, the rest by the built-in planner, which avoids its tasks.
#[must_use]
pub fn completed(request: &PlanRequest, there: Vec<DraftDay>) -> (Source, Vec<DraftDay>) {
    let mut own = request.clone();
    own.exclude.extend(there.iter().flat_map(|day| day.tasks.iter().cloned()));
    let mut days: Vec<DraftDay> = Vec::with_capacity(usize::from(request.duration_days));
    let mut written = there.into_iter().peekable();
    let complete = written.len() == usize::from(request.duration_days);
    let filler = if complete { Vec::new() } else { builtin::plan(&own) };
    for day in 1..=request.duration_days {
        match written.next_if(|there| there.day == day) {
            Some(there) => days.push(there),
            None => {
                days.extend(filler.get(usize::from(day) - 1).map(|own| draft_day(day, Source::Builtin, &own.tasks)));
            }
        }
    }
    if !is_sound(&days, request.duration_days) {
        // Both parts are checked before; should they not fit together, one hand writes it all.
        tracing::error!("a repaired plan was not sound; the built-in planner wrote all of it");
        days = builtin::plan(request).iter().map(|day| draft_day(day.day, Source::Builtin, &day.tasks)).collect();
    }
    (source_of(&days), days)
}

fn is_sound(days: &[DraftDay], duration: u16) -> bool {
    let plan: Option<Vec<rules::PlanDay>> = days
        .iter()
        .map(|day| Some(rules::PlanDay { day: day.day, tasks: day.tasks.clone().try_into().ok()? }))
        .collect();
    plan.is_some_and(|plan| check_plan(&plan, duration).is_ok())
}

/// Who wrote a plan with these days.
#[must_use]
pub fn source_of(days: &[DraftDay]) -> Source {
    let by = |source: Source| days.iter().any(|day| day.source == source);
    match (by(Source::Ai), by(Source::Builtin)) {
        (true, true) => Source::Mixed,
        (true, false) => Source::Ai,
        _ => Source::Builtin,
    }
}

fn draft_day(day: u16, source: Source, tasks: &[String; TASKS_PER_DAY]) -> DraftDay {
    DraftDay { day, source, tasks: tasks.to_vec() }
}

fn has_address(task: &str) -> bool {
    let lower = task.to_lowercase();
    ["http:", "https:", "www.", "://", "javascript:", "data:text", "mailto:"].iter().any(|link| lower.contains(link))
        || task.contains(['<', '>', '{', '}'])
}

/// Placeholders, and tasks that only point at others.
fn says_nothing(task: &str) -> bool {
    let key = fold(task);
    let bare = key.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    matches!(
        bare,
        "" | "task"
            | "task one"
            | "task two"
            | "task three"
            | "string"
            | "todo"
            | "tbd"
            | "n a"
            | "none"
            | "null"
            | "your task"
            | "placeholder"
            | "undefined"
            | "rest day"
    ) || [
        "repeat yesterday",
        "repeat day",
        "repeat the previous",
        "repeat the same",
        "repeat previous",
        "repeat tasks",
        "same as",
        "same tasks",
        "as yesterday",
        "see day",
        "continue with day",
        "continue as",
    ]
    .iter()
    .any(|start| key.starts_with(start))
}

/// Whether at least half of the letters are Latin; a text without letters is.
fn mostly_latin(text: &str) -> bool {
    let (latin, other) = text.chars().filter(|c| c.is_alphabetic()).fold((0, 0), |(latin, other), c| {
        let is_latin = matches!(u32::from(c), 0x41..=0x24f | 0x1e00..=0x1eff);
        if is_latin { (latin + 1, other) } else { (latin, other + 1) }
    });
    latin >= other
}
