use super::{Builtin, Secret};
use events::{Cause, News, Outcome, StepId};
use indexmap::IndexMap;
use plan::ir::{ProgramCall, Reference};

/// What the pump is to do next. The list is closed: nothing else ever happens in a job.
pub enum Action {
    /// Tell the scheduler.
    Report(News),
    /// Begin this; [`super::Input::Ended`] tells how it went.
    Start {
        /// For which step.
        step: StepId,
        /// What.
        work: Work,
    },
    /// Find out what an action is made of; [`super::Input::Resolved`] tells.
    Resolve {
        /// Which.
        reference: Reference,
    },
    /// Ask a program for its next command; [`super::Input::Told`] tells.
    Ask {
        /// For which step.
        step: StepId,
        /// With what.
        call: Box<ProgramCall>,
    },
    /// End what runs for this step; its end is told as that of any other.
    Kill {
        /// Which.
        step: StepId,
    },
    /// Nothing to do until something is told, or until this moment.
    Wait {
        /// The nearest deadline.
        until: Option<events::Timestamp>,
    },
    /// The job is over.
    Finish(Finished),
}

/// How a job ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// How.
    pub outcome: Outcome,
    /// Why, if it did not go well.
    pub cause: Option<Cause>,
    /// The failure does not count.
    pub tolerated: bool,
    /// Its outputs.
    pub outputs: IndexMap<String, String>,
    /// Variables that it reported for later jobs.
    pub variables: IndexMap<String, String>,
}

/// What a step comes down to.
pub enum Work {
    /// A process.
    Exec(Exec),
    /// Something we do ourselves.
    Builtin(Builtin),
}

/// A process to run.
#[derive(Clone, Default, PartialEq)]
pub struct Exec {
    /// Programs with their arguments; the first whose program is there is run. Empty for an image's own entrypoint.
    pub commands: Vec<Vec<String>>,
    /// Files to write before.
    pub files: Vec<File>,
    /// Its variables, on top of those that processes start with.
    pub env: Vec<(String, String)>,
    /// Folders in front of its `PATH`, the first one first.
    pub path: Vec<String>,
    /// Where it starts, if not in the workspace.
    pub directory: Option<String>,
    /// The image it runs in, if not where the job's steps run.
    pub image: Option<ImageRun>,
    /// Where what it prints goes instead of the log.
    pub capture: Option<Capture>,
}

/// What a process prints, as an output of its step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// The output's name.
    pub name: String,
    /// The file that the process prints into.
    pub path: String,
}

/// A file that a process needs.
#[derive(Clone, PartialEq)]
pub struct File {
    /// Where, as the job sees it.
    pub path: String,
    /// Its text; may hold secrets.
    pub content: Secret,
}

/// A container for one process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageRun {
    /// The image's name, or the folder and the file to build it from.
    pub source: ImageSource,
    /// Replaces the image's entrypoint.
    pub entrypoint: Option<Vec<String>>,
    /// Arguments of the entrypoint.
    pub args: Vec<String>,
}

/// Where an image comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageSource {
    /// A registry or this machine.
    Named(String),
    /// Files.
    Build {
        /// The folder, as the job sees it.
        context: String,
        /// The file in it.
        dockerfile: String,
    },
}

impl Default for ImageSource {
    fn default() -> Self {
        Self::Named(String::new())
    }
}
