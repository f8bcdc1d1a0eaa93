//! What every backend must keep to. A new one adds a row to [`STORES`] or [`BLOBS`].

mod blobs;
mod catalog;
mod logs;
mod queue;
mod runs;

use crate::{Blobs, Catalog, FolderBlobs, MemoryStore, SqliteStore, Store};
use std::any::Any;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

pub(crate) use runs::{record, submission};

/// All that a server needs of a backend.
trait Whole: Store + Catalog {}

impl<T: Store + Catalog> Whole for T {}

/// A store, and what must live as long as it.
type Housed<T> = (T, Box<dyn Any>);
type NewStore = fn(PathBuf) -> Pin<Box<dyn Future<Output = Housed<Arc<dyn Whole>>>>>;
type NewBlobs = fn(&Path, Option<u64>) -> Housed<Box<dyn Blobs>>;

const STORES: &[(&str, NewStore)] = &[
    ("memory", |_| Box::pin(async { housed(MemoryStore::new()) })),
    ("sqlite", |folder| {
        Box::pin(async move { housed(SqliteStore::open(&folder.join("store.db")).expect("a new store")) })
    }),
    #[cfg(feature = "mongodb")]
    ("mongodb", |_| {
        Box::pin(async {
            let (store, server) = crate::mongo::tests::new().await;
            (Arc::new(store) as Arc<dyn Whole>, Box::new(server) as Box<dyn Any>)
        })
    }),
];

fn housed(store: impl Whole + 'static) -> Housed<Arc<dyn Whole>> {
    (Arc::new(store), Box::new(()))
}

const BLOBS: &[(&str, NewBlobs)] = &[
    ("folder", |path, cap| {
        (Box::new(FolderBlobs::open(path, cap).expect("a folder that can be written")), Box::new(()))
    }),
    #[cfg(feature = "mongodb")]
    ("mongodb", |_, cap| {
        let (blobs, house) = crate::mongo::tests::new_blobs(cap);
        (Box::new(blobs), house)
    }),
];

/// Runs a test over every store, each with an empty folder.
fn each_store<F: Future<Output = ()>>(test: impl Fn(Arc<dyn Store>) -> F) {
    each_whole(|store| test(store));
}

/// The same, for what a store holds beside runs.
fn each_whole<F: Future<Output = ()>>(test: impl Fn(Arc<dyn Whole>) -> F) {
    for (name, new) in STORES {
        println!("{name}");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let folder = tempfile::tempdir().unwrap();
        runtime.block_on(async {
            let (store, _house) = new(folder.path().to_owned()).await;
            test(store).await;
        });
    }
}

/// Runs a test over every keeper of blobs, each with an empty folder.
fn each_blobs(cap: Option<u64>, test: impl Fn(&dyn Blobs)) {
    for (name, new) in BLOBS {
        println!("{name}");
        let folder = tempfile::tempdir().unwrap();
        let (blobs, _house) = new(folder.path(), cap);
        test(&*blobs);
    }
}

/// A store for tests of single calls, with a run in it.
async fn with_run(store: &dyn Store, id: &str) -> events::RunId {
    let run = events::RunId::from(id);
    store.create(&run, submission(id)).await.unwrap();
    run
}
