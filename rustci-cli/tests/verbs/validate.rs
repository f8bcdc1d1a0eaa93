use crate::program::{BAD, GOOD, folder, rustci, with_input};
use serde_json::json;

const WORKFLOW: &str = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n";

#[test]
fn a_clean_file_passes_and_a_broken_one_fails() {
    let files = folder(&[("pipeline.yaml", GOOD), (".rustci/bad.yml", BAD)]);
    let done = rustci(files.path(), &["validate", "pipeline.yaml"]);
    assert_eq!((done.exit, done.out.as_str()), (0, "1 file, 0 errors\n"), "{}", done.err);
    let done = rustci(files.path(), &["validate", ".rustci/bad.yml"]);
    assert_eq!(done.exit, 1);
    for part in [
        "error[unknown-key]",
        "unexpected key \"stepz\"",
        "bad.yml:3:5",
        "did you mean \"steps\"?",
        "1 error",
    ] {
        assert!(done.out.contains(part), "{part} is missing:\n{}", done.out);
    }
}

#[test]
fn every_ci_file_of_a_repository_is_found() {
    let files = folder(&[
        ("pipeline.yaml", GOOD),
        (".rustci/more.yml", GOOD),
        (".github/workflows/ci.yml", WORKFLOW),
        (".gitlab-ci.yml", "a: {script: [make]}\n"),
        ("src/config.yml", "a: 1\n"),
        ("ignored/.rustci/x.yml", BAD),
        (".gitignore", "ignored/\n"),
    ]);
    let report = rustci(files.path(), &["validate", "--format", "json"]).json();
    let list: Vec<_> = report["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| json!([file["path"], file["format"]]))
        .collect();
    assert_eq!(
        json!(list),
        json!([
            [".github/workflows/ci.yml", "github-actions"],
            [".gitlab-ci.yml", "gitlab-ci"],
            [".rustci/more.yml", "rustci"],
            ["pipeline.yaml", "rustci"],
        ])
    );
}

#[test]
fn json_says_where_in_lines_and_characters() {
    let files = folder(&[("pipeline.yaml", "name: \"öö\"\nstages: [{name: ä, stepz: []}]\n")]);
    let report = rustci(files.path(), &["validate", "--format", "json", "pipeline.yaml"]).json();
    assert_eq!(report["summary"], json!({"files": 1, "errors": 1, "warnings": 0, "notes": 0}));
    let found = &report["files"][0]["diagnostics"][0];
    assert_eq!((&found["line"], &found["column"], &found["end_column"]), (&json!(2), &json!(20), &json!(25)));
    assert_eq!((&found["code"], &found["severity"]), (&json!("unknown-key"), &json!("error")));
    assert_eq!(found["help"], json!("did you mean \"steps\"?"));
    assert!(found["related"].is_array());
}

#[test]
fn other_programs_get_their_own_forms() {
    let files = folder(&[("a.yml", BAD), ("b.yml", GOOD)]);
    let sarif = rustci(files.path(), &["validate", "--as", "rustci", "--format", "sarif", "a.yml", "b.yml"]);
    assert_eq!((sarif.exit, &sarif.json()["version"]), (1, &json!("2.1.0")));
    assert_eq!(sarif.json()["runs"][0]["results"][0]["ruleId"], json!("unknown-key"));
    let github =
        rustci(files.path(), &["validate", "--as", "rustci", "--format", "github", "a.yml", "b.yml"]);
    assert!(github.out.starts_with("::error file=a.yml,line=3,col=5,"), "{}", github.out);
    assert_eq!(github.out.lines().count(), 1);
}

#[test]
fn standard_input_and_a_named_language_are_taken() {
    let files = folder(&[]);
    let done = with_input(files.path(), &["validate", "-"], GOOD);
    assert_eq!((done.exit, done.out.as_str()), (0, "1 file, 0 errors\n"));
    let done = with_input(
        files.path(),
        &["validate", "--as", "gitlab-ci", "--format", "json", "-"],
        "a: {scrip: [x]}\n",
    );
    assert_eq!((done.exit, &done.json()["files"][0]["format"]), (1, &json!("gitlab-ci")));
    for output in ["human", "json", "sarif", "github"] {
        let done = with_input(files.path(), &["validate", "--format", output, "-"], "a\0b");
        assert_eq!(done.exit, 2, "{output}: what is no text cannot be checked");
    }
    let done = rustci(files.path(), &["validate", "--as", "gitlab", "-"]);
    assert_eq!(done.exit, 2);
    assert!(done.err.contains("there is no format \"gitlab\""), "{}", done.err);
}

#[test]
fn included_files_name_themselves() {
    let files = folder(&[("pipeline.yaml", "include: ci/part.yaml\n"), ("ci/part.yaml", BAD)]);
    let report = rustci(files.path(), &["validate", "--format", "json", "pipeline.yaml"]).json();
    let found = &report["files"][0]["diagnostics"][0];
    assert_eq!((&found["path"], &found["line"]), (&json!("ci/part.yaml"), &json!(3)));
}

#[test]
fn rules_have_pages_and_the_language_has_a_schema() {
    let files = folder(&[]);
    let page = rustci(files.path(), &["explain", "unknown-key"]);
    assert_eq!(page.exit, 0);
    assert!(page.out.starts_with("unknown-key: "), "{}", page.out);
    assert!(rustci(files.path(), &["explain"]).out.lines().count() > 30);
    let unknown = rustci(files.path(), &["explain", "unknown-kez"]);
    assert_eq!(unknown.exit, 2);
    assert!(unknown.err.contains("did you mean \"unknown-key\"?"), "{}", unknown.err);
    assert_eq!(rustci(files.path(), &["schema"]).json()["title"], json!("RustCI pipeline"));
}
