//! Bytes that are no pipeline, and languages told apart.

use compile::{File, Nothing, Options, check, rules};
use diag::SourceMap;

fn first(path: &str, bytes: &[u8]) -> (Option<&'static str>, Option<String>) {
    let mut sources = SourceMap::default();
    let checked = check(&mut sources, File { name: path, path, bytes }, Options::default(), &Nothing);
    let first = checked.diagnostics.first().map(|found| format!("{}: {}", found.code, found.message));
    (checked.format.map(|format| format.id), first)
}

#[test]
fn every_language_is_recognised() {
    let native = "stages:\n  - name: a\n    steps: [x]\n";
    let gitlab = "stages: [a]\njob:\n  stage: a\n  script: [x]\n";
    let github = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: [{run: x}]\n";
    let action = "name: a\ndescription: b\nruns:\n  using: composite\n  steps: [{run: x, shell: bash}]\n";
    for (path, text, format) in [
        ("pipeline.yaml", native, "rustci"),
        ("x.yml", native, "rustci"),
        (".gitlab-ci.yml", gitlab, "gitlab-ci"),
        ("x.yml", gitlab, "gitlab-ci"),
        (".github/workflows/a.yml", github, "github-actions"),
        ("x.yml", github, "github-actions"),
        ("action.yml", action, "github-action"),
    ] {
        assert_eq!(first(path, text.as_bytes()), (Some(format), None), "{path}\n{text}");
    }
}

#[test]
fn what_is_no_pipeline_is_refused_in_words() {
    let refused = |bytes: &[u8]| first("x.yml", bytes).1.unwrap_or_default();
    assert_eq!(refused(b"a: \xff"), "unreadable-file: the file is not UTF-8: invalid byte at position 3");
    assert_eq!(refused(b"a\0b"), "unreadable-file: the file is binary, not text: zero byte at position 1");
    assert!(refused(&vec![b' '; (10 << 20) + 1]).starts_with("unreadable-file: the file has 10485761 bytes"));
    assert_eq!(refused(b"kind: other\n"), "unknown-format: no CI language recognises this file");
    assert_eq!(refused(b""), "unknown-format: no CI language recognises this file");
    assert!(refused(b"a: [").starts_with("yaml-syntax: "));
}

#[test]
fn every_rule_has_a_page_of_its_own() {
    let rules = rules();
    assert!(rules.len() > 30, "{}", rules.len());
    for rule in rules {
        assert!(!rule.summary.is_empty() && !rule.page.is_empty(), "{} has no page", rule.code);
        assert!(
            rule.code.0.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
            "{}",
            rule.code
        );
    }
}
