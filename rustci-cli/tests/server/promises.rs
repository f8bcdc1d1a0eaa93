//! What every verb that asks a server promises: JSON for programs, exit codes that are told, a way out of what is wrong.

use crate::daemon::{Backend, GOOD, House, over_stores};

over_stores!(every_verb_answers_programs_in_json);

/// Verbs in an order in which each has something to answer. `{runner}` and `{run}` are what an earlier one told.
const VERBS: &[&[&str]] = &[
    &["login", "--local"],
    &["contexts"],
    &["contexts", "use", "local"],
    &["whoami"],
    &["pipelines", "create", "held.yml", "--as", "gitlab-ci", "--name", "held"],
    &["pipelines", "list"],
    &["pipelines", "show", "held"],
    &["trigger", "held"],
    &["approve", "held"],
    &["trigger", "ci.yaml"],
    &["logs", "-f", "ci.yaml"],
    &["runs"],
    &["artifacts", "list", "ci.yaml"],
    &["artifacts", "download", "ci.yaml"],
    &["rerun", "ci.yaml"],
    &["trigger", "slow.yml", "--as", "gitlab-ci"],
    &["cancel", "slow.yml"],
    &["logs", "-f", "slow.yml"],
    &["rerun", "slow.yml", "--failed"],
    &["cancel", "slow.yml"],
    &["secrets", "set", "WORD"],
    &["secrets", "list"],
    &["secrets", "rm", "WORD"],
    &["runners", "list"],
    &["runners", "show", "{runner}"],
    &["runners", "drain", "{runner}"],
    &["runners", "resume", "{runner}"],
    &["scale", "native", "3"],
    &["stats"],
    &["benchmark", "--count", "1"],
    &["pipelines", "delete", "held"],
    &["logout"],
];

const HELD: &str = "build: {script: 'true'}\ndeploy: {script: 'true', when: manual, allow_failure: false}\n";

const FILES: &str = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: mkdir out && echo one > out/a\n      - uses: actions/upload-artifact@v4\n        with: {name: results, path: out}\n";

fn every_verb_answers_programs_in_json(backend: Backend) {
    let house = House::over(backend);
    house.file("held.yml", HELD);
    house.file("ci.yaml", FILES);
    house.file("slow.yml", "slow: {script: sleep 600}\n");
    let mut runner = String::new();
    for verb in VERBS {
        let arguments: Vec<&str> =
            verb.iter().map(|word| if *word == "{runner}" { runner.as_str() } else { word }).collect();
        if verb == &["approve", "held"] {
            wait_for_a_person(&house);
        }
        let done = house.with_input(&[&arguments[..], &["--format", "json"]].concat(), "value\n");
        // The showing of a run that was cancelled ends so.
        let exit = if *verb == ["logs", "-f", "slow.yml"] { 130 } else { 0 };
        assert!(done.exit == exit, "{verb:?}: {} {}{}", done.exit, done.out, done.err);
        if verb[0] == "logs" {
            let is_json = |line: &str| serde_json::from_str::<serde_json::Value>(line).is_ok();
            assert!(done.out.lines().all(is_json), "{verb:?}: {}", done.out);
            continue;
        }
        let told = done.json();
        if *verb == ["runners", "list"] {
            runner = told[0]["id"].as_str().unwrap().to_owned();
        }
    }
}

/// Follows the latest run until somebody must say a word.
fn wait_for_a_person(house: &House) {
    use std::io::{BufRead, BufReader};
    let mut command = house.command(&["logs", "-f", "held"]);
    let mut child =
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.contains("waits for a person")));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn every_verb_that_asks_a_server_tells_its_exit_codes() {
    let house = House::new();
    for verb in VERBS.iter().map(|verb| verb[0]).filter(|verb| *verb != "benchmark") {
        let help = house.rustci(&[verb, "--help"]).well();
        assert!(help.contains("Exit codes:") && help.contains("no server"), "{verb}: {help}");
    }
}

#[test]
fn what_came_from_a_file_is_found_by_the_file() {
    let house = House::new();
    house.file("ci.yaml", GOOD);
    house.rustci(&["trigger", "ci.yaml", "-f"]).well();
    assert!(house.rustci(&["logs", "ci.yaml"]).well().contains("hello world"));
    assert!(house.rustci(&["pipelines", "show", "ci.yaml"]).well().contains("work/ci.yaml"));
    let other = house.rustci(&["logs", "nowhere"]);
    assert!(other.err.contains("rustci runs lists the runs"), "{}", other.err);
}

#[test]
fn a_wrong_token_is_called_one() {
    let house = House::new();
    let mut command = house.command(&["runs", "--url", &house.url]);
    let done = command.env("RUSTCI_TOKEN", "rci_wrong").output().unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(2));
    assert!(said.contains("without a valid token") && said.contains("rustci login URL"), "{said}");
}
