//! The program itself: started, killed, stopped, started again.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

#[path = "daemon/kill.rs"]
mod kill;
#[path = "daemon/server.rs"]
mod server;
#[path = "daemon/start.rs"]
mod start;
#[path = "daemon/supervised.rs"]
mod supervised;
