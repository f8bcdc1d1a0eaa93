use super::{each_store, with_run};
use crate::{StoreError, Submission};
use events::{Event, Facts, GitRef, Outcome, Record, RunId, Timestamp};
use indexmap::IndexMap;
use plan::Plan;
use std::sync::Arc;
use std::time::Duration;

pub(crate) fn submission(name: &str) -> Submission {
    let plan = Plan { name: name.into(), ..Plan::new("test", expr::Dialect::Native, Vec::new()) };
    let facts = Facts::new(name, GitRef::Branch("main".into()));
    Submission { plan: Arc::new(plan), facts: Arc::new(facts) }
}

pub(crate) fn record(seq: u64) -> Record {
    let event = Event::CancelRequested { job: None, reason: format!("reason {seq}") };
    Record { seq, at: Timestamp(seq), event }
}

pub(super) fn end(seq: u64) -> Record {
    let event = Event::RunFinished { outcome: Outcome::Success, outputs: IndexMap::new() };
    Record { seq, at: Timestamp(seq), event }
}

#[test]
fn a_run_is_kept_as_it_was_made() {
    each_store(async |store| {
        let run = with_run(&*store, "a").await;
        assert_eq!(store.submission(&run).await.unwrap(), submission("a"));
        store.create(&run, submission("a")).await.unwrap();
        let error = store.create(&run, submission("b")).await.unwrap_err();
        assert!(matches!(error, StoreError::RunExists(_)), "{error}");
        let error = store.records(&RunId::from("none"), 0).await.unwrap_err();
        assert!(matches!(error, StoreError::NoRun(_)), "{error}");
    });
}

#[test]
fn appends_go_on_where_the_log_ends_or_not_at_all() {
    each_store(async |store| {
        let run = with_run(&*store, "a").await;
        store.append(&run, 0, &[record(1), record(2)]).await.unwrap();
        for (after, records) in [
            (0, vec![record(1)]),
            (1, vec![record(2)]),
            (3, vec![record(4)]),
            (2, vec![record(4)]),
            (2, vec![record(3), record(5)]),
        ] {
            let error = store.append(&run, after, &records).await.unwrap_err();
            assert!(matches!(error, StoreError::Conflict { last: 2, .. }), "{error}");
        }
        store.append(&run, 2, &[record(3)]).await.unwrap();
        assert_eq!(store.records(&run, 0).await.unwrap(), [record(1), record(2), record(3)]);
        assert_eq!(store.records(&run, 2).await.unwrap(), [record(3)]);
        assert_eq!(store.records(&run, 9).await.unwrap(), []);
    });
}

#[test]
fn of_many_that_append_at_once_one_wins() {
    each_store(async |store| {
        let run = with_run(&*store, "a").await;
        let mut writers = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (store, run) = (Arc::clone(&store), run.clone());
            writers.spawn(async move { store.append(&run, 0, &[record(1)]).await.is_ok() });
        }
        let won = writers.join_all().await.into_iter().filter(|won| *won).count();
        assert_eq!(won, 1);
    });
}

#[test]
fn runs_are_unfinished_until_they_say_so() {
    each_store(async |store| {
        let (a, b) = (with_run(&*store, "a").await, with_run(&*store, "b").await);
        store.append(&a, 0, &[record(1)]).await.unwrap();
        assert_eq!(store.unfinished().await.unwrap(), [a.clone(), b.clone()]);
        store.append(&a, 1, &[end(2)]).await.unwrap();
        assert_eq!(store.unfinished().await.unwrap(), [b]);
    });
}

#[test]
fn a_watch_wakes_for_its_run_and_misses_nothing() {
    each_store(async |store| {
        let run = RunId::from("a");
        let mut watch = store.watch(&run);
        with_run(&*store, "a").await;
        let other = with_run(&*store, "b").await;
        store.append(&run, 0, &[record(1)]).await.unwrap();
        // It came before anybody waited for it.
        tokio::time::timeout(Duration::from_secs(5), watch.changed()).await.unwrap();
        store.append(&other, 0, &[record(1)]).await.unwrap();
        let quiet = tokio::time::timeout(Duration::from_millis(1), watch.changed()).await;
        assert!(quiet.is_err(), "woken by another run");
    });
}
