//! Waiting for a draft, whichever process writes it.

use tokio::sync::watch;
use tokio::time::sleep;

use super::{Follower, HEARTBEAT, Planner, Progress};
use crate::features::accounts::UserId;
use crate::features::planner::actions::drafts;
use crate::features::planner::repair;
use crate::features::planner::store::{Draft, DraftState};
use crate::features::planner::{DraftId, PlannerError};

/// The progress of one draft. While it exists, the draft does not count as abandoned.
pub(super) struct Following {
    /// Changes with each day.
    pub progress: watch::Receiver<Progress>,
    /// Present if this process writes the draft.
    pub follower: Option<Follower>,
}

impl Planner {
    /// Returns one draft. If its writer has died with its process, the built-in planner completes it
    /// first, so that there is always a plan.
    ///
    /// # Errors
    /// [`PlannerError::NotFound`].
    pub async fn draft(&self, user: UserId, id: DraftId) -> Result<Draft, PlannerError> {
        self.touch(id);
        let draft = self.0.db.read(move |tx| drafts::owned_draft(tx, user, id)).await?;
        let lease_ended = draft.making_until.is_none_or(|until| until < self.now());
        if draft.state == DraftState::Ready || !lease_ended || self.running(id).is_some() {
            return Ok(draft);
        }
        let completed = tokio::task::spawn_blocking(move || {
            let (source, days) = repair::completed(&draft.request, draft.days.clone());
            (draft.request, source, days)
        });
        let (request, source, days) = completed.await.map_err(|_| PlannerError::Stopped)?;
        self.0
            .db
            .write(user.0, move |tx| {
                drafts::finish(tx, user, id, None, request.clone(), source, &days)?;
                drafts::owned_draft(tx, user, id)
            })
            .await
    }

    /// Records that somebody requested this draft, so that it does not count as abandoned.
    fn touch(&self, id: DraftId) {
        if let Some(running) = self.running(id) {
            running.touch();
        }
    }

    /// Follows a draft that this process, another one or no process writes.
    #[must_use]
    pub(super) fn follow(&self, user: UserId, id: DraftId) -> Following {
        if let Some(running) = self.running(id) {
            return Following { progress: running.progress.subscribe(), follower: Some(Follower::new(running)) };
        }
        let (sender, progress) = watch::channel(Progress::default());
        let planner = self.clone();
        tokio::spawn(async move {
            // Ends with the draft, or once nobody follows it.
            while !sender.is_closed() {
                let found = planner.draft(user, id).await;
                let is_complete = found.as_ref().map_or(true, |draft| draft.state == DraftState::Ready);
                sender.send_modify(|progress| match found {
                    Ok(draft) => {
                        let known = progress.days.clone();
                        let new = draft.days.into_iter().filter(|day| known.iter().all(|old| old.day != day.day));
                        progress.days.extend(new);
                        progress.end = is_complete.then_some(Ok(()));
                    }
                    Err(error) => progress.end = Some(Err(error)),
                });
                if is_complete {
                    return;
                }
                sleep(HEARTBEAT).await;
            }
        });
        Following { progress, follower: None }
    }
}
