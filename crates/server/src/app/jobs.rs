//! Background jobs, which start and stop together.

use std::future::Future;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::App;
use super::events::Events;
use crate::features::{accounts, challenges, notifications, passkeys, reminders};
use crate::platform::db::DbError;
use crate::platform::outbox::Outbox;

/// Tells a job when to stop; cheap to clone.
#[derive(Clone, Debug)]
pub struct Shutdown(watch::Receiver<bool>);

impl Shutdown {
    /// Waits until the job must stop.
    pub async fn wait(&mut self) {
        // An error means that the sender is gone, which also means stop.
        let _ = self.0.wait_for(|stop| *stop).await;
    }

    /// Waits for `pause`; returns false at once if the job must stop.
    pub async fn pause(&mut self, pause: Duration) -> bool {
        tokio::time::timeout(pause, self.wait()).await.is_err()
    }

    /// Returns a receiver that is true once the job must stop.
    #[must_use]
    pub fn signal(&self) -> watch::Receiver<bool> {
        self.0.clone()
    }
}

/// The running jobs.
#[derive(Debug)]
pub struct Jobs {
    loops: JoinSet<()>,
    stop: watch::Sender<bool>,
}

impl Jobs {
    /// Starts every job of `app`.
    #[must_use]
    pub fn start(app: &App, outbox: Outbox) -> Self {
        let mut jobs = Self { loops: JoinSet::new(), stop: watch::channel(false).0 };
        jobs.spawn(|shutdown| drop_old_answers(app.clone(), shutdown));
        jobs.spawn(|shutdown| clean_up_accounts(app.clone(), shutdown));
        jobs.spawn(|shutdown| tend_challenges(app.clone(), shutdown));
        jobs.spawn(|shutdown| fold_challenge_sizes(app.clone(), shutdown));
        jobs.spawn(|shutdown| clean_up_notifications(app.clone(), shutdown));
        let leaderboard = app.leaderboard.clone();
        jobs.spawn(|mut shutdown| async move { leaderboard.run(shutdown.wait()).await });
        let live = app.live.clone();
        jobs.spawn(|mut shutdown| async move { live.run(shutdown.wait()).await });
        let chat = app.chat.clone();
        jobs.spawn(|mut shutdown| async move { chat.run(shutdown.wait()).await });
        let chat = app.chat.clone();
        jobs.spawn(|mut shutdown| async move { chat.tend(shutdown.wait()).await });
        let chat = app.chat.clone();
        jobs.spawn(|mut shutdown| async move { chat.keep_sealed(shutdown.wait()).await });
        jobs.spawn(|shutdown| sweep_conversations(app.clone(), shutdown));
        let dispatcher = notifications::Dispatcher::new(app.db.clone(), app.channels.clone());
        jobs.spawn(|mut shutdown| async move { dispatcher.run(shutdown.wait()).await });
        let scheduler = reminders::Scheduler::new(app.db.clone());
        jobs.spawn(|mut shutdown| async move { scheduler.run(shutdown.wait()).await });
        jobs.spawn(|mut shutdown| async move { outbox.run(shutdown.wait()).await });
        jobs
    }

    /// Starts one more job.
    pub fn spawn<F: Future<Output = ()> + Send + 'static>(&mut self, work: impl FnOnce(Shutdown) -> F) {
        self.loops.spawn(work(Shutdown(self.stop.subscribe())));
    }

    /// Stops every job and waits for at most `grace`.
    pub async fn stop(mut self, grace: Duration) {
        let _ = self.stop.send(true);
        let ended = async { while self.loops.join_next().await.is_some() {} };
        if tokio::time::timeout(grace, ended).await.is_err() {
            tracing::warn!(loops = self.loops.len(), "background jobs did not stop in time");
        }
    }
}

/// Every few minutes: sign-ups and ceremonies nobody finished and sessions that ended go.
async fn clean_up_accounts(app: App, mut shutdown: Shutdown) {
    loop {
        if let Err(error) = accounts::clean_up(&app.db).await {
            tracing::warn!(%error, "old sign-ups and sessions were not removed");
        }
        if let Err(error) = app.accounts.remove_orphaned_files().await {
            tracing::warn!(%error, "pictures that are nobody's were not removed");
        }
        if let Err(error) = passkeys::clean_up(&app.db).await {
            tracing::warn!(%error, "ceremonies that nobody finished were not removed");
        }
        if !shutdown.pause(Duration::from_secs(300)).await {
            return;
        }
    }
}

/// Every few minutes: who has finished a challenge is told, and challenges without anybody go.
async fn tend_challenges(app: App, mut shutdown: Shutdown) {
    loop {
        let told = challenges::finish_due(&app.db, Events).await;
        if let Err(error) = told.map(drop).and(challenges::sweep_abandoned(&app.db).await.map(drop)) {
            tracing::warn!(%error, "challenges were not tended");
        }
        if !shutdown.pause(Duration::from_secs(300)).await {
            return;
        }
    }
}

/// Every 15 seconds: adds the joins and leaves of challenges to their numbers of members.
async fn fold_challenge_sizes(app: App, mut shutdown: Shutdown) {
    loop {
        if let Err(error) = challenges::fold_sizes(&app.db).await {
            tracing::warn!(%error, "member counts of challenges were not folded");
        }
        if !shutdown.pause(Duration::from_secs(15)).await {
            return;
        }
    }
}

/// Hourly: conversations that nobody is in any more go.
async fn sweep_conversations(app: App, mut shutdown: Shutdown) {
    loop {
        if let Err(error) = app.chat.sweep().await {
            tracing::warn!(%error, "abandoned conversations were not removed");
        }
        if !shutdown.pause(Duration::from_secs(3600)).await {
            return;
        }
    }
}

/// Hourly: alerts that are too old to be news go.
async fn clean_up_notifications(app: App, mut shutdown: Shutdown) {
    loop {
        if let Err(error) = notifications::clean_up(&app.db).await {
            tracing::warn!(%error, "old alerts were not removed");
        }
        if !shutdown.pause(Duration::from_secs(3600)).await {
            return;
        }
    }
}

/// Hourly: answers kept for an `Idempotency-Key` go after a day.
async fn drop_old_answers(app: App, mut shutdown: Shutdown) {
    loop {
        let dropped = app.db.background(Uuid::nil(), |tx| tx.idempotency().delete_expired()).await;
        let pause = match dropped {
            // A full batch: there is more, right after the requests that wait.
            Ok(200..) => Duration::from_millis(50),
            Ok(_) => Duration::from_secs(3600),
            Err(error) => {
                let error: DbError = error;
                tracing::warn!(%error, "old answers were not dropped");
                Duration::from_secs(60)
            }
        };
        if !shutdown.pause(pause).await {
            return;
        }
    }
}
