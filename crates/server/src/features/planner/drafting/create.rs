//! Creating a draft: with the built-in planner at once, with the AI in its own task.

use axum::http::StatusCode;
use tokio::sync::mpsc;

use super::follow::Following;
use super::{DraftView, Planner, Progress};
use crate::features::accounts::UserId;
use crate::features::planner::actions::{self, CreateDraft, calls, drafts};
use crate::features::planner::rules::PlanRequest;
use crate::features::planner::store::{DraftDay, DraftState, Source};
use crate::features::planner::{DraftId, PlannerError};
use crate::platform::http::{Command, Executor};
use crate::platform::problem::Problem;

/// A created draft. Its days may still be written.
pub struct CreatedDraft {
    draft: DraftView,
    user: UserId,
    planner: Planner,
}

/// The events of writing a draft, in order: `Created`, then `Progress` and `Day` for each day, then
/// `Done` or `Failed`.
#[derive(Debug)]
pub enum DraftEvent {
    /// The draft exists.
    Created(DraftId),
    /// The next day to be written, of how many.
    Progress(u16, u16),
    /// A day was written.
    Day(DraftDay),
    /// The complete draft.
    Done(Box<DraftView>),
    /// The draft will not be completed.
    Failed(PlannerError),
}

impl Planner {
    /// Creates a draft. A repeated request with the same `Idempotency-Key` gets the same draft.
    ///
    /// # Errors
    /// `needs-care`, `invalid-input`, `not-found` for an unknown draft to replace, `planner-quota`.
    pub async fn create(
        &self,
        executor: &Executor,
        user: UserId,
        command: Command<CreateDraft>,
    ) -> Result<CreatedDraft, Problem> {
        if let Some(draft) = executor.stored_value(user.0, &command).await? {
            return Ok(self.created(user, draft));
        }
        let input = command.input.clone();
        let replaces = input.replaces;
        let read = self.0.db.read(move |tx| {
            Ok::<_, PlannerError>((drafts::replaced_draft(tx, user, replaces)?, calls::builtin_only(tx, user)?))
        });
        let (former, builtin_only) = read.await?;
        let with_ai = self.provider().is_some() && !builtin_only;
        // Up to 5 ms of work, so not on an async thread.
        let planned = tokio::task::spawn_blocking(move || {
            let request = actions::plan_request(&input, former.as_ref())?;
            let days = if with_ai { None } else { Some(drafts::builtin_days(&request)) };
            Ok::<_, PlannerError>((request, days))
        });
        let draft = match planned.await.map_err(|_| PlannerError::Stopped)?? {
            (request, Some(days)) => store_builtin(executor, user, command, request, days).await?,
            (request, None) => self.begin_with_ai(executor, user, command, request).await?,
        };
        Ok(self.created(user, draft))
    }

    fn created(&self, user: UserId, draft: DraftView) -> CreatedDraft {
        CreatedDraft { draft, user, planner: self.clone() }
    }

    /// Stores an incomplete draft and starts writing it. The response stored for the
    /// `Idempotency-Key` names the draft, so that a repeated request follows the same one.
    async fn begin_with_ai(
        &self,
        executor: &Executor,
        user: UserId,
        command: Command<CreateDraft>,
        request: PlanRequest,
    ) -> Result<DraftView, Problem> {
        let (replaces, exclude) = (command.input.replaces, request.exclude.clone());
        let (cost, limit) = (estimated_tokens(&request), self.daily_tokens());
        let created: DraftView = executor
            .run_value(user.0, StatusCode::CREATED, command, move |tx, _| {
                drafts::begin_draft(tx, user, request.clone(), cost, limit).map(DraftView::from)
            })
            .await?;
        let id = created.id;
        let draft = self.0.db.read(move |tx| drafts::owned_draft(tx, user, id)).await?;
        self.start(user, draft, replaces, exclude).await?;
        Ok(created)
    }
}

async fn store_builtin(
    executor: &Executor,
    user: UserId,
    command: Command<CreateDraft>,
    request: PlanRequest,
    days: Vec<DraftDay>,
) -> Result<DraftView, Problem> {
    executor
        .run_value(user.0, StatusCode::CREATED, command, move |tx, input| {
            let (request, days) = (request.clone(), days.clone());
            drafts::store_draft(tx, user, input.replaces, request, Source::Builtin, days).map(DraftView::from)
        })
        .await
}

/// Estimates the cost of a plan: 25 tokens for each task, and the prompt.
fn estimated_tokens(request: &PlanRequest) -> i64 {
    800 + i64::from(request.duration_days) * 75
}

impl CreatedDraft {
    /// Waits until the draft is complete.
    ///
    /// # Errors
    /// Why it will not be completed.
    pub async fn completed(self) -> Result<DraftView, PlannerError> {
        if self.draft.state == DraftState::Ready {
            return Ok(self.draft);
        }
        let mut following = self.planner.follow(self.user, self.draft.id);
        // An error means that the writer has ended; the draft itself has the result.
        following
            .progress
            .wait_for(|progress| progress.end.is_some())
            .await
            .map_or(Ok(()), |progress| progress.end.clone().unwrap_or(Ok(())))?;
        Ok(self.planner.draft(self.user, self.draft.id).await?.into())
    }

    /// Returns the events of the draft, those of a complete draft at once.
    #[must_use]
    pub fn events(self) -> mpsc::Receiver<DraftEvent> {
        if self.draft.state == DraftState::Ready {
            let events = events_of_complete(self.draft);
            let (sender, receiver) = mpsc::channel(events.len());
            for event in events {
                // The channel has room for all of them.
                let _ = sender.try_send(event);
            }
            return receiver;
        }
        let (sender, receiver) = mpsc::channel(8);
        tokio::spawn(async move { self.send_events(&sender).await });
        receiver
    }

    /// Sends each day as it is written and, before it, the number of the next day. Ends early once
    /// the receiver is dropped.
    async fn send_events(self, events: &mpsc::Sender<DraftEvent>) -> Option<()> {
        let (id, of) = (self.draft.id, self.draft.duration_days);
        let Following { mut progress, follower: _follower } = self.planner.follow(self.user, id);
        let (mut days_sent, mut announced) = (0, 0);
        events.send(DraftEvent::Created(id)).await.ok()?;
        loop {
            let Progress { days, end } = progress.borrow_and_update().clone();
            for day in &days[days_sent.min(days.len())..] {
                if announced != day.day {
                    events.send(DraftEvent::Progress(day.day, of)).await.ok()?;
                }
                announced = day.day;
                events.send(DraftEvent::Day(day.clone())).await.ok()?;
            }
            days_sent = days.len();
            if let Some(end) = end {
                return events.send(self.last_event(end).await).await.ok();
            }
            let next = (1..=of).find(|number| days.iter().all(|day| day.day != *number)).unwrap_or(of);
            if next != announced {
                announced = next;
                events.send(DraftEvent::Progress(next, of)).await.ok()?;
            }
            tokio::select! {
                changed = progress.changed() => changed.ok()?,
                () = events.closed() => return None,
            }
        }
    }

    async fn last_event(&self, end: Result<(), PlannerError>) -> DraftEvent {
        let draft = match end {
            Ok(()) => self.planner.draft(self.user, self.draft.id).await,
            Err(error) => Err(error),
        };
        draft.map_or_else(DraftEvent::Failed, |draft| DraftEvent::Done(Box::new(draft.into())))
    }
}

fn events_of_complete(draft: DraftView) -> Vec<DraftEvent> {
    let of = u16::try_from(draft.days.len()).unwrap_or(u16::MAX);
    let days = draft.days.iter().flat_map(|day| [DraftEvent::Progress(day.day, of), DraftEvent::Day(day.clone())]);
    let mut events: Vec<DraftEvent> = std::iter::once(DraftEvent::Created(draft.id)).chain(days).collect();
    events.push(DraftEvent::Done(Box::new(draft)));
    events
}
