//! A declarative pipeline as it stands in its script: sections with their places, texts and code still unread
//! (<https://www.jenkins.io/doc/book/pipeline/syntax/#declarative-pipeline>).
use groovy::Place;
use groovy::ast::{Call, Closure, Expr, Name, Statement};

/// A pipeline.
#[derive(Default)]
pub(super) struct Model<'a> {
    pub at: Place,
    /// What stands around the pipeline: definitions that its code may use.
    pub prelude: Vec<&'a Statement>,
    pub libraries: Vec<Library>,
    pub agent: Option<Agent<'a>>,
    pub environment: Option<Environment<'a>>,
    pub stages: Vec<Stage<'a>>,
    pub post: Vec<Post<'a>>,
    pub options: Vec<Symbol<'a>>,
    pub parameters: Vec<Symbol<'a>>,
    pub triggers: Vec<Symbol<'a>>,
    pub tools: Vec<(&'a Name, &'a Expr)>,
}

/// A shared library: what is known of it here is its name.
pub(super) struct Library {
    pub name: String,
}

/// Something with a name and arguments: an option, a parameter, a trigger, a condition.
#[derive(Clone, Copy)]
pub(super) struct Symbol<'a> {
    pub name: &'a Name,
    pub call: &'a Call,
    pub at: Place,
}

/// Where a stage runs.
pub(super) struct Agent<'a> {
    /// `any`, `none`, `label`, `docker`, ...
    pub kind: &'a str,
    pub at: Place,
    /// What is said of it; the value of `label 'x'` is the field of that name.
    pub fields: Vec<(&'a str, &'a Expr)>,
}

impl<'a> Agent<'a> {
    pub fn field(&self, name: &str) -> Option<&'a Expr> {
        self.fields.iter().find(|(field, _)| *field == name).map(|(_, value)| *value)
    }
}

/// Variables.
pub(super) struct Environment<'a> {
    /// The whole section.
    pub at: Place,
    pub entries: Vec<Variable<'a>>,
}

/// A variable and its value.
pub(super) struct Variable<'a> {
    pub name: &'a str,
    pub at: Place,
    pub value: &'a Expr,
}

/// What is done at an end.
pub(super) struct Post<'a> {
    pub condition: &'a Name,
    pub steps: &'a Closure,
    pub at: Place,
}

/// A stage, a branch, or a matrix' cells.
#[derive(Default)]
pub(super) struct Stage<'a> {
    pub name: String,
    pub name_at: Place,
    pub at: Place,
    pub agent: Option<Agent<'a>>,
    pub environment: Option<Environment<'a>>,
    pub when: Option<When<'a>>,
    pub input: Option<Input<'a>>,
    pub options: Vec<Symbol<'a>>,
    pub tools: Vec<(&'a Name, &'a Expr)>,
    pub post: Vec<Post<'a>>,
    pub fail_fast: bool,
    pub work: Work<'a>,
}

/// What a stage does.
#[derive(Default)]
pub(super) enum Work<'a> {
    #[default]
    Nothing,
    Steps(&'a Closure),
    Stages(Vec<Stage<'a>>),
    Parallel(Vec<Stage<'a>>),
    Matrix(Box<Matrix<'a>>),
}

/// Stages for each combination of values.
pub(super) struct Matrix<'a> {
    pub axes: Vec<Axis>,
    pub excludes: Vec<Vec<Axis>>,
    /// What holds for each cell: a stage whose work is the cell's stages.
    pub cell: Stage<'a>,
}

/// A variable and its values.
pub(super) struct Axis {
    pub name: String,
    pub values: Vec<String>,
    /// All values but these.
    pub inverse: bool,
}

/// Whether a stage runs.
pub(super) struct When<'a> {
    /// The whole section.
    pub at: Place,
    pub conditions: Vec<Symbol<'a>>,
    pub before_input: bool,
    pub before_options: bool,
}

/// What a person is asked.
pub(super) struct Input<'a> {
    pub at: Place,
    pub message: Option<&'a Expr>,
    /// Who may answer, names with commas in between.
    pub submitter: Option<&'a Expr>,
    /// What the person says beside yes or no.
    pub parameters: Vec<Symbol<'a>>,
}
