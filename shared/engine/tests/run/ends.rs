use crate::stage::{Stage, finished, job, plan, spanned, template, when};
use events::{Cause, Outcome};
use ir::{Retry, RetryWhen, Tolerance};
use plan::{Job, Plan};

fn retry(max: u32, when: &[RetryWhen], exit_codes: &[i32]) -> Option<Retry> {
    let when = when.iter().cloned().map(spanned).collect();
    Some(Retry { max: spanned(max), when, exit_codes: exit_codes.iter().copied().map(spanned).collect() })
}

#[test]
fn a_tolerated_failure_counts_as_success() {
    for (tolerance, code, tolerated) in [
        (Tolerance::All, 1, true),
        (Tolerance::ExitCodes(vec![3, 42]), 42, true),
        (Tolerance::ExitCodes(vec![3, 42]), 1, false),
        (Tolerance::If(template("${{ 1 == 1 }}")), 1, true),
        (Tolerance::If(template("false")), 1, false),
        (Tolerance::None, 1, false),
    ] {
        let mut stage =
            Stage::of(plan(vec![Job { tolerance: tolerance.clone(), ..job("a", &[]) }, job("b", &["a"])]));
        stage.fail("a", code);
        let shown =
            if tolerated { "a: tolerated, b: queued" } else { "a: failure, b: skipped (a ended in failure)" };
        assert_eq!(stage.shows(), shown, "{tolerance:?}");
        if tolerated {
            assert_eq!(
                stage.run.assignment(&"b".into(), events::Attempt(1)).unwrap().needs["a"].outcome,
                Outcome::Success
            );
            stage.succeed("b");
            assert_eq!(stage.outcome(), Outcome::Success);
        }
    }
}

#[test]
fn a_failed_try_is_followed_by_others_up_to_the_limit() {
    let mut stage = Stage::of(plan(vec![Job { retry: retry(2, &[], &[]), ..job("a", &[]) }]));
    for attempt in 1..=2 {
        stage.start("a");
        stage.fail("a", 1);
        assert_eq!((stage.shows().as_str(), stage.attempt("a")), ("a: queued", attempt + 1));
    }
    stage.fail("a", 1);
    assert_eq!(stage.outcome(), Outcome::Failure);
}

#[test]
fn only_the_failures_asked_for_are_tried_again() {
    let broken = || Cause::Broken { message: "no engine".into() };
    let timed_out = || Cause::TimedOut { seconds: 1 };
    let exit = |code| Cause::Exit { code };
    for (rule, cause, again) in [
        (retry(1, &[RetryWhen::ScriptFailure], &[]), exit(1), true),
        (retry(1, &[RetryWhen::ScriptFailure], &[]), broken(), false),
        (retry(1, &[RetryWhen::SystemFailure], &[]), broken(), true),
        (retry(1, &[RetryWhen::Timeout], &[]), timed_out(), true),
        (retry(1, &[RetryWhen::Timeout], &[]), exit(1), false),
        (retry(1, &[RetryWhen::Always], &[]), timed_out(), true),
        (retry(1, &[RetryWhen::Other("stale_schedule".into())], &[]), exit(1), false),
        (retry(1, &[], &[42]), exit(42), true),
        (retry(1, &[], &[42]), exit(1), false),
        (retry(1, &[], &[42]), broken(), false),
        (retry(1, &[RetryWhen::SystemFailure], &[42]), exit(42), true),
        (retry(0, &[], &[]), exit(1), false),
    ] {
        let mut stage = Stage::of(plan(vec![Job { retry: rule.clone(), ..job("a", &[]) }]));
        stage.report("a", 1, finished(Outcome::Failure, Some(cause.clone()), &[]));
        assert_eq!(stage.attempt("a"), if again { 2 } else { 1 }, "{rule:?} {cause:?}");
    }
}

#[test]
fn a_cancelled_run_tries_nothing_again() {
    let mut stage = Stage::of(plan(vec![Job { retry: retry(2, &[], &[]), ..job("a", &[]) }]));
    stage.start("a");
    stage.cancel(None);
    stage.fail("a", 1);
    assert_eq!(stage.attempt("a"), 1);
    assert_eq!(stage.outcome(), Outcome::Cancelled);
}

#[test]
fn outputs_of_the_run_come_from_its_jobs() {
    let outputs = vec![
        ("version".to_owned(), template("v${{ jobs.a.outputs.version }}")),
        ("how".to_owned(), template("${{ jobs.a.result }}")),
    ];
    let mut stage = Stage::of(Plan { outputs, ..plan(vec![job("a", &[])]) });
    stage.succeed_with("a", &[("version", "1.2")]);
    let outputs = stage.outputs();
    assert_eq!((outputs["version"].as_str(), outputs["how"].as_str()), ("v1.2", "success"));
}

#[test]
fn a_failure_that_always_jobs_clean_up_after_is_still_one() {
    let mut stage = Stage::of(plan(vec![job("a", &[]), when("always()", job("b", &["a"]))]));
    stage.fail("a", 1);
    stage.succeed("b");
    assert_eq!(stage.outcome(), Outcome::Failure);
}
