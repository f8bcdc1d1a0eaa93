use crate::{Builtin, Env, Expr, Retry, Script, Span, Spanned, Template, Text, Upload};
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
    /// The author's own words for that, where `action` says only what they come to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// Its variables.
    pub env: Env,
    /// Whether its failure is tolerated: the steps after it run as if it had gone well.
    pub continue_on_error: Option<Template>,
    /// What such a failure leaves on the job.
    pub mark: Mark,
    /// How long it may take: a number is minutes, text is a duration as `600s` or `1h 30m`.
    pub timeout: Option<Template>,
    /// When to try again.
    pub retry: Option<Retry>,
    /// Files it leaves, kept when it has passed.
    pub artifacts: Vec<Upload>,
    /// Goes on beside the steps after it.
    pub background: bool,
}

impl Step {
    /// A step that does this, and nothing else is said of it.
    #[must_use]
    pub fn new(span: Span, action: Action) -> Self {
        Self {
            span,
            id: None,
            name: None,
            condition: None,
            action,
            origin: None,
            env: Env::default(),
            continue_on_error: None,
            mark: Mark::default(),
            timeout: None,
            retry: None,
            artifacts: Vec::new(),
            background: false,
        }
    }
}

/// What somebody wrote who meant commands: an entry of a catalogue, with its inputs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// Which.
    pub reference: Reference,
    /// Its inputs.
    pub with: With,
}

/// What a tolerated failure of a step leaves on its job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    /// Nothing: the job is as if the step had gone well.
    #[default]
    Nothing,
    /// The job ends well, but with issues.
    Issues,
    /// The job fails, once the steps after it have run.
    Failure,
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
    /// Steps one after the other. What is said of the group (its variables, condition, time limit, retry, what its
    /// failure means) holds around all of them; inside, a step's condition sees only the steps of the group.
    Group(Vec<Step>),
    /// A program in the dialect's own language, as it was written. See [`crate::ProgramCall`].
    Program(Text),
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
