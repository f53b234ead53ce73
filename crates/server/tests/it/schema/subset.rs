//! Reads all SQL of the product (migrations, and the string literals of the server and the command line)
//! against the portable subset of docs/portable-sql.md.

use std::path::{Path, PathBuf};

use super::{migrations, plain, root, statements};

/// Constructs outside the subset, with reasons. Matched in SQL without comments, in upper case.
const FORBIDDEN: [(&str, &str); 29] = [
    ("CREATE TRIGGER", "units of work write what triggers would"),
    ("CREATE FUNCTION", "logic is in Rust"),
    ("CREATE OR REPLACE", "logic is in Rust"),
    ("CREATE PROCEDURE", "logic is in Rust"),
    ("LANGUAGE PLPGSQL", "logic is in Rust"),
    ("DO $$", "logic is in Rust"),
    ("PG_ADVISORY", "use a lease row (platform/lease.rs)"),
    ("PG_TRY_ADVISORY", "use a lease row (platform/lease.rs)"),
    ("PG_CURRENT_XACT", "use a position (Tx::next_position)"),
    ("PG_SNAPSHOT", "use a position (Tx::next_position)"),
    ("TXID_", "use a position (Tx::next_position)"),
    ("XMIN", "use a position (Tx::next_position)"),
    ("CTID", "use the primary key"),
    ("ROWID ", "use the primary key"),
    ("LISTEN ", "hints go over the bus"),
    ("NOTIFY ", "hints go over the bus"),
    ("TEMP TABLE", "pass a JSON list"),
    ("TEMPORARY TABLE", "pass a JSON list"),
    ("UNLOGGED", "every table survives a crash"),
    ("DEFERRABLE", "write rows in the order of their references"),
    ("CREATE SEQUENCE", "ids come from Tx::new_id"),
    ("NEXTVAL", "ids come from Tx::new_id"),
    ("SERIAL", "ids come from Tx::new_id"),
    ("AUTOINCREMENT", "ids come from Tx::new_id"),
    ("SKIP LOCKED", "only in CLAIM_POSTGRES"),
    ("FOR UPDATE", "only in CLAIM_POSTGRES"),
    ("LOCK TABLE", "units of work are serializable"),
    ("DISTINCT ON", "PostgreSQL only"),
    ("MERGE INTO", "use ON CONFLICT"),
];
/// Every function that SQL may call.
const FUNCTIONS: [&str; 18] = [
    "CAST",
    "COALESCE",
    "COUNT",
    "MAX",
    "MIN",
    "SUM",
    "jsonb_array_elements",
    "jsonb_array_elements_text",
    "json_each",
    "unhex",
    "replace",
    "length",
    "octet_length",
    "substr",
    "lower",
    "hex",
    "now",
    "unixepoch",
];
/// The keywords by which a string literal counts as SQL.
const STARTS: [&str; 9] = [
    "SELECT ",
    "INSERT INTO ",
    "DELETE FROM ",
    "UPDATE ",
    "CREATE TABLE",
    "CREATE INDEX",
    "WITH RECURSIVE",
    "ALTER TABLE",
    " FROM ",
];

/// Everything in `sql` that is outside the subset.
fn breaches(sql: &str) -> Vec<String> {
    let sql = plain(sql);
    let upper = sql.to_uppercase().replace("WITHOUT ROWID", "");
    let mut found: Vec<String> = FORBIDDEN
        .iter()
        .filter(|(text, _)| upper.contains(text))
        .map(|(text, why)| format!("{text} ({why})"))
        .collect();
    // An upsert needs a constraint that holds for every row: `ON CONFLICT (a) WHERE b DO ..` names a partial index.
    for (at, _) in upper.match_indices("ON CONFLICT (") {
        let rest = &upper[at..];
        if rest.find(')').is_some_and(|end| rest[end + 1..].trim_start().starts_with("WHERE")) {
            found.push("ON CONFLICT on a partial index".into());
        }
    }
    if upper.contains("CREATE UNIQUE INDEX") && upper.contains(" WHERE ") {
        found.push("a partial unique index (NULLs are distinct: leave the predicate out)".into());
    }
    for call in calls(&sql) {
        if !FUNCTIONS.iter().any(|known| known.eq_ignore_ascii_case(call)) {
            found.push(format!("the function {call} is not in the list"));
        }
    }
    found
}

/// Names directly before an opening parenthesis.
fn calls(sql: &str) -> Vec<&str> {
    let before = |at: usize| {
        let start = sql[..at].rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).map_or(0, |end| end + 1);
        &sql[start..at]
    };
    sql.match_indices('(').map(|(at, _)| before(at)).filter(|name| !name.is_empty()).collect()
}

/// The string literals of Rust code, without comments and tests. Raw strings have no `#`.
pub(super) fn literals(code: &str) -> Vec<String> {
    let code = code.split("#[cfg(test)]").next().unwrap_or_default();
    let (mut found, mut chars) = (Vec::new(), code.char_indices().peekable());
    while let Some((at, c)) = chars.next() {
        match c {
            '/' if code[at..].starts_with("//") => while chars.next_if(|(_, c)| *c != '\n').is_some() {},
            // A character, not a lifetime.
            '\'' if code[at..].starts_with("'\"'") => {
                chars.nth(1);
            }
            '\'' if code[at..].starts_with("'\\") => {
                chars.nth(1);
                while chars.next().is_some_and(|(_, c)| c != '\'') {}
            }
            '"' => {
                let mut text = String::new();
                while let Some((_, c)) = chars.next() {
                    match c {
                        '"' => break,
                        '\\' => text.extend(chars.next().map(|(_, c)| c)),
                        c => text.push(c),
                    }
                }
                found.push(text);
            }
            _ => {}
        }
    }
    found
}

/// The only addition that a claim on PostgreSQL may have, at the end of its first query.
const CLAIM_LOCK: &str = "FOR UPDATE SKIP LOCKED)";

/// Everything in the statement of a constant named `CLAIM_POSTGRES` that is outside the subset.
fn breaches_of_claim(sql: &str) -> Vec<String> {
    let sql = plain(sql);
    let mut found = breaches(&sql.replacen(CLAIM_LOCK, ")", 1));
    if !sql.starts_with("WITH due AS MATERIALIZED (") || !sql.contains(CLAIM_LOCK) {
        found.push("a claim selects the rows that are due, then updates them".into());
    }
    found
}

/// Splits the statements of constants named `CLAIM_POSTGRES` from the rest of the code.
fn split_claims(code: &str) -> (String, Vec<String>) {
    let mut parts = code.split("const CLAIM_POSTGRES: &str = \"");
    let (mut rest, mut claims) = (parts.next().unwrap_or_default().to_owned(), Vec::new());
    for part in parts {
        let (claim, after) = part.split_once('"').unwrap_or((part, ""));
        claims.push(claim.to_owned());
        rest.push_str(after);
    }
    (rest, claims)
}

pub(super) fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            found.push(path);
        }
    }
}

#[test]
fn all_sql_is_in_the_portable_subset() {
    let mut found = Vec::new();
    for database in ["sqlite", "postgres"] {
        for (name, text) in migrations(database) {
            for statement in statements(&text) {
                found.extend(breaches(&statement).into_iter().map(|breach| format!("{database}/{name}: {breach}")));
            }
        }
    }
    let mut files = Vec::new();
    for folder in ["crates/server/src", "crates/cli/src"] {
        sources(&root().join(folder), &mut files);
    }
    let (mut read, mut claims_read) = (0, 0);
    for file in files {
        let (code, claims) = split_claims(&std::fs::read_to_string(&file).unwrap());
        claims_read += claims.len();
        let of_claims = claims.iter().flat_map(|claim| breaches_of_claim(claim));
        found.extend(of_claims.map(|breach| format!("{}: {breach}", file.display())));
        for literal in literals(&code) {
            if STARTS.iter().any(|start| literal.contains(start)) {
                read += usize::from(literal.contains("SELECT") || literal.contains("INSERT INTO"));
                found.extend(breaches(&literal).into_iter().map(|breach| format!("{}: {breach}", file.display())));
            }
        }
    }
    assert!(read > 250, "{read} literals are not all of the SQL");
    assert_eq!(claims_read, 3, "messages, dispatches and reminders are claimed");
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_baseline_only_creates_tables_and_indexes() {
    for (name, text) in migrations("postgres").iter().filter(|(name, _)| name.as_str() < "V012") {
        for statement in statements(text) {
            let allowed = ["CREATE TABLE ", "CREATE INDEX ", "CREATE UNIQUE INDEX "];
            assert!(allowed.iter().any(|start| statement.starts_with(start)), "{name}: {statement}");
        }
    }
}

#[test]
fn breaches_are_noticed() {
    for sql in [
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END",
        "SELECT pg_try_advisory_xact_lock($1)",
        "SELECT pg_snapshot_xmin(pg_current_snapshot())",
        "INSERT INTO a (b) VALUES ($1) ON CONFLICT (b) WHERE b IS NOT NULL DO NOTHING",
        "CREATE UNIQUE INDEX i ON a (b) WHERE b IS NOT NULL",
        "CREATE TEMP TABLE t (a BIGINT)",
        "SELECT string_agg(a, ',') FROM t",
        "listen changes",
    ] {
        assert!(!breaches(sql).is_empty(), "{sql}");
    }
    for sql in [
        "INSERT INTO a (b) VALUES ($1) ON CONFLICT (b) DO UPDATE SET c = excluded.c WHERE a.c < 20",
        "CREATE INDEX i ON a (b) WHERE b IS NOT NULL",
        "CREATE TABLE t (a INTEGER NOT NULL PRIMARY KEY CHECK (a IN (0, 1))) STRICT, WITHOUT ROWID",
    ] {
        assert_eq!(breaches(sql), Vec::<String>::new(), "{sql}");
    }
    let claim = "WITH due AS MATERIALIZED (SELECT a FROM t FOR UPDATE SKIP LOCKED) UPDATE t SET b = 1 FROM due";
    assert_eq!(breaches_of_claim(claim), Vec::<String>::new());
    assert!(!breaches(claim).is_empty(), "only as a claim");
    for sql in
        ["UPDATE t SET b = 1 FROM due", "WITH due AS MATERIALIZED (SELECT a FROM t FOR UPDATE) UPDATE t SET b = 1"]
    {
        assert!(!breaches_of_claim(sql).is_empty(), "{sql}");
    }
    let code = "const A: &str = \"A\"; const CLAIM_POSTGRES: &str = \"B\"; const C: &str = \"C\";";
    assert_eq!(split_claims(code).1, ["B"]);
    assert_eq!(literals(&split_claims(code).0), ["A", "C"]);
    let code = r#"const A: &str = "SELECT 1"; // "not this"
        let c = '"'; fn f<'a>(b: &'a str) { g("two \" quotes") }"#;
    assert_eq!(literals(code), ["SELECT 1", "two \" quotes"]);
}
