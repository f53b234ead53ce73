//! Writing a draft with the AI: requests the days in parts, accepts them as they arrive, requests the
//! missing ones once more, lets the built-in planner fill the rest, and stores the result.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, interval};

use super::{HEARTBEAT, Planner, Progress, RunningDraft};
use crate::features::accounts::UserId;
use crate::features::planner::actions::calls::CallSubject;
use crate::features::planner::actions::drafts;
use crate::features::planner::parse::{self, Block};
use crate::features::planner::providers::{CallOutcome, ChatRequest};
use crate::features::planner::repair::{self, Collector};
use crate::features::planner::rules::PlanRequest;
use crate::features::planner::store::{Draft, DraftDay, Source};
use crate::features::planner::{DraftId, PlannerError, prompts};

/// Days in one request to the AI.
const DAYS_PER_REQUEST: u16 = 21;
/// Requests that run at the same time.
const MAX_CONCURRENT_REQUESTS: usize = 4;
/// Missing days that are requested once more. More of them mean that the AI has failed.
const MAX_MISSING_DAYS: usize = 42;
/// With less time left, missing days are not requested again.
const MIN_TIME_FOR_RETRY: Duration = Duration::from_secs(5);
/// A partial response is parsed again after it has grown by this many bytes.
const PARSE_STEP_BYTES: usize = 48;
/// Partial responses are no longer parsed after this many bytes in total.
const MAX_PARSED_BYTES: usize = 3 * 1024 * 1024;

/// The state that the requests for one draft share.
struct DraftWriter {
    planner: Planner,
    user: UserId,
    id: DraftId,
    request: PlanRequest,
    deadline: Instant,
    collector: Mutex<Collector>,
    progress: watch::Sender<Progress>,
}

impl Planner {
    /// Starts writing `draft` in its own task, unless it is being written already.
    pub(super) async fn start(
        &self,
        user: UserId,
        draft: Draft,
        replaces: Option<DraftId>,
        exclude: Vec<String>,
    ) -> Result<(), PlannerError> {
        let id = draft.id;
        let Some(writer_id) = self.0.db.write(user.0, move |tx| drafts::claim(tx, user, id)).await? else {
            return Ok(());
        };
        let running = Arc::new(RunningDraft::new());
        self.0.running.lock().insert(id, Arc::clone(&running));
        let request = PlanRequest { exclude, ..draft.request };
        let planner = self.clone();
        tokio::spawn(async move {
            let end = planner.write(user, id, &writer_id, request, replaces, &running).await;
            if let Err(error) = &end {
                tracing::warn!(%error, "a draft was not completed");
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
        writer_id: &str,
        request: PlanRequest,
        replaces: Option<DraftId>,
        running: &RunningDraft,
    ) -> Result<(), PlannerError> {
        let timeouts = self.timeouts();
        let writer = Arc::new(DraftWriter {
            planner: self.clone(),
            user,
            id,
            deadline: Instant::now() + timeouts.draft,
            collector: Mutex::new(Collector::new(&request)),
            request: request.clone(),
            progress: running.progress.clone(),
        });
        // If the lease ends first, the requests and their connections are dropped.
        tokio::select! {
            () = Arc::clone(&writer).request_all_days() => {}
            lease_lost = self.keep_lease(user, id, writer_id, running, timeouts.abandoned) => {
                if lease_lost {
                    return Err(PlannerError::NotFound);
                }
            }
        }
        let written = writer.collector().written();
        let completed = tokio::task::spawn_blocking(move || {
            let (source, days) = repair::completed(&request, written);
            (request, source, days)
        });
        let (request, source, days) = completed.await.map_err(|_| PlannerError::Stopped)?;
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

    /// Renews the lease and stores the progress. Returns true if the draft was deleted or completed by
    /// another process, and false if it is abandoned.
    async fn keep_lease(
        &self,
        user: UserId,
        id: DraftId,
        writer_id: &str,
        running: &RunningDraft,
        abandoned_after: Duration,
    ) -> bool {
        let mut heartbeat = interval(HEARTBEAT.min(abandoned_after));
        loop {
            heartbeat.tick().await;
            let days = running.progress.borrow().days.clone();
            let writer_id = writer_id.to_owned();
            let stored =
                self.0.db.write(user.0, move |tx| drafts::store_progress(tx, id, &writer_id, days.clone())).await;
            match stored {
                Ok(true) => {}
                Ok(false) => return true,
                // The next attempt may succeed; the lease lasts for several heartbeats.
                Err(error) => tracing::warn!(%error, "the progress of a draft was not stored"),
            }
            if running.is_abandoned(abandoned_after) {
                return false;
            }
        }
    }
}

impl DraftWriter {
    fn collector(&self) -> MutexGuard<'_, Collector> {
        self.collector.lock()
    }

    /// Requests all days, a few parts at a time, then the missing days once more.
    async fn request_all_days(self: Arc<Self>) {
        let mut parts = (1..=self.request.duration_days)
            .step_by(usize::from(DAYS_PER_REQUEST))
            .map(|first| (first, (first + DAYS_PER_REQUEST - 1).min(self.request.duration_days)));
        let mut requests: JoinSet<bool> = JoinSet::new();
        let mut answered = false;
        let mut failed = false;
        loop {
            while requests.len() < MAX_CONCURRENT_REQUESTS && !failed {
                let Some((first, last)) = parts.next() else { break };
                let writer = Arc::clone(&self);
                requests.spawn(async move {
                    let prompt = prompts::plan(&writer.request, first, last);
                    writer.request_days(&prompt, &(first..=last).collect::<Vec<_>>()).await
                });
            }
            match requests.join_next().await {
                None => break,
                Some(Ok(true)) => answered = true,
                // The AI does not respond, so the other parts would fail as well.
                Some(_) => failed = true,
            }
        }
        let missing = self.collector().missing();
        let time_left = self.deadline.saturating_duration_since(Instant::now());
        if !answered
            || missing.is_empty()
            || missing.len() > MAX_MISSING_DAYS
            || time_left < MIN_TIME_FOR_RETRY.min(self.planner.timeouts().draft / 4)
        {
            return;
        }
        let known: Vec<String> = self.collector().written().into_iter().flat_map(|day| day.tasks).collect();
        let prompt = prompts::missing(&self.request, &missing, &known);
        self.request_days(&prompt, &missing).await;
    }

    /// Requests the days `wanted` and accepts the valid ones. Returns whether the AI responded.
    async fn request_days(&self, prompt: &ChatRequest, wanted: &[u16]) -> bool {
        let (mut parsed_to, mut parsed_bytes, mut accepted) = (0, 0, 0);
        let on_partial = |text: &str| {
            let new = text.get(parsed_to..).unwrap_or_default();
            if new.len() < PARSE_STEP_BYTES || !new.contains(['}', ']', '\n']) || parsed_bytes > MAX_PARSED_BYTES {
                return;
            }
            parsed_to = text.len();
            parsed_bytes += text.len();
            // Accepts only complete days that have the expected numbers in order.
            let blocks = parse::blocks(text);
            let complete = blocks
                .iter()
                .zip(wanted)
                .take_while(|(block, day)| block.closed && block.number == Some(u32::from(**day)));
            for (block, day) in complete.skip(accepted) {
                accepted += 1;
                self.accept(*day, block);
            }
        };
        let about = CallSubject { user: self.user, draft: Some(self.id), habit: self.request.habit.clone() };
        let Some(response) = self.planner.call(about, prompt, self.deadline, on_partial).await else { return false };
        for (day, block) in parse::numbered(parse::blocks(&response.text), wanted) {
            self.accept(day, &block);
        }
        matches!(response.outcome, CallOutcome::Whole | CallOutcome::BrokeOff | CallOutcome::Empty)
    }

    fn accept(&self, day: u16, block: &Block) {
        let mut collector = self.collector();
        if !collector.accept(day, block) {
            return;
        }
        let tasks = collector.day(day).map(|tasks| tasks.to_vec()).unwrap_or_default();
        drop(collector);
        let day = DraftDay { day, source: Source::Ai, tasks };
        self.progress.send_modify(|progress| progress.days.push(day));
    }
}
