//! Waiting for a draft, wherever it is written.

use tokio::sync::watch;
use tokio::time::sleep;

use super::{BEAT, Looker, Planner, Progress};
use crate::features::accounts::UserId;
use crate::features::planner::actions::drafts;
use crate::features::planner::repair;
use crate::features::planner::store::{Draft, DraftState};
use crate::features::planner::{DraftId, PlannerError};

/// The progress of one draft; while it is held, its maker is not alone.
pub struct Following {
    /// Changes with each day.
    pub progress: watch::Receiver<Progress>,
    _looker: Option<Looker>,
}

impl Planner {
    /// One draft as it is. A draft whose maker is gone (the server was stopped) is filled by the
    /// built-in planner, so that there always is a plan.
    ///
    /// # Errors
    /// [`PlannerError::NotFound`], and those of the database.
    pub async fn draft(&self, user: UserId, id: DraftId) -> Result<Draft, PlannerError> {
        self.looked(id);
        let draft = self.0.db.read(move |tx| drafts::owned_draft(tx, user, id)).await?;
        let given_up = draft.making_until.is_none_or(|until| until < self.now());
        if draft.state == DraftState::Ready || !given_up || self.running(id).is_some() {
            return Ok(draft);
        }
        let filled = tokio::task::spawn_blocking(move || {
            let (source, days) = repair::completed(&draft.request, draft.days.clone());
            (draft.request, source, days)
        });
        let (request, source, days) = filled.await.map_err(|_| PlannerError::Stopped)?;
        self.0
            .db
            .write(user.0, move |tx| {
                drafts::finish(tx, user, id, None, request.clone(), source, &days)?;
                drafts::owned_draft(tx, user, id)
            })
            .await
    }

    /// Follows a draft that may be written in this process, in another, or by nobody any more.
    #[must_use]
    pub fn follow(&self, user: UserId, id: DraftId) -> Following {
        if let Some(running) = self.running(id) {
            return Following { progress: running.progress.subscribe(), _looker: Some(Looker::new(running)) };
        }
        let (sender, progress) = watch::channel(Progress::default());
        let planner = self.clone();
        tokio::spawn(async move {
            // Ends with the draft, or with those who follow it.
            while !sender.is_closed() {
                let found = planner.draft(user, id).await;
                let whole = found.as_ref().map_or(true, |draft| draft.state == DraftState::Ready);
                sender.send_modify(|progress| match found {
                    Ok(draft) => {
                        let known = progress.days.clone();
                        let new = draft.days.into_iter().filter(|day| known.iter().all(|there| there.day != day.day));
                        progress.days.extend(new);
                        progress.end = whole.then_some(Ok(()));
                    }
                    Err(error) => progress.end = Some(Err(error)),
                });
                if whole {
                    return;
                }
                sleep(BEAT).await;
            }
        });
        Following { progress, _looker: None }
    }
}
