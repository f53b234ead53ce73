//! What happens to turns whose time has come: an alert or silence, and the next occurrence, in one
//! unit of work and with few questions for many turns.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::lay::{of_plan, of_user};
use crate::features::accounts::UserId;
use crate::features::habits::{self, HabitId};
use crate::features::notifications::{self, Alert, Quiet};
use crate::features::reminders::rules::words::{self, Words};
use crate::features::reminders::rules::{LATEST, Occurrence, Schedule, Verdict, verdict};
use crate::features::reminders::store::{Advance, Turn, TurnKind};
use crate::features::rewards;
use crate::platform::db::{DbError, Tx};

/// A turn that is claimed and not settled is taken by somebody else after this: soon enough to be
/// in time all the same.
pub const LEASE: SignedDuration = SignedDuration::from_secs(15);
/// Held by the process that has claimed turns: two at once would only abort each other.
const WORK_LEASE: &str = "reminders";
/// A process that dies holds up the others for this long at most.
const WORK_LEASE_DURATION: SignedDuration = SignedDuration::from_secs(5);
const MICROSECOND: SignedDuration = SignedDuration::from_micros(1);
/// Dropped occurrences are counted one by one up to so many.
const MOST_COUNTED: usize = 2_000;

/// What became of turns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fired {
    /// Alerts made.
    pub sent: u32,
    /// Nothing was left to do, or quiet hours outlasted it.
    pub silent: u32,
    /// Waiting for the end of quiet hours.
    pub put_off: u32,
    /// Occurrences that came too late.
    pub dropped: u32,
    /// Only worked out anew, or no longer this process's.
    pub moved: u32,
}

impl Fired {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            sent: self.sent + other.sent,
            silent: self.silent + other.silent,
            put_off: self.put_off + other.put_off,
            dropped: self.dropped + other.dropped,
            moved: self.moved + other.moved,
        }
    }
}

/// Claims up to `limit` turns that are due; none while another process works on them.
pub fn claim(tx: &mut Tx<'_>, limit: u32, holder: Uuid) -> Result<Vec<Turn>, DbError> {
    if tx.leases().is_held_by_another(WORK_LEASE, holder)? {
        return Ok(Vec::new());
    }
    let now = tx.now();
    let turns = tx.reminders().claim(limit, now.checked_add(LEASE).unwrap_or(now))?;
    if turns.is_empty() {
        tx.leases().release(WORK_LEASE, holder)?;
    } else {
        tx.leases().take(WORK_LEASE, holder, WORK_LEASE_DURATION)?;
    }
    Ok(turns)
}

/// A turn with everything that decides about it.
struct Known<'t> {
    turn: &'t Turn,
    /// None: the habit is gone, or it is not wanted any more.
    schedule: Option<Schedule>,
    name: String,
    verdict: Verdict,
}

/// Settles claimed turns and renews the lease. Turns that another process has claimed since are left to it.
pub fn fire(tx: &mut Tx<'_>, turns: &[Turn], holder: Uuid) -> Result<Fired, DbError> {
    tx.leases().take(WORK_LEASE, holder, WORK_LEASE_DURATION)?;
    let held: HashSet<_> = tx.reminders().still_held(turns)?.into_iter().collect();
    let ours: Vec<&Turn> = turns.iter().filter(|turn| held.contains(&(turn.kind, turn.subject))).collect();
    let lost = u32::try_from(turns.len() - ours.len()).unwrap_or(0);
    let known = look_up(tx, &ours)?;
    let words = what_to_say(tx, &known)?;
    let mut fired = Fired { moved: lost, ..Fired::default() };
    let mut after = Afterwards::default();
    for known in &known {
        settle(tx, known, &words, &mut fired, &mut after)?;
    }
    tx.reminders().advance(&after.next)?;
    tx.reminders().remove(&after.gone)?;
    let counts: Vec<_> = after.counts.into_iter().map(|(user, (sent, dropped))| (user, sent, dropped)).collect();
    tx.reminders().count(&counts)?;
    Ok(fired)
}

#[derive(Default)]
struct Afterwards {
    next: Vec<Advance>,
    gone: Vec<(TurnKind, Uuid)>,
    counts: BTreeMap<UserId, (u32, u32)>,
}

fn look_up<'t>(tx: &mut Tx<'_>, turns: &[&'t Turn]) -> Result<Vec<Known<'t>>, DbError> {
    let now = tx.now();
    let of_habits: Vec<HabitId> =
        turns.iter().filter(|turn| turn.kind == TurnKind::Habit).map(|turn| HabitId(turn.subject)).collect();
    let of_users: Vec<UserId> =
        turns.iter().filter(|turn| turn.kind != TurnKind::Habit).map(|turn| turn.user).collect();
    let users: Vec<UserId> = turns.iter().map(|turn| turn.user).collect();
    let mut plans: HashMap<Uuid, _> =
        habits::reminder_plans(tx, &of_habits)?.into_iter().map(|plan| (plan.habit.0, plan)).collect();
    let calendars = habits::calendars_of(tx, &of_users)?;
    let said: HashMap<UserId, _> =
        if of_users.is_empty() { HashMap::new() } else { tx.reminders().settings_of(&of_users)?.into_iter().collect() };
    let quiet = notifications::quiet_hours(tx, &users)?;
    let known = turns.iter().map(|turn| {
        let (schedule, name) = match turn.kind {
            TurnKind::Habit => {
                let plan = plans.remove(&turn.subject).filter(|plan| plan.user == turn.user);
                (plan.as_ref().map(of_plan), plan.map(|plan| plan.name).unwrap_or_default())
            }
            TurnKind::Streak | TurnKind::Morning => {
                let said = said.get(&turn.user).copied().unwrap_or_default();
                let calendar = calendars.get(&turn.user).cloned();
                (calendar.and_then(|calendar| of_user(turn.kind, calendar, said)), String::new())
            }
        };
        let verdict = judge(schedule.as_ref(), turn, now, quiet.get(&turn.user).copied());
        Known { turn, schedule, name, verdict }
    });
    Ok(known.collect())
}

fn judge(schedule: Option<&Schedule>, turn: &Turn, now: Timestamp, quiet: Option<Quiet>) -> Verdict {
    schedule.map_or(Verdict::Lay, |schedule| verdict(schedule, turn.occurs_at, turn.due_at, now, quiet))
}

/// What each turn that is to be sent says; nothing where nothing is left to do.
struct Said {
    words: HashMap<(TurnKind, Uuid), Words>,
    /// Streaks that are broken: nothing to warn of until the next claim.
    broken: HashSet<Uuid>,
}

fn what_to_say(tx: &mut Tx<'_>, known: &[Known<'_>]) -> Result<Said, DbError> {
    let due = |kind: TurnKind| {
        known.iter().filter(move |known| known.turn.kind == kind).filter_map(|known| match known.verdict {
            Verdict::Send(occurrence) => Some((known, occurrence)),
            _ => None,
        })
    };
    let mut said = Said { words: HashMap::new(), broken: HashSet::new() };
    let days: Vec<_> =
        due(TurnKind::Habit).map(|(known, on)| (known.turn.user, HabitId(known.turn.subject), on.day)).collect();
    let left = habits::remaining_tasks(tx, &days)?;
    for (known, on) in due(TurnKind::Habit) {
        let habit = HabitId(known.turn.subject);
        if let Some(left) = left.get(&(habit, on.day)) {
            said.words.insert((TurnKind::Habit, habit.0), words::of_habit(habit, &known.name, left));
        }
    }
    let days: Vec<_> = due(TurnKind::Morning).map(|(known, on)| (known.turn.user, on.day)).collect();
    let counts = habits::counts_of_days(tx, &days)?;
    for (user, day) in days {
        let left = counts.get(&(user, day)).map_or(0, |counts| counts.due.saturating_sub(counts.done));
        if left > 0 {
            said.words.insert((TurnKind::Morning, user.0), words::of_morning(left));
        }
    }
    let days: Vec<_> = due(TurnKind::Streak).map(|(known, on)| (known.turn.user, on.day)).collect();
    let streaks = rewards::streaks_on(tx, &days)?;
    for (user, _) in days {
        match streaks.get(&user) {
            Some(streak) if streak.days > 0 && !streak.claimed => {
                said.words.insert((TurnKind::Streak, user.0), words::of_streak(streak.days));
            }
            Some(streak) if streak.claimed => {}
            _ => {
                said.broken.insert(user.0);
            }
        }
    }
    Ok(said)
}

fn settle(
    tx: &mut Tx<'_>,
    known: &Known<'_>,
    said: &Said,
    fired: &mut Fired,
    after: &mut Afterwards,
) -> Result<(), DbError> {
    let Known { turn, schedule, verdict, .. } = known;
    let key = (turn.kind, turn.subject);
    let Some(schedule) = schedule else {
        fired.moved += 1;
        after.gone.push(key);
        return Ok(());
    };
    let now = tx.now();
    let passed = turn.occurs_at.unwrap_or(now);
    let next = match *verdict {
        Verdict::Lay => {
            fired.moved += 1;
            schedule.next_after(now, now)
        }
        Verdict::TooLate => {
            // What is half an hour late to the moment is still sent.
            let too_old = now.checked_sub(LATEST).and_then(|at| at.checked_sub(MICROSECOND)).unwrap_or(now);
            let first = passed.checked_sub(MICROSECOND).unwrap_or(passed);
            let dropped = schedule.between(first, too_old, now, MOST_COUNTED).len();
            let dropped = u32::try_from(dropped).unwrap_or(u32::MAX).max(1);
            fired.dropped += dropped;
            after.counts.entry(turn.user).or_default().1 += dropped;
            schedule.next_after(too_old.max(passed), now)
        }
        Verdict::Wait(until) => {
            fired.put_off += 1;
            let (kind, subject) = key;
            after.next.push(Advance { kind, subject, occurs_at: passed, due_at: until });
            return Ok(());
        }
        Verdict::Silent => {
            fired.silent += 1;
            schedule.next_after(passed, now)
        }
        Verdict::Send(occurrence) => {
            match said.words.get(&key) {
                Some(words) => {
                    send(tx, turn, occurrence, words)?;
                    fired.sent += 1;
                    after.counts.entry(turn.user).or_default().0 += 1;
                }
                None => fired.silent += 1,
            }
            schedule.next_after(passed, now)
        }
    };
    let broken = turn.kind == TurnKind::Streak && said.broken.contains(&turn.subject);
    match next.filter(|_| !broken) {
        Some(next) => {
            let (kind, subject) = key;
            after.next.push(Advance { kind, subject, occurs_at: next.at, due_at: next.at });
        }
        None => after.gone.push(key),
    }
    Ok(())
}

fn send(tx: &mut Tx<'_>, turn: &Turn, occurrence: Occurrence, words: &Words) -> Result<(), DbError> {
    let mut data = words.data.clone();
    data["occurs_at"] = occurrence.at.to_string().into();
    let once = words::once(words.kind, turn.subject, occurrence.at);
    let Words { kind, title, body, link, .. } = words;
    notifications::alert(tx, turn.user, &Alert { kind: *kind, title, body, data, link, once: Some(&once) }).map(drop)
}
