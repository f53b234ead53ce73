//! The SQL of the planner: drafts here, AI calls in `calls`.

mod calls;

pub use calls::{CallId, CallRecord};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::DraftId;
use super::rules::PlanRequest;
use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Tx};
use crate::platform::rows_of_user::{RowsOfUser, rows_of_user};

/// The source of a plan or of one of its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// An AI model.
    Ai,
    /// The built-in planner.
    Builtin,
    /// Both; each day has its own source. Only drafts have this value.
    Mixed,
}

/// One day of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DraftDay {
    /// The plan day, from 1.
    pub day: u16,
    #[allow(missing_docs, reason = "the name says it")]
    pub source: Source,
    /// The tasks: three, unless the user changed them.
    pub tasks: Vec<String>,
}

/// Whether a draft is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DraftState {
    /// Some days may still be missing.
    Making,
    /// All days are written.
    Ready,
}

/// A plan that is not yet a habit.
#[derive(Clone, Debug)]
pub struct Draft {
    #[allow(missing_docs, reason = "the name says it")]
    pub id: DraftId,
    /// The request it was made from.
    pub request: PlanRequest,
    #[allow(missing_docs, reason = "the name says it")]
    pub source: Source,
    #[allow(missing_docs, reason = "the name says it")]
    pub days: Vec<DraftDay>,
    /// Whether it is complete.
    pub state: DraftState,
    /// While it is being written: the end of the writer's lease.
    pub making_until: Option<Timestamp>,
    /// Whether an AI was called for it, with or without success.
    pub ai_asked: bool,
    /// The habit it became.
    pub accepted_as: Option<Uuid>,
    #[allow(missing_docs, reason = "the name says it")]
    pub created_at: Timestamp,
}

const INSERT: &str = "
    INSERT INTO drafts (id, user_id, request, source, days, created_at, state, lease_expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const SELECT: &str = "
    SELECT id, request, source, days, accepted_as, created_at, state, lease_expires_at, lease_holder
    FROM drafts WHERE id = $1 AND user_id = $2";
const CLAIM: &str =
    "UPDATE drafts SET lease_holder = $3 WHERE id = $1 AND user_id = $2 AND state = 'making' AND lease_holder IS NULL";
const STORE_PROGRESS: &str = "
    UPDATE drafts SET days = $3, lease_expires_at = $4 WHERE id = $1 AND lease_holder = $2 AND state = 'making'";
const FINISH: &str = "
    UPDATE drafts SET state = 'ready', lease_expires_at = NULL, source = $3, days = $4, request = $5
    WHERE id = $1 AND user_id = $2 AND state = 'making'";
const UPDATE_DAYS: &str = "UPDATE drafts SET days = $2 WHERE id = $1";
const ACCEPT: &str = "UPDATE drafts SET accepted_as = $2 WHERE id = $1";
const DELETE: &str = "DELETE FROM drafts WHERE id = $1";
const OLDEST_KEPT: &str = "SELECT id FROM drafts WHERE user_id = $1 ORDER BY id DESC LIMIT 1 OFFSET $2";
const DELETE_OLDER: &str = "DELETE FROM drafts WHERE user_id = $1 AND id < $2 AND id <> $3";

/// The tables that deleting an account empties of the user.
pub const ROWS_OF_USER: &[RowsOfUser] = &[
    rows_of_user!("planner_calls", "id", "user_id", 20),
    rows_of_user!("drafts", "id", "user_id", 20),
    rows_of_user!("planner_usage", "user_id, day", "user_id", 200),
];

/// The planner's store within a unit of work.
pub struct PlannerStore<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Returns the planner's store.
    pub fn planner(&mut self) -> PlannerStore<'_, 'c> {
        PlannerStore(self)
    }
}

fn json<T: Serialize>(value: &T) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|e| DbError::Other(format!("draft as JSON: {e}")))
}

fn parse<T: for<'a> Deserialize<'a>>(text: &str) -> Result<T, DbError> {
    serde_json::from_str(text).map_err(|e| DbError::Decode(format!("draft: {e}")))
}

impl PlannerStore<'_, '_> {
    /// Stores a new draft.
    pub fn insert_draft(&mut self, user: UserId, draft: &Draft) -> Result<(), DbError> {
        let (request, days, source) = (json(&draft.request)?, json(&draft.days)?, source_text(draft.source));
        let state = state_text(draft.state);
        self.0.execute(
            INSERT,
            &[&draft.id, &user, &request, &source, &days, &draft.created_at, &state, &draft.making_until],
        )?;
        Ok(())
    }

    /// Makes `writer_id` the writer of a draft. Returns false if it has a writer, is complete or was
    /// deleted.
    pub fn claim_draft(&mut self, user: UserId, id: DraftId, writer_id: &str) -> Result<bool, DbError> {
        Ok(self.0.execute(CLAIM, &[&id, &user, &writer_id])? == 1)
    }

    /// Stores the days written so far and renews the lease. Returns false if the draft has another
    /// writer, is complete or was deleted.
    pub fn store_progress(
        &mut self,
        id: DraftId,
        writer_id: &str,
        days: &[DraftDay],
        until: Timestamp,
    ) -> Result<bool, DbError> {
        let days = json(&days)?;
        Ok(self.0.execute(STORE_PROGRESS, &[&id, &writer_id, &days, &until])? == 1)
    }

    /// Completes a draft. Returns false if it was complete or deleted.
    pub fn finish_draft(
        &mut self,
        user: UserId,
        id: DraftId,
        request: &PlanRequest,
        source: Source,
        days: &[DraftDay],
    ) -> Result<bool, DbError> {
        let (days, source, request) = (json(&days)?, source_text(source), json(request)?);
        Ok(self.0.execute(FINISH, &[&id, &user, &source, &days, &request])? == 1)
    }

    /// Returns a draft of this user.
    pub fn draft(&mut self, user: UserId, id: DraftId) -> Result<Option<Draft>, DbError> {
        self.0.optional(SELECT, &[&id, &user], |row| {
            let (request, source, days): (String, String, String) = (row.get(1)?, row.get(2)?, row.get(3)?);
            let state: String = row.get(6)?;
            Ok(Draft {
                id: row.get(0)?,
                request: parse(&request)?,
                source: parse_source(&source)?,
                days: parse(&days)?,
                accepted_as: row.get(4)?,
                created_at: row.get(5)?,
                state: if state == "making" { DraftState::Making } else { DraftState::Ready },
                making_until: row.get(7)?,
                ai_asked: row.get::<Option<String>>(8)?.is_some(),
            })
        })
    }

    /// Replaces the days of a draft.
    pub fn update_days(&mut self, id: DraftId, days: &[DraftDay]) -> Result<(), DbError> {
        let days = json(&days)?;
        self.0.execute(UPDATE_DAYS, &[&id, &days])?;
        Ok(())
    }

    /// Records the habit that a draft became.
    pub fn mark_accepted(&mut self, id: DraftId, habit: Uuid) -> Result<(), DbError> {
        self.0.execute(ACCEPT, &[&id, &habit])?;
        Ok(())
    }

    /// Deletes a draft.
    pub fn delete_draft(&mut self, id: DraftId) -> Result<(), DbError> {
        self.0.execute(DELETE, &[&id])?;
        Ok(())
    }

    /// Deletes all but the user's newest `keep` drafts and `new`, whose id is not the newest if the clock
    /// went back.
    pub fn trim_drafts(&mut self, user: UserId, keep: u32, new: DraftId) -> Result<(), DbError> {
        let oldest: Option<DraftId> = self.0.optional(OLDEST_KEPT, &[&user, &(keep - 1)], |row| row.get(0))?;
        if let Some(oldest) = oldest {
            self.0.execute(DELETE_OLDER, &[&user, &oldest, &new])?;
        }
        Ok(())
    }
}

fn state_text(state: DraftState) -> &'static str {
    match state {
        DraftState::Making => "making",
        DraftState::Ready => "ready",
    }
}

fn source_text(source: Source) -> &'static str {
    match source {
        Source::Ai => "ai",
        Source::Builtin => "builtin",
        Source::Mixed => "mixed",
    }
}

fn parse_source(text: &str) -> Result<Source, DbError> {
    match text {
        "ai" => Ok(Source::Ai),
        "builtin" => Ok(Source::Builtin),
        "mixed" => Ok(Source::Mixed),
        other => Err(DbError::Decode(format!("draft source {other}"))),
    }
}
