use std::io;
use std::path::{Path, PathBuf};

/// Why a sandbox could not be had or used. A step's own failure is no error but an [`Exit`](crate::Exit).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExecutorError {
    /// No container engine answers.
    #[error(
        "no container engine answers at {address} ({cause}); start one, or set DOCKER_HOST, or use the native executor"
    )]
    NoEngine {
        /// Where it was looked for.
        address: String,
        /// What came instead of an answer.
        cause: String,
    },
    /// An image is neither here nor in its registry.
    #[error("image `{image}` was not found; check its name and tag, or build it on this machine first")]
    ImageNotFound {
        /// Its name.
        image: String,
    },
    /// The registry does not let us.
    #[error("the registry refuses to give image `{image}`; sign in with `docker login`, or give credentials")]
    PullDenied {
        /// Its name.
        image: String,
    },
    /// The registry does not let this user.
    #[error(
        "the registry refuses to give image `{image}` to `{user}`; check the password, and whether this user may have it"
    )]
    LoginDenied {
        /// Its name.
        image: String,
        /// Who signed in.
        user: String,
    },
    /// An image could not be pulled for another reason.
    #[error("image `{image}` could not be pulled: {cause}")]
    PullFailed {
        /// Its name.
        image: String,
        /// What the engine said.
        cause: String,
    },
    /// A container asks for something of the machine, which its author may not have.
    #[error("`{asked}` reaches outside of the job's containers, which is not allowed here; leave it out")]
    Beyond {
        /// What was asked for.
        asked: String,
    },
    /// A policy forbids to pull an image that is not here.
    #[error(
        "image `{image}` is not on this machine and its pull policy is `never`; pull it first, or change the policy"
    )]
    NotPulled {
        /// Its name.
        image: String,
    },
    /// An image could not be built.
    #[error("image from `{dockerfile}` could not be built: {cause}")]
    BuildFailed {
        /// The file.
        dockerfile: String,
        /// What the engine said.
        cause: String,
    },
    /// There is no such program.
    #[error("`{program}` was not found in {place}; install it there, or use another shell or image")]
    MissingProgram {
        /// What was to be run.
        program: String,
        /// Where.
        place: String,
    },
    /// A step starts in a folder that is not there.
    #[error("the working directory `{path}` does not exist; create it in an earlier step")]
    MissingDirectory {
        /// It.
        path: String,
    },
    /// A part of a container's options that is not known.
    #[error("container option `{option}` is not supported; remove it")]
    UnknownOption {
        /// It.
        option: String,
    },
    /// A part of a container's description that makes no sense.
    #[error("container {part} `{value}` is not valid: {why}")]
    InvalidContainer {
        /// Which part: `port`, `volume`, `option`, ...
        part: &'static str,
        /// What was written.
        value: String,
        /// What is wrong.
        why: String,
    },
    /// The executor cannot do something.
    #[error("the {executor} executor cannot run {what}; use `--executor {instead}`")]
    Unable {
        /// Which executor.
        executor: &'static str,
        /// What was asked for.
        what: String,
        /// Which one can.
        instead: &'static str,
    },
    /// A service did not come up.
    #[error("service `{service}` {how}; see its log above")]
    ServiceFailed {
        /// Its name.
        service: String,
        /// `exited with code 1`, `did not become healthy`.
        how: String,
    },
    /// A job's container is not running any more.
    #[error("the job's container stopped ({how}); the image may need more memory, or a step stopped it")]
    ContainerStopped {
        /// How.
        how: String,
    },
    /// No space is left.
    #[error("no space is left to {what}; free some, or set TMPDIR to another folder")]
    DiskFull {
        /// What was being written.
        what: String,
    },
    /// There is no place for sandboxes.
    #[error("sandboxes cannot be kept in {}: {cause}; set TMPDIR to a folder that can be written", .base.display())]
    NoBase {
        /// Where they would be.
        base: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// A file is larger than it may be.
    #[error("`{path}` has {size} bytes, but at most {limit} are read")]
    TooLarge {
        /// The file.
        path: String,
        /// Its size.
        size: u64,
        /// The limit.
        limit: u64,
    },
    /// A path of the job that only its container knows.
    #[error("`{path}` is not in one of the job's own folders; use a path in its workspace")]
    OutsideOfJob {
        /// The path.
        path: String,
    },
    /// An archive has a member that leaves its folder.
    #[error("the archive's member `{path}` would be written outside of its folder")]
    UnsafeArchive {
        /// The member.
        path: String,
    },
    /// The folder of a workspace cannot be used.
    #[error("the workspace `{}` cannot be copied: {cause}", .root.display())]
    Workspace {
        /// The folder.
        root: PathBuf,
        /// Why.
        cause: String,
    },
    /// The container engine refused something.
    #[error("the container engine could not {action}: {cause}")]
    Engine {
        /// What it was asked to do.
        action: &'static str,
        /// What it said.
        cause: String,
    },
    /// The system refused something.
    #[error("could not {action}: {source}")]
    Io {
        /// What was tried.
        action: String,
        /// What it said.
        source: io::Error,
    },
}

impl ExecutorError {
    /// A folder for sandboxes that cannot be used, or is full.
    pub(crate) fn base(base: &Path, cause: io::Error) -> Self {
        match Self::io(format!("make a folder in {}", base.display()), cause) {
            Self::Io { source: cause, .. } => Self::NoBase { base: base.to_owned(), cause },
            full => full,
        }
    }

    /// An error of the system, or [`ExecutorError::DiskFull`].
    pub(crate) fn io(action: impl Into<String>, source: io::Error) -> Self {
        let action = action.into();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { what: action },
            _ => Self::Io { action, source },
        }
    }
}
