use super::{SqliteStore, block_on, sentence, with_records};
use crate::contract::{record, submission};
use crate::sqlite::schema;
use crate::{Store, StoreError};
use events::{LogChunk, RunId};
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// A store whose disk has room for this many pages.
fn with_room(path: &Path, pages: u32) -> SqliteStore {
    let mut db = Connection::open(path).unwrap();
    schema::migrate(&mut db).unwrap();
    db.pragma_update(None, "max_page_count", pages).unwrap();
    SqliteStore::start(path, db).unwrap()
}

#[test]
fn a_full_disk_loses_nothing_that_was_acknowledged_and_work_goes_on_when_there_is_room() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let run = RunId::from("a");
        let store = with_room(&path, 48);
        store.create(&run, submission("a")).await.unwrap();
        let mut kept = 0;
        let told = loop {
            let next: Vec<_> = (kept + 1..=kept + 40).map(record).collect();
            match store.append(&run, kept, &next).await {
                Ok(()) => kept += 40,
                Err(error) => break sentence(Err::<(), StoreError>(error)),
            }
            assert!(kept < 100_000, "the disk never gets full");
        };
        assert!(told.starts_with("the disk is full"), "{told}");
        assert_eq!(store.records(&run, 0).await.unwrap().len() as u64, kept);
        let more: Vec<_> = (kept + 1..=kept + 400).map(record).collect();
        sentence(store.append(&run, kept, &more).await);
        drop(store);

        let store = with_room(&path, 10_000);
        store.append(&run, kept, &[record(kept + 1)]).await.unwrap();
        store.check().await.unwrap();
        assert_eq!(store.records(&run, 0).await.unwrap().len() as u64, kept + 1);
    });
}

#[test]
fn one_call_that_finds_no_room_does_not_take_the_others_with_it() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(with_room(&folder.path().join("store.db"), 100));
        let mut calls = tokio::task::JoinSet::new();
        for number in 0..20 {
            let store = Arc::clone(&store);
            calls.spawn(async move {
                let run = RunId::from(format!("r{number}"));
                store.create(&run, submission(run.as_str())).await.unwrap();
                // Text that does not get shorter: a row of hashes.
                let noise: Vec<u8> = (0..if number == 7 { 1 << 20 } else { 64_u32 })
                    .map(|byte| (byte.wrapping_mul(2_654_435_761).wrapping_mul(byte) >> 13) as u8)
                    .collect();
                let chunk = LogChunk {
                    run,
                    job: "a".into(),
                    attempt: events::Attempt(1),
                    number: 0,
                    step: events::StepId(0),
                    text: noise.into(),
                };
                (number, store.append_log(chunk).await.is_ok())
            });
        }
        let fared = calls.join_all().await;
        // Those who shared its transaction may be told to try again; what follows must work.
        assert!(fared.contains(&(7, false)), "{fared:?}");
        store.create(&"last".into(), submission("last")).await.unwrap();
        store.check().await.unwrap();
    });
}

#[test]
fn a_lock_held_by_others_is_told_and_passes() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        drop(with_records(folder.path(), 1).await);
        let db = Connection::open(&path).unwrap();
        db.busy_timeout(Duration::ZERO).unwrap();
        let store = SqliteStore::start(&path, db).unwrap();
        let other = Connection::open(&path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let told = sentence(store.append(&"a".into(), 1, &[record(2)]).await);
        assert!(told.starts_with("another process holds the database's lock"), "{told}");
        assert_eq!(store.records(&"a".into(), 0).await.unwrap().len(), 1, "readers do not wait");
        other.execute_batch("ROLLBACK").unwrap();
        store.append(&"a".into(), 1, &[record(2)]).await.unwrap();
    });
}

#[test]
fn damage_is_told() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        drop(with_records(folder.path(), 3000).await);
        let mut bytes = std::fs::read(&path).unwrap();
        let half = bytes.len() / 2;
        bytes[half..].fill(0x55);
        std::fs::write(&path, &bytes).unwrap();
        let told = match SqliteStore::open(&path) {
            Ok(store) => sentence(store.check().await),
            Err(error) => error.to_string(),
        };
        assert!(told.contains("damaged"), "{told}");
        std::fs::write(&path, b"no database at all, but long enough to look at it with some care").unwrap();
        let told = sentence(SqliteStore::open(&path));
        assert!(told.starts_with("the file is no database"), "{told}");
    });
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let told = sentence(SqliteStore::open(&folder.path().join("none/store.db")));
    assert!(told.starts_with("the database cannot be opened"), "{told}");
}

#[test]
fn who_leaves_before_its_turn_changes_nothing() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let (store, run) = with_records(folder.path(), 1).await;
        let other = Connection::open(folder.path().join("store.db")).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        // The writer waits for the lock with the first call; the second waits for the writer, and is given up.
        let records = [record(2)];
        let first = store.append(&run, 1, &records);
        let second = async {
            let records = [record(2), record(3)];
            let call = store.append(&run, 1, &records);
            let gone = tokio::time::timeout(Duration::from_millis(20), call).await;
            assert!(gone.is_err(), "it was made while another held the lock");
            other.execute_batch("ROLLBACK").unwrap();
        };
        let (first, ()) = tokio::join!(first, second);
        first.unwrap();
        assert_eq!(store.records(&run, 0).await.unwrap().len(), 2);
    });
}
