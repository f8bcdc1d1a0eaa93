use super::{SqliteStore, block_on, sentence};
use crate::sqlite::schema::VERSION;
use crate::{
    Accounts, Audit, AuditVerdict, Claims, Labels, PipelineId, Pipelines, Request, Revision, RunFilter,
    RunIndex, RunStatus, RunnerState, Runners, Secrets, Store, TryId,
};
use events::{Attempt, Event, Outcome, RunId, RunnerId, Timestamp};
use rusqlite::Connection;
use std::path::Path;

/// A database as each version left it. A released sample is never edited.
const SAMPLES: &[(usize, &str)] = &[(1, include_str!("samples/1.sql")), (2, include_str!("samples/2.sql"))];

fn make(path: &Path, sql: &str) {
    Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn databases_of_every_version_open_and_read() {
    assert_eq!(SAMPLES.len(), VERSION, "a version has no sample");
    for (version, sample) in SAMPLES {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        make(&path, sample);
        block_on(async {
            let store = SqliteStore::open(&path).unwrap();
            store.check().await.unwrap();
            assert_eq!(store.unfinished().await.unwrap(), [RunId::from("r2")], "version {version}");
            let submission = store.submission(&"r1".into()).await.unwrap();
            assert_eq!((submission.plan.name.as_str(), submission.facts.number), ("build", 7));
            let records = store.records(&"r1".into(), 1).await.unwrap();
            assert!(matches!(records.last().unwrap().event, Event::RunFinished { .. }));
            let id = TryId { run: "r1".into(), job: "a".into(), attempt: Attempt(1) };
            assert_eq!(store.log(&id, 0).await.unwrap()[1].text, "two\n");
            let late = TryId { run: "r2".into(), job: "a".into(), attempt: Attempt(2) };
            assert_eq!(store.expired(Timestamp(500)).await.unwrap(), [late]);
            let linux = Labels::These(vec!["linux".into()]);
            let claimed = store.claim(&RunnerId::from("x"), &linux, Timestamp(900)).await.unwrap().unwrap();
            assert_eq!((claimed.id.job.as_str(), claimed.priority), ("b", 3));
            assert_eq!(claimed.labels, ["Linux"]);
            if *version >= 2 {
                read_catalog(&store).await;
            }
        });
        // Once brought up to date it opens like any other.
        SqliteStore::open(&path).unwrap();
    }
}

/// What version 2 brought.
async fn read_catalog(store: &SqliteStore) {
    let id = PipelineId("p".into());
    let pipeline = store.pipeline(&id).await.unwrap();
    assert_eq!((pipeline.revision, pipeline.source.url()), (Revision(3), Some("https://git.example/a")));
    assert_eq!(store.next_run_number(&id).await.unwrap(), 9);
    let runs = store.runs(&RunFilter::default(), None, 9).await.unwrap().items;
    assert_eq!(runs[1].status, RunStatus::Finished(Outcome::Success));
    assert_eq!(store.orphan_blobs(9).await.unwrap(), ["left"]);
    let secrets = store.secrets(Some(&id)).await.unwrap();
    assert_eq!(
        (secrets[0].scope.branch.as_deref(), &secrets[0].sealed.bytes[..]),
        (Some("main"), &[1, 2][..])
    );
    assert_eq!(store.user_by_external("github:1").await.unwrap().unwrap().name, "ada");
    assert!(store.token_by_hash(&[10]).await.unwrap().unwrap().is_valid(Timestamp(89)));
    let verdict = store.verify_audit().await.unwrap();
    assert!(matches!(verdict, AuditVerdict::Whole { entries: 2, .. }), "{verdict:?}");
    let sent = store.take_request("key", b"a", Timestamp(1), Timestamp(2)).await.unwrap();
    assert_eq!(sent, Request::Answered(b"ok".to_vec()));
    assert_eq!(store.last_fire("nightly").await.unwrap(), Some(Timestamp(60)));
    assert_eq!(store.runners().await.unwrap()[0].state, RunnerState::Draining);
}

#[test]
fn a_database_of_a_later_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    drop(SqliteStore::open(&path).unwrap());
    make(&path, "PRAGMA user_version = 999");
    let told = sentence(SqliteStore::open(&path));
    assert!(told.starts_with("its version is 999"), "{told}");
}

#[test]
fn a_database_of_another_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    make(&path, "CREATE TABLE theirs (id INTEGER)");
    assert_eq!(sentence(SqliteStore::open(&path)), "the file is a database of another program");
}
