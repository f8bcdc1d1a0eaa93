use crate::ContainerSpec;
use std::time::Duration;

/// One process to run.
#[derive(Clone, Debug)]
pub struct Exec {
    /// The program (looked up in the `PATH` of `env`) and its arguments.
    pub argv: Vec<String>,
    /// Every variable it gets, to begin with those of [`Layout::env`](crate::Layout::env). Only `PWD`, and the mark
    /// that its offspring is found by (`RUSTCI_PROCESS`), are added; a container adds what its image sets.
    pub env: Vec<(String, String)>,
    /// Where it starts. None: the workspace.
    pub directory: Option<String>,
    /// What its input reads. None: nothing.
    pub stdin: Option<Vec<u8>>,
    /// Where it runs.
    pub place: Place,
    /// How it is ended on a cancel.
    pub grace: Grace,
}

impl Exec {
    /// A process in the job's own place, in the workspace, with no variables.
    pub fn new(argv: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            argv: argv.into_iter().map(Into::into).collect(),
            env: Vec::new(),
            directory: None,
            stdin: None,
            place: Place::Job,
            grace: Grace::default(),
        }
    }
}

/// Where a process runs.
#[derive(Clone, Debug)]
pub enum Place {
    /// Where the job's steps run.
    Job,
    /// A container of its own, on the job's network and with the job's folders: a docker action. `argv` is then the
    /// arguments for the image's entrypoint, or for [`ContainerSpec::entrypoint`].
    Image(Box<ContainerSpec>),
}

/// How a cancelled process is ended: asked, told, killed; each time with all its offspring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grace {
    /// From the interrupt (SIGINT) to the termination (SIGTERM).
    pub interrupt: Duration,
    /// From the termination to the kill (SIGKILL).
    pub terminate: Duration,
}

impl Default for Grace {
    /// As GitHub's runner does it:
    /// <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation>.
    fn default() -> Self {
        Self { interrupt: Duration::from_millis(7500), terminate: Duration::from_millis(2500) }
    }
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// By itself, with this code.
    Code(i32),
    /// By a signal that was not ours.
    Signal(i32),
    /// Because it was cancelled.
    Cancelled,
}

impl Exit {
    /// It ended by itself and well.
    #[must_use]
    pub fn is_success(self) -> bool {
        self == Self::Code(0)
    }
}
