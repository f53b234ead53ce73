//! Background jobs, which start and stop together.

use std::future::Future;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::events::Events;
use super::{App, Deletion};
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
        jobs.spawn(|shutdown| delete_expired_responses(app.clone(), shutdown));
        jobs.spawn(|shutdown| clean_up_accounts(app.clone(), shutdown));
        jobs.spawn(|shutdown| maintain_challenges(app.clone(), shutdown));
        jobs.spawn(|shutdown| fold_challenge_sizes(app.clone(), shutdown));
        jobs.spawn(|shutdown| clean_up_notifications(app.clone(), shutdown));
        let leaderboard = app.leaderboard.clone();
        jobs.spawn(|mut shutdown| async move { leaderboard.run(shutdown.wait()).await });
        let live = app.live.clone();
        jobs.spawn(|mut shutdown| async move { live.run(shutdown.wait()).await });
        let chat = app.chat.clone();
        jobs.spawn(|mut shutdown| async move { chat.run_delivery(shutdown.wait()).await });
        let chat = app.chat.clone();
        jobs.spawn(|mut shutdown| async move { chat.run_ticks(shutdown.wait()).await });
        let chat = app.chat.clone();
        jobs.spawn(|mut shutdown| async move { chat.run_reencryption(shutdown.wait()).await });
        jobs.spawn(|shutdown| delete_empty_conversations(app.clone(), shutdown));
        let deletion = Deletion::new(app.db.clone());
        jobs.spawn(|mut shutdown| async move { deletion.run(shutdown.wait()).await });
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

/// Deletes expired sign-ups, sessions and passkey ceremonies and orphaned files every five minutes.
async fn clean_up_accounts(app: App, mut shutdown: Shutdown) {
    loop {
        if let Err(error) = accounts::clean_up(&app.db).await {
            error.log("could not delete expired sign-ups and sessions");
        }
        if let Err(error) = app.accounts.remove_orphaned_files().await {
            error.log("could not delete orphaned pictures");
        }
        if let Err(error) = passkeys::clean_up(&app.db).await {
            error.log("could not delete expired passkey ceremonies");
        }
        if !shutdown.pause(Duration::from_secs(300)).await {
            return;
        }
    }
}

/// Announces finished challenges to their members and deletes challenges without members every five
/// minutes.
async fn maintain_challenges(app: App, mut shutdown: Shutdown) {
    loop {
        let finished = challenges::finish_due(&app.db, Events).await;
        if let Err(error) = finished.map(drop).and(challenges::sweep_abandoned(&app.db).await.map(drop)) {
            error.log("could not finish or delete challenges");
        }
        if !shutdown.pause(Duration::from_secs(300)).await {
            return;
        }
    }
}

/// Adds recent joins and leaves to the member counts of challenges every 15 seconds.
async fn fold_challenge_sizes(app: App, mut shutdown: Shutdown) {
    loop {
        if let Err(error) = challenges::fold_sizes(&app.db).await {
            error.log("could not update the member counts of challenges");
        }
        if !shutdown.pause(Duration::from_secs(15)).await {
            return;
        }
    }
}

/// Deletes conversations without members every hour.
async fn delete_empty_conversations(app: App, mut shutdown: Shutdown) {
    loop {
        if let Err(error) = app.chat.delete_empty_conversations().await {
            error.log("could not delete empty conversations");
        }
        if !shutdown.pause(Duration::from_secs(3600)).await {
            return;
        }
    }
}

/// Deletes old alerts every hour.
async fn clean_up_notifications(app: App, mut shutdown: Shutdown) {
    loop {
        if let Err(error) = notifications::delete_old_alerts(&app.db).await {
            error.log("could not delete old alerts");
        }
        if !shutdown.pause(Duration::from_secs(3600)).await {
            return;
        }
    }
}

/// Deletes responses stored for an `Idempotency-Key` after a day.
async fn delete_expired_responses(app: App, mut shutdown: Shutdown) {
    loop {
        let deleted = app.db.background(Uuid::nil(), |tx| tx.idempotency().delete_expired()).await;
        let pause = match deleted {
            // A full batch: there is more. The pause lets waiting requests go first.
            Ok(200..) => Duration::from_millis(50),
            Ok(_) => Duration::from_secs(3600),
            Err(error) => {
                let error: DbError = error;
                error.log("could not delete expired responses");
                Duration::from_secs(60)
            }
        };
        if !shutdown.pause(pause).await {
            return;
        }
    }
}
