use crate::{Cache, Env, Expr, Retry, Script, Span, Spanned, Template, Text, Upload};
use serde::{Deserialize, Serialize};

/// One step of a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Where it stands.
    pub span: Span,
    /// Its key in the job.
    pub id: Option<Spanned<String>>,
    /// What people see.
    pub name: Option<Template>,
    /// Whether it runs. Without a status function in it, only while all went well.
    pub condition: Option<Expr>,
    /// What it does.
    pub action: Action,
    /// Its variables.
    pub env: Env,
    /// Whether its failure fails the job.
    pub continue_on_error: Option<Template>,
    /// How long it may take: a number is minutes, text is a duration as `600s` or `1h 30m`.
    pub timeout: Option<Template>,
    /// When to try again.
    pub retry: Option<Retry>,
    /// Files it leaves, kept when it has passed.
    pub artifacts: Vec<Upload>,
    /// Goes on beside the steps after it.
    pub background: bool,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(clippy::large_enum_variant, reason = "a step is one of these, and there are few steps")]
pub enum Action {
    /// A script.
    Run(Script),
    /// Somebody's action or task, by name.
    Uses {
        /// Which.
        reference: Reference,
        /// Its inputs.
        with: With,
    },
    /// One that every CI knows. `reference` and `with` are what the author wrote, if it was an action.
    Builtin {
        /// What it means.
        builtin: Builtin,
        /// The action that stands for it in the source.
        reference: Option<Reference>,
        /// The author's own inputs.
        with: With,
    },
    /// Waits for background steps.
    Wait {
        /// Their ids. Empty: all.
        steps: Vec<Spanned<String>>,
    },
    /// Ends a background step.
    Cancel {
        /// Its id.
        step: Spanned<String>,
    },
    /// Steps side by side.
    Parallel(Vec<Step>),
}

/// Inputs of an action, in the author's order.
pub type With = Vec<(Spanned<String>, Template)>;

/// Names an action.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reference {
    /// A folder of this repository: `./a`.
    Local(Text),
    /// `owner/repo[/path]@ref`.
    Remote {
        /// As written.
        text: Text,
        /// `owner`.
        owner: String,
        /// `repo`.
        repo: String,
        /// Path in the repository; empty for its root.
        path: String,
        /// Branch, tag or commit.
        revision: String,
    },
    /// An image: `docker://image`.
    Image(Text),
    /// A name in the dialect's own catalogue, as `Npm@1`.
    Task(Text),
}

impl Reference {
    /// As the author wrote it.
    #[must_use]
    pub fn text(&self) -> &Text {
        match self {
            Self::Local(text) | Self::Image(text) | Self::Task(text) | Self::Remote { text, .. } => text,
        }
    }
}

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
