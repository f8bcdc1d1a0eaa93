//! The real command line against the real daemon.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

#[path = "server/benchmark.rs"]
mod benchmark;
#[path = "server/containers.rs"]
mod containers;
#[path = "server/daemon.rs"]
mod daemon;
#[path = "../../shared/stores/src/mongo/tests/server.rs"]
#[expect(dead_code, reason = "other tests end it and start it again")]
mod database;
#[path = "server/following.rs"]
mod following;
#[path = "server/guide.rs"]
mod guide;
#[path = "server/keeping.rs"]
mod keeping;
#[path = "server/login.rs"]
mod login;
#[path = "server/promises.rs"]
mod promises;
