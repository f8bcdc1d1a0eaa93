use crate::stage::{Stage, finished, job, plan, when};
use engine::run::{Effect, Trial};
use events::{Attempt, Outcome};

#[test]
fn a_cancelled_run_ends_what_runs_and_begins_only_what_always_runs() {
    let mut stage = Stage::of(plan(vec![
        job("running", &[]),
        job("queued", &[]),
        job("waiting", &["running"]),
        when("always()", job("cleanup", &["running"])),
        when("failure()", job("failure", &["running"])),
        when("cancelled()", job("cancelled", &["running"])),
    ]));
    stage.start("running");
    stage.cancel(None);
    let told = Effect::CancelJob { job: "running".into(), attempt: Attempt(1), reason: "by the user".into() };
    assert!(stage.effects.contains(&told), "{:?}", stage.effects);
    let reason = "by the user".to_owned();
    assert_eq!(stage.run.trial(&"running".into(), Attempt(1)), Trial::Cancelled { reason });
    assert!(stage.shows().starts_with("running: running, queued: cancelled, waiting: waiting"));
    stage.report("running", 1, finished(Outcome::Cancelled, None, &[]));
    assert_eq!(
        stage.shows(),
        "running: cancelled, queued: cancelled, waiting: skipped (the run was cancelled), cleanup: queued, \
         failure: skipped (the run was cancelled), cancelled: queued"
    );
    stage.succeed("cleanup");
    stage.succeed("cancelled");
    assert_eq!(stage.outcome(), Outcome::Cancelled);
}

#[test]
fn a_job_that_always_runs_is_not_ended_with_its_run() {
    let mut stage = Stage::of(plan(vec![when("always()", job("a", &[])), job("b", &[])]));
    stage.start("a");
    stage.cancel(None);
    assert_eq!(stage.shows(), "a: running, b: cancelled");
    stage.succeed("a");
    assert_eq!(stage.outcome(), Outcome::Cancelled);
}

#[test]
fn one_job_can_be_cancelled() {
    let mut stage = Stage::of(plan(vec![job("a", &[]), job("b", &["a"]), job("c", &[])]));
    stage.cancel(Some("a"));
    assert_eq!(stage.shows(), "a: cancelled, b: skipped (a ended in cancelled), c: queued");
    stage.succeed("c");
    assert_eq!(stage.outcome(), Outcome::Cancelled);
}

#[test]
fn cancelling_twice_or_too_late_changes_nothing() {
    let mut stage = Stage::of(plan(vec![job("a", &[])]));
    stage.start("a");
    stage.cancel(None);
    let length = stage.log.len();
    stage.cancel(None);
    stage.cancel(Some("a"));
    stage.cancel(Some("nobody"));
    assert_eq!(stage.log.len(), length);
}

#[test]
fn a_pipeline_may_end_with_its_first_failure() {
    let jobs = vec![job("a", &[]), job("b", &[]), when("always()", job("c", &["b"])), job("lenient", &[])];
    let mut plan = plan::Plan { cancel_on_failure: true, ..plan(jobs) };
    plan.jobs[3].tolerance = ir::Tolerance::All;
    let mut stage = Stage::of(plan);
    stage.fail("lenient", 1);
    stage.start("b");
    assert_eq!(stage.shows(), "a: queued, b: running, c: waiting, lenient: tolerated");
    stage.fail("a", 1);
    assert_eq!(stage.run.trial(&"b".into(), Attempt(1)), Trial::Cancelled { reason: "`a` failed".into() });
    stage.report("b", 1, finished(Outcome::Cancelled, None, &[]));
    assert_eq!(stage.shows(), "a: failure, b: cancelled, c: cancelled, lenient: tolerated");
    assert_eq!(stage.outcome(), Outcome::Failure);
}

#[test]
fn a_lost_runner_of_a_cancelled_job_ends_it() {
    let mut stage = Stage::of(plan(vec![job("a", &[])]));
    stage.start("a");
    stage.cancel(None);
    stage.input(engine::run::Input::RunnerLost { job: "a".into(), attempt: Attempt(1) });
    assert_eq!(stage.outcome(), Outcome::Cancelled);
}
