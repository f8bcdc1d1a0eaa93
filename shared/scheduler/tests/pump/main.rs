//! The scheduler as a program uses it: it waits, wakes and follows.
#![expect(clippy::unwrap_used, reason = "a test that breaks shall say where")]

#[path = "../simulation/facts.rs"]
mod facts;
mod house;
mod strangers;

use events::{Attempt, Event, Facts, News, Outcome, Record, Report, RunId, RunnerId, Source};
use house::{House, job, plan};
use indexmap::IndexMap;
use plan::{Concurrency, Gate, Hold, Job, Plan, Spawn, SpawnSource, Work};
use scheduler::{Scheduler, Standing, Stop, Trial};
use std::sync::Arc;
use std::time::Duration;
use stores::Labels;

fn report(run: &RunId, job: &str, attempt: u32, news: News) -> Report {
    Report { run: run.clone(), job: job.into(), attempt: Attempt(attempt), news }
}

fn finished(outcome: Outcome) -> News {
    let (outputs, variables) = (IndexMap::new(), IndexMap::new());
    News::Finished { outcome, cause: None, tolerated: false, outputs, variables }
}

/// All records of a run that comes to its end.
async fn all(scheduler: &Scheduler, run: &RunId) -> Vec<Record> {
    let mut follow = scheduler.follow(run);
    let mut records = Vec::new();
    while let Some(record) = follow.next().await.unwrap() {
        records.push(record);
    }
    records
}

fn outcome(records: &[Record]) -> Outcome {
    match records.last().map(|record| &record.event) {
        Some(Event::RunFinished { outcome, .. }) => *outcome,
        other => unreachable!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn claims_wait_for_jobs_and_followers_for_records() {
    let house = House::new();
    let (waiting, runner) = (house.scheduler.clone(), RunnerId::from("r"));
    let works = tokio::spawn(async move {
        for _ in 0..2 {
            let claim = waiting.claim(&Labels::Any, &runner).await.unwrap();
            let (run, job) = (claim.id.run.clone(), claim.id.job.to_string());
            let started = News::Started { runner: runner.clone() };
            assert_eq!(waiting.report(report(&run, &job, 1, started)).await.unwrap(), Trial::Current);
            let over = waiting.report(report(&run, &job, 1, finished(Outcome::Success))).await.unwrap();
            assert_eq!(over, Trial::Over);
            assert_eq!(claim.stopped().await, Stop::Over);
        }
    });
    tokio::task::yield_now().await;
    let run = house.submit(plan(vec![job("a", &[]), job("b", &["a"])])).await;
    let records = all(&house.scheduler, &run).await;
    works.await.unwrap();
    assert_eq!(outcome(&records), Outcome::Success);
    assert!(records.iter().map(|record| record.seq).eq(1..=records.len() as u64));
}

#[tokio::test(start_paused = true)]
async fn a_cancel_reaches_the_runner_at_once() {
    let house = House::new();
    let run = house.submit(plan(vec![job("a", &[])])).await;
    let claim = house.scheduler.claim(&Labels::Any, &"r".into()).await.unwrap();
    house.scheduler.report(report(&run, "a", 1, News::Started { runner: "r".into() })).await.unwrap();
    house.scheduler.cancel(&run, None, "by the user").await.unwrap();
    assert_eq!(claim.stopped().await, Stop::Cancelled { reason: "by the user".into() });
    house.scheduler.report(report(&run, "a", 1, finished(Outcome::Cancelled))).await.unwrap();
    assert_eq!(outcome(&all(&house.scheduler, &run).await), Outcome::Cancelled);
}

#[tokio::test(start_paused = true)]
async fn a_silent_runner_loses_its_job() {
    let house = House::new();
    let run = house.submit(plan(vec![job("a", &[])])).await;
    let serving = house.serve();
    let silent = house.scheduler.claim(&Labels::Any, &"silent".into()).await.unwrap();
    let next = house.scheduler.claim(&Labels::Any, &"next".into()).await.unwrap();
    assert_eq!((next.id.job.as_str(), next.id.attempt), ("a", Attempt(2)));
    assert_eq!(silent.stopped().await, Stop::Over);
    // One that holds its claim keeps it.
    let held = tokio::time::timeout(Duration::from_secs(600), house.scheduler.hold(&next)).await;
    assert!(held.is_err(), "{held:?}");
    house.scheduler.report(report(&run, "a", 2, finished(Outcome::Success))).await.unwrap();
    assert_eq!(house.scheduler.hold(&next).await, Stop::Over);
    serving.abort();
}

#[tokio::test(start_paused = true)]
async fn a_delayed_job_wakes_by_itself() {
    let house = House::new();
    let serving = house.serve();
    let hold = Some(Hold::Delayed { wait: Duration::from_secs(3600) });
    house.submit(plan(vec![Job { hold, ..job("a", &[]) }])).await;
    let began = house.now();
    house.scheduler.claim(&Labels::Any, &"r".into()).await.unwrap();
    let waited = house.now().since(began);
    assert!((3600..3602).contains(&waited.as_secs()), "{waited:?}");
    serving.abort();
}

#[tokio::test(start_paused = true)]
async fn a_manual_job_is_approved() {
    let house = House::new();
    let hold = Some(Hold::Manual { blocking: true });
    let run = house.submit(plan(vec![Job { hold, ..job("a", &[]) }])).await;
    let standing = house.scheduler.state(&run).await.unwrap().standing();
    assert_eq!(standing, Standing::AwaitsApproval(vec!["a".into()]));
    house.scheduler.approve(&run, "a".into(), "somebody").await.unwrap();
    assert!(house.scheduler.try_claim(&Labels::Any, &"r".into()).await.unwrap().is_some());
}

#[tokio::test(start_paused = true)]
async fn a_pipeline_made_by_a_job_is_loaded() {
    for (path, ends) in [("child.yml", Outcome::Success), ("none.yml", Outcome::Failure)] {
        let house = House::new();
        let source = SpawnSource::Artifact { path: path.into(), job: "make".into() };
        let spawn = Spawn {
            source,
            wait: true,
            inputs: Vec::new(),
            forward_pipeline_variables: true,
            forward_job_variables: true,
        };
        let child = Job { work: Work::Spawn(spawn), ..job("child", &["make"]) };
        let run = house.submit(plan(vec![job("make", &[]), child])).await;
        let scheduler = house.scheduler.clone();
        let working = tokio::spawn(async move {
            loop {
                let claim = scheduler.claim(&Labels::Any, &"r".into()).await.unwrap();
                let end = report(&claim.id.run, claim.id.job.as_str(), 1, finished(Outcome::Success));
                scheduler.report(end).await.unwrap();
            }
        });
        let records = all(&house.scheduler, &run).await;
        assert_eq!(outcome(&records), ends, "{path}");
        working.abort();
    }
}

#[tokio::test(start_paused = true)]
async fn another_scheduler_goes_on_where_one_died() {
    let house = House::new();
    let run = house.submit(plan(vec![job("a", &[]), job("b", &["a"])])).await;
    house.scheduler.report(report(&run, "a", 1, finished(Outcome::Success))).await.unwrap();
    let other = house.another();
    other.recover().await.unwrap();
    other.report(report(&run, "b", 1, finished(Outcome::Success))).await.unwrap();
    assert_eq!(outcome(&all(&other, &run).await), Outcome::Success);
    assert_eq!(outcome(&all(&house.scheduler, &run).await), Outcome::Success);
}

#[tokio::test(start_paused = true)]
async fn a_run_is_made_once() {
    let house = House::new();
    let first = plan(vec![job("a", &[])]);
    let run = house.submit(first.clone()).await;
    house.submit(first).await;
    assert_eq!(house.scheduler.state(&run).await.unwrap().seq(), 3);
    let facts = Facts { source: Source::Api, ..facts::facts(&run) };
    let error = house.scheduler.submit(Arc::new(plan(Vec::new())), Arc::new(facts)).await.unwrap_err();
    assert_eq!(error.to_string(), "there is a run run already");
}

/// Submits a run of group `deploy`.
async fn submit(house: &House, id: &str, cancel_running: bool) -> RunId {
    let text = |text: &str| expr::Template::literal(diag::Text::from(text));
    let cancel = Some(text(if cancel_running { "true" } else { "false" }));
    let rule = Concurrency { group: text("deploy"), cancel_running: cancel, queue_all: false };
    let plan = Plan { concurrency: Some(rule), ..plan(vec![Job { gate: Gate::Always, ..job("a", &[]) }]) };
    house.scheduler.submit(Arc::new(plan), Arc::new(facts::facts(&id.into()))).await.unwrap()
}

async fn standing(house: &House, run: &RunId) -> Standing {
    house.scheduler.state(run).await.unwrap().standing()
}

#[tokio::test(start_paused = true)]
async fn runs_of_a_group_take_turns_and_the_newest_waits() {
    let house = House::new();
    let first = submit(&house, "first", false).await;
    let second = submit(&house, "second", false).await;
    assert_eq!(standing(&house, &second).await, Standing::New);
    let third = submit(&house, "third", false).await;
    assert_eq!(standing(&house, &second).await, Standing::Finished(Outcome::Cancelled));
    house.scheduler.report(report(&first, "a", 1, finished(Outcome::Success))).await.unwrap();
    assert_eq!(standing(&house, &third).await, Standing::Going);
}

#[tokio::test(start_paused = true)]
async fn a_newer_run_may_end_the_one_that_runs() {
    let house = House::new();
    let first = submit(&house, "first", true).await;
    let second = submit(&house, "second", true).await;
    assert_eq!(standing(&house, &second).await, Standing::New, "what always runs ends first");
    house.scheduler.report(report(&first, "a", 1, finished(Outcome::Success))).await.unwrap();
    assert_eq!(standing(&house, &first).await, Standing::Finished(Outcome::Success));
    assert_eq!(standing(&house, &second).await, Standing::Going);
}
