use serde::{Deserialize, Serialize};

/// What a language takes for granted and no file of it says: a row of the table of formats, read by the lowering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conventions {
    /// How the copies of a job are named.
    pub copies: CopyNames,
    /// What the values of a matrix are to a job.
    pub matrix: MatrixUse,
    /// How globs over files and refs read.
    pub globs: Globs,
    /// When the sources are put into a job's workspace.
    pub sources: Sources,
    /// When the pipeline's inputs have their values.
    pub inputs: InputUse,
    /// How many copies one job may have.
    pub max_copies: usize,
    /// Whether the first failing copy of a job ends the others when the job does not say.
    pub fail_fast: bool,
    /// The name of the event on which a pull request runs with the target's rights, where there is one.
    pub trusted_event: Option<&'static str>,
    /// Where the forge's account of an event tells of the pipeline whose end it was, in languages that can wait for one.
    pub ended: Option<EndedPlaces>,
    /// The secret with which a job speaks to its forge, where the language has a name for it.
    pub token: Option<Token>,
}

/// A secret that every job of a run has, whatever its callers hand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// The secret's name.
    pub secret: &'static str,
    /// The context in which expressions find it too.
    pub context: &'static str,
    /// Its name there.
    pub member: &'static str,
}

/// Places in a forge's account of an event, as JSON pointers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndedPlaces {
    /// The name of the pipeline that ended.
    pub name: &'static str,
    /// The branch that it ran on.
    pub branch: &'static str,
}

/// How the copies of a job are named. Equal copies are `test 1/3` in any language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CopyNames {
    /// `test (linux, 18)`
    Brackets,
    /// `test: [linux, 18]`
    List,
}

/// What the values of a matrix are to a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatrixUse {
    /// The `matrix` context; expressions in it are evaluated.
    Context,
    /// Variables of the job, and the `matrix` context; variables in them are filled in as in any other variable.
    Variables,
}

/// How globs read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Globs {
    /// `?` and `+` repeat what stands before them, `**` crosses folders wherever it stands
    /// (<https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet>).
    Repeating,
    /// As `fnmatch` does: `?` is one character, `{a,b}` one of several, `**/` any number of folders
    /// (<https://docs.gitlab.com/ci/yaml/#ruleschanges>).
    Shell,
}

/// When the sources are put into a job's workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sources {
    /// When a step asks for them.
    OnRequest,
    /// Always, before the first step.
    Always,
}

/// When the pipeline's inputs have their values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputUse {
    /// When a person or another pipeline starts it; else the `inputs` context is empty.
    WhenAsked,
    /// In every run; what is not given has its default.
    Always,
}
