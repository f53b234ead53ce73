//! The SQLite migrations are the PostgreSQL ones with other type names, statement by statement: the same
//! tables, columns, constraints, references and indexes.

use super::{migrations, statements};

/// Column types, as platform/db/value.rs binds them.
const TYPES: [(&str, &str); 7] = [
    ("UUID", "BLOB"),
    ("BYTEA", "BLOB"),
    ("TEXT", "TEXT"),
    ("BIGINT", "INTEGER"),
    ("BOOLEAN", "INTEGER"),
    ("DATE", "INTEGER"),
    ("TIMESTAMPTZ", "INTEGER"),
];

/// Splits at the commas outside parentheses.
fn split(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(list[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(list[start..].trim());
    parts
}

/// A column definition of PostgreSQL for SQLite; constraints are the same on both.
fn column(definition: &str) -> String {
    let mut words = definition.splitn(3, ' ');
    let (name, kind, rest) = (words.next().unwrap(), words.next().unwrap_or_default(), words.next());
    let Some((_, translated)) = TYPES.iter().find(|(postgres, _)| *postgres == kind) else {
        return definition.to_owned();
    };
    let rest = rest.map(|rest| format!(" {rest}")).unwrap_or_default();
    let check = if kind == "BOOLEAN" { format!(" CHECK ({name} IN (0, 1))") } else { String::new() };
    format!("{name} {translated}{rest}{check}")
}

fn translated(statement: &str) -> String {
    if let Some((head, body)) = statement.strip_prefix("CREATE TABLE ").and_then(|rest| rest.split_once(" (")) {
        let columns: Vec<String> = split(body.strip_suffix(')').unwrap()).into_iter().map(column).collect();
        return format!("CREATE TABLE {head} ( {} ) STRICT, WITHOUT ROWID", columns.join(", "));
    }
    if let Some((head, added)) = statement.split_once(" ADD COLUMN ") {
        return format!("{head} ADD COLUMN {}", column(added));
    }
    // The last digit of an id: an id is 16 bytes on SQLite.
    statement.replace("substr(CAST(user_id AS TEXT), 36)", "substr(lower(hex(user_id)), 32)")
}

/// The same statement in the same form: spaces inside parentheses do not count.
fn normalized(statement: &str) -> String {
    statement.replace("( ", "(").replace(" )", ")")
}

#[test]
fn sqlite_migrations_equal_the_translated_postgres_migrations() {
    let (sqlite, postgres) = (migrations("sqlite"), migrations("postgres"));
    let names = |files: &[(String, String)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&sqlite), names(&postgres));
    for ((name, here), (_, there)) in sqlite.iter().zip(&postgres) {
        let here: Vec<String> = statements(here).iter().map(|one| normalized(one)).collect();
        let there: Vec<String> = statements(there).iter().map(|one| normalized(&translated(one))).collect();
        assert_eq!(here.len(), there.len(), "{name}");
        for (here, there) in here.iter().zip(&there) {
            assert_eq!(here, there, "{name}");
        }
    }
}

#[test]
fn translation_notices_differences() {
    let table =
        "CREATE TABLE a (id UUID NOT NULL PRIMARY KEY, n BIGINT, on_date DATE, b BOOLEAN NOT NULL, CHECK (n > 0))";
    assert_eq!(
        normalized(&translated(table)),
        "CREATE TABLE a (id BLOB NOT NULL PRIMARY KEY, n INTEGER, on_date INTEGER, b INTEGER NOT NULL \
         CHECK (b IN (0, 1)), CHECK (n > 0)) STRICT, WITHOUT ROWID"
    );
    assert_eq!(translated("ALTER TABLE a ADD COLUMN t TIMESTAMPTZ"), "ALTER TABLE a ADD COLUMN t INTEGER");
    assert_eq!(translated("CREATE INDEX i ON a (n) WHERE n > 0"), "CREATE INDEX i ON a (n) WHERE n > 0");
}
