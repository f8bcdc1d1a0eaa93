//! What only a file can go through: old versions, full disks, locks, damage, and a sudden end.

mod audit;
mod backup;
mod kill;
mod samples;
mod trouble;

use super::SqliteStore;
use crate::contract::{record, submission};
use crate::{Store, StoreError};
use events::RunId;
use std::path::Path;

fn block_on<T>(test: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test)
}

/// A store in this folder, with one run that has this many records.
async fn with_records(folder: &Path, count: u64) -> (SqliteStore, RunId) {
    let store = SqliteStore::open(&folder.join("store.db")).unwrap();
    let run = RunId::from("a");
    store.create(&run, submission("a")).await.unwrap();
    let records: Vec<_> = (1..=count).map(record).collect();
    store.append(&run, 0, &records).await.unwrap();
    (store, run)
}

fn sentence<T>(result: Result<T, StoreError>) -> String {
    match result {
        Err(StoreError::Unavailable(sentence)) => sentence,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it works"),
    }
}
