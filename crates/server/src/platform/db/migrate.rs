//! Bringing the schema up to date, one lineage of files for each database.

use std::path::Path;

use refinery::Runner;

use super::error::DbError;
use super::options::Location;
use super::{postgres, sqlite};
use crate::platform::secret_file;

mod sqlite_files {
    #![allow(missing_docs, reason = "generated")]
    refinery::embed_migrations!("../../migrations/sqlite");
}

mod postgres_files {
    #![allow(missing_docs, reason = "generated")]
    refinery::embed_migrations!("../../migrations/postgres");
}

/// Any number that no other program uses as an advisory lock here: "habitro" in ASCII.
const LOCK: i64 = 0x0068_6162_6974_726f;

/// Applies what is missing; answers what was applied now, oldest first. Blocks.
///
/// A database that has a migration this binary does not know is newer: it is refused.
pub(super) fn run(location: &Location) -> Result<Vec<String>, DbError> {
    match location {
        Location::Sqlite(path) => run_sqlite(path),
        Location::Postgres(url) => run_postgres(url),
    }
}

/// The schema version this binary was made for.
pub(super) fn wanted() -> i64 {
    let newest = sqlite_files::migrations::runner().get_migrations().iter().map(refinery::Migration::version).max();
    newest.map_or(0, i64::from)
}

/// The schema version the database at `location` is at; 0 for an empty one. Changes nothing.
pub(super) fn at(location: &Location) -> Result<i64, DbError> {
    let current = match location {
        Location::Sqlite(path) => last(&sqlite_files::migrations::runner(), &mut sqlite::session::connect(path)?),
        Location::Postgres(url) => last(&postgres_files::migrations::runner(), &mut postgres::connect(url)?),
    };
    Ok(current.map_or(0, |migration| i64::from(migration.version())))
}

/// The newest migration a database has. The connection stands, so a failure means that the
/// table of migrations is not there yet.
fn last<C: refinery::Migrate>(runner: &Runner, connection: &mut C) -> Option<refinery::Migration> {
    runner.get_last_applied_migration(connection).ok().flatten()
}

fn run_sqlite(path: &Path) -> Result<Vec<String>, DbError> {
    if let Some(parent) = path.parent() {
        secret_file::create_private_folder(parent)
            .map_err(|e| DbError::Unavailable(format!("can't make {}: {e}", parent.display())))?;
    }
    let mut connection = sqlite::session::connect(path)?;
    apply(&sqlite_files::migrations::runner(), &mut connection)
}

fn run_postgres(url: &str) -> Result<Vec<String>, DbError> {
    let mut client = postgres::connect(url)?;
    // Several nodes may start at once: one migrates, the others wait for it.
    client.execute("SELECT pg_advisory_lock($1)", &[&LOCK])?;
    let applied = apply(&postgres_files::migrations::runner(), &mut client);
    client.execute("SELECT pg_advisory_unlock($1)", &[&LOCK])?;
    applied
}

fn apply<C: refinery::Migrate>(runner: &Runner, connection: &mut C) -> Result<Vec<String>, DbError> {
    // refinery refuses a database with migrations it does not know, before it changes anything.
    match runner.run(connection) {
        Ok(report) => Ok(report.applied_migrations().iter().map(ToString::to_string).collect()),
        Err(error) => Err(newer(runner, connection).unwrap_or_else(|| DbError::Schema(error.to_string()))),
    }
}

/// Why a run failed, when it is that the database was made by a newer binary.
fn newer<C: refinery::Migrate>(runner: &Runner, connection: &mut C) -> Option<DbError> {
    let known = runner.get_migrations().iter().map(refinery::Migration::version).max();
    let current = runner.get_last_applied_migration(connection).ok()??;
    (Some(current.version()) > known).then(|| {
        DbError::Schema(format!("the database was made by a newer Habitro ({current}); downgrading is not possible"))
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_two_lineages_have_the_same_files() {
        let names =
            |runner: refinery::Runner| runner.get_migrations().iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            names(super::sqlite_files::migrations::runner()),
            names(super::postgres_files::migrations::runner())
        );
    }
}
