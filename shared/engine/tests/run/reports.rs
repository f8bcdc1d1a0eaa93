use crate::stage::{Stage, finished, job, plan};
use engine::run::{Effect, Input, Trial};
use events::{Annotation, Attempt, News, Outcome, StepEnd, StepId};
use ir::RunsOn;
use plan::Job;

fn step_end() -> StepEnd {
    StepEnd { outcome: Outcome::Success, conclusion: Outcome::Success, cause: None }
}

#[test]
fn news_that_come_twice_or_late_change_nothing() {
    let mut stage = Stage::of(plan(vec![job("a", &[])]));
    let step = StepId(1);
    let started = || News::Started { runner: "x".into() };
    let begun = || News::StepStarted { step, name: "one".into() };
    let ended = || News::StepFinished { step, end: step_end() };
    let noted =
        || News::Annotated { annotation: Annotation { message: "hm".into(), ..Annotation::default() } };
    for news in [started(), begun(), ended(), noted()] {
        assert_eq!(stage.report("a", 1, news.clone()), 1, "{news:?}");
        assert_eq!(stage.report("a", 1, news.clone()), 0, "{news:?}");
    }
    assert_eq!(stage.report("a", 1, begun()), 0, "a step does not begin after its end");
    assert!(stage.report("a", 1, finished(Outcome::Success, None, &[])) > 0);
    for news in [started(), begun(), ended(), finished(Outcome::Failure, None, &[])] {
        assert_eq!(stage.report("a", 1, news), 0);
    }
    assert_eq!(stage.outcome(), Outcome::Success);
}

#[test]
fn a_lost_job_is_queued_again_and_its_old_runner_is_not_heard() {
    let mut stage = Stage::of(plan(vec![job("a", &[])]));
    stage.start("a");
    let lost = || Input::RunnerLost { job: "a".into(), attempt: Attempt(1) };
    assert_eq!(stage.input(lost()), 2);
    let release = Effect::Release { job: "a".into(), attempt: Attempt(1) };
    let enqueue = Effect::Enqueue { job: "a".into(), attempt: Attempt(2), labels: Vec::new() };
    assert_eq!(stage.effects, [release, enqueue]);
    assert_eq!(stage.input(lost()), 0);
    assert_eq!(stage.run.trial(&"a".into(), Attempt(1)), Trial::Over);
    assert_eq!(stage.report("a", 1, finished(Outcome::Failure, None, &[])), 0);
    assert!(stage.run.assignment(&"a".into(), Attempt(1)).is_none());
    assert!(stage.run.assignment(&"a".into(), Attempt(2)).is_some());
    stage.succeed("a");
    assert_eq!(stage.outcome(), Outcome::Success);
}

#[test]
fn a_job_that_loses_every_runner_is_given_up() {
    let mut stage = Stage::of(plan(vec![job("a", &[])]));
    for attempt in 1..=5 {
        stage.input(Input::RunnerLost { job: "a".into(), attempt: Attempt(attempt) });
    }
    assert_eq!(stage.cause("a"), "its runner was lost 5 times");
    assert_eq!(stage.outcome(), Outcome::Failure);
}

#[test]
fn a_record_out_of_its_place_is_refused() {
    let stage = Stage::of(plan(vec![job("a", &[])]));
    let mut run = stage.run.clone();
    run.apply(&stage.log[0]).unwrap();
    assert_eq!(run, stage.run, "a record it knows changes nothing");
    let mut late = stage.log[0].clone();
    late.seq = 99;
    let error = run.apply(&late).unwrap_err();
    assert_eq!(error.to_string(), "the run's log goes on with record 99 where 4 must be");
}

#[test]
fn labels_are_evaluated_when_the_job_is_queued() {
    let labels = |label| RunsOn { labels: vec![crate::stage::template(label)], group: None };
    let queued = |label| Job { runs_on: labels(label), ..job("a", &[]) };
    let stage = Stage::of(plan(vec![queued("${{ fromJSON('[\"linux\", \"arm\"]') }}")]));
    let wanted = vec!["linux".to_owned(), "arm".to_owned()];
    let enqueue = Effect::Enqueue { job: "a".into(), attempt: Attempt(1), labels: wanted };
    assert_eq!(stage.effects, std::slice::from_ref(&enqueue));
    assert_eq!(stage.run.outstanding(), [enqueue]);
    let stage = Stage::of(plan(vec![queued("${{ fromJSON('{}') }}")]));
    assert!(stage.cause("a").contains("must be a label or a list"), "{}", stage.cause("a"));
}

#[test]
fn a_job_that_needs_containers_asks_for_a_runner_that_has_them() {
    let image = ir::Container::of_image(diag::Span::NOWHERE, crate::stage::template("alpine"));
    let stage = Stage::of(plan(vec![Job { container: Some(image), ..job("a", &[]) }]));
    let labels = vec![plan::CONTAINERS.to_owned()];
    assert_eq!(stage.effects, [Effect::Enqueue { job: "a".into(), attempt: Attempt(1), labels }]);
}

#[test]
fn a_run_is_submitted_once() {
    let mut stage = Stage::of(plan(vec![job("a", &[])]));
    assert_eq!(stage.input(Input::Submit), 0);
}
