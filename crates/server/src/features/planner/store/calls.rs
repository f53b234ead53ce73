//! Records of AI calls, token usage, and the setting to use only the built-in planner.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{DraftId, PlannerStore, UserId, json, parse};
use crate::features::planner::providers::{CallOutcome, ChatMessage};
use crate::platform::db::DbError;

crate::id!(
    /// A recorded AI call.
    CallId
);

/// A recorded AI call, as shown to the user in the trace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallRecord {
    /// The name and version of the prompt.
    pub prompt: String,
    /// The URL it was sent to.
    pub server: String,
    #[allow(missing_docs, reason = "the name says it")]
    pub model: String,
    /// The instant at which it was sent.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// The messages sent, verbatim.
    pub sent: Vec<ChatMessage>,
    /// How it ended; `stopped` while it runs.
    pub ended: CallOutcome,
    /// The HTTP status of the response.
    pub status: Option<u16>,
    /// The text received, verbatim, at most 64 KiB.
    pub received: String,
    /// The reason of a failure.
    pub detail: String,
    /// Tokens in and out.
    pub tokens: u32,
    /// The number of HTTP requests, retries included.
    pub tries: u32,
    /// The duration in milliseconds.
    pub milliseconds: u64,
}

const INSERT: &str = "
    INSERT INTO planner_calls (id, user_id, draft_id, habit, call, created_at, position)
    SELECT $1, $2, $3, $4, $5, $6, COALESCE(MAX(position), 0) + 1 FROM planner_calls WHERE user_id = $2";
const UPDATE: &str = "UPDATE planner_calls SET call = $3 WHERE id = $1 AND user_id = $2";
const ATTACH: &str = "
    UPDATE planner_calls SET draft_id = $2 WHERE user_id = $1 AND draft_id IS NULL AND habit = $3";
const OF_DRAFT: &str = "SELECT call FROM planner_calls WHERE user_id = $1 AND draft_id = $2 ORDER BY position";
const DELETE_UNATTACHED: &str = "DELETE FROM planner_calls WHERE user_id = $1 AND draft_id IS NULL AND created_at < $2";
const USED: &str = "SELECT tokens FROM planner_usage WHERE user_id = $1 AND day = $2";
const USE: &str = "
    INSERT INTO planner_usage (user_id, day, tokens) VALUES ($1, $2, $3)
    ON CONFLICT (user_id, day) DO UPDATE SET tokens = planner_usage.tokens + excluded.tokens";
const DELETE_OLD_USAGE: &str = "DELETE FROM planner_usage WHERE user_id = $1 AND day < $2";
const BUILTIN_ONLY: &str = "SELECT builtin_only FROM planner_settings WHERE user_id = $1";
const SET_BUILTIN_ONLY: &str = "
    INSERT INTO planner_settings (user_id, builtin_only) VALUES ($1, $2)
    ON CONFLICT (user_id) DO UPDATE SET builtin_only = excluded.builtin_only";

impl PlannerStore<'_, '_> {
    /// Records a call before it is made, and deletes calls before `unattached_before` that never
    /// belonged to a draft.
    pub fn insert_call(
        &mut self,
        user: UserId,
        draft: Option<DraftId>,
        habit: &str,
        call: &CallRecord,
        unattached_before: Timestamp,
    ) -> Result<CallId, DbError> {
        let (id, now) = (CallId(self.0.new_id()), self.0.now());
        self.0.execute(DELETE_UNATTACHED, &[&user, &unattached_before])?;
        self.0.execute(INSERT, &[&id, &user, &draft, &habit, &json(call)?, &now])?;
        Ok(id)
    }

    /// Records the outcome of a call.
    pub fn update_call(&mut self, user: UserId, id: CallId, call: &CallRecord) -> Result<(), DbError> {
        self.0.execute(UPDATE, &[&id, &user, &json(call)?])?;
        Ok(())
    }

    /// Attaches the calls that were made for `habit` before the draft existed.
    pub fn attach_calls(&mut self, user: UserId, draft: DraftId, habit: &str) -> Result<(), DbError> {
        self.0.execute(ATTACH, &[&user, &draft, &habit])?;
        Ok(())
    }

    /// Returns the calls of a draft, oldest first.
    pub fn calls_of(&mut self, user: UserId, draft: DraftId) -> Result<Vec<CallRecord>, DbError> {
        self.0.query(OF_DRAFT, &[&user, &draft], |row| parse(&row.get::<String>(0)?))
    }

    /// Returns the tokens a user has used on `day`.
    pub fn tokens_used(&mut self, user: UserId, day: Date) -> Result<i64, DbError> {
        Ok(self.0.optional(USED, &[&user, &day], |row| row.get(0))?.unwrap_or(0))
    }

    /// Adds `tokens`, which may be negative, to `day`, and deletes the days before `since`.
    pub fn use_tokens(&mut self, user: UserId, day: Date, tokens: i64, since: Date) -> Result<(), DbError> {
        self.0.execute(DELETE_OLD_USAGE, &[&user, &since])?;
        self.0.execute(USE, &[&user, &day, &tokens])?;
        Ok(())
    }

    /// Returns whether this user allows only the built-in planner.
    pub fn builtin_only(&mut self, user: UserId) -> Result<bool, DbError> {
        Ok(self.0.optional(BUILTIN_ONLY, &[&user], |row| row.get(0))?.unwrap_or(false))
    }

    /// Stores whether this user allows only the built-in planner.
    pub fn set_builtin_only(&mut self, user: UserId, only: bool) -> Result<(), DbError> {
        self.0.execute(SET_BUILTIN_ONLY, &[&user, &only])?;
        Ok(())
    }
}
