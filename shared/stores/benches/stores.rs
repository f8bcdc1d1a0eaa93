//! What a store does in a second, and how long one call takes: `cargo bench -p stores --bench stores`.
//!
//! Figures are printed and nothing is asserted. The folder is that of `TMPDIR`: name one on the disk that is meant.

#![expect(clippy::unwrap_used, reason = "a measurement may fail")]

use events::{Attempt, Event, Facts, GitRef, LogChunk, Record, RunId, RunnerId, StepId, Timestamp};
use plan::Plan;
use std::sync::Arc;
use std::time::{Duration, Instant};
use stores::{Labels, MemoryStore, SqliteStore, Store, Submission, Ticket, TryId};

/// Tickets that fit nobody.
const UNMATCHED: usize = 100_000;

/// Calls in each measurement.
const CALLS: usize = 5_000;

fn ticket(run: &str, job: usize, labels: &[&str]) -> Ticket {
    let id = TryId { run: run.into(), job: job.to_string().into(), attempt: Attempt(1) };
    Ticket { id, labels: labels.iter().map(|label| (*label).to_owned()).collect(), priority: 0 }
}

fn linux() -> Labels {
    Labels::These(vec!["self-hosted".into(), "linux".into()])
}

/// Carries out calls, so many at once, and prints how they fared.
async fn measure<F: Future<Output = ()> + Send + 'static>(
    name: &str,
    at_once: usize,
    calls: usize,
    call: impl Fn(usize) -> F + Send + Sync + 'static,
) {
    let call = Arc::new(call);
    let mut workers = tokio::task::JoinSet::new();
    let began = Instant::now();
    for worker in 0..at_once {
        let call = Arc::clone(&call);
        workers.spawn(async move {
            let mut times = Vec::new();
            for number in (worker..calls).step_by(at_once) {
                let began = Instant::now();
                call(number).await;
                times.push(began.elapsed());
            }
            times
        });
    }
    let mut times: Vec<Duration> = workers.join_all().await.into_iter().flatten().collect();
    let rate = calls as f64 / began.elapsed().as_secs_f64();
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64() * 1e3;
    println!(
        "  {name:<44} {at_once:>4} at once {rate:>9.0}/s  p50 {:>8.3} ms  p99 {:>8.3} ms",
        at(50),
        at(99)
    );
}

async fn fill(store: &Arc<dyn Store>, run: &'static str, count: usize, labels: &'static [&'static str]) {
    let mut calls = tokio::task::JoinSet::new();
    for worker in 0..500 {
        let store = Arc::clone(store);
        calls.spawn(async move {
            for job in (worker..count).step_by(500) {
                store.enqueue(ticket(run, job, labels)).await.unwrap();
            }
        });
    }
    calls.join_all().await;
}

async fn claims(store: &Arc<dyn Store>, name: &str, run: &'static str) {
    for (at_once, run) in [(1, format!("{run}-1")), (10, format!("{run}-10")), (100, format!("{run}-100"))] {
        let run: &'static str = run.leak();
        fill(store, run, CALLS, &["linux"]).await;
        let store = Arc::clone(store);
        let calls = if at_once == 1 { CALLS / 10 } else { CALLS };
        let claim = move |number: usize| {
            let store = Arc::clone(&store);
            async move {
                let runner = RunnerId::from(number.to_string());
                let claimed = store.claim(&runner, &linux(), Timestamp(1)).await.unwrap().unwrap();
                drop(claimed);
            }
        };
        measure(name, at_once, calls, claim).await;
    }
}

/// From the call that queues a job to the answer that hands it out.
async fn dispatch(store: &Arc<dyn Store>, name: &str, run: &'static str) {
    for at_once in [1, 10, 100] {
        let store = Arc::clone(store);
        let calls = CALLS / 10 * at_once.min(4);
        let call = move |number: usize| {
            let store = Arc::clone(&store);
            async move {
                store.enqueue(ticket(run, number + at_once * 1_000_000, &["linux"])).await.unwrap();
                let runner = RunnerId::from(number.to_string());
                store.claim(&runner, &linux(), Timestamp(1)).await.unwrap().unwrap();
            }
        };
        measure(name, at_once, calls, call).await;
    }
}

async fn create(store: &Arc<dyn Store>, run: &RunId) {
    let plan = Plan::new("bench", expr::Dialect::Native, Vec::new());
    let facts = Facts::new(run.clone(), GitRef::Branch("main".into()));
    store.create(run, Submission { plan: Arc::new(plan), facts: Arc::new(facts) }).await.unwrap();
}

async fn appends(store: &Arc<dyn Store>) {
    for at_once in [1, 10, 100] {
        for worker in 0..at_once {
            create(store, &RunId::from(format!("append {at_once} {worker}"))).await;
        }
        let each = Arc::clone(store);
        let append = move |number: usize| {
            let store = Arc::clone(&each);
            async move {
                let run = RunId::from(format!("append {at_once} {}", number % at_once));
                let after = (number / at_once) as u64;
                let event = Event::JobQueued { job: "build (linux)".into(), attempt: Attempt(1) };
                let record = Record { seq: after + 1, at: Timestamp(1), event };
                store.append(&run, after, &[record]).await.unwrap();
            }
        };
        measure("append one record", at_once, if at_once == 1 { CALLS / 10 } else { CALLS }, append).await;
        let store = Arc::clone(store);
        let text =
            bytes::Bytes::from("2026-01-01T00:00:00Z compiling one crate after the other\n".repeat(70));
        let chunk = move |number: usize| {
            let (store, text) = (Arc::clone(&store), text.clone());
            async move {
                let run = RunId::from(format!("append {at_once} {}", number % at_once));
                let (job, number) = ("a".into(), (number / at_once) as u64);
                let chunk = LogChunk { run, job, attempt: Attempt(1), number, step: StepId(0), text };
                store.append_log(chunk).await.unwrap();
            }
        };
        measure("append 4 KiB of log", at_once, if at_once == 1 { CALLS / 10 } else { CALLS }, chunk).await;
    }
}

async fn all(name: &str, store: Arc<dyn Store>) {
    println!("{name}");
    claims(&store, "claim", "plain").await;
    dispatch(&store, "dispatch (enqueue and claim)", "dispatch").await;
    appends(&store).await;
    fill(&store, "unmatched", UNMATCHED, &["self-hosted", "gpu"]).await;
    claims(&store, "claim, 100,000 unmatched waiting", "beside").await;
    dispatch(&store, "dispatch, 100,000 unmatched waiting", "beside").await;
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    runtime.block_on(async {
        let sqlite = SqliteStore::open(&folder.path().join("store.db")).unwrap();
        all("sqlite", Arc::new(sqlite)).await;
        if std::env::args().any(|argument| argument == "--memory") {
            all("memory", Arc::new(MemoryStore::new())).await;
        }
    });
}
