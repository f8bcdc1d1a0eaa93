use crate::stage::{Stage, job, plan, staged};
use engine::run::{Effect, Standing};
use events::{Outcome, Timestamp};
use plan::{Hold, Job};
use std::time::Duration;

fn manual(blocking: bool, job: Job) -> Job {
    Job { hold: Some(Hold::Manual { blocking }), ..job }
}

#[test]
fn a_blocking_manual_job_holds_the_run_until_somebody_approves() {
    let mut stage = Stage::of(staged(
        &["build", "ship"],
        &[("build", manual(true, job("a", &[]))), ("ship", job("b", &[]))],
    ));
    assert_eq!(stage.shows(), "a: manual, b: waiting");
    assert_eq!(stage.run.standing(), Standing::AwaitsApproval(vec!["a".into()]));
    stage.approve("a");
    assert_eq!(stage.shows(), "a: queued, b: waiting");
    stage.succeed("a");
    stage.succeed("b");
    assert_eq!(stage.outcome(), Outcome::Success);
}

#[test]
fn a_manual_job_aside_holds_nobody_and_is_left_out_at_the_end() {
    let mut stage = Stage::of(staged(
        &["build", "ship"],
        &[("build", manual(false, job("a", &[]))), ("ship", job("b", &[])), ("ship", job("c", &["a"]))],
    ));
    assert_eq!(stage.shows(), "a: manual, b: queued, c: waiting");
    stage.succeed("b");
    assert_eq!(
        stage.shows(),
        "a: skipped (manual: not started), b: success, c: skipped (a ended in skipped)"
    );
    assert_eq!(stage.outcome(), Outcome::Success);
}

#[test]
fn a_run_that_only_waits_for_a_person_can_be_cancelled() {
    let mut stage = Stage::of(plan(vec![job("a", &[]), manual(true, job("b", &["a"])), job("c", &["b"])]));
    stage.succeed("a");
    stage.cancel(None);
    assert_eq!(stage.outcome(), Outcome::Cancelled);
}

#[test]
fn a_manual_job_aside_can_be_approved_while_the_run_goes_on() {
    let mut stage = Stage::of(plan(vec![manual(false, job("a", &[])), job("b", &[]), job("c", &["a"])]));
    stage.approve("a");
    stage.succeed("b");
    stage.succeed("a");
    assert_eq!(stage.shows(), "a: success, b: success, c: queued");
}

#[test]
fn approval_may_come_before_its_time() {
    let mut stage = Stage::of(plan(vec![job("a", &[]), manual(true, job("b", &["a"]))]));
    stage.approve("b");
    stage.approve("b");
    stage.succeed("a");
    assert_eq!(stage.shows(), "a: success, b: queued");
}

#[test]
fn a_delayed_job_begins_when_its_time_has_come() {
    let hold = Some(Hold::Delayed { wait: Duration::from_secs(60) });
    let mut stage = Stage::of(plan(vec![Job { hold, ..job("a", &[]) }]));
    assert_eq!(stage.effects, [Effect::WakeAt(Timestamp(61_000))]);
    assert_eq!(stage.run.outstanding(), [Effect::WakeAt(Timestamp(61_000))]);
    stage.pass(Duration::from_secs(59));
    assert_eq!(stage.shows(), "a: delayed");
    stage.pass(Duration::from_secs(1));
    assert_eq!(stage.shows(), "a: queued");
}

#[test]
fn a_cancelled_run_waits_for_nobody() {
    let hold = Some(Hold::Delayed { wait: Duration::from_secs(60) });
    let delayed = Job { hold, gate: plan::Gate::Always, ..job("b", &[]) };
    let mut stage = Stage::of(plan(vec![manual(true, job("a", &[])), delayed]));
    stage.cancel(None);
    assert_eq!(stage.shows(), "a: skipped (the run was cancelled), b: skipped (the run was cancelled)");
    assert_eq!(stage.outcome(), Outcome::Cancelled);
}
