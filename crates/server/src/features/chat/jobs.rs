//! Background work: the sockets, alerts of what waits unread, sealing anew, sweeping.

use std::future::Future;
use std::time::Duration;

use uuid::Uuid;

use super::ConversationId;
use super::actions::resealing::{self, Next};
use super::actions::{Chat, alerts};
use crate::platform::db::{Db, DbError, Key};

/// Members told in one unit of work.
const TOLD: i64 = 10;
/// Messages removed in one unit of work.
const SWEPT: u32 = 200;
/// Conversations that a sweep looks at in one.
const LOOKED_AT: u32 = 1_000;
/// How often the ring's file is looked at.
const TICK: Duration = Duration::from_secs(1);
/// Between two units of sealing anew: requests go first.
const BREATH: Duration = Duration::from_millis(2);

/// How many messages a key has sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyUse {
    /// The key.
    pub key_id: String,
    /// Messages.
    pub messages: i64,
}

impl KeyUse {
    /// Every key that has sealed something. Looks at all messages.
    ///
    /// # Errors
    /// What the database says.
    pub async fn all(db: &Db) -> Result<Vec<Self>, DbError> {
        let found = db.read(|tx| tx.chat().key_use()).await?;
        Ok(found.into_iter().map(|(key_id, messages)| Self { key_id, messages }).collect())
    }
}

impl Chat {
    /// Tells the sockets until it is time to end.
    pub async fn run(&self, shutdown: impl Future<Output = ()>) {
        self.hub.run(shutdown).await;
    }

    /// Tells the sockets what has come so far; for tests that run no loops.
    pub async fn pump(&self) {
        self.hub.pump().await;
    }

    /// Looks for messages whose hint was lost, and tells them.
    ///
    /// # Errors
    /// What the database says.
    pub async fn heal(&self) -> Result<(), DbError> {
        self.hub.find_lost().await?;
        self.hub.pump().await;
        Ok(())
    }

    /// What is done every second: who is gone, who is to be told, whether there is a new key.
    ///
    /// # Errors
    /// What the database says.
    pub async fn tick(&self) -> Result<(), DbError> {
        if let Err(error) = self.ring().reload() {
            tracing::warn!(%error, "chat_keys: the ring's file can't be used; the ring stays as it was");
        }
        self.presence.tick().await?;
        self.tell_due().await
    }

    /// Tells beyond the app what has waited unread for some seconds.
    ///
    /// # Errors
    /// What the database says.
    pub async fn tell_due(&self) -> Result<(), DbError> {
        // Asks with a read first: where nobody waits nothing is written.
        while self.db().read(|tx| tx.chat().any_due()).await? {
            let reactions = self.parts.reactions.clone();
            let work = move |tx: &mut crate::platform::db::Tx<'_>| alerts::tell_due(tx, &*reactions, TOLD);
            if self.db().background(Key::of("chat-alerts"), work).await? == 0 {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Seals with the newest key what an older one sealed, one unit of work; answers whether
    /// there is more.
    ///
    /// # Errors
    /// What the database says.
    pub async fn reseal_some(&self) -> Result<bool, DbError> {
        let ring = self.ring().clone();
        let next = self.db().read(move |tx| resealing::prepare(tx, &ring)).await?;
        let Next::Unit { from, to, sealed } = next else { return Ok(false) };
        let more = !to.done;
        let work = move |tx: &mut crate::platform::db::Tx<'_>| resealing::replace(tx, &from, &to, &sealed);
        self.db().background(Key::of("chat-resealing"), work).await?;
        Ok(more)
    }

    /// Seals anew until all is, in units that let requests go first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn reseal_all(&self) -> Result<(), DbError> {
        while self.reseal_some().await? {
            tokio::time::sleep(BREATH).await;
        }
        Ok(())
    }

    /// The ticks, until it is time to end. The sealing anew goes on beside it.
    pub async fn tend(&self, shutdown: impl Future<Output = ()>) {
        let mut shutdown = std::pin::pin!(shutdown);
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = &mut shutdown => return,
                _ = tick.tick() => if let Err(error) = self.tick().await {
                    tracing::warn!(%error, "the chat was not tended");
                }
            }
        }
    }

    /// Seals anew when there is a new key, until it is time to end.
    pub async fn keep_sealed(&self, shutdown: impl Future<Output = ()>) {
        let mut shutdown = std::pin::pin!(shutdown);
        let mut sealed_with = String::new();
        loop {
            let newest = self.ring().newest_id().to_string();
            let work = async {
                if sealed_with != newest {
                    match self.reseal_all().await {
                        Ok(()) => sealed_with = newest,
                        Err(error) => tracing::warn!(%error, "messages were not sealed anew"),
                    }
                }
                tokio::time::sleep(TICK).await;
            };
            tokio::select! {
                () = &mut shutdown => return,
                () = work => {}
            }
        }
    }

    /// Removes conversations that nobody is in any more, with what was said in them; answers how
    /// many. To be called every few minutes.
    ///
    /// # Errors
    /// What the database says.
    pub async fn sweep(&self) -> Result<u32, DbError> {
        let (mut swept, mut after) = (0, ConversationId(Uuid::nil()));
        loop {
            let some = self.db().read(move |tx| tx.chat().inhabited(after, LOOKED_AT)).await?;
            let Some((last, _)) = some.last() else { break };
            after = *last;
            for (id, _) in some.into_iter().filter(|(_, inhabited)| !inhabited) {
                while self.db().background(id, move |tx| tx.chat().empty(id, SWEPT)).await? > 0 {}
                self.db().background(id, move |tx| tx.chat().remove(id)).await?;
                swept += 1;
            }
        }
        Ok(swept)
    }
}
