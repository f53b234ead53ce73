//! Background work: delivery, alerts about unread messages, re-encryption, deletion of empty conversations.

use std::future::Future;
use std::time::Duration;

use uuid::Uuid;

use super::actions::alerts;
use super::actions::reencryption::{self, ReencryptionStep};
use super::{Chat, ConversationId};
use crate::platform::db::{Db, DbError, Key, Tx};
use crate::platform::key_checks::{self, PresentKeys};

/// Alerts per unit of work.
const MAX_ALERTS_PER_UNIT: i64 = 10;
/// Messages deleted per unit of work.
const MAX_DELETED_PER_UNIT: u32 = 200;
/// Conversations per query when looking for empty ones.
const MAX_CHECKED_CONVERSATIONS: u32 = 1_000;
/// How often to check presence, due alerts and the key ring's file.
const TICK_INTERVAL: Duration = Duration::from_secs(1);
/// Pause between batches of the re-encryption, so that requests go first.
const BATCH_PAUSE: Duration = Duration::from_millis(2);

/// The number of messages encrypted with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct KeyUse {
    pub key_id: String,
    pub messages: i64,
}

impl KeyUse {
    /// Counts the messages of each key. Reads a whole index; for the ids alone use [`super::used_key_ids`].
    ///
    /// # Errors
    /// Fails if the database can't be read.
    pub async fn all(db: &Db) -> Result<Vec<Self>, DbError> {
        let found = db.read(|tx| tx.chat().key_use()).await?;
        Ok(found.into_iter().map(|(key_id, messages)| Self { key_id, messages }).collect())
    }
}

impl Chat {
    /// Delivers events to sockets until `shutdown` completes.
    pub async fn run_delivery(&self, shutdown: impl Future<Output = ()>) {
        self.hub.run(shutdown).await;
    }

    /// Delivers the queued events; for tests without background work.
    pub async fn deliver_queued(&self) {
        self.hub.process_queue().await;
    }

    /// Finds changes whose hint was lost and delivers them.
    pub async fn deliver_lost(&self) -> Result<(), DbError> {
        self.hub.find_lost_changes().await?;
        self.hub.process_queue().await;
        Ok(())
    }

    /// Reloads the key ring, updates presence and sends due alerts. Call it every second.
    pub async fn tick(&self) -> Result<(), DbError> {
        self.reload_ring().await?;
        self.presence.tick().await?;
        self.send_due_alerts().await
    }

    /// Adopts the key ring's file if it has changed and matches the database.
    async fn reload_ring(&self) -> Result<(), DbError> {
        let changed = match self.ring().changed() {
            Ok(Some(changed)) => changed,
            Ok(None) => return Ok(()),
            Err(error) => {
                tracing::error!(%error, "could not reload chat_keys; the key ring is unchanged");
                return Ok(());
            }
        };
        let present = [PresentKeys::Chat(Some(changed.checks()))];
        match key_checks::register(self.db(), present, reencryption::used_key_ids, false).await {
            Ok(found) if found.is_empty() => self.ring().adopt(&changed),
            Ok(found) => {
                for mismatch in found {
                    tracing::error!("chat_keys: the file {mismatch}; the key ring is unchanged");
                }
            }
            Err(error) => {
                self.ring().forget_file();
                return Err(error);
            }
        }
        Ok(())
    }

    /// Sends alerts about messages that were not read in time.
    pub async fn send_due_alerts(&self) -> Result<(), DbError> {
        // A read first, so that idle chat does not write.
        while self.db().read(|tx| tx.chat().has_due_alerts()).await? {
            let reactions = self.options.reactions.clone();
            let work = move |tx: &mut Tx<'_>| alerts::send_due_alerts(tx, &*reactions, MAX_ALERTS_PER_UNIT);
            if self.db().background(Key::of("chat-alerts"), work).await? == 0 {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Encrypts one batch of messages with the newest key. Returns whether there may be more.
    pub async fn reencrypt_batch(&self) -> Result<bool, DbError> {
        let ring = self.ring().clone();
        let step = self.db().read(move |tx| reencryption::prepare(tx, &ring)).await?;
        let ReencryptionStep::Batch { from, to, resealed } = step else { return Ok(false) };
        let more = !to.done;
        let work = move |tx: &mut Tx<'_>| reencryption::apply(tx, &from, &to, &resealed);
        self.db().background(Key::of("chat-reencryption"), work).await?;
        Ok(more)
    }

    /// Encrypts all messages with the newest key.
    pub async fn reencrypt_all(&self) -> Result<(), DbError> {
        while self.reencrypt_batch().await? {
            tokio::time::sleep(BATCH_PAUSE).await;
        }
        Ok(())
    }

    /// Calls [`Chat::tick`] every second until `shutdown` completes.
    pub async fn run_ticks(&self, shutdown: impl Future<Output = ()>) {
        let mut shutdown = std::pin::pin!(shutdown);
        let mut tick = tokio::time::interval(TICK_INTERVAL);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = &mut shutdown => return,
                _ = tick.tick() => if let Err(error) = self.tick().await {
                    error.log("could not update chat presence or alerts");
                }
            }
        }
    }

    /// Re-encrypts all messages whenever there is a new key, until `shutdown` completes.
    pub async fn run_reencryption(&self, shutdown: impl Future<Output = ()>) {
        let mut shutdown = std::pin::pin!(shutdown);
        let mut finished_key = String::new();
        loop {
            let newest = self.ring().newest_id().to_string();
            let work = async {
                if finished_key != newest {
                    match self.reencrypt_all().await {
                        Ok(()) => finished_key = newest,
                        Err(error) => error.log("could not re-encrypt messages"),
                    }
                }
                tokio::time::sleep(TICK_INTERVAL).await;
            };
            tokio::select! {
                () = &mut shutdown => return,
                () = work => {}
            }
        }
    }

    /// Deletes conversations without members and returns how many. Call it every few minutes.
    pub async fn delete_empty_conversations(&self) -> Result<u32, DbError> {
        let (mut deleted, mut after) = (0, ConversationId(Uuid::nil()));
        loop {
            let page =
                self.db().read(move |tx| tx.chat().conversations_after(after, MAX_CHECKED_CONVERSATIONS)).await?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            for (id, _) in page.into_iter().filter(|(_, has_members)| !has_members) {
                while self.db().background(id, move |tx| tx.chat().delete_messages(id, MAX_DELETED_PER_UNIT)).await? > 0
                {
                }
                self.db().background(id, move |tx| tx.chat().delete_if_empty(id)).await?;
                deleted += 1;
            }
        }
        Ok(deleted)
    }
}
