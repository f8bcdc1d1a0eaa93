use serde::{Deserialize, Serialize};
use std::borrow::Cow;

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
    /// When a stage begins.
    pub stages: Stages,
    /// What becomes of a job or stage that needs a skipped one.
    pub skipped_need: SkippedNeed,
    /// Which outputs of a job others see.
    pub step_outputs: StepOutputs,
    /// How processes find variables.
    pub env_names: EnvNames,
    /// The contexts through which jobs see what came before them.
    pub past: &'static [PastContext],
}

impl Conventions {
    /// What most languages take for granted, for a row to say only what is its own.
    pub const USUAL: Self = Self {
        copies: CopyNames::Brackets,
        matrix: MatrixUse::Variables,
        globs: Globs::Shell,
        sources: Sources::Always,
        inputs: InputUse::Always,
        max_copies: 256,
        fail_fast: false,
        trusted_event: None,
        ended: None,
        token: None,
        stages: Stages::Barrier,
        skipped_need: SkippedNeed::Skips,
        step_outputs: StepOutputs::Declared,
        env_names: EnvNames::AsWritten,
        past: &[PastContext::NEEDS],
    };
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
    /// How it ended.
    pub outcome: &'static str,
    /// Its commit.
    pub sha: &'static str,
    /// The id of its run.
    pub run: &'static str,
}

/// When a stage begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stages {
    /// When all jobs of the stages before have ended. A job's `needs` may name any job, and take the place of that.
    #[default]
    Barrier,
    /// When the stages it needs have ended, if its condition holds. A job's `needs` are jobs of its stage, and its
    /// condition sees only these. A skipped stage skips its jobs.
    Graph,
}

/// What becomes of a job or stage that needs a skipped one, unless its condition says otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkippedNeed {
    /// It is skipped too.
    #[default]
    Skips,
    /// What was skipped by its own condition counts as if it had gone well.
    Passes,
}

/// Which outputs of a job others see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepOutputs {
    /// Those that the job declares.
    #[default]
    Declared,
    /// Also every output of every step, as `step.name`.
    All,
}

/// How processes find variables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnvNames {
    /// Under their names.
    #[default]
    AsWritten,
    /// `a.b c` as `A_B_C`; a variable is the same in any case. What a step itself sets keeps its name.
    UpperUnderscore,
}

/// A context through which a job or stage sees what came before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastContext {
    /// Its name in expressions.
    pub name: Cow<'static, str>,
    /// What is in it. Each job or stage there has the members `result` and `outputs`.
    pub holds: Past,
    /// How `result` tells an end.
    pub words: ResultWords,
}

/// What a [`PastContext`] holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Past {
    /// What it needs by name: jobs for a job; stages for a stage, the outputs of their jobs as `job.name`.
    Needs,
    /// The stages before, and in each its jobs.
    StageJobs,
}

/// A dialect's words for ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultWords {
    /// It went well.
    pub success: Cow<'static, str>,
    /// It went well, with issues: a failure that does not count.
    pub issues: Cow<'static, str>,
    /// It failed.
    pub failure: Cow<'static, str>,
    /// Somebody ended it.
    pub cancelled: Cow<'static, str>,
    /// It did not run.
    pub skipped: Cow<'static, str>,
}

impl PastContext {
    /// `needs`, with `success`, `failure`, `cancelled` and `skipped`.
    pub const NEEDS: Self = Self {
        name: Cow::Borrowed("needs"),
        holds: Past::Needs,
        words: ResultWords {
            success: Cow::Borrowed("success"),
            issues: Cow::Borrowed("success"),
            failure: Cow::Borrowed("failure"),
            cancelled: Cow::Borrowed("cancelled"),
            skipped: Cow::Borrowed("skipped"),
        },
    };
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
