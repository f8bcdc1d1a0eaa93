use crate::desk::{Desk, assignment, run, sh, spanned, step, text};
use events::{Cause, Outcome};
use executors::{Native, Workspace};
use plan::ir::{
    Action, Builtin, CommandResult, ProgramCall, ProgramStep, Script, Shell, Span, Strictness, Text,
};
use plan::{Step, StepWork};
use std::sync::Arc;

fn captured(line: &str) -> Script {
    Script {
        lines: vec![text(line)],
        echo: false,
        shell: Shell::Sh(Strictness::ErrExit),
        directory: None,
        capture: Some(spanned("printed".to_owned())),
    }
}

/// The programs of the language that these tests make up: a command, then one that shows what the first printed.
pub fn program(call: &ProgramCall) -> ProgramStep {
    let run = |script| ProgramStep::Run(Box::new(plan::ir::Step::new(Span::NOWHERE, Action::Run(script))));
    match &call.past[..] {
        [] => run(captured(call.text.as_str())),
        [CommandResult { failure: Some(why), .. }] => {
            ProgramStep::Failed { message: why.clone(), line: None }
        }
        [first] => run(Script {
            capture: None,
            ..captured(&format!("echo \"<{}>\"", first.outputs["printed"].trim()))
        }),
        _ => ProgramStep::Done { env: vec![("LEFT".to_owned(), "behind".to_owned())], outputs: Vec::new() },
    }
}

fn ours(builtin: Builtin) -> Step {
    step(StepWork::Builtin { builtin, with: Vec::new() })
}

async fn native(desk: &Arc<Desk>, steps: Vec<Step>) -> engine::job::Finished {
    run(Native::default(), desk, assignment(steps), &[], Workspace::Empty).await
}

#[tokio::test]
async fn what_a_step_prints_can_be_its_output_instead_of_log() {
    let desk = Arc::default();
    let first = Step {
        id: Some("a".to_owned()),
        ..step(StepWork::Script { script: captured("echo \"it's\"; echo aside >&2") })
    };
    let finished = native(&desk, vec![first, sh("echo \"[${{ steps.a.outputs.printed }}]\"")]).await;
    assert_eq!(finished.outcome, Outcome::Success);
    assert_eq!(desk.log(), "aside\n[it's\n]\n");
}

#[tokio::test]
async fn what_a_step_prints_for_its_pipeline_has_a_limit() {
    let desk = Arc::default();
    let script = captured("dd if=/dev/zero bs=1048577 count=1 2>/dev/null | tr '\\0' x");
    let finished = native(&desk, vec![step(StepWork::Script { script })]).await;
    let Some(Cause::Invalid { message }) = finished.cause else { panic!("{finished:?}") };
    assert!(message.ends_with("has 1048577 bytes, but at most 1048576 are read"), "{message}");
}

#[tokio::test]
async fn a_program_runs_in_the_job_by_its_commands() {
    let desk = Arc::default();
    let program = step(StepWork::Program { text: Text::from("echo from a program") });
    let finished = native(&desk, vec![program, sh("echo $LEFT")]).await;
    assert_eq!(finished.outcome, Outcome::Success, "{finished:?}");
    assert_eq!(desk.log(), "<from a program>\nbehind\n");
}

#[tokio::test]
async fn steps_of_ours_say_what_they_do() {
    let desk = Arc::default();
    let steps = vec![
        ours(Builtin::Print { message: text("hello") }),
        ours(Builtin::Unstable { message: text("flaky") }),
        ours(Builtin::Sleep { time: text("0.01") }),
        ours(Builtin::Fail { message: text("enough") }),
    ];
    let finished = native(&desk, steps).await;
    assert_eq!(desk.log(), "hello\nflaky\nError: enough\n");
    assert_eq!((finished.outcome, finished.tolerated), (Outcome::Failure, false));
    assert_eq!(finished.cause, Some(Cause::Failed { message: "enough".to_owned() }));
}

#[tokio::test]
async fn nobody_to_ask_is_no_approval() {
    let desk = Arc::default();
    let finished = native(&desk, vec![ours(Builtin::Approve { message: text("Ship it?") })]).await;
    assert!(
        desk.log().starts_with("Waiting for approval: Ship it?\nError: nobody is here to approve"),
        "{}",
        desk.log()
    );
    assert_eq!(finished.outcome, Outcome::Failure);
}
