//! Runs played event by event: what follows from what.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that breaks shall say where")]

mod calls;
mod cancelling;
mod contexts;
mod ends;
mod gates;
mod groups;
mod holds;
mod matrices;
mod repeats;
mod reports;
mod stage;
mod stages;
