//! The program itself: started, killed, stopped, started again.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

#[path = "daemon/containers.rs"]
mod containers;
#[path = "../../shared/stores/src/mongo/tests/server.rs"]
mod database;
#[path = "daemon/full_disk.rs"]
mod full_disk;
#[path = "daemon/kill.rs"]
mod kill;
#[path = "daemon/matrix.rs"]
mod matrix;
#[path = "security/online.rs"]
mod online;
#[path = "daemon/replicas.rs"]
mod replicas;
#[path = "daemon/server.rs"]
mod server;
#[path = "daemon/start.rs"]
mod start;
#[path = "daemon/stream.rs"]
mod stream;
#[path = "daemon/supervised.rs"]
mod supervised;
#[path = "daemon/trace.rs"]
mod trace;
#[path = "daemon/whole.rs"]
mod whole;
