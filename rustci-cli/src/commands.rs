//! One file a verb.

pub mod approve;
pub mod artifacts;
pub mod benchmark;
pub mod cancel;
pub mod completions;
pub mod contexts;
pub mod convert;
pub mod explain;
pub mod expr;
pub mod login;
pub mod logout;
pub mod logs;
pub mod man;
pub mod pipelines;
pub mod plan;
pub mod rerun;
pub mod run;
pub mod runners;
pub mod runs;
pub mod scale;
pub mod schema;
pub mod secrets;
pub mod stats;
pub mod trigger;
pub mod validate;
pub mod whoami;
