use super::*;
use plan::ir::Tolerance;

fn finishing(line: &str, gate: Gate) -> Step {
    Step { gate, phase: Phase::Finish, ..run(line) }
}

#[test]
fn after_a_cancel_only_what_always_runs_does() {
    let steps = vec![
        run("long"),
        run("next"),
        Step { gate: condition("always()"), ..run("always") },
        Step { gate: condition("cancelled()"), ..run("told") },
        Step { gate: condition("failure()"), ..run("failed") },
        finishing("cleanup", Gate::Always),
    ];
    let mut play = Play::new(assignment(steps)).hangs("long");
    assert!(play.go().is_none());
    let finished = play.tell(Input::Cancel).expect("over");
    assert_eq!(finished.outcome, Outcome::Cancelled);
    let ended: Vec<_> = play.log.iter().filter(|line| !line.ends_with("begins")).collect();
    assert_eq!(
        ended,
        [
            "Run long cancelled",
            "Run next skipped",
            "Run always success",
            "Run told success",
            "Run failed skipped",
            "Run cleanup success",
        ]
    );
}

#[test]
fn a_step_that_always_runs_is_not_ended_by_a_cancel() {
    let steps = vec![Step { gate: condition("always()"), ..run("long") }];
    let mut play = Play::new(assignment(steps)).hangs("long");
    assert!(play.go().is_none());
    assert!(play.tell(Input::Cancel).is_none());
    let finished = play.release("long", Ended::Code(0)).expect("over");
    assert_eq!(finished.outcome, Outcome::Cancelled);
    assert_eq!(play.log[1], "Run long success");
}

#[test]
fn an_abort_ends_everything() {
    let steps = vec![Step { gate: Gate::Always, ..run("long") }, finishing("cleanup", Gate::Always)];
    let mut play = Play::new(assignment(steps)).hangs("long");
    assert!(play.go().is_none());
    let finished = play.tell(Input::Abort).expect("over");
    assert_eq!(finished.outcome, Outcome::Cancelled);
    assert_eq!(play.execs.len(), 1);
}

#[test]
fn a_job_whose_time_is_up_has_failed() {
    let mut job = assignment(vec![run("long"), finishing("cleanup", Gate::Always)]);
    job.job.timeout = Some(github("1"));
    let mut play = Play::new(job).hangs("long");
    assert!(play.go().is_none());
    let finished = play.after(60).expect("over");
    assert_eq!(finished.outcome, Outcome::Failure);
    assert_eq!(finished.cause, Some(events::Cause::TimedOut { seconds: 60 }));
    assert_eq!(play.execs.len(), 2);
}

#[test]
fn some_failures_do_not_count() {
    let cases = [
        (Tolerance::None, false),
        (Tolerance::All, true),
        (Tolerance::ExitCodes(vec![3, 42]), true),
        (Tolerance::ExitCodes(vec![3]), false),
        (Tolerance::If(github("${{ matrix.os != 'x' }}")), true),
    ];
    for (tolerance, expected) in cases {
        let mut job = assignment(vec![run("bad")]);
        job.job.tolerance = tolerance.clone();
        let finished = Play::new(job).answer("bad", Ended::Code(42)).end();
        assert_eq!((finished.outcome, finished.tolerated), (Outcome::Failure, expected), "{tolerance:?}");
    }
}

#[test]
fn our_own_failure_is_told_from_the_scripts() {
    let broken = Ended::Broken("the disk is full".to_owned());
    let finished = Play::new(assignment(vec![run("x")])).answer("x", broken).end();
    assert_eq!(finished.cause, Some(events::Cause::Broken { message: "the disk is full".to_owned() }));
}

#[test]
fn finishing_steps_run_by_their_gates() {
    let steps = vec![
        run("bad"),
        finishing("on success", Gate::OnSuccess),
        finishing("on failure", Gate::OnFailure),
        finishing("always", Gate::Always),
    ];
    let mut play = Play::new(assignment(steps)).answer("bad", Ended::Code(1));
    play.end();
    let ran: Vec<_> =
        play.execs.iter().map(|exec| exec.files[0].content.reveal().trim().to_owned()).collect();
    assert_eq!(ran, ["bad", "on failure", "always"]);
}

#[test]
fn what_a_job_reports_goes_to_later_jobs() {
    let read = StepWork::ReadVariables { paths: vec![github("*.env")] };
    let mut play = Play::new(assignment(vec![step(read), run("x")]));
    play = play.answer("ReadVariables", Ended::Done([("V".to_owned(), "1".to_owned())].into()));
    let finished = play.end();
    assert_eq!(finished.variables.get("V").map(String::as_str), Some("1"));
    assert_eq!(play.variable(0, "V"), None);
}
