//! The house's direction, read off the imports: `http | jobs -> actions -> rules | store ->
//! platform`; a room sees another only through its `mod.rs`; no cycles; SQL in stores alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// One source file: its path below `src`, and its code without comments and tests.
struct Source {
    path: String,
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders: Vec<PathBuf> = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                found.push(source(&name, &std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found
}

fn source(path: &str, text: &str) -> Source {
    let code: Vec<&str> = text
        .lines()
        .take_while(|line| line.trim() != "#[cfg(test)]")
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    Source { path: path.to_owned(), code: code.join("\n") }
}

/// `features/habits/store/tasks.rs` -> (`habits`, `store`).
fn place(path: &str) -> Option<(&str, &str)> {
    let mut parts = path.strip_prefix("features/")?.split('/');
    let (room, layer) = (parts.next()?, parts.next()?);
    Some((room, layer.trim_end_matches(".rs")))
}

/// What follows each mention of `prefix`, up to the end of the path.
fn mentions<'a>(code: &'a str, prefix: &str) -> Vec<&'a str> {
    code.match_indices(prefix)
        .map(|(at, _)| {
            let rest = &code[at + prefix.len()..];
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(rest.len());
            &rest[..end]
        })
        .collect()
}

fn breaches(file: &Source) -> Vec<String> {
    let Source { path, code } = file;
    let mut found = Vec::new();
    let mut forbid = |what: &str, why: &str| {
        if code.contains(what) {
            found.push(format!("{path}: {what} ({why})"));
        }
    };
    if path.starts_with("platform/") {
        forbid("crate::features", "the platform knows no room");
        forbid("crate::app", "the platform knows no wiring");
    }
    let Some((room, layer)) = place(path) else { return found };
    forbid("crate::app", "rooms know no wiring");
    if layer != "store" && layer != "mod" {
        for sql in ["SELECT ", "INSERT INTO", "DELETE FROM", ".execute(", ".query(", "tx.one(", "tx.optional("] {
            forbid(sql, "SQL lives in the store");
        }
    }
    match layer {
        "rules" => {
            for outside in
                ["crate::platform::db", "crate::platform::http", "axum", "Tx<", "super::store", "super::actions"]
            {
                forbid(outside, "rules are pure");
            }
        }
        "store" | "actions" => {
            forbid("axum", "HTTP ends at http.rs");
            forbid("platform::http", "HTTP ends at http.rs");
        }
        _ => {}
    }
    if layer == "store" {
        forbid("::actions", "stores serve actions");
    }
    for mention in mentions(code, "crate::features::") {
        let mut parts = mention.split("::").filter(|part| !part.is_empty());
        let (other, item) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let deeper = item.starts_with(|c: char| c.is_lowercase()) && parts.next().is_some();
        if other != room && deeper {
            found.push(format!("{path}: {mention} (a room is entered by its door)"));
        }
    }
    found
}

/// Which rooms each room names.
fn neighbours(files: &[Source]) -> BTreeMap<String, BTreeSet<String>> {
    let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files {
        let Some((room, _)) = place(&file.path) else { continue };
        let named = mentions(&file.code, "crate::features::").into_iter();
        let others = named.filter_map(|mention| mention.split("::").next()).filter(|other| !other.is_empty());
        graph.entry(room.to_owned()).or_default().extend(others.filter(|other| *other != room).map(str::to_owned));
    }
    graph
}

/// A room that can reach itself, if there is one.
fn cycle(graph: &BTreeMap<String, BTreeSet<String>>) -> Option<String> {
    graph
        .keys()
        .find(|start| {
            let mut seen = BTreeSet::new();
            let mut next: Vec<&String> = graph[*start].iter().collect();
            while let Some(room) = next.pop() {
                if room == *start {
                    return true;
                }
                if seen.insert(room) {
                    next.extend(graph.get(room).into_iter().flatten());
                }
            }
            false
        })
        .cloned()
}

#[test]
fn the_house_keeps_its_direction() {
    let files = sources();
    assert!(files.len() > 40, "the sources were found");
    let found: Vec<String> = files.iter().flat_map(breaches).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(cycle(&neighbours(&files)), None, "rooms must not need each other in a circle");
}

#[test]
fn a_breach_is_noticed() {
    let planted = [
        ("platform/clock.rs", "use crate::features::habits::HabitId;"),
        ("features/habits/actions/x.rs", "use crate::features::rewards::store::Currency;"),
        ("features/habits/rules/x.rs", "fn now(tx: &mut Tx<'_>) {}"),
        ("features/habits/http.rs", "const ALL: &str = \"SELECT 1\";"),
        ("features/habits/actions/x.rs", "use axum::Json;"),
        ("features/habits/http.rs", "use crate::app::App;"),
    ];
    for (path, text) in planted {
        assert!(!breaches(&source(path, text)).is_empty(), "{path}: {text}");
    }
    assert!(
        breaches(&source("features/habits/actions/x.rs", "use crate::features::rewards::{self, RewardError};"))
            .is_empty()
    );
    let graph = neighbours(&[
        source("features/a/mod.rs", "use crate::features::b::B;"),
        source("features/b/mod.rs", "use crate::features::c::C;"),
        source("features/c/mod.rs", "use crate::features::a::A;"),
    ]);
    assert!(cycle(&graph).is_some());
}
