//! Deleted accounts and habits stay in their tables until a background job has removed what refers to them. Every
//! statement that reads or changes these tables must say what it does with such rows.

use super::subset::{literals, sources};
use super::{plain, root};

/// Tables with a column `deleted`.
const TABLES: [&str; 2] = ["users", "habits"];

/// Whether `sql` reads or changes a row of `table`, rather than inserting one or referring to a table with a longer name.
fn uses(sql: &str, table: &str) -> bool {
    ["FROM ", "JOIN ", "UPDATE "].iter().any(|before| {
        sql.match_indices(&format!("{before}{table}")).any(|(at, found)| {
            sql[at + found.len()..].chars().next().is_none_or(|next| !next.is_alphanumeric() && next != '_')
        })
    })
}

#[test]
fn every_statement_names_what_it_does_with_deleted_rows() {
    let mut files = Vec::new();
    for folder in ["crates/server/src", "crates/cli/src"] {
        sources(&root().join(folder), &mut files);
    }
    let (mut checked, mut silent) = (0, Vec::new());
    for file in files {
        for literal in literals(&std::fs::read_to_string(&file).unwrap()) {
            let sql = plain(&literal);
            // The predicate is in the same literal as the table, so that a reader sees it.
            if TABLES.iter().any(|table| uses(&sql, table)) {
                checked += 1;
                if !sql.contains("deleted = ") {
                    silent.push(format!("{}: {sql}", file.display()));
                }
            }
        }
    }
    assert!(checked > 35, "{checked} literals are not all that use {TABLES:?}");
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

#[test]
fn uses_of_a_table_are_found() {
    assert!(uses("SELECT id FROM users WHERE id = $1", "users"));
    assert!(uses("SELECT 1 FROM tasks t JOIN habits h ON h.id = t.habit_id", "habits"));
    assert!(uses("SELECT (SELECT id FROM users)", "users"));
    assert!(!uses("SELECT id FROM user_days", "users"));
    assert!(!uses("SELECT id FROM users_of_old", "users"));
    assert!(!uses("INSERT INTO users (id) VALUES ($1)", "users"));
}
