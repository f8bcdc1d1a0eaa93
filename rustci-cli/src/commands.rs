//! One file a verb.

pub mod convert;
pub mod explain;
pub mod expr;
pub mod plan;
pub mod run;
pub mod schema;
pub mod validate;
