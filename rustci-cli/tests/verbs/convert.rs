use crate::program::{BAD, folder, rustci};
use std::fs::read_to_string;

const WORKFLOW: &str =
    "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make # all\n";

#[test]
fn one_file_goes_to_standard_output_and_what_is_lost_to_standard_error() {
    let lossy = "on: push\npermissions: read-all\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: [{run: make}]\n";
    let files = folder(&[(".github/workflows/ci.yml", WORKFLOW), (".github/workflows/lossy.yml", lossy)]);
    let convert = |file: &str, more: &[&str]| {
        rustci(files.path(), &[&["convert", file, "--to", "gitlab-ci"], more].concat())
    };
    let done = convert(".github/workflows/ci.yml", &["--strict"]);
    assert_eq!((done.exit, done.err.as_str()), (0, "1 file converted, nothing lost\n"), "{}", done.err);
    assert!(done.out.contains("script:\n    - make  # all\n"), "{}", done.out);
    let done = convert(".github/workflows/lossy.yml", &[]);
    assert_eq!(done.exit, 0);
    assert!(done.err.contains("warning[lost-permission]"), "{}", done.err);
    assert!(done.err.contains("lossy.yml:2:14"), "{}", done.err);
    assert_eq!(convert(".github/workflows/lossy.yml", &["--strict"]).exit, 1);
    let json = convert(".github/workflows/lossy.yml", &["--report", "json"]);
    let report: serde_json::Value = serde_json::from_str(&json.err).unwrap();
    assert_eq!(report["files"][0]["diagnostics"][0]["code"], "lost-permission");
    assert_eq!(report["files"][0]["diagnostics"][0]["line"], 2);
}

#[test]
fn folders_are_converted_into_folders_and_nothing_is_written_over() {
    let files = folder(&[
        (".gitlab-ci.yml", "build:\n  script: [make]\n"),
        ("pipeline.yaml", "stages: [{name: a, steps: [make]}]\n"),
    ]);
    let all = ["convert", ".", "--to", "github-actions", "-o", "out/"];
    let done = rustci(files.path(), &all);
    assert_eq!(done.exit, 0, "{}", done.err);
    let names =
        ["gitlab.yml", "pipeline.yml"].map(|name| files.path().join("out/.github/workflows").join(name));
    for name in &names {
        assert!(read_to_string(name).unwrap().contains("run: make"), "{}", name.display());
    }
    let again = rustci(files.path(), &all);
    assert_eq!(again.exit, 2);
    assert!(again.err.contains("is there already"), "{}", again.err);
    assert_eq!(rustci(files.path(), &[&all[..], &["--force"]].concat()).exit, 0);
    let to_itself = ["convert", "pipeline.yaml", "--to", "rustci", "-o", "pipeline.yaml"];
    assert_eq!(rustci(files.path(), &to_itself).exit, 2);
}

#[test]
fn what_is_wrong_is_not_converted() {
    let files = folder(&[("pipeline.yaml", BAD)]);
    let done = rustci(files.path(), &["convert", "pipeline.yaml", "--to", "gitlab-ci"]);
    assert_eq!((done.exit, done.out.as_str()), (1, ""));
    assert!(done.err.contains("error[unknown-key]"), "{}", done.err);
    assert_eq!(rustci(files.path(), &["convert", "none.yml", "--to", "gitlab-ci"]).exit, 2);
    let action = rustci(files.path(), &["convert", "pipeline.yaml", "--to", "github-action"]);
    assert_eq!(action.exit, 2);
    assert!(action.err.contains("nothing can be converted"), "{}", action.err);
}
