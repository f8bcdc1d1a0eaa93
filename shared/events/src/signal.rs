use serde::{Deserialize, Serialize};

/// What a running step tells its job, through a line of output or a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "signal", rename_all = "snake_case")]
pub enum Signal {
    /// An output of the step.
    Output {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// A variable for the steps after it.
    Env {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// A variable for the steps after it, of which more is said.
    Variable(Variable),
    /// A folder in front of the path of the steps after it.
    Path {
        /// The folder.
        folder: String,
    },
    /// Something for the step's own later phase.
    State {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// Hide this text in every log from now on.
    Mask {
        /// The text.
        value: String,
    },
    /// A remark for people.
    Annotate(Annotation),
    /// A foldable group of lines begins.
    GroupStart {
        /// Its title.
        title: String,
    },
    /// The group ends.
    GroupEnd,
    /// A line that is shown only in debug logs.
    Debug {
        /// The line.
        message: String,
    },
    /// Markdown for the job's summary.
    Summary {
        /// The Markdown.
        text: String,
    },
    /// Markdown in a file, for the job's summary.
    SummaryFile {
        /// The file.
        path: String,
    },
    /// A file or folder to keep with the run.
    Keep {
        /// Under which name.
        artifact: String,
        /// The file or folder.
        path: String,
    },
    /// Test results to read.
    Tests {
        /// The files.
        paths: Vec<String>,
    },
    /// The step's result, in the step's own words. It makes an end worse, never better.
    Complete {
        /// The result.
        outcome: crate::Outcome,
    },
    /// The step may go well, but its job has issues.
    Issues {
        /// What people are told.
        message: String,
    },
    /// Lines like `::x::` mean nothing until `::token::`.
    StopCommands {
        /// The token.
        token: String,
    },
    /// Commands are shown in the log, or not.
    Echo {
        /// Shown.
        on: bool,
    },
    /// Problem matchers of this file (path as given by the step) look at the lines from now on.
    AddMatcher {
        /// The file.
        file: String,
    },
    /// The matchers of this owner look no more.
    RemoveMatcher {
        /// The owner.
        owner: String,
    },
    /// The matchers of all owners in this file look no more.
    RemoveMatchersOf {
        /// The file.
        file: String,
    },
    /// Something that only counts where a variable of the step is `true`, as any output could forge it. Elsewhere the
    /// step fails.
    Guarded {
        /// The variable.
        variable: String,
        /// What was meant.
        command: Box<Signal>,
        /// Why the step fails, for people.
        refusal: String,
    },
    /// A command that cannot be obeyed: the step fails when it ends.
    Broken {
        /// Why, for people.
        reason: String,
    },
}

/// A variable that a step sets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// It is an output of the step, and known by the step's name and its own: `step.name`.
    pub output: bool,
    /// It is hidden in logs, and no process finds it by itself.
    pub secret: bool,
    /// Nothing may set it again.
    pub read_only: bool,
}

/// A remark for people, with a place if it has one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotation {
    /// How bad.
    pub level: AnnotationLevel,
    /// The text.
    pub message: String,
    /// Its title.
    pub title: Option<String>,
    /// The file, as the step named it.
    pub file: Option<String>,
    /// First line, from 1.
    pub line: Option<u32>,
    /// Last line.
    pub end_line: Option<u32>,
    /// First column, from 1.
    pub column: Option<u32>,
    /// Last column.
    pub end_column: Option<u32>,
}

/// How bad an [`Annotation`] is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AnnotationLevel {
    /// Good to know.
    #[default]
    Notice,
    /// Worth a look.
    Warning,
    /// Wrong.
    Error,
}
