use crate::contract::runs::end;
use crate::contract::{Whole, each_whole, record, submission, with_run};
use crate::{Labels, PipelineId, Retention, RunEntry, RunFilter, RunStatus, StoreError, Ticket, TryId};
use events::{Attempt, Event, LogChunk, Outcome, Record, RunId, StepId, Timestamp};

fn entry(run: &str, pipeline: &str, branch: &str) -> RunEntry {
    RunEntry {
        run: run.into(),
        pipeline: PipelineId(pipeline.into()),
        number: 1,
        title: "build".into(),
        git_ref: format!("refs/heads/{branch}"),
        sha: "abc".into(),
        actor: "ada".into(),
        created: Timestamp(1),
    }
}

async fn listed(store: &dyn Whole, run: &str, pipeline: &str, branch: &str) -> RunId {
    store.index_run(entry(run, pipeline, branch)).await.unwrap();
    with_run(store, run).await
}

/// A run that ended at this time.
async fn ended(store: &dyn Whole, run: &str, pipeline: &str, at: u64) -> RunId {
    let run = listed(store, run, pipeline, "main").await;
    store.append(&run, 0, &[Record { at: Timestamp(at), ..end(1) }]).await.unwrap();
    run
}

async fn ids(store: &dyn Whole, filter: RunFilter) -> Vec<String> {
    let page = store.runs(&filter, None, 100).await.unwrap();
    page.items.iter().map(|run| run.entry.run.to_string()).collect()
}

#[test]
fn a_run_is_listed_as_its_records_say() {
    each_whole(async |store| {
        let run = RunId::from("r");
        store.index_run(entry("r", "p", "main")).await.unwrap();
        assert!(ids(&*store, RunFilter::default()).await.is_empty(), "there is no run yet");
        assert!(matches!(store.run(&run).await.unwrap_err(), StoreError::NoRun(_)));
        store.create(&run, submission("r")).await.unwrap();
        let found = store.run(&run).await.unwrap();
        assert_eq!((found.entry, found.status), (entry("r", "p", "main"), RunStatus::Queued));
        let job = |event| Record { seq: 2, at: Timestamp(7), event };
        let started = Event::JobStarted { job: "a".into(), attempt: Attempt(1), runner: "x".into() };
        store.append(&run, 0, &[record(1), job(started)]).await.unwrap();
        let found = store.run(&run).await.unwrap();
        assert_eq!(
            (found.status, found.started, found.finished),
            (RunStatus::Running, Some(Timestamp(7)), None)
        );
        store.append(&run, 2, &[end(3)]).await.unwrap();
        let found = store.run(&run).await.unwrap();
        assert_eq!(found.status, RunStatus::Finished(Outcome::Success));
        assert_eq!((found.started, found.finished), (Some(Timestamp(7)), Some(Timestamp(3))));
        store.append(&run, 3, &[record(4)]).await.unwrap();
        assert_eq!(store.run(&run).await.unwrap().status, RunStatus::Running, "it goes on after all");
    });
}

#[test]
fn a_run_is_indexed_once() {
    each_whole(async |store| {
        store.index_run(entry("r", "p", "main")).await.unwrap();
        store.index_run(entry("r", "p", "main")).await.unwrap();
        let error = store.index_run(entry("r", "other", "main")).await.unwrap_err();
        assert!(matches!(error, StoreError::Exists(_)), "{error}");
    });
}

#[test]
fn lists_hold_what_is_asked_for_newest_first() {
    each_whole(async |store| {
        listed(&*store, "1", "p", "main").await;
        listed(&*store, "2", "q", "main").await;
        ended(&*store, "3", "p", 5).await;
        listed(&*store, "4", "p", "dev").await;
        let pipeline = Some(PipelineId("p".into()));
        let git_ref = Some("refs/heads/main".to_owned());
        let queued = Some(RunStatus::Queued);
        assert_eq!(ids(&*store, RunFilter::default()).await, ["4", "3", "2", "1"]);
        let filter = RunFilter { pipeline: pipeline.clone(), ..RunFilter::default() };
        assert_eq!(ids(&*store, filter).await, ["4", "3", "1"]);
        let filter = RunFilter { git_ref: git_ref.clone(), ..RunFilter::default() };
        assert_eq!(ids(&*store, filter).await, ["3", "2", "1"]);
        let filter = RunFilter { status: queued, ..RunFilter::default() };
        assert_eq!(ids(&*store, filter).await, ["4", "2", "1"]);
        assert_eq!(ids(&*store, RunFilter { pipeline, git_ref, status: queued }).await, ["1"]);
    });
}

#[test]
fn pages_neither_miss_nor_repeat_while_runs_come() {
    each_whole(async |store| {
        for number in 0..7 {
            listed(&*store, &number.to_string(), "p", "main").await;
        }
        let (mut seen, mut from) = (Vec::new(), None);
        for round in 0.. {
            let page = store.runs(&RunFilter::default(), from.as_ref(), 3).await.unwrap();
            seen.extend(page.items.iter().map(|run| run.entry.run.to_string()));
            listed(&*store, &format!("new {round}"), "p", "main").await;
            from = page.next;
            if from.is_none() {
                break;
            }
        }
        assert_eq!(seen, ["6", "5", "4", "3", "2", "1", "0"]);
        let strange = crate::Cursor("x".into());
        let error = store.runs(&RunFilter::default(), Some(&strange), 3).await.unwrap_err();
        assert!(matches!(error, StoreError::BadCursor(_)), "{error}");
    });
}

#[test]
fn old_runs_go_with_all_they_have_and_leave_their_blobs_keys() {
    each_whole(async |store| {
        let (old, new) = (ended(&*store, "old", "p", 5).await, ended(&*store, "new", "p", 50).await);
        let open = listed(&*store, "open", "p", "main").await;
        for run in [&old, &new, &open] {
            store.own_blob(run, &format!("blob of {run}")).await.unwrap();
            let (job, text) = ("a".into(), bytes::Bytes::from_static(b"x\n"));
            let chunk =
                LogChunk { run: run.clone(), job, attempt: Attempt(1), number: 0, step: StepId(0), text };
            store.append_log(chunk).await.unwrap();
        }
        let id = |run: &RunId| TryId { run: run.clone(), job: "a".into(), attempt: Attempt(1) };
        store.enqueue(Ticket { id: id(&old), labels: Vec::new(), priority: 0 }).await.unwrap();
        assert_eq!(
            store.sweep_runs(Retention::EndedBefore(Timestamp(6)), 9).await.unwrap(),
            std::slice::from_ref(&old)
        );
        assert_eq!(store.sweep_runs(Retention::EndedBefore(Timestamp(6)), 9).await.unwrap(), []);
        assert!(matches!(store.records(&old, 0).await.unwrap_err(), StoreError::NoRun(_)));
        assert!(matches!(store.own_blob(&old, "late").await.unwrap_err(), StoreError::NoRun(_)));
        assert!(store.log(&id(&old), 0).await.unwrap().is_empty());
        assert_eq!(store.log(&id(&new), 0).await.unwrap().len(), 1);
        assert_eq!(store.claim(&"x".into(), &Labels::Any, Timestamp(9)).await.unwrap(), None);
        assert_eq!(ids(&*store, RunFilter::default()).await, ["open", "new"]);
        assert_eq!(store.orphan_blobs(9).await.unwrap(), ["blob of old"]);
        store.forget_blobs(&["blob of old".into(), "blob of new".into()]).await.unwrap();
        assert!(store.orphan_blobs(9).await.unwrap().is_empty());
        store.sweep_runs(Retention::EndedBefore(Timestamp(99)), 9).await.unwrap();
        assert_eq!(store.orphan_blobs(9).await.unwrap(), ["blob of new"], "it was no orphan before");
        assert_eq!(ids(&*store, RunFilter::default()).await, ["open"]);
    });
}

#[test]
fn the_latest_of_each_pipeline_stay_and_a_sweep_is_bounded() {
    each_whole(async |store| {
        for number in 0..5 {
            ended(&*store, &format!("p{number}"), "p", 5).await;
        }
        ended(&*store, "q", "q", 5).await;
        let open = listed(&*store, "open", "q", "main").await;
        let keep = Retention::KeepLatest(2);
        let gone = |names: &[&str]| names.iter().map(|name| RunId::from(*name)).collect::<Vec<_>>();
        assert_eq!(store.sweep_runs(keep, 2).await.unwrap(), gone(&["p0", "p1"]));
        assert_eq!(store.sweep_runs(keep, 2).await.unwrap(), gone(&["p2"]));
        assert_eq!(store.sweep_runs(keep, 2).await.unwrap(), []);
        assert_eq!(store.sweep_runs(Retention::KeepLatest(0), 9).await.unwrap(), gone(&["p3", "p4", "q"]));
        assert_eq!(store.unfinished().await.unwrap(), [open]);
    });
}
