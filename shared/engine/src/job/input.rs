use super::Resolved;
use events::{Signal, StepId};
use indexmap::IndexMap;
use plan::ir::ProgramStep;

/// What happened, told to a [`super::JobMachine`].
pub enum Input {
    /// What was started for a step has ended.
    Ended {
        /// The step.
        step: StepId,
        /// How.
        end: Ended,
    },
    /// A step said something.
    Signal {
        /// The step.
        step: StepId,
        /// What.
        signal: Signal,
    },
    /// What an action is made of, or why that cannot be known.
    Resolved {
        /// The reference as it was asked for.
        reference: String,
        /// The answer.
        result: Result<Box<Resolved>, String>,
    },
    /// A program's next command.
    Told {
        /// The step.
        step: StepId,
        /// The answer.
        next: ProgramStep,
    },
    /// Somebody wants the job to end; what runs "always" still does.
    Cancel,
    /// End now, whatever is left to run.
    Abort,
    /// Time has gone by.
    Tick,
}

/// How something that was started has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// A process, with this code; 128 + n for signal n.
    Code(i32),
    /// Something of ours, well; its outputs.
    Done(IndexMap<String, String>),
    /// Because of [`super::Action::Kill`].
    Killed,
    /// The user's step says that it failed.
    Failed(String),
    /// It asks for what cannot be done.
    Invalid(String),
    /// Our side or the machine broke.
    Broken(String),
}
