use crate::stage::{Stage, job, plan, staged, when};
use events::Outcome;
use plan::{Gate, Job};

#[test]
fn a_job_waits_for_its_needs() {
    let mut stage = Stage::of(plan(vec![job("a", &[]), job("b", &["a"]), job("c", &["a", "b"])]));
    assert_eq!(stage.shows(), "a: queued, b: waiting, c: waiting");
    stage.start("a");
    stage.succeed("a");
    assert_eq!(stage.shows(), "a: success, b: queued, c: waiting");
    stage.succeed("b");
    stage.succeed("c");
    assert_eq!(stage.outcome(), Outcome::Success);
}

#[test]
fn after_a_failure_only_those_go_on_that_ask_for_it() {
    let after = |condition, key| when(condition, job(key, &["b"]));
    let mut stage = Stage::of(plan(vec![
        job("a", &[]),
        job("b", &["a"]),
        job("plain", &["b"]),
        after("true", "implied"),
        after("failure()", "failure"),
        after("always()", "always"),
        after("!cancelled()", "not-cancelled"),
        after("cancelled()", "cancelled"),
        after("success() || needs.b.result == 'skipped'", "own"),
    ]));
    stage.fail("a", 1);
    // A failure of an ancestor is seen through a job that was skipped because of it.
    assert_eq!(
        stage.shows(),
        "a: failure, b: skipped (a ended in failure), plain: skipped (b ended in skipped), \
         implied: skipped (b ended in skipped), failure: queued, always: queued, not-cancelled: queued, \
         cancelled: skipped (condition is false: cancelled()), own: queued"
    );
}

#[test]
fn without_stages_a_skipped_ancestor_skips_what_comes_after() {
    let mut stage = Stage::of(plan(vec![
        when("false", job("a", &[])),
        when("always()", job("b", &["a"])),
        job("c", &["b"]),
        when("needs.b.result == 'success' && !failure()", job("d", &["b"])),
    ]));
    stage.succeed("b");
    assert_eq!(
        stage.shows(),
        "a: skipped (condition is false: false), b: success, c: skipped (a ended in skipped), d: queued"
    );
}

#[test]
fn with_stages_only_what_is_waited_for_counts() {
    let mut stage = Stage::of(staged(
        &["build", "test"],
        &[
            ("build", job("a", &[])),
            ("build", Job { gate: Gate::Always, ..job("b", &["a"]) }),
            ("test", Job { needs: job("", &["b"]).needs, ..job("c", &[]) }),
            ("test", Job { gate: Gate::OnFailure, ..job("d", &[]) }),
            ("test", job("e", &[])),
        ],
    ));
    stage.fail("a", 1);
    stage.succeed("b");
    assert!(stage.shows().ends_with("d: queued, e: skipped (a ended in failure)"), "{}", stage.shows());
}

#[test]
fn a_job_for_failures_is_left_out_when_there_are_none() {
    let mut stage = Stage::of(staged(
        &["build", "test"],
        &[("build", job("a", &[])), ("test", Job { gate: Gate::OnFailure, ..job("b", &[]) })],
    ));
    stage.succeed("a");
    assert_eq!(stage.shows(), "a: success, b: skipped (runs only after a failure)");
    assert_eq!(stage.outcome(), Outcome::Success);
}

#[test]
fn a_condition_that_cannot_be_evaluated_fails_the_job() {
    let mut stage =
        Stage::of(plan(vec![job("a", &[]), when("fromJSON(needs.a.outputs.x)", job("b", &["a"]))]));
    stage.succeed_with("a", &[("x", "{")]);
    assert_eq!(stage.shows(), "a: success, b: failure");
    assert!(stage.cause("b").starts_with("the job's condition: "), "{}", stage.cause("b"));
    assert_eq!(stage.outcome(), Outcome::Failure);
}

#[test]
fn needs_that_go_round_end_the_run_with_a_reason() {
    let stage = Stage::of(plan(vec![job("a", &["b"]), job("b", &["a"])]));
    assert_eq!(stage.cause("a"), "`a` waits for jobs that wait for it");
    assert_eq!(stage.outcome(), Outcome::Failure);
}

#[test]
fn a_run_of_which_nothing_runs_is_skipped() {
    let stage = Stage::of(plan(vec![when("false", job("a", &[]))]));
    assert_eq!(stage.outcome(), Outcome::Skipped);
}
