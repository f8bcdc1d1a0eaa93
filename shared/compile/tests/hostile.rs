//! Files that are made to take long: each is read to the end, or refused with a limit's name.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use compile::{File, Options, check};
use diag::SourceMap;
use formats::Nothing;
use std::fmt::Write;

/// The codes of what is found in a file of a language.
fn codes(format: &str, path: &str, text: &str) -> Vec<&'static str> {
    let mut sources = SourceMap::default();
    let file = File { name: path, path, bytes: text.as_bytes() };
    let options = Options { format: Some(formats::by_id(format).unwrap()), ..Options::default() };
    let checked = check(&mut sources, file, options, &Nothing);
    checked.diagnostics.iter().map(|found| found.code.0).collect()
}

/// `count` of a text that is made for each number.
fn many(count: usize, make: impl Fn(&mut String, usize) -> std::fmt::Result) -> String {
    let mut text = String::new();
    for number in 0..count {
        make(&mut text, number).unwrap();
    }
    text
}

#[test]
fn thousands_of_jobs_with_needs_are_no_trouble() {
    let job = |text: &mut String, at: usize| {
        let needs: Vec<String> = (at.saturating_sub(20)..at).map(|other| format!("j{other}")).collect();
        writeln!(
            text,
            "  j{at}: {{needs: [{}], runs-on: ubuntu-latest, steps: [{{run: x}}]}}",
            needs.join(", ")
        )
    };
    let text = format!(
        "on: push\njobs:\n  first: {{if: 'false', runs-on: x64, steps: [{{run: x}}]}}\n{}",
        many(3000, job)
    );
    let found = codes("github-actions", ".github/workflows/a.yml", &text);
    assert!(!found.contains(&"needs-unknown-job"), "{found:?}");
    let job = |text: &mut String, at: usize| {
        let needs: Vec<String> = (at.saturating_sub(20)..at).map(|other| format!("j{other}")).collect();
        writeln!(text, "j{at}: {{script: x, needs: [{}]}}", needs.join(", "))
    };
    assert_eq!(codes("gitlab-ci", ".gitlab-ci.yml", &many(3000, job)), [""; 0]);
}

#[test]
fn a_hundred_thousand_keys_are_no_trouble() {
    let keys = many(100_000, |text, at| writeln!(text, "  K{at}: v"));
    let text =
        format!("on: push\nenv:\n{keys}jobs: {{a: {{runs-on: ubuntu-latest, steps: [{{run: x}}]}}}}\n");
    assert_eq!(codes("github-actions", ".github/workflows/a.yml", &text), [""; 0]);
}

#[test]
fn what_explodes_or_goes_too_deep_meets_a_limit() {
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
    let groovy =
        |steps: &str| format!("pipeline {{ agent any\n stages {{ stage('a') {{ steps {{ {steps} }} }} }} }}");
    let axes = many(30, |text, at| writeln!(text, "        v{at}: [1, 2, 3, 4, 5, 6, 7, 8, 9]"));
    let each = (0..6).fold("- script: x".to_owned(), |inner, at| {
        format!("- ${{{{ each v{at} in parameters.p }}}}:\n  {}", inner.replace('\n', "\n  "))
    });
    let twenty = (1..=20).map(|number| number.to_string()).collect::<Vec<_>>().join(", ");
    let cases = [
        ("github-actions", format!("on: push\njobs: {}\n", deep("[", "]")), "yaml-limit"),
        (
            "github-actions",
            format!(
                "on: push\njobs:\n  a:\n    if: {}\n    runs-on: x64\n    steps: [{{run: x}}]\n",
                deep("(", ")")
            ),
            "expression-syntax",
        ),
        (
            "github-actions",
            format!(
                "on: push\njobs:\n  a:\n    strategy:\n      matrix:\n{axes}    runs-on: x64\n    steps: [{{run: x}}]\n"
            ),
            "plan-matrix",
        ),
        (
            "azure-pipelines",
            format!("parameters:\n- {{name: p, type: object, default: [{twenty}]}}\nsteps:\n{each}\n"),
            "azure-limit",
        ),
        (
            "azure-pipelines",
            format!("steps:\n- script: x\n  condition: {}\n", deep("not(", ")")),
            "expression-syntax",
        ),
        (
            "gitlab-ci",
            ".a: {extends: .b}\n.b: {extends: .a}\nx: {extends: .a, script: y}\n".to_owned(),
            "gitlab-extends",
        ),
        (
            "gitlab-ci",
            ".a: {script: [!reference [.a, script]]}\nx: {script: [!reference [.a, script]]}\n".to_owned(),
            "gitlab-reference",
        ),
        ("jenkins", groovy(&format!("script {{ x = {} }}", deep("(", ")"))), "jenkins-syntax"),
        ("jenkins", groovy(&deep("dir('x') { ", " }")), "jenkins-syntax"),
        ("jenkins", groovy(&format!("script {{ {} }}", deep("if (x) { ", " }"))), "jenkins-syntax"),
    ];
    for (format, text, code) in cases {
        let path = if format == "azure-pipelines" { "azure-pipelines.yml" } else { "ci" };
        let found = codes(format, path, &text);
        assert!(found.contains(&code), "{format} {code}: {found:?}");
    }
}
