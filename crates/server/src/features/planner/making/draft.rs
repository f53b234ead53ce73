//! Writing a draft: the days asked for in parts, taken as they come, the missing ones asked once
//! more, the rest filled, all of it stored.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, interval};

use super::{BEAT, Planner, Progress, Running};
use crate::features::accounts::UserId;
use crate::features::planner::actions::drafts;
use crate::features::planner::parse::{self, Block};
use crate::features::planner::providers::{Ended, Patience};
use crate::features::planner::repair::{self, Collector};
use crate::features::planner::rules::PlanRequest;
use crate::features::planner::store::{Draft, DraftDay};
use crate::features::planner::{DraftId, PlannerError, prompts};

/// Days that are asked for at once.
const PART: u16 = 21;
/// Parts that are asked for at the same time.
const AT_ONCE: usize = 4;
/// Missing days that are asked for again; more of them are a failure, not a slip.
const MOST_AGAIN: usize = 42;
/// Less time is not enough to ask again.
const LEAST_TIME: Duration = Duration::from_secs(5);
/// An answer is looked through again when it has grown by so much, and not beyond the second.
const STEP: usize = 48;
const MOST_LOOKED: usize = 3 * 1024 * 1024;

/// What the parts of one draft share.
struct Work {
    planner: Planner,
    user: UserId,
    id: DraftId,
    request: PlanRequest,
    deadline: Instant,
    collector: Mutex<Collector>,
    progress: watch::Sender<Progress>,
}

impl Planner {
    /// Starts to write `draft` in a task of its own, unless somebody does already.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn start(
        &self,
        user: UserId,
        draft: Draft,
        replaces: Option<DraftId>,
        exclude: Vec<String>,
    ) -> Result<(), PlannerError> {
        let id = draft.id;
        let Some(maker) = self.0.db.write(user.0, move |tx| drafts::claim(tx, user, id)).await? else {
            return Ok(());
        };
        let running = Arc::new(Running {
            progress: watch::Sender::new(Progress::default()),
            lookers: 0.into(),
            last_look: Mutex::new(Instant::now()),
        });
        self.0.running.lock().insert(id, Arc::clone(&running));
        let request = PlanRequest { exclude, ..draft.request };
        let planner = self.clone();
        tokio::spawn(async move {
            let end = planner.write(user, id, &maker, request, replaces, &running).await;
            if let Err(error) = &end {
                tracing::warn!(%error, "a draft was not finished");
            }
            running.progress.send_modify(|progress| progress.end = Some(end));
            planner.0.running.lock().remove(&id);
        });
        Ok(())
    }

    async fn write(
        &self,
        user: UserId,
        id: DraftId,
        maker: &str,
        request: PlanRequest,
        replaces: Option<DraftId>,
        running: &Running,
    ) -> Result<(), PlannerError> {
        let patience = self.provider().map_or_else(Patience::default, super::Provider::patience);
        let work = Arc::new(Work {
            planner: self.clone(),
            user,
            id,
            deadline: Instant::now() + patience.draft,
            collector: Mutex::new(Collector::new(&request)),
            request: request.clone(),
            progress: running.progress.clone(),
        });
        // When the second is first, the first is dropped, and with it the connection to the AI.
        tokio::select! {
            () = Arc::clone(&work).gather() => {}
            gone = self.keep(user, id, maker, running, patience.alone) => {
                if gone {
                    return Err(PlannerError::NotFound);
                }
            }
        }
        let there = work.collector().there();
        let filled = tokio::task::spawn_blocking(move || {
            let (source, days) = repair::completed(&request, there);
            (request, source, days)
        });
        let (request, source, days) = filled.await.map_err(|_| PlannerError::Stopped)?;
        let stored = days.clone();
        self.0
            .db
            .write(user.0, move |tx| drafts::finish(tx, user, id, replaces, request.clone(), source, &stored))
            .await?;
        running.progress.send_modify(|progress| {
            let known: HashSet<u16> = progress.days.iter().map(|day| day.day).collect();
            progress.days.extend(days.into_iter().filter(|day| !known.contains(&day.day)));
        });
        Ok(())
    }

    /// Says that the maker lives and which days are there, until the draft is taken away (true) or
    /// nobody waits for it any more (false).
    async fn keep(&self, user: UserId, id: DraftId, maker: &str, running: &Running, alone: Duration) -> bool {
        let mut beat = interval(BEAT.min(alone));
        loop {
            beat.tick().await;
            let days = running.progress.borrow().days.clone();
            let maker = maker.to_owned();
            let noted = self.0.db.write(user.0, move |tx| drafts::note_progress(tx, id, &maker, days.clone())).await;
            match noted {
                Ok(true) => {}
                Ok(false) => return true,
                // Later it may work again; the lease is longer than a few beats.
                Err(error) => tracing::warn!(%error, "the progress of a draft was not stored"),
            }
            if running.is_alone(alone) {
                return false;
            }
        }
    }
}

impl Work {
    fn collector(&self) -> MutexGuard<'_, Collector> {
        self.collector.lock()
    }

    /// Asks for all parts, a few at a time, then once for what is missing.
    async fn gather(self: Arc<Self>) {
        let mut parts = (1..=self.request.duration_days)
            .step_by(usize::from(PART))
            .map(|first| (first, (first + PART - 1).min(self.request.duration_days)));
        let mut asked: JoinSet<bool> = JoinSet::new();
        let mut answered = false;
        let mut failed = false;
        loop {
            while asked.len() < AT_ONCE && !failed {
                let Some((first, last)) = parts.next() else { break };
                let work = Arc::clone(&self);
                asked.spawn(async move {
                    let ask = prompts::plan(&work.request, first, last);
                    work.ask(&ask, &(first..=last).collect::<Vec<_>>()).await
                });
            }
            match asked.join_next().await {
                None => break,
                Some(Ok(true)) => answered = true,
                // It does not answer: the other parts would fare no better.
                Some(_) => failed = true,
            }
        }
        let missing = self.collector().missing();
        let time = self.deadline.saturating_duration_since(Instant::now());
        if !answered
            || missing.is_empty()
            || missing.len() > MOST_AGAIN
            || time < LEAST_TIME.min(self.patience().draft / 4)
        {
            return;
        }
        let known: Vec<String> = self.collector().there().into_iter().flat_map(|day| day.tasks).collect();
        let ask = prompts::missing(&self.request, &missing, &known);
        self.ask(&ask, &missing).await;
    }

    fn patience(&self) -> Patience {
        self.planner.provider().map_or_else(Patience::default, super::Provider::patience)
    }

    /// Asks for `wanted` and takes what comes; whether there was an answer.
    async fn ask(&self, ask: &crate::features::planner::providers::Ask, wanted: &[u16]) -> bool {
        let (mut seen, mut looked, mut taken) = (0, 0, 0);
        let so_far = |text: &str| {
            let news = text.get(seen..).unwrap_or_default();
            if news.len() < STEP || !news.contains(['}', ']', '\n']) || looked > MOST_LOOKED {
                return;
            }
            seen = text.len();
            looked += text.len();
            // Only what is beyond doubt: whole days, counted as asked, one after the other.
            let blocks = parse::blocks(text);
            let sure = blocks
                .iter()
                .zip(wanted)
                .take_while(|(block, day)| block.closed && block.number == Some(u32::from(**day)));
            for (block, day) in sure.skip(taken) {
                taken += 1;
                self.take(*day, block);
            }
        };
        let asked = self.planner.ask(self.user, Some(self.id), &self.request.habit, ask, self.deadline, so_far).await;
        let Some(exchange) = asked else { return false };
        for (day, block) in parse::numbered(parse::blocks(&exchange.text), wanted) {
            self.take(day, &block);
        }
        matches!(exchange.ended, Ended::Whole | Ended::BrokeOff | Ended::Empty)
    }

    fn take(&self, day: u16, block: &Block) {
        let mut collector = self.collector();
        if !collector.take(day, block) {
            return;
        }
        let tasks = collector.day(day).map(|tasks| tasks.to_vec()).unwrap_or_default();
        drop(collector);
        let day = DraftDay { day, source: crate::features::planner::store::Source::Ai, tasks };
        self.progress.send_modify(|progress| progress.days.push(day));
    }
}
