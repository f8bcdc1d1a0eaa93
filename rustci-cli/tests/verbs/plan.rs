use crate::program::{BAD, GOOD, folder, rustci};
use serde_json::{Value, json};

fn ids(plan: &Value) -> Value {
    plan["jobs"].as_array().unwrap().iter().map(|job| job["id"].clone()).collect()
}

#[test]
fn a_plan_is_shown_as_a_table_a_graph_and_json() {
    let files = folder(&[("pipeline.yaml", GOOD)]);
    let table = rustci(files.path(), &["plan"]);
    assert_eq!(table.exit, 0, "{}", table.err);
    assert!(table.out.contains("test 2/2"), "{}", table.out);
    assert_eq!(rustci(files.path(), &["plan", "--graph"]).out, "build\n  test x2  <- build\n");
    let plan = rustci(files.path(), &["plan", "--format", "json"]).json();
    assert_eq!(ids(&plan), json!(["build", "test 1/2", "test 2/2"]));
    assert_eq!((&plan["version"], &plan["format"]), (&json!(1), &json!("rustci")));
}

#[test]
fn options_choose_the_event_and_the_jobs() {
    let workflow = "on:\n  push: {branches: [main]}\n  pull_request:\njobs:\n  a:\n    strategy: {matrix: {os: [x, y]}}\n    \
                    runs-on: ubuntu-latest\n    steps: [{run: echo}]\n  b:\n    needs: a\n    runs-on: ubuntu-latest\n    steps: [{run: echo}]\n";
    let files = folder(&[(".github/workflows/ci.yml", workflow)]);
    let plan = |arguments: &[&str]| {
        let done = rustci(files.path(), &[&["plan", "--format", "json"], arguments].concat());
        ids(&done.json())
    };
    assert_eq!(plan(&["--ref", "main"]), json!(["a (x)", "a (y)", "b"]));
    assert_eq!(plan(&["--ref", "dev"]), json!([]));
    assert_eq!(plan(&["--ref", "dev", "--event", "pull_request"]), json!(["a (x)", "a (y)", "b"]));
    assert_eq!(plan(&["--ref", "main", "--job", "a", "--matrix", "os:y"]), json!(["a (y)"]));
    assert_eq!(plan(&["--ref", "main", "--job", "b", "--no-needs"]), json!(["b"]));
}

#[test]
fn a_broken_pipeline_has_no_plan() {
    let files = folder(&[("pipeline.yaml", BAD)]);
    let done = rustci(files.path(), &["plan"]);
    assert_eq!(done.exit, 2);
    assert!(done.out.contains("error[unknown-key]"), "{}", done.out);
    let done = rustci(files.path(), &["plan", "--format", "json"]);
    assert_eq!(done.json()["summary"]["errors"], json!(1));
}
