use super::*;
use plan::ir::{Retry, RetryWhen};

#[test]
fn steps_run_in_order_until_one_fails() {
    let mut play =
        Play::new(assignment(vec![run("one"), run("two"), run("three")])).answer("two", Ended::Code(3));
    let finished = play.end();
    assert_eq!(finished.outcome, Outcome::Failure);
    assert_eq!(finished.cause, Some(events::Cause::Exit { code: 3 }));
    assert_eq!(
        play.log,
        [
            "Run one begins",
            "Run one success",
            "Run two begins",
            "Run two failure: exit code 3",
            "Run three begins",
            "Run three skipped",
        ]
    );
}

#[test]
fn gates_open_by_how_things_stand() {
    let gated = |line: &str, gate| Step { gate, ..run(line) };
    let steps = vec![
        run("bad"),
        gated("implied", condition("true")),
        gated("on failure", condition("failure()")),
        gated("always", Gate::Always),
        gated("not here", condition("always() && false")),
        gated("ours", Gate::OnFailure),
    ];
    let mut play = Play::new(assignment(steps)).answer("bad", Ended::Code(1));
    assert_eq!(play.end().outcome, Outcome::Failure);
    let ran: Vec<_> =
        play.execs.iter().map(|exec| exec.files[0].content.reveal().trim().to_owned()).collect();
    assert_eq!(ran, ["bad", "on failure", "always", "ours"]);
}

#[test]
fn a_tolerated_failure_counts_as_success() {
    let bad = Step { continue_on_error: Some(github("${{ 1 == 1 }}")), ..named("bad", "bad") };
    let after = run("${{ steps.bad.outcome }} ${{ steps.bad.conclusion }}");
    let mut play = Play::new(assignment(vec![bad, after])).answer("bad", Ended::Code(9));
    assert_eq!(play.end().outcome, Outcome::Success);
    assert_eq!(play.log[1], "Run bad failure (tolerated): exit code 9");
    assert_eq!(play.execs[1].files[0].content.reveal(), "failure success\n");
}

#[test]
fn a_step_is_tried_again_while_its_retry_says_so() {
    let retry = |when, codes: &[i32]| {
        Some(Retry { max: spanned(2), when, exit_codes: codes.iter().map(|code| spanned(*code)).collect() })
    };
    let cases = [
        (retry(Vec::new(), &[]), 3),
        (retry(vec![spanned(RetryWhen::ScriptFailure)], &[]), 3),
        (retry(vec![spanned(RetryWhen::SystemFailure)], &[]), 1),
        (retry(Vec::new(), &[1]), 3),
        (retry(Vec::new(), &[2]), 1),
    ];
    for (retry, tries) in cases {
        let flaky = Step { retry, ..run("flaky") };
        let mut play = Play::new(assignment(vec![flaky]));
        for _ in 0..3 {
            play = play.answer("flaky", Ended::Code(1));
        }
        assert_eq!(play.end().outcome, Outcome::Failure);
        assert_eq!(play.execs.len(), tries);
    }
    let flaky = Step { retry: retry(Vec::new(), &[]), ..run("flaky") };
    let mut play = Play::new(assignment(vec![flaky])).answer("flaky", Ended::Code(1));
    assert_eq!(play.end().outcome, Outcome::Success);
    assert_eq!(play.log, ["Run flaky begins", "Run flaky success"]);
}

#[test]
fn a_step_that_takes_too_long_has_failed() {
    let slow = Step { timeout: Some(github("10s")), ..run("slow") };
    let mut play =
        Play::new(assignment(vec![slow, Step { gate: Gate::Always, ..run("after") }])).hangs("slow");
    assert!(play.go().is_none());
    assert!(play.after(9).is_none());
    let finished = play.after(1).expect("over");
    assert_eq!(finished.outcome, Outcome::Failure);
    assert_eq!(play.log[1], "Run slow failure: timed out after 10 s");
    assert_eq!(play.log[3], "Run after success");
}

#[test]
fn an_expression_that_fails_fails_its_step() {
    let bad = Step { gate: condition("fromJSON('{')"), ..run("one") };
    let mut play = Play::new(assignment(vec![bad]));
    let finished = play.end();
    assert!(matches!(finished.cause, Some(events::Cause::Invalid { .. })), "{:?}", finished.cause);
    assert!(play.execs.is_empty());
}

#[test]
fn a_name_may_hold_expressions() {
    let step = Step { name: Some(github("Build ${{ hashFiles('a', 'b') }}")), ..run("x") };
    let mut play = Play::new(assignment(vec![step]));
    play.end();
    assert_eq!(play.log[0], "Build hash of a b begins");
}
