//! The daemon of RustCI: stores, triggers, queues and runs pipelines, and serves them over HTTP.

pub mod auth;
pub mod config;
