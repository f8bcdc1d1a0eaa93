//! The tree is the documentation: names that say something, files that can be read at a sitting.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::path::{Path, PathBuf};
use std::process::Command;

fn tracked() -> Vec<PathBuf> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(root).output().unwrap();
    assert!(listed.status.success(), "git ls-files failed");
    let names = String::from_utf8(listed.stdout).unwrap();
    names.split('\0').filter(|name| !name.is_empty()).map(|name| root.join(name)).collect()
}

fn sources() -> Vec<PathBuf> {
    tracked()
        .into_iter()
        .filter(|path| path.extension().is_some_and(|e| e == "rs") && path.exists())
        .collect()
}

#[test]
fn no_file_has_a_name_that_says_nothing() {
    const EMPTY: &[&str] = &["utils", "util", "helpers", "helper", "common", "misc", "manager"];
    for path in tracked() {
        let stem = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
        assert!(!EMPTY.contains(&stem), "{} says nothing", path.display());
    }
}

#[test]
fn files_stay_small() {
    let mut lengths: Vec<usize> = Vec::new();
    let mut long = Vec::new();
    for path in sources() {
        let lines = std::fs::read_to_string(&path).unwrap().lines().count();
        lengths.push(lines);
        if lines > 600 {
            long.push(format!("{} ({lines})", path.display()));
        }
    }
    lengths.sort_unstable();
    assert!(long.is_empty(), "two rooms would be clearer: {long:?}");
    assert!(lengths[lengths.len() / 2] <= 160, "the median file has {} lines", lengths[lengths.len() / 2]);
}

#[test]
fn nothing_is_left_unfinished() {
    let words = ["todo!(", "unimplemented!(", "FIXME", "XXX:"];
    for path in sources().into_iter().filter(|path| !path.ends_with("tidy.rs")) {
        let text = std::fs::read_to_string(&path).unwrap();
        for word in words {
            assert!(!text.contains(word), "{} holds {word}", path.display());
        }
    }
}
