use super::FileWork;
use events::JobId;
use indexmap::IndexMap;
use plan::ir::Tool;
use std::time::Duration;

/// Something we do ourselves, every expression in it evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Builtin {
    /// Puts sources into the workspace.
    Checkout(Checkout),
    /// Restores files of an earlier run.
    RestoreCache(Cache),
    /// Keeps files for later runs.
    SaveCache(Cache),
    /// Keeps files of this run.
    Upload(Upload),
    /// Brings files of this run.
    Download(Download),
    /// Puts a program onto the path.
    Setup(Setup),
    /// Reads variables for later jobs from these files (globs).
    ReadVariables {
        /// The globs.
        paths: Vec<String>,
    },
    /// Reads test results in JUnit's XML (globs).
    ReadTests {
        /// The globs.
        paths: Vec<String>,
        /// Tests that failed fail the step.
        fails: bool,
    },
    /// Works on files.
    Files(FileWork),
    /// Fails.
    Fail {
        /// Why.
        message: String,
    },
    /// Writes lines into the log.
    Print {
        /// They.
        message: String,
    },
    /// Asks a person whether to go on.
    Approve {
        /// What the person is asked.
        message: String,
    },
    /// Brings all artifacts of these jobs.
    BringArtifacts {
        /// The jobs.
        jobs: Vec<JobId>,
    },
}

/// The author's own inputs, those that have no field included.
pub type Inputs = IndexMap<String, String>;

/// What to check out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checkout {
    /// Another repository.
    pub repository: Option<String>,
    /// Another ref.
    pub revision: Option<String>,
    /// Where to, in the workspace.
    pub path: Option<String>,
    /// Whether submodules come along.
    pub submodules: Option<String>,
    /// How many commits.
    pub depth: Option<String>,
    /// The author's inputs.
    pub inputs: Inputs,
}

/// Files kept from run to run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cache {
    /// Under which key.
    pub key: Key,
    /// Keys to fall back on.
    pub fallback: Vec<String>,
    /// They are beginnings of keys.
    pub fallback_prefix: bool,
    /// Which files.
    pub paths: Vec<String>,
    /// Also what git does not track.
    pub untracked: bool,
    /// A missing entry is an error.
    pub fail_on_miss: bool,
    /// Only looks whether there is one.
    pub lookup_only: bool,
    /// The variable that tells later steps what was restored.
    pub hit_variable: Option<String>,
    /// The job declares it: its key alone names it, and an entry under the key is replaced.
    pub declared: bool,
    /// Set when the restore found an entry under the very key, so that saving has nothing to do.
    pub hit: bool,
}

/// How a cache's key comes about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// As it is.
    Text(String),
    /// From what is in files.
    Files {
        /// Their globs.
        files: Vec<String>,
        /// Put before it.
        prefix: Option<String>,
        /// From the commits that last changed them.
        by_commit: bool,
    },
}

impl Default for Key {
    fn default() -> Self {
        Self::Text("default".to_owned())
    }
}

/// Files to keep of this run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Upload {
    /// Under which name.
    pub name: Option<String>,
    /// Globs.
    pub paths: Vec<String>,
    /// Globs to leave out.
    pub exclude: Vec<String>,
    /// Also what git does not track.
    pub untracked: bool,
    /// What to do when nothing matches.
    pub if_none: IfNone,
    /// An artifact of that name is replaced.
    pub overwrite: bool,
    /// Hidden files come along.
    pub hidden: bool,
    /// How long; none: as long as there is room.
    pub retention: Option<Duration>,
    /// Paths are kept as they are in the workspace, rather than from what they have in common.
    pub rooted: bool,
    /// It is found under its job, by the jobs after it; else by its name, in the whole run.
    pub own: bool,
}

/// What to do when no file matches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IfNone {
    /// Say so.
    #[default]
    Warn,
    /// Fail.
    Error,
    /// Nothing.
    Ignore,
}

/// Files to bring.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Download {
    /// Which; none: all.
    pub name: Option<String>,
    /// A glob over names.
    pub pattern: Option<String>,
    /// Where to.
    pub path: Option<String>,
    /// Into one folder, rather than one each.
    pub merge: bool,
    /// The author's inputs.
    pub inputs: Inputs,
}

/// A program to put onto the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// Which.
    pub tool: Tool,
    /// The version wanted; none: any.
    pub version: Option<String>,
    /// A file that names the version.
    pub version_file: Option<String>,
    /// The author's inputs.
    pub inputs: Inputs,
}
