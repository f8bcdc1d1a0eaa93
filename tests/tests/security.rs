//! The table of attacks names tests that are there.

use std::path::{Path, PathBuf};

/// What stands between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn every_test_that_the_table_of_attacks_names_is_there() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let table = std::fs::read_to_string(root.join("rustcid/SECURITY.md")).unwrap();
    let mut checked = 0;
    for row in table.lines().filter(|line| line.starts_with("| ") && line.contains('`')) {
        let cell = row.split('|').nth(3).unwrap();
        // Each test is named behind the files, or one of the files, that it is in.
        let mut files: Vec<PathBuf> = Vec::new();
        let mut is_named = false;
        for word in quoted(cell) {
            if word.contains('/') {
                if std::mem::take(&mut is_named) {
                    files.clear();
                }
                let places: Vec<PathBuf> =
                    match word.split_once('{').and_then(|(head, rest)| Some((head, rest.split_once('}')?))) {
                        Some((head, (names, tail))) => {
                            names.split(',').map(|name| format!("{head}{name}{tail}").into()).collect()
                        }
                        None => vec![word.into()],
                    };
                for place in places {
                    let found = [root.join("rustcid").join(&place), root.join(&place)]
                        .into_iter()
                        .find(|path| path.exists());
                    assert!(found.is_some(), "{} is not there: {row}", place.display());
                    files.extend(found);
                }
            } else if word.contains('_')
                && files.iter().any(|file| file.extension().is_some_and(|e| e == "rs"))
            {
                is_named = true;
                let name = word.trim_end_matches('*');
                let found = files.iter().any(|file| {
                    std::fs::read_to_string(file).is_ok_and(|text| text.contains(&format!("fn {name}")))
                });
                assert!(found, "no test `{word}` in {files:?}: {row}");
                checked += 1;
            }
        }
    }
    assert!(checked >= 20, "only {checked} tests are named");
}
