use super::*;
use events::Cause;
use plan::ir::{Builtin as Known, CommandResult, Mark, ProgramStep, Retry, Span, Spanned};

fn group(steps: Vec<Step>) -> Step {
    Step { name: Some(github("group")), ..step(StepWork::Group { steps }) }
}

fn always(line: &str) -> Step {
    Step { gate: Gate::Always, ..run(line) }
}

#[test]
fn a_group_gives_its_variables_and_what_its_steps_did_stays_known() {
    let inner = Step { env: vec![entry("C", github("${{ env.B }}c"))], ..named("inner", "one") };
    let outer = Step { env: vec![entry("B", github("b"))], ..group(vec![inner, run("two")]) };
    let after = run("after ${{ steps.inner.outputs.v }}${{ env.B }}");
    let mut play = Play::new(assignment(vec![named("first", "zero"), outer, after]))
        .says("one", Signal::Output { name: "v".to_owned(), value: "1".to_owned() });
    assert_eq!(play.end().outcome, Outcome::Success);
    assert_eq!(
        [play.variable(1, "B"), play.variable(1, "C"), play.variable(2, "B")],
        [Some("b"), Some("bc"), Some("b")]
    );
    assert_eq!(play.variable(3, "B"), None);
    assert!(play.log.contains(&"Run after 1 success".to_owned()), "{:#?}", play.log);
}

#[test]
fn a_group_with_an_id_shows_what_its_steps_gave() {
    let whole = Step { id: Some("g".to_owned()), ..group(vec![named("inner", "one")]) };
    let after = run("after ${{ steps.g.outputs['inner.v'] }}");
    let mut play = Play::new(assignment(vec![whole, after]))
        .says("one", Signal::Output { name: "v".to_owned(), value: "1".to_owned() });
    assert_eq!(play.end().outcome, Outcome::Success);
    assert!(play.log.contains(&"Run after 1 success".to_owned()), "{:#?}", play.log);
}

#[test]
fn a_failure_ends_the_group_and_the_job_but_not_what_always_runs() {
    let mut play =
        Play::new(assignment(vec![group(vec![run("bad"), run("no"), always("yes")]), run("later")]))
            .answer("bad", Ended::Code(3));
    let finished = play.end();
    assert_eq!((finished.outcome, finished.cause), (Outcome::Failure, Some(Cause::Exit { code: 3 })));
    let expected = [
        "group begins",
        "Run bad begins",
        "Run bad failure: exit code 3",
        "Run no begins",
        "Run no skipped",
        "Run yes begins",
        "Run yes success",
        "group failure: exit code 3",
        "Run later begins",
        "Run later skipped",
    ];
    assert_eq!(play.log, expected);
}

#[test]
fn steps_of_a_group_see_only_their_own() {
    let after_failure = Step { gate: Gate::OnFailure, ..group(vec![run("clean ${{ success() }}")]) };
    let mut play = Play::new(assignment(vec![run("bad"), after_failure])).answer("bad", Ended::Code(1));
    assert_eq!(play.end().outcome, Outcome::Failure);
    assert!(play.log.contains(&"Run clean true success".to_owned()), "{:#?}", play.log);
}

#[test]
fn a_group_is_tried_again_as_a_whole() {
    let max = Spanned::new(2, Span::NOWHERE);
    let retry = Some(Retry { max, when: Vec::new(), exit_codes: Vec::new() });
    let mut play = Play::new(assignment(vec![Step { retry, ..group(vec![run("one"), run("two")]) }]))
        .answer("two", Ended::Code(1));
    assert_eq!(play.end().outcome, Outcome::Success);
    assert_eq!(play.execs.len(), 4);
}

#[test]
fn the_time_limit_of_a_group_ends_its_steps() {
    let limited = Step { timeout: Some(github("5s")), ..group(vec![run("slow"), run("no")]) };
    let mut play = Play::new(assignment(vec![limited])).hangs("slow");
    assert_eq!(play.go(), None);
    let finished = play.after(6).unwrap();
    assert_eq!(finished.cause, Some(Cause::TimedOut { seconds: 5 }));
    assert_eq!(play.execs.len(), 1);
}

#[test]
fn tolerated_failures_leave_what_they_are_told_to() {
    let tolerant = |mark| Step { mark, continue_on_error: Some(github("true")), ..group(vec![run("bad")]) };
    let cases = [
        (Mark::Nothing, Outcome::Success, false, None),
        (Mark::Issues, Outcome::Failure, true, Some(Cause::Unstable { message: "exit code 2".to_owned() })),
        (Mark::Failure, Outcome::Failure, false, Some(Cause::Exit { code: 2 })),
    ];
    for (mark, outcome, tolerated, cause) in cases {
        let asking = Step { gate: condition("failure()"), ..run("clean") };
        let mut play =
            Play::new(assignment(vec![tolerant(mark), run("goes on"), asking])).answer("bad", Ended::Code(2));
        let finished = play.end();
        assert_eq!(
            (finished.outcome, finished.tolerated, finished.cause),
            (outcome, tolerated, cause),
            "{mark:?}"
        );
        assert!(play.log.contains(&"Run goes on success".to_owned()), "{mark:?}: {:#?}", play.log);
        assert_eq!(play.log.contains(&"Run clean success".to_owned()), mark == Mark::Failure, "{mark:?}");
    }
}

#[test]
fn a_step_can_mark_its_job_and_pause_it() {
    let builtin = |builtin| step(StepWork::Builtin { builtin, with: Vec::new() });
    let unstable = builtin(Known::Unstable { message: github("flaky") });
    let sleep = builtin(Known::Sleep { time: github("90") });
    let mut play = Play::new(assignment(vec![unstable, sleep, run("after")]));
    assert_eq!(play.go(), None);
    assert_eq!(play.after(89), None);
    let finished = play.after(1).unwrap();
    let cause = Some(Cause::Unstable { message: "flaky".to_owned() });
    assert_eq!((finished.outcome, finished.tolerated, finished.cause), (Outcome::Failure, true, cause));
    assert_eq!(play.execs.len(), 1);
}

#[test]
fn a_pause_ends_with_its_job() {
    let sleep = step(StepWork::Builtin { builtin: Known::Sleep { time: github("1h") }, with: Vec::new() });
    let mut play = Play::new(assignment(vec![sleep]));
    assert_eq!(play.go(), None);
    assert_eq!(play.tell(Input::Cancel).unwrap().outcome, Outcome::Cancelled);
}

/// Two commands, the second with what the first gave back; fails when that failed.
fn program(call: &plan::ir::ProgramCall) -> ProgramStep {
    let command = |line: String| {
        let script = Script {
            lines: vec![github(&line)],
            echo: false,
            shell: Shell::Sh(Strictness::ErrExit),
            directory: None,
            capture: Some(Spanned::new("out".to_owned(), Span::NOWHERE)),
        };
        ProgramStep::Run(Box::new(plan::ir::Step::new(Span::NOWHERE, plan::ir::Action::Run(script))))
    };
    match &call.past[..] {
        [] => command(format!("first {} {}", call.text, call.env["V"])),
        [CommandResult { failure: Some(why), code, .. }] => {
            ProgramStep::Failed { message: format!("{why} ({code})"), line: Some(2) }
        }
        [first] => command(format!("second {}", first.outputs["out"])),
        _ => ProgramStep::Done {
            env: vec![("SET".to_owned(), "by program".to_owned())],
            outputs: vec![("o".to_owned(), "1".to_owned())],
        },
    }
}

fn programmed() -> Vec<Step> {
    let env = vec![entry("V", github("v"))];
    let text = plan::ir::Text::from("text");
    let id = Some("p".to_owned());
    vec![Step { id, env, ..step(StepWork::Program { text }) }, run("after ${{ steps.p.outputs.o }}")]
}

#[test]
fn a_program_runs_by_its_commands() {
    let output = Signal::Output { name: "out".to_owned(), value: "1".to_owned() };
    let mut play = Play::new(assignment(programmed())).says("first", output);
    play.program = program;
    assert_eq!(play.end().outcome, Outcome::Success);
    let text = |at: usize| play.execs[at].files[0].content.reveal().to_owned();
    assert_eq!(text(0), "exec >'/temp/step-1-0.out'\nfirst text v\n");
    assert_eq!(text(1), "exec >'/temp/step-2-0.out'\nsecond 1\n");
    assert_eq!(play.variable(2, "SET"), Some("by program"));
    assert!(play.log.contains(&"Run after 1 success".to_owned()), "{:#?}", play.log);
}

#[test]
fn a_program_decides_what_a_failure_means() {
    let mut play = Play::new(assignment(programmed())).answer("first", Ended::Code(7));
    play.program = program;
    let finished = play.end();
    let message = "line 2: exit code 7 (7)".to_owned();
    assert_eq!((finished.outcome, finished.cause), (Outcome::Failure, Some(Cause::Failed { message })));
    assert_eq!(play.execs.len(), 1);
}

#[test]
fn a_program_without_end_is_ended() {
    let mut play = Play::new(assignment(programmed()));
    play.program = |_| {
        ProgramStep::Run(Box::new(plan::ir::Step::new(Span::NOWHERE, plan::ir::Action::Group(Vec::new()))))
    };
    let Some(Cause::Failed { message }) = play.end().cause else { panic!("it goes on") };
    assert_eq!(message, "it ran 10000 commands, and may not run more");
}
