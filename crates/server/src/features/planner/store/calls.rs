//! What was sent to an AI and what came back, what it cost, and who does not want it.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{DraftId, PlannerStore, UserId, json, parse};
use crate::features::planner::providers::{Ended, Message};
use crate::platform::db::DbError;

crate::id!(
    /// One question to an AI.
    CallId
);

/// One question to an AI, as it is shown to the user it was about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallRecord {
    /// Which prompt, with its version.
    pub prompt: String,
    /// The address it was sent to.
    pub server: String,
    /// The model that was asked.
    pub model: String,
    /// When it was sent.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// What was sent, word for word.
    pub sent: Vec<Message>,
    /// How it ended; `stopped` until it did.
    pub ended: Ended,
    /// The HTTP status of the answer.
    pub status: Option<u16>,
    /// What came back, word for word, at most 64 kB.
    pub received: String,
    /// What went wrong, if anything.
    pub detail: String,
    /// Tokens in and out.
    pub tokens: u32,
    /// Requests that were made for it, retries included.
    pub tries: u32,
    /// How long it took, in milliseconds.
    pub milliseconds: u64,
}

const INSERT: &str = "
    INSERT INTO planner_calls (id, user_id, draft_id, habit, call, created_at, position)
    SELECT $1, $2, $3, $4, $5, $6, COALESCE(MAX(position), 0) + 1 FROM planner_calls WHERE user_id = $2";
const UPDATE: &str = "UPDATE planner_calls SET call = $3 WHERE id = $1 AND user_id = $2";
const ATTACH: &str = "
    UPDATE planner_calls SET draft_id = $2 WHERE user_id = $1 AND draft_id IS NULL AND habit = $3";
const OF_DRAFT: &str = "SELECT call FROM planner_calls WHERE user_id = $1 AND draft_id = $2 ORDER BY position";
const DROP_LOOSE: &str = "DELETE FROM planner_calls WHERE user_id = $1 AND draft_id IS NULL AND created_at < $2";
const USED: &str = "SELECT tokens FROM planner_usage WHERE user_id = $1 AND day = $2";
const USE: &str = "
    INSERT INTO planner_usage (user_id, day, tokens) VALUES ($1, $2, $3)
    ON CONFLICT (user_id, day) DO UPDATE SET tokens = planner_usage.tokens + excluded.tokens";
const DROP_USED: &str = "DELETE FROM planner_usage WHERE user_id = $1 AND day < $2";
const BUILTIN_ONLY: &str = "SELECT builtin_only FROM planner_settings WHERE user_id = $1";
const SET_BUILTIN_ONLY: &str = "
    INSERT INTO planner_settings (user_id, builtin_only) VALUES ($1, $2)
    ON CONFLICT (user_id) DO UPDATE SET builtin_only = excluded.builtin_only";

impl PlannerStore<'_, '_> {
    /// Notes a call before it is made, and drops those before `loose_since` that never belonged to
    /// a draft.
    pub fn insert_call(
        &mut self,
        user: UserId,
        draft: Option<DraftId>,
        habit: &str,
        call: &CallRecord,
        loose_since: Timestamp,
    ) -> Result<CallId, DbError> {
        let (id, now) = (CallId(self.0.new_id()), self.0.now());
        self.0.execute(DROP_LOOSE, &[&user, &loose_since])?;
        self.0.execute(INSERT, &[&id, &user, &draft, &habit, &json(call)?, &now])?;
        Ok(id)
    }

    /// Notes what became of a call.
    pub fn update_call(&mut self, user: UserId, id: CallId, call: &CallRecord) -> Result<(), DbError> {
        self.0.execute(UPDATE, &[&id, &user, &json(call)?])?;
        Ok(())
    }

    /// The calls about `habit` that were made before there was a draft are the draft's.
    pub fn attach_calls(&mut self, user: UserId, draft: DraftId, habit: &str) -> Result<(), DbError> {
        self.0.execute(ATTACH, &[&user, &draft, &habit])?;
        Ok(())
    }

    /// The calls of a draft, oldest first.
    pub fn calls_of(&mut self, user: UserId, draft: DraftId) -> Result<Vec<CallRecord>, DbError> {
        self.0.query(OF_DRAFT, &[&user, &draft], |row| parse(&row.get::<String>(0)?))
    }

    /// Tokens of this user on `day`.
    pub fn tokens_used(&mut self, user: UserId, day: Date) -> Result<i64, DbError> {
        Ok(self.0.optional(USED, &[&user, &day], |row| row.get(0))?.unwrap_or(0))
    }

    /// Adds `tokens` (fewer than none gives back) to `day`, and forgets the days before `since`.
    pub fn use_tokens(&mut self, user: UserId, day: Date, tokens: i64, since: Date) -> Result<(), DbError> {
        self.0.execute(DROP_USED, &[&user, &since])?;
        self.0.execute(USE, &[&user, &day, &tokens])?;
        Ok(())
    }

    /// Whether this user wants no AI.
    pub fn builtin_only(&mut self, user: UserId) -> Result<bool, DbError> {
        Ok(self.0.optional(BUILTIN_ONLY, &[&user], |row| row.get(0))?.unwrap_or(false))
    }

    /// Notes whether this user wants no AI.
    pub fn set_builtin_only(&mut self, user: UserId, only: bool) -> Result<(), DbError> {
        self.0.execute(SET_BUILTIN_ONLY, &[&user, &only])?;
        Ok(())
    }
}
