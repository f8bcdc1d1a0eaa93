//! Programs are asked again and again, with the results of what they ran.

use expr::Value;
use indexmap::IndexMap;
use ir::{Action, Builtin, CommandResult, ProgramCall, ProgramStep, Step, Text};
use std::sync::Arc;

fn call(text: &str, past: Vec<CommandResult>) -> ProgramCall {
    let env =
        IndexMap::from([("WORKSPACE".to_owned(), "/w".to_owned()), ("FOO".to_owned(), "foo".to_owned())]);
    let inputs = Value::object([("WHO", Value::from("you"))]);
    let secrets = Value::object([("t", Value::from("s3cret")), ("l_USR", Value::from("me"))]);
    let contexts = IndexMap::from([("inputs".to_owned(), inputs), ("secrets".to_owned(), secrets)]);
    ProgramCall { text: Text::from(text), env, contexts, past: Arc::new(past) }
}

/// What a program does, each command going as `answer` says.
fn played(text: &str, answer: impl Fn(&str) -> CommandResult) -> (Vec<String>, Option<ProgramStep>) {
    let mut past = Vec::new();
    let mut done = Vec::new();
    let Some(program) = formats::by_id("jenkins").and_then(|format| format.program) else {
        return (done, None);
    };
    loop {
        match program(&call(text, past.clone())) {
            ProgramStep::Run(step) => {
                let said = told(&step);
                past.push(answer(&said));
                done.push(said);
            }
            end => return (done, Some(end)),
        }
    }
}

fn told(step: &Step) -> String {
    match &step.action {
        Action::Run(script) => {
            let folder = script.directory.as_ref().map(|folder| format!(" in {folder}")).unwrap_or_default();
            format!("sh {}{folder}", script.lines[0])
        }
        Action::Builtin { builtin: Builtin::Print { message }, .. } => format!("print {message}"),
        Action::Builtin { builtin: Builtin::Unstable { .. }, .. } => "unstable".to_owned(),
        other => format!("{other:?}"),
    }
}

fn well(_: &str) -> CommandResult {
    CommandResult::default()
}

fn failing(command: &str) -> CommandResult {
    match command.contains("fail") {
        true => {
            CommandResult { code: 2, failure: Some("exit code 2".to_owned()), ..CommandResult::default() }
        }
        false => CommandResult::default(),
    }
}

const MAKE: &str = "sh mkdir -p -- \"$STEP_FILE\"";

#[test]
fn commands_come_one_after_the_other() {
    let text = "def v = 'x'
        steps { script {
            for (i in 1..2) { echo \"${v}${i} ${FOO} ${params.WHO}\" }
            dir('a') { dir('b') { sh 'make' } }
            env.NEW = 'n'
            v = 'y'
        } }";
    let (done, end) = played(text, well);
    assert_eq!(done, ["print x1 foo you", "print x2 foo you", MAKE, MAKE, "sh make in a/b"]);
    let outputs = vec![("env:NEW".to_owned(), "n".to_owned()), ("var:v".to_owned(), "\"y\"".to_owned())];
    assert_eq!(end, Some(ProgramStep::Done { env: vec![("NEW".to_owned(), "n".to_owned())], outputs }));
}

#[test]
fn a_condition_may_run_steps() {
    let text = "when { expression { return sh(script: 'fail', returnStatus: true) == 0 } }";
    let (done, end) = played(text, failing);
    assert_eq!(done, ["sh fail", "print Stage \"\" skipped due to when conditional"]);
    let env = vec![("STAGE_SKIPPED".to_owned(), "true".to_owned())];
    assert_eq!(end, Some(ProgramStep::Done { env, outputs: Vec::new() }));
}

#[test]
fn failures_can_be_caught() {
    let text = "steps { script {
            try { sh 'fail' } catch (e) { echo \"caught ${e.message}\" } finally { echo 'last' }
            catchError(buildResult: 'UNSTABLE') { sh 'fail again'; echo 'never' }
            def code = sh(script: 'fail', returnStatus: true)
            echo \"code ${code}\"
            retry(2) { sh 'fail for good' }
        } }";
    let (done, end) = played(text, failing);
    let expected = [
        "sh fail",
        "print caught script returned exit code 2",
        "print last",
        "sh fail again",
        "print ERROR: script returned exit code 2",
        "unstable",
        "sh fail",
        "print code 2",
        "sh fail for good",
        "print ERROR: script returned exit code 2",
        "print Retrying",
        "sh fail for good",
    ];
    assert_eq!(done, expected);
    assert!(
        matches!(end, Some(ProgramStep::Failed { message, .. }) if message == "script returned exit code 2")
    );
}

#[test]
fn what_a_person_is_asked_for_was_given_or_is_usual() {
    let text = "steps { script {
            def who = input(message: 'Go?', submitter: 'ann', parameters: [string(name: 'WHO', defaultValue: 'me')])
            def all = input(message: 'Where?', submitterParameter: 'BY', parameters: [
                choice(name: 'PLACE', choices: ['here', 'there']), booleanParam(name: 'SURE')])
            echo \"${who} ${all.PLACE} ${all.SURE} ${all.BY}\"
        } }";
    let ann = |_: &str| CommandResult {
        outputs: IndexMap::from([("by".to_owned(), "ann".to_owned())]),
        ..CommandResult::default()
    };
    let (done, end) = played(text, ann);
    let asked = |question: &str| {
        let message = ir::Template::literal(Text::from(question));
        format!(
            "{:?}",
            Action::Builtin { builtin: Builtin::Approve { message }, reference: None, with: vec![] }
        )
    };
    let questions = [asked("Go? (asks ann) [WHO=you]"), asked("Where? [PLACE=here, SURE=false]")];
    assert_eq!(done, [&questions[0], &questions[1], "print you here false ann"]);
    assert!(matches!(end, Some(ProgramStep::Done { .. })));
}

#[test]
fn secrets_are_variables_of_their_block() {
    let text = "steps { withCredentials([string(credentialsId: 't', variable: 'T')]) { echo \"$T\" }
        echo \"${env.T}\" }";
    let (done, _) = played(text, well);
    assert_eq!(done, ["print s3cret", "print null"]);
}

#[test]
fn what_is_not_there_is_named() {
    let bind = |binding: &str| format!("steps {{ withCredentials([{binding}]) {{ echo 'x' }} }}");
    let password = bind("usernamePassword(credentialsId: 'l', usernameVariable: 'U', passwordVariable: 'P')");
    let file = bind("file(credentialsId: 'f', variable: 'F')");
    let cases = [
        (password.as_str(), "\"l_PSW\""),
        (file.as_str(), "\"f\""),
        ("@Library('shared') _\nsteps { script { acme() } }", "\"shared\""),
        ("steps { script { mail to: 'x' } }", "`mail`"),
        ("steps { script { docker.build('x') } }", "docker.build"),
        ("steps { script { echo missing } }", "missing"),
        ("steps { script { while (true) {} } }", "more than"),
    ];
    for (text, part) in cases {
        let (_, end) = played(text, well);
        assert!(
            matches!(&end, Some(ProgramStep::Failed { message, .. }) if message.contains(part)),
            "{end:?}"
        );
    }
}
