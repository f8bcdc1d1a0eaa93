//! Runs that repeat what went wrong in an earlier one.

use crate::stage::{Stage, job, plan, when};
use engine::run::Effect;
use events::Outcome;

#[test]
fn only_what_failed_and_what_comes_after_it_runs_again() {
    let always = |needs: &[&str]| when("always()", job("report", needs));
    let mut stage = Stage::of(plan(vec![
        job("build", &[]),
        job("lint", &[]),
        job("test", &["build"]),
        job("ship", &["test"]),
        always(&["test"]),
    ]));
    stage.succeed_with("build", &[("version", "1.2")]);
    stage.succeed("lint");
    stage.fail("test", 1);
    stage.succeed("report");
    assert_eq!(stage.outcome(), Outcome::Failure);
    assert!(stage.run.has_undone());
    let mut again = stage.repeat();
    assert_eq!(again.shows(), "build: success, lint: success, test: queued, ship: waiting, report: waiting");
    // What came out before is there for those after it.
    let assignment = again.run.assignment(&"test".into(), events::Attempt(1)).unwrap();
    assert_eq!(assignment.needs["build"].outputs["version"], "1.2");
    assert!(
        !again
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Enqueue { job, .. } if job.as_str() != "test"))
    );
    again.succeed("test");
    again.succeed("report");
    again.succeed("ship");
    assert_eq!(again.outcome(), Outcome::Success);
    assert!(!again.run.has_undone());
}

#[test]
fn a_run_that_is_repeated_twice_keeps_what_both_have_done() {
    let mut stage = Stage::of(plan(vec![job("a", &[]), job("b", &["a"]), job("c", &["b"])]));
    stage.succeed("a");
    stage.fail("b", 1);
    let mut second = stage.repeat();
    second.succeed("b");
    second.fail("c", 1);
    let mut third = second.repeat();
    assert_eq!(third.shows(), "a: success, b: success, c: queued");
    third.succeed("c");
    assert_eq!(third.outcome(), Outcome::Success);
}

#[test]
fn where_all_went_well_nothing_is_left_to_do() {
    let mut stage = Stage::of(plan(vec![job("a", &[])]));
    stage.succeed("a");
    assert!(!stage.run.has_undone());
    assert_eq!(stage.repeat().outcome(), Outcome::Success);
}
