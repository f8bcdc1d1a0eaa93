//! What every backend must keep to. A new one adds a row to [`STORES`] or [`BLOBS`].

mod blobs;
mod catalog;
mod logs;
mod queue;
mod runs;

use crate::{Blobs, Catalog, FolderBlobs, MemoryStore, SqliteStore, Store};
use std::path::Path;
use std::sync::Arc;

pub(crate) use runs::{record, submission};

/// All that a server needs of a backend.
trait Whole: Store + Catalog {}

impl<T: Store + Catalog> Whole for T {}

type NewStore = fn(&Path) -> Arc<dyn Whole>;
type NewBlobs = fn(&Path, Option<u64>) -> Box<dyn Blobs>;

const STORES: &[(&str, NewStore)] = &[
    ("memory", |_| Arc::new(MemoryStore::new())),
    ("sqlite", |folder| Arc::new(SqliteStore::open(&folder.join("store.db")).expect("a new store"))),
];

const BLOBS: &[(&str, NewBlobs)] =
    &[("folder", |path, cap| Box::new(FolderBlobs::open(path, cap).expect("a folder that can be written")))];

/// Runs a test over every store, each with an empty folder.
fn each_store<F: Future<Output = ()>>(test: impl Fn(Arc<dyn Store>) -> F) {
    each_whole(|store| test(store));
}

/// The same, for what a store holds beside runs.
fn each_whole<F: Future<Output = ()>>(test: impl Fn(Arc<dyn Whole>) -> F) {
    for (name, new) in STORES {
        println!("{name}");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let folder = tempfile::tempdir().unwrap();
        runtime.block_on(test(new(folder.path())));
    }
}

/// Runs a test over every keeper of blobs, each with an empty folder.
fn each_blobs(cap: Option<u64>, test: impl Fn(&dyn Blobs)) {
    for (name, new) in BLOBS {
        println!("{name}");
        let folder = tempfile::tempdir().unwrap();
        test(&*new(folder.path(), cap));
    }
}

/// A store for tests of single calls, with a run in it.
async fn with_run(store: &dyn Store, id: &str) -> events::RunId {
    let run = events::RunId::from(id);
    store.create(&run, submission(id)).await.unwrap();
    run
}
