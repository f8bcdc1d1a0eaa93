use super::{SqliteStore, block_on, sentence};
use crate::sqlite::schema::VERSION;
use crate::{Labels, Store, TryId};
use events::{Attempt, Event, RunId, RunnerId, Timestamp};
use rusqlite::Connection;
use std::path::Path;

/// A database as each version left it. A released sample is never edited.
const SAMPLES: &[(usize, &str)] = &[(1, include_str!("samples/1.sql"))];

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
        });
        // Once brought up to date it opens like any other.
        SqliteStore::open(&path).unwrap();
    }
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
