//! A draft as clients see it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::features::planner::DraftId;
use crate::features::planner::rules::HabitType;
use crate::features::planner::store::{Draft, DraftDay, DraftState, Source};

/// A draft as clients see it. The response to a repeated request is decoded into it as well.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs, reason = "the names say it")]
pub struct DraftView {
    pub id: DraftId,
    pub habit: String,
    #[serde(rename = "type")]
    pub kind: HabitType,
    pub duration_days: u16,
    pub source: Source,
    /// `making` while days may still be missing.
    pub state: DraftState,
    /// Whether the AI was asked for this draft; the trace has the outcome.
    pub ai_asked: bool,
    pub days: Vec<DraftDay>,
}

impl From<Draft> for DraftView {
    fn from(draft: Draft) -> Self {
        Self {
            id: draft.id,
            habit: draft.request.habit,
            kind: draft.request.kind,
            duration_days: draft.request.duration_days,
            source: draft.source,
            state: draft.state,
            ai_asked: draft.ai_asked,
            days: draft.days,
        }
    }
}
