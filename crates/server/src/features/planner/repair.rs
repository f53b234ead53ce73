//! Makes a valid plan from a model's response: accepts valid tasks, leaves the rest to another request
//! or the built-in planner, and records the source of each day.

use std::collections::HashSet;

use super::builtin;
use super::parse::Block;
use super::rules::{self, PlanRequest, TASKS_PER_DAY, check_plan, check_task, fold, needs_care};
use super::store::{DraftDay, Source};

/// The accepted part of a plan.
#[derive(Debug)]
pub struct Collector {
    days: Vec<Option<[String; TASKS_PER_DAY]>>,
    used: HashSet<String>,
    latin: bool,
}

impl Collector {
    /// Creates an empty plan for `request`. Excluded tasks count as used.
    #[must_use]
    pub fn new(request: &PlanRequest) -> Self {
        let typed = [&request.habit, &request.motivation, &request.obstacle];
        Self {
            days: vec![None; usize::from(request.duration_days)],
            used: request.exclude.iter().map(|task| fold(task)).collect(),
            latin: typed.iter().all(|text| mostly_latin(text)),
        }
    }

    /// Accepts a missing day if `block` has three acceptable tasks, and uses the first three of them.
    /// Returns whether it did.
    pub fn accept(&mut self, day: u16, block: &Block) -> bool {
        let Some(slot) = usize::from(day).checked_sub(1).filter(|at| self.days.get(*at).is_some_and(Option::is_none))
        else {
            return false;
        };
        let mut keys = HashSet::new();
        let acceptable = block.tasks.iter().filter(|task| {
            let key = fold(task);
            self.is_acceptable(task) && !self.used.contains(&key) && keys.insert(key)
        });
        let accepted: Vec<String> = acceptable.take(TASKS_PER_DAY).cloned().collect();
        let Ok(tasks) = <[String; TASKS_PER_DAY]>::try_from(accepted) else { return false };
        self.used.extend(tasks.iter().map(|task| fold(task)));
        self.days[slot] = Some(tasks);
        true
    }

    /// Returns whether a task is acceptable, apart from duplicates.
    #[must_use]
    pub fn is_acceptable(&self, task: &str) -> bool {
        check_task(task, 1, 1).is_none()
            && !has_address(task)
            && !says_nothing(task)
            && (!self.latin || mostly_latin(task))
            && needs_care(task).is_none()
    }

    /// Returns the tasks of one day.
    #[must_use]
    pub fn day(&self, day: u16) -> Option<&[String; TASKS_PER_DAY]> {
        self.days.get(usize::from(day).checked_sub(1)?)?.as_ref()
    }

    /// Returns the accepted days.
    #[must_use]
    pub fn written(&self) -> Vec<DraftDay> {
        self.numbered().filter_map(|(day, tasks)| Some(draft_day(day, Source::Ai, tasks.as_ref()?))).collect()
    }

    /// Returns the numbers of the missing days.
    #[must_use]
    pub fn missing(&self) -> Vec<u16> {
        self.numbered().filter(|(_, tasks)| tasks.is_none()).map(|(day, _)| day).collect()
    }

    fn numbered(&self) -> impl Iterator<Item = (u16, &Option<[String; TASKS_PER_DAY]>)> {
        (1..).zip(&self.days)
    }
}

/// Completes a plan: the built-in planner writes the days that are not in `written` and avoids the
/// tasks of those that are.
#[must_use]
pub fn completed(request: &PlanRequest, written: Vec<DraftDay>) -> (Source, Vec<DraftDay>) {
    let mut own = request.clone();
    own.exclude.extend(written.iter().flat_map(|day| day.tasks.iter().cloned()));
    let mut days: Vec<DraftDay> = Vec::with_capacity(usize::from(request.duration_days));
    let mut written = written.into_iter().peekable();
    let complete = written.len() == usize::from(request.duration_days);
    let filler = if complete { Vec::new() } else { builtin::plan(&own) };
    for day in 1..=request.duration_days {
        match written.next_if(|written| written.day == day) {
            Some(written) => days.push(written),
            None => {
                days.extend(filler.get(usize::from(day) - 1).map(|own| draft_day(day, Source::Builtin, &own.tasks)));
            }
        }
    }
    if !is_valid(&days, request.duration_days) {
        // Both parts were checked before; this covers a combination that breaks a rule.
        tracing::error!("a repaired plan was not valid; the built-in planner wrote all of it");
        days = builtin::plan(request).iter().map(|day| draft_day(day.day, Source::Builtin, &day.tasks)).collect();
    }
    (source_of(&days), days)
}

fn is_valid(days: &[DraftDay], duration: u16) -> bool {
    let plan: Option<Vec<rules::PlanDay>> = days
        .iter()
        .map(|day| Some(rules::PlanDay { day: day.day, tasks: day.tasks.clone().try_into().ok()? }))
        .collect();
    plan.is_some_and(|plan| check_plan(&plan, duration).is_ok())
}

/// Returns the source of a plan with these days.
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
