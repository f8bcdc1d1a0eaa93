use crate::stage::{Stage, finished, job, plan, template};
use events::Outcome;
use plan::{Concurrency, Job};

fn grouped(job: Job, group: &str, cancel_running: bool, queue_all: bool) -> Job {
    let cancel_running = Some(template(if cancel_running { "true" } else { "false" }));
    Job { concurrency: Some(Concurrency { group: template(group), cancel_running, queue_all }), ..job }
}

#[test]
fn one_of_a_group_runs_and_the_newest_waits() {
    let jobs = ["a", "b", "c"].map(|key| grouped(job(key, &[]), "deploy", false, false));
    let mut stage = Stage::of(plan(jobs.to_vec()));
    assert_eq!(stage.shows(), "a: queued, b: cancelled, c: group");
    stage.succeed("a");
    assert_eq!(stage.shows(), "a: success, b: cancelled, c: queued");
}

#[test]
fn all_of_a_group_may_keep_their_turn() {
    let jobs = ["a", "b", "c"].map(|key| grouped(job(key, &[]), "deploy", false, true));
    let mut stage = Stage::of(plan(jobs.to_vec()));
    assert_eq!(stage.shows(), "a: queued, b: group, c: group");
    stage.fail("a", 1);
    assert_eq!(stage.shows(), "a: failure, b: queued, c: group");
    stage.succeed("b");
    assert_eq!(stage.shows(), "a: failure, b: success, c: queued");
}

#[test]
fn a_newer_one_may_end_the_one_that_runs() {
    let jobs = vec![
        grouped(job("a", &[]), "${{ 'Prod' }}", false, false),
        job("first", &[]),
        grouped(job("b", &["first"]), "prod", true, false),
    ];
    let mut stage = Stage::of(plan(jobs));
    stage.start("a");
    stage.succeed("first");
    assert_eq!(stage.shows(), "a: running, first: success, b: group");
    stage.report("a", 1, finished(Outcome::Cancelled, None, &[]));
    assert_eq!(stage.shows(), "a: cancelled, first: success, b: queued");
}

#[test]
fn a_group_that_cannot_be_evaluated_fails_the_job() {
    let stage = Stage::of(plan(vec![grouped(job("a", &[]), "${{ fromJSON('{') }}", false, false)]));
    assert!(stage.cause("a").starts_with("the job's concurrency group: "), "{}", stage.cause("a"));
}
