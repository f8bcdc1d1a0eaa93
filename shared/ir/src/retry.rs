use crate::Spanned;
use serde::{Deserialize, Serialize};

/// When something that failed is tried again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Retry {
    /// How many times at most, after the first.
    pub max: Spanned<u32>,
    /// At which failures; empty: at any.
    pub when: Vec<Spanned<RetryWhen>>,
    /// Only with one of these exit codes; empty: with any.
    pub exit_codes: Vec<Spanned<i32>>,
}

/// A kind of failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RetryWhen {
    /// Any.
    Always,
    /// The user's script failed.
    ScriptFailure,
    /// Our side or the machine broke.
    SystemFailure,
    /// It took too long.
    Timeout,
    /// Any other that a service knows, by its name; never happens here.
    Other(String),
}
