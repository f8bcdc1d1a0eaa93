//! What checkers of scripts read, and where in the file it stands.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use diag::SourceMap;
use formats::{Nothing, Reading};
use indexmap::IndexMap;
use lint::scripts::{Language, Listing, listings};

fn read(format: &str, text: &str) -> (SourceMap, Vec<Listing>) {
    let mut sources = SourceMap::default();
    let file = sources.add("ci.yml", text);
    let inputs = IndexMap::new();
    let mut reading = Reading {
        sources: &mut sources,
        file,
        path: "",
        loader: &Nothing,
        facts: None,
        inputs: &inputs,
        diagnostics: Vec::new(),
    };
    let pipeline = (formats::by_id(format).unwrap().read)(&mut reading).unwrap();
    (sources, listings(&pipeline))
}

/// One step's script, and where the word `here` of what is read stands in the file.
fn here(script: &str) -> (String, String) {
    let text =
        format!("on: push\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {script}\n");
    let (sources, listings) = read("github-actions", &text);
    assert_eq!(listings.len(), 1, "{listings:?}");
    let listing = &listings[0];
    let (number, line) = listing.text.lines().enumerate().find(|(_, line)| line.contains("here")).unwrap();
    let column = line.chars().count() - line.split_once("here").unwrap().1.chars().count() - 3;
    let span = listing.range((number + 1, column), (number + 1, column + 4));
    let (start, end) = sources.locate(span);
    let line = text.lines().nth(start.line as usize - 1).unwrap();
    let found = line.chars().skip(start.column as usize - 1).take(4);
    assert_eq!(found.collect::<String>(), "here", "{text}");
    (listing.text.clone(), format!("{}:{}-{}:{}", start.line, start.column, end.line, end.column))
}

#[test]
fn a_place_in_a_script_is_a_place_in_the_file() {
    assert_eq!(here("echo here"), ("echo here\n".into(), "6:19-6:23".into()));
    assert_eq!(here("|\n          echo\n          é here\n").1, "8:13-8:17");
    assert_eq!(here(">-\n          echo\n          here\n"), ("echo here\n".into(), "8:11-8:15".into()));
    assert_eq!(here("\"a \\\"\\t\\u00e9\\\" here\""), ("a \"\té\" here\n".into(), "6:30-6:34".into()));
    assert_eq!(here("'it''s here'"), ("it's here\n".into(), "6:21-6:25".into()));
}

#[test]
fn what_only_the_run_knows_is_blank_and_moves_nothing() {
    let (text, place) = here("echo ${{ github.sha }}${{ format('}}é') }} here");
    assert_eq!(text, format!("echo {}{} here\n", "_".repeat(17), "_".repeat(21)));
    assert_eq!(place, "6:57-6:61");
}

#[test]
fn nothing_is_said_of_what_only_the_run_knows() {
    let text = "on: push\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n      - run: __ ${{ github.sha }} x\n";
    let (_, listings) = read("github-actions", text);
    let blank: Vec<bool> = [1, 3, 4, 20, 21, 22, 99].map(|column| listings[0].is_blank(1, column)).to_vec();
    assert_eq!(blank, [false, false, true, true, false, false, false]);
}

#[test]
fn lines_of_a_list_are_one_script_and_a_shared_one_comes_once() {
    let text = "default:\n  after_script: [echo bye]\na:\n  script:\n    - cd x\n    - |\n      ls\n      ls $A\n\
                b:\n  script: [echo]\n";
    let (sources, listings) = read("gitlab-ci", text);
    let texts: Vec<&str> = listings.iter().map(|listing| listing.text.as_str()).collect();
    assert_eq!(texts, ["cd x\nls\nls $A\n", "echo bye\n", "echo\n"]);
    assert!(listings.iter().all(|listing| listing.strict && listing.language == Language::Bash));
    let (start, _) = sources.locate(listings[0].place(3, 4));
    assert_eq!((start.line, start.column), (8, 10));
}

#[test]
fn the_shell_says_what_a_script_is_written_in() {
    let step = |shell: &str| format!("      - run: x\n        shell: {shell}\n");
    let shells =
        ["bash", "sh", "python", "pwsh", "'bash -e {0}'", "'perl {0}'", "'/usr/bin/python3 {0}'", "'sh {0}'"];
    let text = format!(
        "on: push\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n{}",
        shells.map(step).concat()
    );
    let (_, listings) = read("github-actions", &text);
    let found: Vec<_> = listings.iter().map(|listing| (listing.language, listing.strict)).collect();
    assert_eq!(
        found,
        [
            (Language::Bash, true),
            (Language::Sh, true),
            (Language::Python, false),
            (Language::Bash, true),
            (Language::Python, false),
            (Language::Sh, false),
        ]
    );
}
