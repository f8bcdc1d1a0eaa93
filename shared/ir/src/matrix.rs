use crate::{Spanned, Template};
use serde::{Deserialize, Serialize};

/// How a job is multiplied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Strategy {
    /// The copies.
    pub matrix: Option<Matrix>,
    /// `N` equal copies, numbered.
    pub copies: Option<Spanned<u32>>,
    /// The first failing copy ends the others. Evaluates to a boolean.
    pub fail_fast: Option<Template>,
    /// How many copies at once. Evaluates to a number.
    pub max_parallel: Option<Template>,
    /// What the author calls the copies, in their order; empty where copies have no names.
    pub names: Vec<String>,
}

/// The copies of a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Matrix {
    /// Products of axes, joined; then `exclude` takes away, then `include` adds, as GitHub does.
    Axes {
        /// Each is a product; most dialects have one, GitLab any number.
        products: Vec<Vec<Axis>>,
        /// Combinations to add or widen.
        include: MatrixSource,
        /// Combinations to take away.
        exclude: MatrixSource,
    },
    /// One expression that yields all of it.
    Computed(Template),
}

/// One dimension.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// The variable.
    pub name: Spanned<String>,
    /// Its values.
    pub values: MatrixValues,
}

/// Values of one axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum MatrixValues {
    /// Written out.
    List(Vec<MatrixValue>),
    /// Known only when it is evaluated.
    Computed(Template),
}

/// A value in a matrix, templates inside it not yet evaluated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum MatrixValue {
    /// Text that may hold expressions, or a typed scalar written plainly.
    Scalar(MatrixScalar),
    /// A list.
    List(Vec<MatrixValue>),
    /// A mapping.
    Map(Vec<(Spanned<String>, MatrixValue)>),
}

/// A scalar in a matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum MatrixScalar {
    /// A string, perhaps with expressions in it.
    Template(Template),
    /// A number, boolean or null.
    Value(Spanned<expr::Value>),
}

/// `include` or `exclude`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum MatrixSource {
    /// Written out.
    Rows(Vec<MatrixRow>),
    /// Known only when it is evaluated.
    Computed(Template),
}

impl Default for MatrixSource {
    fn default() -> Self {
        Self::Rows(Vec::new())
    }
}

/// One combination.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum MatrixRow {
    /// Written out.
    Row(Vec<(Spanned<String>, MatrixValue)>),
    /// Known only when it is evaluated.
    Computed(Template),
}
