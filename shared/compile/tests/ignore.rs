//! What an author has seen and wants no more is left out; what keeps a file from being read never is.

use compile::{File, Options, check};
use diag::SourceMap;
use formats::Nothing;

fn codes(text: &str) -> Vec<&'static str> {
    let path = ".github/workflows/ci.yml";
    let file = File { name: path, path, bytes: text.as_bytes() };
    let checked = check(&mut SourceMap::default(), file, Options::default(), &Nothing);
    checked.diagnostics.iter().map(|finding| finding.code.0).collect()
}

#[test]
fn a_comment_leaves_a_finding_out() {
    let text = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    if: false\n    steps: [{run: make}]\n";
    assert_eq!(codes(text), ["constant-condition"]);
    let seen = text.replace("false", "false # rustci: ignore constant-condition");
    assert!(codes(&seen).is_empty());
}

#[test]
fn a_file_that_cannot_be_read_is_always_told() {
    let found = codes("- a # rustci: ignore wrong-type\n");
    assert!(!found.is_empty());
}
