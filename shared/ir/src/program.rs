//! How text in a dialect's own programming language runs: by replay. It is asked for its next command with the results
//! of all commands before; it begins anew each time, is told those results instead of running the commands again, and
//! stops at the first without one. So nothing of it lives between two commands, and it needs no thread of its own.

use crate::{Step, Text};
use expr::Value;
use indexmap::IndexMap;
use std::sync::Arc;

/// What a program is asked with.
#[derive(Clone, Debug, PartialEq)]
pub struct ProgramCall {
    /// The program.
    pub text: Text,
    /// The variables that a process would get here.
    pub env: IndexMap<String, String>,
    /// What expressions see here, by context name.
    pub contexts: IndexMap<String, Value>,
    /// What its commands came to so far, in their order.
    pub past: Arc<Vec<CommandResult>>,
}

/// What a program's command came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CommandResult {
    /// Its exit code; 0 when it went well, 1 when it failed without one.
    pub code: i32,
    /// Why it failed; none when it went well.
    pub failure: Option<String>,
    /// Its outputs, with what was captured ([`crate::Script::capture`]) under the name asked for.
    pub outputs: IndexMap<String, String>,
}

/// How a program goes on.
#[derive(Clone, Debug, PartialEq)]
pub enum ProgramStep {
    /// Its next command. Whatever comes of it, the program is asked again.
    Run(Box<Step>),
    /// It has ended well.
    Done {
        /// Variables for the steps after it.
        env: Vec<(String, String)>,
        /// Outputs of the program's step.
        outputs: Vec<(String, String)>,
    },
    /// It has failed.
    Failed {
        /// Why, for people.
        message: String,
        /// The line of the text, from 1.
        line: Option<u32>,
    },
}
