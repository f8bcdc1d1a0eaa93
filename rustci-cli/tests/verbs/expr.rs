use crate::program::{folder, rustci, with_input};
use serde_json::{Value, json};

#[test]
fn one_expression_is_evaluated_in_given_contexts() {
    let files = folder(&[("ctx.json", r#"{"github": {"ref": "refs/heads/main"}}"#)]);
    let main = "contains(github.ref, 'main')";
    let done = rustci(files.path(), &["expr", "--dialect", "github", "--context", "ctx.json", main]);
    assert_eq!((done.exit, done.out.as_str()), (0, "true\n"), "{}", done.err);
    let done = rustci(files.path(), &["expr", "--context", "ctx.json", "--format", "json", "github"]);
    assert_eq!(done.json(), json!({"kind": "Object", "value": {"ref": "refs/heads/main"}}));
    let done = rustci(files.path(), &["expr", "1 +"]);
    assert_eq!(done.exit, 1);
    assert!(done.out.contains("expression:1:3"), "{}", done.out);
    let done = rustci(files.path(), &["expr", "--format", "json", "nope.x"]);
    assert_eq!((done.exit, done.json()), (1, json!({"error": "no such context: nope"})));
}

#[test]
fn each_language_has_its_own_contexts() {
    let files = folder(&[("v.json", r#"{"A": "x", "branch": "main"}"#)]);
    let value = |dialect: &str, text: &str| {
        rustci(files.path(), &["expr", "--dialect", dialect, "--context", "v.json", text]).out
    };
    assert_eq!(value("gitlab", "$A == \"x\" && $B == null"), "true\n");
    assert_eq!(value("native", "branch == 'main' and not failure()"), "true\n");
    assert_eq!(value("github", "a == 'X'"), "true\n");
}

#[test]
fn a_batch_is_answered_line_by_line() {
    let lines = [
        json!({"id": 1, "expr": "1 == 1"}),
        json!({"id": "two", "expr": "a.b", "contexts": {"a": {"b": [1.5, null]}}}),
        json!({"id": 3, "expr": "0x1F"}),
        json!({"id": 4, "expr": "'a"}),
        json!({"id": 5, "expr": "fromJSON('1e999')"}),
        json!({"id": 6, "expr": "'a' < 1 || NaN"}),
    ];
    let input: String = lines.iter().map(|line| format!("{line}\n")).collect::<String>() + "\nnot json\n";
    let done = with_input(folder(&[]).path(), &["expr", "--dialect", "github", "--batch"], &input);
    assert_eq!(done.exit, 0, "{}", done.err);
    let answers: Vec<Value> = done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers[0], json!({"id": 1, "kind": "Boolean", "value": true}));
    assert_eq!(answers[1], json!({"id": "two", "kind": "Array", "value": [1.5, null]}));
    assert_eq!(answers[2], json!({"id": 3, "kind": "Number", "value": 31}));
    assert!(answers[3]["error"].is_string() && answers[3]["id"] == 4);
    assert_eq!(answers[5], json!({"id": 6, "kind": "Number", "value": "NaN"}));
    assert!(answers[6]["error"].as_str().unwrap().starts_with("the line is not a question"));
}
