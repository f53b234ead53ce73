//! `/healthz`: the process is alive. `/readyz`: it can serve requests.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use crate::platform::db::{Db, DbError};
use crate::platform::problem::Problem;

#[derive(Serialize)]
pub(super) struct Health {
    status: &'static str,
}

pub(super) async fn healthz() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// How long `/readyz` waits for the database.
const READY_DEADLINE: Duration = Duration::from_secs(2);

#[derive(Serialize)]
pub(super) struct Readiness {
    status: &'static str,
    schema: i64,
}

/// 503 if the database can't be reached, does not answer within [`READY_DEADLINE`], or its schema is not the one of this binary.
pub(super) async fn readyz(State(db): State<Db>) -> Result<Json<Readiness>, Problem> {
    let checked = db.read(|tx| {
        let (schema, wanted) = (tx.schema_version()?, Db::schema_wanted());
        if schema == wanted {
            return Ok(schema);
        }
        Err(DbError::Unavailable(format!("the schema is at {schema}, this binary wants {wanted}")))
    });
    let answered = tokio::time::timeout(READY_DEADLINE, checked).await;
    let schema = answered.unwrap_or_else(|_| Err(DbError::Unavailable("no answer in time".into())))?;
    Ok(Json(Readiness { status: "ready", schema }))
}
