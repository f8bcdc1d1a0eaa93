//! Who may use whom: the table of `shared/README.md`, held against every Cargo.toml.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::path::Path;

/// Each crate and the crates of this house it may use.
const TABLE: &[(&str, &[&str])] = &[
    ("diag", &[]),
    ("events", &[]),
    ("yaml", &["diag"]),
    ("groovy", &["diag"]),
    ("expr", &["diag", "groovy"]),
    ("ir", &["diag", "expr"]),
    ("plan", &["diag", "expr", "ir", "events"]),
    ("formats", &["diag", "yaml", "groovy", "expr", "ir", "events"]),
    ("lint", &["diag", "expr", "ir"]),
    ("compile", &["diag", "formats", "lint", "plan", "yaml", "ir", "events", "expr"]),
    ("engine", &["expr", "plan", "events", "ir", "diag"]),
    ("api", &["diag", "events"]),
    ("stores", &["events", "plan"]),
    ("executors", &["plan", "events"]),
    ("runner", &["engine", "executors", "plan", "events", "formats", "expr", "ir", "diag"]),
    ("scheduler", &["engine", "stores", "plan", "events", "expr"]),
];

/// Crates that decide and therefore must not be able to touch the world.
const PURE: &[&str] =
    &["diag", "events", "yaml", "groovy", "expr", "ir", "plan", "formats", "lint", "compile", "engine"];

/// What would let a crate touch the world.
const WORLDLY: &[&str] =
    &["tokio", "tokio-util", "bollard", "rustix", "rand", "reqwest", "tempfile", "ignore"];

fn shared() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared"))
}

fn dependencies(name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(shared().join(name).join("Cargo.toml")).unwrap();
    let section = text.split("[dependencies]").nth(1).unwrap_or_default();
    let section = section.split("\n[").next().unwrap_or_default();
    section
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .filter_map(|line| line.split(['.', '=', ' ']).next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_crate_keeps_to_the_import_table() {
    let table: BTreeMap<_, _> = TABLE.iter().copied().collect();
    let mut seen = 0;
    for entry in std::fs::read_dir(shared()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !shared().join(&name).join("Cargo.toml").exists() {
            continue;
        }
        seen += 1;
        let allowed = table.get(name.as_str()).unwrap_or_else(|| panic!("{name} has no row in the table"));
        let house = |dep: &String| table.contains_key(dep.as_str());
        for dependency in dependencies(&name).into_iter().filter(house) {
            assert!(allowed.contains(&dependency.as_str()), "{name} must not use {dependency}");
        }
    }
    assert_eq!(seen, TABLE.len(), "a row of the table has no crate");
}

#[test]
fn the_half_that_decides_cannot_touch_the_world() {
    for name in PURE {
        for dependency in dependencies(name) {
            assert!(!WORLDLY.contains(&dependency.as_str()), "{name} is pure and must not use {dependency}");
        }
    }
}
