use super::server::{Own, Server};
use super::{MongoStore, block_on, name};
use crate::contract::{record, submission};
use crate::{Audit, AuditDraft, AuditVerdict, Labels, Store, StoreError, Ticket, TryId};
use events::{Attempt, LogChunk, RunId, StepId, Timestamp};
use std::sync::Arc;
use std::time::Duration;

/// Two replicas over one database.
async fn two() -> (MongoStore, MongoStore, Server) {
    let (server, name) = (Server::find(), name());
    let open = async || MongoStore::open(&server.uri(), Some(&name)).await.unwrap();
    let (one, other) = (open().await, open().await);
    (one, other, server)
}

fn chunk(run: &RunId, number: u64) -> LogChunk {
    let text = format!("line {number}\n").into();
    LogChunk { run: run.clone(), job: "a".into(), attempt: Attempt(1), number, step: StepId(0), text }
}

fn ticket(job: &str) -> Ticket {
    let id = TryId { run: "r".into(), job: job.into(), attempt: Attempt(1) };
    Ticket { id, labels: Vec::new(), priority: 0 }
}

const SOON: Duration = Duration::from_secs(20);

#[test]
fn each_hears_what_the_other_writes() {
    block_on(async {
        let (one, other, _server) = two().await;
        let run = RunId::from("r");
        one.create(&run, submission("r")).await.unwrap();
        let mut watch = other.watch(&run);
        one.append(&run, 0, &[record(1)]).await.unwrap();
        tokio::time::timeout(SOON, watch.changed()).await.unwrap();
        assert_eq!(other.records(&run, 0).await.unwrap(), [record(1)]);
        one.append_log(chunk(&run, 0)).await.unwrap();
        tokio::time::timeout(SOON, watch.changed()).await.unwrap();
        let mut queue = other.watch_queue();
        one.enqueue(ticket("a")).await.unwrap();
        tokio::time::timeout(SOON, queue.changed()).await.unwrap();
        assert!(other.claim(&"x".into(), &Labels::Any, Timestamp(9)).await.unwrap().is_some());
        // A later try takes the place of one that the other knows.
        let mut queue = one.watch_queue();
        let later = Ticket { id: TryId { attempt: Attempt(2), ..ticket("a").id }, ..ticket("a") };
        other.enqueue(later).await.unwrap();
        tokio::time::timeout(SOON, queue.changed()).await.unwrap();
    });
}

#[test]
fn a_log_goes_on_at_whichever_replica_the_runner_reaches() {
    block_on(async {
        let (one, other, _server) = two().await;
        let run = RunId::from("r");
        one.create(&run, submission("r")).await.unwrap();
        for number in 0..10 {
            let store = if number % 3 == 0 { &other } else { &one };
            store.append_log(chunk(&run, number)).await.unwrap();
            one.append_log(chunk(&run, number)).await.unwrap();
        }
        let error = other.append_log(chunk(&run, 12)).await.unwrap_err();
        assert!(matches!(error, StoreError::LogGap { expected: 10, found: 12, .. }), "{error}");
        let id = TryId { run, job: "a".into(), attempt: Attempt(1) };
        let numbers: Vec<u64> = one.log(&id, 0).await.unwrap().iter().map(|chunk| chunk.number).collect();
        assert_eq!(numbers, (0..10).collect::<Vec<_>>());
    });
}

#[test]
fn of_two_replicas_one_wins_each_append_each_ticket_and_each_place() {
    block_on(async {
        let (one, other, _server) = two().await;
        let (one, other) = (Arc::new(one), Arc::new(other));
        let run = RunId::from("r");
        one.create(&run, submission("r")).await.unwrap();
        for job in 0..12 {
            one.enqueue(ticket(&job.to_string())).await.unwrap();
        }
        let mut replicas = tokio::task::JoinSet::new();
        for (name, store) in [("one", Arc::clone(&one)), ("other", Arc::clone(&other))] {
            let run = run.clone();
            replicas.spawn(async move {
                let (mut claimed, mut won) = (Vec::new(), 0);
                while let Some(ticket) =
                    store.claim(&name.into(), &Labels::These(Vec::new()), Timestamp(9)).await.unwrap()
                {
                    claimed.push(ticket.id);
                    let last = store.records(&run, 0).await.unwrap().len() as u64;
                    won += u64::from(store.append(&run, last, &[record(last + 1)]).await.is_ok());
                    store.create(&format!("{name} {won}").into(), submission("x")).await.unwrap();
                    let (actor, action) = (name.to_owned(), "test".to_owned());
                    let (target, detail) = (String::new(), String::new());
                    let draft = AuditDraft { at: Timestamp(won), actor, action, target, detail };
                    store.audit(draft).await.unwrap();
                }
                (claimed, won)
            });
        }
        let (claimed, won): (Vec<_>, Vec<_>) = replicas.join_all().await.into_iter().unzip();
        let mut claimed = claimed.concat();
        claimed.sort();
        claimed.dedup();
        assert_eq!(claimed.len(), 12);
        assert_eq!(one.records(&run, 0).await.unwrap().len() as u64, won.iter().sum::<u64>());
        assert_eq!(one.unfinished().await.unwrap(), other.unfinished().await.unwrap());
        assert!(matches!(other.verify_audit().await.unwrap(), AuditVerdict::Whole { entries: 12, .. }));
    });
}

#[test]
fn nothing_acknowledged_is_lost_when_the_database_is_killed_under_load_and_work_goes_on() {
    // It confirms what its disk has, as the write concern asks of MongoDB.
    const DURABLE: &[&str] = &["--sync-on-commit"];
    block_on(async {
        let mut server = Own::start(DURABLE);
        let store = Arc::new(MongoStore::open(&server.uri(), None).await.unwrap());
        let run = RunId::from("r");
        store.create(&run, submission("r")).await.unwrap();
        let mut kept = 0;
        let mut logged = 0;
        for round in 0..3 {
            let (told, mut news) = tokio::sync::mpsc::unbounded_channel();
            let load = tokio::spawn({
                let (store, run) = (Arc::clone(&store), run.clone());
                async move {
                    let mut last = store.records(&run, 0).await.unwrap().len() as u64;
                    let id = TryId { run: run.clone(), job: "a".into(), attempt: Attempt(1) };
                    let mut number = store.log(&id, 0).await.unwrap().len() as u64;
                    loop {
                        let (records, chunk) = ([record(last + 1)], chunk(&run, number));
                        let (append, log) =
                            tokio::join!(store.append(&run, last, &records), store.append_log(chunk));
                        let is_down = append.is_err() || log.is_err();
                        last += u64::from(append.is_ok());
                        number += u64::from(log.is_ok());
                        if told.send((last, number)).is_err() || is_down {
                            return append.err().or(log.err());
                        }
                    }
                }
            });
            for _ in 0..5 + round * 4 {
                (kept, logged) = news.recv().await.expect("it goes on until it is killed");
            }
            server.kill();
            while let Some(last) = news.recv().await {
                (kept, logged) = last;
            }
            let error = load.await.unwrap();
            assert!(matches!(error, Some(StoreError::Unavailable(_))), "{error:?}");
            let mut watch = store.watch(&run);
            server.again(DURABLE);
            // Who waited is woken to look again.
            tokio::time::timeout(SOON, watch.changed()).await.unwrap();
            let records = store.records(&run, 0).await.unwrap();
            assert!(records.len() as u64 >= kept, "{} of {kept}", records.len());
            assert!(records.iter().zip(1..).all(|(found, seq)| *found == record(seq)));
            let id = TryId { run: run.clone(), job: "a".into(), attempt: Attempt(1) };
            let log = store.log(&id, 0).await.unwrap();
            assert!(log.len() as u64 >= logged, "{} of {logged}", log.len());
            assert!(log.iter().zip(0..).all(|(found, number)| *found == chunk(&run, number)));
        }
    });
}
