//! The real command line against the real daemon.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

#[path = "server/benchmark.rs"]
mod benchmark;
#[path = "server/daemon.rs"]
mod daemon;
#[path = "server/following.rs"]
mod following;
#[path = "server/guide.rs"]
mod guide;
#[path = "server/keeping.rs"]
mod keeping;
#[path = "server/login.rs"]
mod login;
