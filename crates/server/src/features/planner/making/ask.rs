//! One question to the AI: noted before it is sent, the answer and its cost after.

use tokio::time::Instant;

use super::Planner;
use crate::features::accounts::UserId;
use crate::features::planner::DraftId;
use crate::features::planner::actions::calls::{self, About};
use crate::features::planner::providers::{Ask, Ended, Exchange};
use crate::features::planner::store::CallRecord;

/// More of an answer is not kept for the trace.
const MOST_KEPT: usize = 64 * 1024;

impl Planner {
    /// Asks and notes it; `None` when there is no AI, the user's tokens of today are used up or the
    /// note can't be written: then nothing was sent.
    pub(super) async fn ask(
        &self,
        user: UserId,
        draft: Option<DraftId>,
        habit: &str,
        ask: &Ask,
        deadline: Instant,
        so_far: impl FnMut(&str) + Send,
    ) -> Option<Exchange> {
        let provider = self.provider()?;
        let sent_bytes: usize = ask.messages.iter().map(|message| message.content.len()).sum();
        // About four letters a token, and rarely all of what an answer may use.
        let estimate = u32::try_from(sent_bytes / 4).unwrap_or(u32::MAX).saturating_add(ask.max_tokens / 2);
        let (at, began) = (self.now(), Instant::now());
        let record = CallRecord {
            prompt: ask.prompt.to_owned(),
            server: provider.server().to_owned(),
            model: provider.model().to_owned(),
            at,
            sent: ask.messages.clone(),
            ended: Ended::Stopped,
            status: None,
            received: String::new(),
            detail: String::new(),
            tokens: estimate,
            tries: 0,
            milliseconds: 0,
        };
        let about = About { user, draft, habit: habit.to_owned() };
        let (limit, noted) = (self.daily_tokens(), record.clone());
        let opened = self.0.db.write(user.0, move |tx| calls::open_call(tx, &about, &noted, limit)).await;
        let id = match opened {
            Ok(Some(id)) => id,
            Ok(None) => return None,
            Err(error) => {
                tracing::warn!(%error, "a question to the AI could not be noted and was not sent");
                return None;
            }
        };
        let exchange = provider.chat(ask, deadline, so_far).await;
        let mut received = exchange.text.clone();
        let end = (0..=MOST_KEPT.min(received.len())).rev().find(|&end| received.is_char_boundary(end)).unwrap_or(0);
        received.truncate(end);
        let record = CallRecord {
            ended: exchange.ended,
            status: exchange.status,
            received,
            detail: exchange.detail.clone(),
            tokens: exchange.tokens,
            tries: exchange.tries,
            milliseconds: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
            ..record
        };
        let closed = self.0.db.write(user.0, move |tx| calls::close_call(tx, user, id, &record, estimate)).await;
        if let Err(error) = closed {
            tracing::warn!(%error, "the answer of the AI could not be noted");
        }
        Some(exchange)
    }
}
