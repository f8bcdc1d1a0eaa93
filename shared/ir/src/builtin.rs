use crate::{Cache, FileWork, Report, Template, Upload};
use serde::{Deserialize, Serialize};

/// What every CI knows to do, whatever it is called there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Builtin {
    /// Puts the sources into the workspace.
    Checkout {
        /// Another repository.
        repository: Option<Template>,
        /// Another ref.
        revision: Option<Template>,
        /// Where to, in the workspace.
        path: Option<Template>,
        /// Whether submodules come along.
        submodules: Option<Template>,
        /// How many commits.
        depth: Option<Template>,
    },
    /// Restores files now and saves them when the job ends well.
    Cache(Box<Cache>),
    /// Keeps files of this run.
    Upload(Box<Upload>),
    /// Brings files of this run.
    Download {
        /// Which; none: all.
        name: Option<Template>,
        /// A glob over names.
        pattern: Option<Template>,
        /// Where to.
        path: Option<Template>,
        /// Into one folder, rather than one each.
        merge: Option<Template>,
    },
    /// Puts a language or program of some version onto the path.
    Setup {
        /// Which.
        tool: Tool,
        /// The version wanted; none: any.
        version: Option<Template>,
        /// A file that names the version.
        version_file: Option<Template>,
    },
    /// Reads a report that the steps before made.
    Report(Box<Report>),
    /// Does nothing for a while.
    Sleep {
        /// How long: a number is seconds, text a duration as `90s` or `1h 30m`.
        time: Template,
    },
    /// Writes a line into the log.
    Print {
        /// It.
        message: Template,
    },
    /// Fails.
    Fail {
        /// Why, for people.
        message: Template,
    },
    /// Goes well, but from now on the job has issues.
    Unstable {
        /// Why, for people.
        message: Template,
    },
    /// Goes on when a person agrees.
    Approve {
        /// What the person is asked.
        message: Template,
    },
    /// Works on files.
    Files(FileWork),
}

/// What [`Builtin::Setup`] can set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Tool {
    Node,
    Python,
    Go,
    Java,
    Dotnet,
    Ruby,
    Rust,
}
