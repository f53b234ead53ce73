//! `/healthz`: the process is alive. `/readyz`: it can serve requests.

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

#[derive(Serialize)]
pub(super) struct Readiness {
    status: &'static str,
    schema: i64,
}

/// 503 if the database can't be reached or its schema is not the one of this binary.
pub(super) async fn readyz(State(db): State<Db>) -> Result<Json<Readiness>, Problem> {
    let checked = db.read(|tx| {
        let (schema, wanted) = (tx.schema_version()?, Db::schema_wanted());
        if schema == wanted {
            return Ok(schema);
        }
        Err(DbError::Unavailable(format!("the schema is at {schema}, this binary wants {wanted}")))
    });
    let schema = checked.await?;
    Ok(Json(Readiness { status: "ready", schema }))
}
