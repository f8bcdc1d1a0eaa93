//! What GitHub refuses or gets wrong is an error; what it passes over is not.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use diag::SourceMap;
use formats::{Nothing, Reading};
use indexmap::IndexMap;

/// `line Severity message` of each finding.
fn weights(text: &str) -> Vec<String> {
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
    let _ = (formats::github::FORMAT.read)(&mut reading).unwrap();
    let diagnostics = std::mem::take(&mut reading.diagnostics);
    let shown = |finding: &diag::Diagnostic| {
        format!("{} {:?} {}", sources.locate(finding.primary.span).0.line, finding.severity, finding.message)
    };
    diagnostics.iter().map(shown).collect()
}

#[test]
fn a_filter_that_is_passed_over_matters_where_there_are_filters() {
    let text = "on:\n  merge_group:\n    paths: [a]\n  create:\n    branches: [a]\n  issues:\n    types: [opned]\n\
                jobs: {one: {runs-on: ubuntu-latest, steps: [{run: make}]}}\n";
    assert_eq!(
        weights(text),
        [
            "3 Error the event \"merge_group\" has no filter \"paths\"",
            "5 Warning the event \"create\" has no filter \"branches\"",
            "7 Warning the event \"issues\" has no activity type \"opned\"",
        ]
    );
}

#[test]
fn the_form_of_a_manual_start_is_read_with_care() {
    let text = "on:\n  workflow_dispatch:\n    inputs:\n      a: {type: choice}\n      b: {type: boolean, default: 7}\n\
                \x20     c: {type: text}\n    colour: red\njobs: {one: {runs-on: ubuntu-latest, steps: [{run: make}]}}\n";
    assert_eq!(
        weights(text),
        [
            "7 Warning unexpected key \"colour\" for \"workflow_dispatch\" section",
            "4 Error the input \"a\" is a choice without options",
            "5 Error the input \"b\" is a boolean, and its default is neither true nor false",
            "6 Error there is no input type \"text\"",
        ]
    );
}

#[test]
fn a_section_is_not_left_empty_but_a_text_may_be() {
    let text = "on: push\nenv:\njobs:\n  one:\n    name:\n    defaults:\n    runs-on: ubuntu-latest\n    steps:\n\
                \x20     - uses: a/b@v1\n        with:\n      - run: make\n        env: {}\n        name: ''\n";
    assert_eq!(
        weights(text),
        [
            "2 Error a section is needed here, and nothing is given",
            "5 Warning nothing is given here",
            "6 Error a section is needed here, and nothing is given",
            "10 Error a section is needed here, and nothing is given",
            "13 Warning nothing is given here",
            "12 Warning nothing is given here",
        ]
    );
}

#[test]
fn no_machine_of_the_service_has_two_systems_but_ones_own_may() {
    let text = "on: push\njobs:\n  one:\n    runs-on: [ubuntu-latest, windows-latest]\n    steps: [{run: make}]\n\
                \x20 two:\n    runs-on: [linux, windows]\n    steps: [{run: make}]\n";
    assert_eq!(
        weights(text),
        [
            "4 Error no machine is both \"ubuntu-latest\" and \"windows-latest\"",
            "7 Warning no machine is both \"linux\" and \"windows\"",
        ]
    );
}

#[test]
fn what_github_accepts_is_a_warning_though_it_surely_misleads() {
    let text = "on: push\njobs:\n  one:\n    if: $${{ false }}\n    runs-on: ubuntu-latest\n    steps: [{run: make}]\n";
    assert_eq!(
        weights(text),
        ["4 Warning this condition always holds: the text around ${{ }} makes it a text that is not empty"]
    );
}
