//! One job, decided step by step: which runs next and with what, and what came of it.
//!
//! [`JobMachine`] is told what happened ([`Input`]) and says what to do ([`Action`]). It evaluates conditions,
//! variables, outputs and inputs of actions; it keeps deadlines, retries, background steps and what actions do before
//! and after the steps. The runner does what it says.

mod action;
mod begin;
mod builtin;
mod end;
mod evaluate;
mod exec;
mod file_work;
mod finish;
mod frame;
mod group;
mod hooks;
mod input;
mod machine;
mod resolved;
mod scope;
mod script;
mod secret;
mod shell;
mod standing;
mod stop;
#[cfg(test)]
mod tests;
mod timing;
mod title;
mod variables;

pub use action::{Action, Capture, Exec, File, Finished, ImageRun, ImageSource, Work};
pub use builtin::{Builtin, Cache, Checkout, Download, IfNone, Inputs, Key, Setup, Upload};
pub use file_work::FileWork;
pub use input::{Ended, Input};
pub use machine::{Files, JobMachine, Surroundings};
pub use resolved::{ActionImage, ActionInput, Body, Hook, ImageBody, Resolved};
pub use secret::{Secret, Secrets};
pub use shell::words;
pub use variables::Variables;
