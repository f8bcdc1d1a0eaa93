//! The program itself: started, killed, stopped, started again.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

#[path = "daemon/kill.rs"]
mod kill;
#[path = "security/online.rs"]
mod online;
#[path = "daemon/server.rs"]
mod server;
#[path = "daemon/start.rs"]
mod start;
#[path = "daemon/supervised.rs"]
mod supervised;
