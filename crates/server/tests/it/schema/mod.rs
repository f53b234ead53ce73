//! The schema: one list of migrations for two databases, in a portable subset of SQL.

mod baseline;
mod change_log;
mod deleted_rows;
mod email_keys;
mod leases;
mod migrating;
mod parity;
mod subset;

use std::path::{Path, PathBuf};

/// The workspace's folder.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Names and texts of the migrations of a database, oldest first.
pub fn migrations(database: &str) -> Vec<(String, String)> {
    let folder = root().join("migrations").join(database);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |path: PathBuf| {
        (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&path).unwrap())
    };
    files.into_iter().map(read).collect()
}

/// `sql` without comments, each run of whitespace as one space.
fn plain(sql: &str) -> String {
    let code: Vec<&str> = sql.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
    code.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The statements of a migration. None contains a semicolon within.
pub fn statements(sql: &str) -> Vec<String> {
    plain(sql).split(';').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect()
}

/// The names after `CREATE TABLE`.
fn tables(sql: &str) -> Vec<String> {
    let created = statements(sql).into_iter();
    created.filter_map(|one| Some(one.strip_prefix("CREATE TABLE ")?.split([' ', '(']).next()?.to_owned())).collect()
}
