//! Two schedulers over one database, as two servers have them: one of them dies, and nothing is lost or done twice.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that breaks shall say where")]

#[path = "../simulation/facts.rs"]
mod facts;
#[path = "../../../stores/src/mongo/tests/server.rs"]
#[expect(dead_code, reason = "only the store's own tests end a server and start it again")]
mod server;

use async_trait::async_trait;
use events::{Event, News, Outcome, Record, Report, RunId, RunnerId};
use expr::Dialect;
use indexmap::IndexMap;
use plan::{Job, Need, Plan, Work};
use scheduler::{Hooks, PlanLoader, PlanWanted, Scheduler, SystemClock};
use server::Server;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use stores::{Labels, MongoStore, TryId};
use tokio::sync::watch;
use tokio::task::JoinSet;

struct NoChildren;

#[async_trait]
impl PlanLoader for NoChildren {
    async fn load(&self, wanted: PlanWanted) -> Result<Plan, String> {
        Err(format!("no job left {}", wanted.path))
    }
}

async fn replica(uri: &str, name: &str) -> Scheduler {
    let store = Arc::new(MongoStore::open(uri, Some(name)).await.unwrap());
    let hooks = Hooks {
        clock: Arc::new(SystemClock),
        plans: Arc::new(NoChildren),
        lease: Duration::from_secs(5),
        trouble: Arc::new(|error| eprintln!("{error}")),
    };
    Scheduler::new(store, hooks)
}

/// Two jobs side by side, and one after both.
fn diamond() -> Plan {
    let need = |key: &str| Need { key: key.into(), legs: Vec::new(), artifacts: true, by_stage: false };
    let job = |key: &str, needs: &[&str]| Job {
        needs: needs.iter().copied().map(need).collect(),
        ..Job::new(key, Work::Steps { steps: Vec::new() })
    };
    Plan::new("test", Dialect::Native, vec![job("a", &[]), job("b", &[]), job("c", &["a", "b"])])
}

/// What was begun and what was ended, by whomever.
#[derive(Default)]
struct Done {
    claimed: Mutex<Vec<TryId>>,
    ended: Mutex<Vec<TryId>>,
    /// How many were ended.
    count: watch::Sender<usize>,
}

/// Takes jobs from a replica until it is stopped.
async fn work(scheduler: Scheduler, runner: RunnerId, done: Arc<Done>) {
    loop {
        let claim = scheduler.claim(&Labels::Any, &runner).await.unwrap();
        let TryId { run, job, attempt } = claim.id.clone();
        done.claimed.lock().unwrap().push(claim.id.clone());
        let report = |news| Report { run: run.clone(), job: job.clone(), attempt, news };
        scheduler.report(report(News::Started { runner: runner.clone() })).await.unwrap();
        let (outputs, variables) = (IndexMap::new(), IndexMap::new());
        let (cause, tolerated) = (None, false);
        let end = News::Finished { outcome: Outcome::Success, cause, tolerated, outputs, variables };
        scheduler.report(report(end)).await.unwrap();
        done.ended.lock().unwrap().push(claim.id);
        done.count.send_modify(|count| *count += 1);
    }
}

/// A replica with three runners and its timers; all of it ends at once when the set is dropped.
fn live(scheduler: &Scheduler, name: &str, done: &Arc<Done>) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    for number in 0..3 {
        let runner = RunnerId::from(format!("{name}{number}"));
        tasks.spawn(work(scheduler.clone(), runner, Arc::clone(done)));
    }
    let serving = scheduler.clone();
    tasks.spawn(async move { serving.serve().await });
    tasks
}

async fn all(scheduler: &Scheduler, run: &RunId) -> Vec<Record> {
    let mut follow = scheduler.follow(run);
    let mut records = Vec::new();
    while let Some(record) = follow.next().await.unwrap() {
        records.push(record);
    }
    records
}

/// That much is more than enough for all of it, also on a slow machine.
const LONG: Duration = Duration::from_secs(150);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_job_runs_once_and_none_is_lost_when_a_replica_dies() {
    let server = Server::find();
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let name = format!("replicas{}", since.as_micros());
    let (one, other) = (replica(&server.uri(), &name).await, replica(&server.uri(), &name).await);
    let done = Arc::new(Done::default());
    let (dies, lives) = (live(&one, "one", &done), live(&other, "other", &done));
    let mut runs = Vec::new();
    for (number, by) in [&one, &other].into_iter().cycle().take(8).enumerate() {
        let run = RunId::from(format!("r{number}"));
        by.submit(Arc::new(diamond()), Arc::new(facts::facts(&run))).await.unwrap();
        runs.push(run);
    }
    let some = async { *done.count.subscribe().wait_for(|count| *count >= 6).await.unwrap() };
    tokio::time::timeout(LONG, some).await.unwrap();
    // Wherever its tasks are: between an append and its effects, or with a job in hand.
    drop((dies, one));
    other.recover().await.unwrap();
    for run in &runs {
        let records = tokio::time::timeout(LONG, all(&other, run)).await.unwrap();
        let last = records.last().map(|record| &record.event);
        assert!(
            matches!(last, Some(Event::RunFinished { outcome: Outcome::Success, .. })),
            "{run}: {last:?}"
        );
        let mut finished: Vec<&str> = Vec::new();
        for record in &records {
            if let Event::JobFinished { job, .. } = &record.event {
                finished.push(job.as_str());
            }
        }
        finished.sort_unstable();
        assert_eq!(finished, ["a", "b", "c"], "{run}");
    }
    drop(lives);
    let (claimed, ended) = (done.claimed.lock().unwrap(), done.ended.lock().unwrap());
    assert_eq!(claimed.iter().collect::<BTreeSet<_>>().len(), claimed.len(), "a try was handed out twice");
    for id in claimed.iter().filter(|id| id.attempt.0 > 1) {
        let earlier =
            |known: &&TryId| (&known.run, &known.job) == (&id.run, &id.job) && known.attempt < id.attempt;
        assert!(!ended.iter().any(|known| earlier(&known)), "{id} ran although it had ended");
    }
}
