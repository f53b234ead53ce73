//! One call of the AI: recorded before it is sent, its response and cost afterwards.

use tokio::time::Instant;

use super::Planner;
use crate::features::planner::actions::calls::{self, CallSubject};
use crate::features::planner::providers::{CallOutcome, ChatRequest, ChatResponse};
use crate::features::planner::store::CallRecord;

/// The maximum length of a response in the trace, in bytes.
const MAX_TRACED_BYTES: usize = 64 * 1024;

impl Planner {
    /// Calls the AI and records the call. Returns `None`, without sending anything, if there is no AI,
    /// the user's tokens for today are used up, or the record can't be written.
    pub(super) async fn call(
        &self,
        about: CallSubject,
        request: &ChatRequest,
        deadline: Instant,
        on_partial: impl FnMut(&str) + Send,
    ) -> Option<ChatResponse> {
        let user = about.user;
        let provider = self.provider()?;
        let sent_bytes: usize = request.messages.iter().map(|message| message.content.len()).sum();
        // About four characters per token; responses rarely use all tokens that they may.
        let estimate = u32::try_from(sent_bytes / 4).unwrap_or(u32::MAX).saturating_add(request.max_tokens / 2);
        let (at, began) = (self.now(), Instant::now());
        let record = CallRecord {
            prompt: request.prompt.to_owned(),
            server: provider.server().to_owned(),
            model: provider.model().to_owned(),
            at,
            sent: request.messages.clone(),
            ended: CallOutcome::Stopped,
            status: None,
            received: String::new(),
            detail: String::new(),
            tokens: estimate,
            tries: 0,
            milliseconds: 0,
        };
        let (limit, opened_record) = (self.daily_tokens(), record.clone());
        let opened = self.0.db.write(user.0, move |tx| calls::open_call(tx, &about, &opened_record, limit)).await;
        let id = match opened {
            Ok(Some(id)) => id,
            Ok(None) => return None,
            Err(error) => {
                tracing::warn!(%error, "a call of the AI could not be recorded and was not sent");
                return None;
            }
        };
        let response = provider.chat(request, deadline, on_partial).await;
        let mut received = response.text.clone();
        let end =
            (0..=MAX_TRACED_BYTES.min(received.len())).rev().find(|&end| received.is_char_boundary(end)).unwrap_or(0);
        received.truncate(end);
        let record = CallRecord {
            ended: response.outcome,
            status: response.status,
            received,
            detail: response.detail.clone(),
            tokens: response.tokens,
            tries: response.tries,
            milliseconds: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
            ..record
        };
        let closed = self.0.db.write(user.0, move |tx| calls::close_call(tx, user, id, &record, estimate)).await;
        if let Err(error) = closed {
            tracing::warn!(%error, "the response of the AI could not be recorded");
        }
        Some(response)
    }
}
