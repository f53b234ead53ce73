//! Checks the allowed dependencies by the imports: `http | jobs -> actions -> rules | store -> platform`,
//! features use each other only through their `mod.rs` and without cycles, and SQL is only in stores.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

struct Source {
    /// Relative to `src`.
    path: String,
    /// Without comments and tests.
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

/// Returns the feature and the layer: `features/habits/store/tasks.rs` -> (`habits`, `store`).
fn feature_and_layer(path: &str) -> Option<(&str, &str)> {
    let mut parts = path.strip_prefix("features/")?.split('/');
    let (feature, layer) = (parts.next()?, parts.next()?);
    Some((feature, layer.trim_end_matches(".rs")))
}

/// Returns the rest of each path that starts with `prefix`.
fn mentions<'a>(code: &'a str, prefix: &str) -> Vec<&'a str> {
    code.match_indices(prefix)
        .map(|(at, _)| {
            let rest = &code[at + prefix.len()..];
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(rest.len());
            &rest[..end]
        })
        .collect()
}

fn violations(file: &Source) -> Vec<String> {
    let Source { path, code } = file;
    let mut found = Vec::new();
    let mut forbid = |what: &str, why: &str| {
        if code.contains(what) {
            found.push(format!("{path}: {what} ({why})"));
        }
    };
    if path.starts_with("platform/") {
        forbid("crate::features", "the platform must not use features");
        forbid("crate::app", "the platform must not use the app");
    }
    let Some((feature, layer)) = feature_and_layer(path) else { return found };
    forbid("crate::app", "features must not use the app");
    if layer != "store" && layer != "mod" {
        for sql in ["SELECT ", "INSERT INTO", "DELETE FROM", ".execute(", ".query(", "tx.one(", "tx.optional("] {
            forbid(sql, "SQL belongs in the store");
        }
    }
    match layer {
        "rules" => {
            for outside in
                ["crate::platform::db", "crate::platform::http", "axum", "Tx<", "super::store", "super::actions"]
            {
                forbid(outside, "rules must be pure");
            }
        }
        "store" | "actions" => {
            forbid("axum", "HTTP belongs in http");
            forbid("platform::http", "HTTP belongs in http");
        }
        _ => {}
    }
    if layer == "store" {
        forbid("::actions", "stores must not use actions");
    }
    for mention in mentions(code, "crate::features::") {
        let mut parts = mention.split("::").filter(|part| !part.is_empty());
        let (other, item) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let deeper = item.starts_with(|c: char| c.is_lowercase()) && parts.next().is_some();
        if other != feature && deeper {
            found.push(format!("{path}: {mention} (features are used through their mod.rs)"));
        }
    }
    found
}

/// Returns the features used by each feature.
fn feature_dependencies(files: &[Source]) -> BTreeMap<String, BTreeSet<String>> {
    let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files {
        let Some((feature, _)) = feature_and_layer(&file.path) else { continue };
        let used = mentions(&file.code, "crate::features::").into_iter();
        let others = used.filter_map(|mention| mention.split("::").next()).filter(|other| !other.is_empty());
        graph
            .entry(feature.to_owned())
            .or_default()
            .extend(others.filter(|other| *other != feature).map(str::to_owned));
    }
    graph
}

/// Returns a feature that depends on itself, directly or indirectly.
fn find_cycle(graph: &BTreeMap<String, BTreeSet<String>>) -> Option<String> {
    graph
        .keys()
        .find(|start| {
            let mut seen = BTreeSet::new();
            let mut next: Vec<&String> = graph[*start].iter().collect();
            while let Some(feature) = next.pop() {
                if feature == *start {
                    return true;
                }
                if seen.insert(feature) {
                    next.extend(graph.get(feature).into_iter().flatten());
                }
            }
            false
        })
        .cloned()
}

#[test]
fn sources_follow_the_dependency_rules() {
    let files = sources();
    assert!(files.len() > 40, "the sources are found");
    let found: Vec<String> = files.iter().flat_map(violations).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(find_cycle(&feature_dependencies(&files)), None, "features must not depend on each other in a cycle");
}

#[test]
fn violations_are_detected() {
    let examples = [
        ("platform/clock.rs", "use crate::features::habits::HabitId;"),
        ("features/habits/actions/x.rs", "use crate::features::rewards::store::Currency;"),
        ("features/habits/rules/x.rs", "fn now(tx: &mut Tx<'_>) {}"),
        ("features/habits/http.rs", "const ALL: &str = \"SELECT 1\";"),
        ("features/habits/actions/x.rs", "use axum::Json;"),
        ("features/habits/http.rs", "use crate::app::App;"),
    ];
    for (path, text) in examples {
        assert!(!violations(&source(path, text)).is_empty(), "{path}: {text}");
    }
    assert!(
        violations(&source("features/habits/actions/x.rs", "use crate::features::rewards::{self, RewardError};"))
            .is_empty()
    );
    let graph = feature_dependencies(&[
        source("features/a/mod.rs", "use crate::features::b::B;"),
        source("features/b/mod.rs", "use crate::features::c::C;"),
        source("features/c/mod.rs", "use crate::features::a::A;"),
    ]);
    assert!(find_cycle(&graph).is_some());
}
