//! The daemon: stores, triggers, queues and runs pipelines, and serves them over HTTP.
//!
//! [`config`] says what it was told to be, and [`app::App`] wires everything over a [`backend::Backend`]; [`http`] has one file a resource and
//! decides nothing; [`begin`] makes runs of pipelines; [`work`] takes jobs and runs them; [`logs`] and [`sinks`] tell
//! of what happens.

pub mod app;
pub mod audit;
pub mod auth;
pub mod backend;
pub mod backup;
pub mod begin;
pub mod config;
pub mod http;
pub mod limits;
pub mod logs;
pub mod rotation;
pub mod schedule;
pub mod serve;
pub mod sinks;
pub mod state;
pub mod supervisor;
pub mod tls;
pub mod vault;
pub mod work;

mod check;
mod git;
mod random;
mod start;
mod webhooks;

pub use start::StartError;
