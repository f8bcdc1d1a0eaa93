//! What only a server can go through: other replicas, a sudden end, other programs' databases.

mod refused;
mod replicas;
pub mod server;

use super::{MongoBlobs, MongoStore};
use server::Server;
use std::any::Any;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::SystemTime;

fn block_on<T>(test: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test)
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A name that no other test gives its database.
fn name() -> String {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    format!("t{}_{}_{number}", since.as_micros(), std::process::id())
}

/// A store with an empty database of its own.
pub(crate) async fn new() -> (MongoStore, Server) {
    let server = Server::find();
    let store = MongoStore::open(&server.uri(), Some(&name())).await.unwrap();
    (store, server)
}

/// The same for blobs, with a runtime that does their work.
pub(crate) fn new_blobs(cap: Option<u64>) -> (MongoBlobs, Box<dyn Any>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (blobs, store, server) = runtime.block_on(async {
        let (store, server) = new().await;
        (store.blobs("test", cap).await.unwrap(), store, server)
    });
    (blobs, Box::new((store, runtime, server)))
}
