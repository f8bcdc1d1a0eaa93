//! Matrices: every combination of the axes, less `exclude`, plus `include`
//! (<https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations>).

mod read;
mod shape;

use crate::matrix::read::{rows, value};
use diag::Span;
use expr::{EvalError, Object, Scope, Value};
use ir::{Axis, Matrix, MatrixValues, Template};
use shape::resembles;
use thiserror::Error;

/// Why a matrix gives no copies.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MatrixError {
    /// An expression in it fails.
    #[error("{0}")]
    Eval(EvalError),
    /// Something in it has the wrong shape.
    #[error("{what} must be {wanted}, found {found}")]
    Shape {
        /// What: the matrix, an axis, `include`.
        what: String,
        /// What it must be.
        wanted: &'static str,
        /// What it is.
        found: &'static str,
        /// Where it is written.
        span: Span,
    },
    /// An axis without values.
    #[error("\"{axis}\" in the matrix has no values")]
    EmptyAxis {
        /// Its name.
        axis: String,
        /// Where it is written.
        span: Span,
    },
    /// There are too many combinations.
    #[error("the matrix has more than {limit} combinations")]
    TooMany {
        /// How many there may be.
        limit: usize,
        /// Where it is written.
        span: Span,
    },
}

impl MatrixError {
    /// Where to point.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Eval(error) => error.span,
            Self::Shape { span, .. } | Self::EmptyAxis { span, .. } | Self::TooMany { span, .. } => *span,
        }
    }
}

impl From<EvalError> for MatrixError {
    fn from(error: EvalError) -> Self {
        Self::Eval(error)
    }
}

/// No service allows more combinations than this in one matrix; also keeps a product of axes from filling the memory.
const COMBINATIONS: usize = 4096;

/// The values of each copy, every one an object.
///
/// # Errors
/// [`MatrixError`] when an expression fails or yields something that is no matrix.
pub fn expand(matrix: &Matrix, scope: &dyn Scope) -> Result<Vec<Value>, MatrixError> {
    let table = match matrix {
        Matrix::Axes { products, include, exclude } => Table {
            products: products
                .iter()
                .map(|axes| axes.iter().map(|axis| row(axis, scope)).collect())
                .collect::<Result<_, MatrixError>>()?,
            include: rows("include", include, scope)?,
            exclude: rows("exclude", exclude, scope)?,
        },
        Matrix::Computed(template) => computed(template, scope)?,
    };
    table.combinations(matrix_span(matrix))
}

fn row(axis: &Axis, scope: &dyn Scope) -> Result<(String, Vec<Value>), MatrixError> {
    let (name, span) = (axis.name.value.clone(), axis.name.span);
    let values: Vec<Value> = match &axis.values {
        MatrixValues::List(values) => {
            values.iter().map(|item| value(item, scope)).collect::<Result<_, _>>()?
        }
        MatrixValues::Computed(template) => {
            let span = template.text().span();
            shape::list(template.eval(scope)?, &format!("\"{name}\" in the matrix"), span)?
        }
    };
    if values.is_empty() { Err(MatrixError::EmptyAxis { axis: name, span }) } else { Ok((name, values)) }
}

fn computed(template: &Template, scope: &dyn Scope) -> Result<Table, MatrixError> {
    let span = template.text().span();
    let object = shape::object(shape::from_text(template.eval(scope)?), "the matrix", span)?;
    let mut table = Table { products: Vec::new(), include: Vec::new(), exclude: Vec::new() };
    let added = |name: &str| name.eq_ignore_ascii_case("include") || name.eq_ignore_ascii_case("exclude");
    let is_copy = |(name, copy): (&str, &Value)| matches!(copy, Value::Object(_)) && !added(name);
    if !object.is_empty() && object.iter().all(is_copy) {
        // Copies by name, each with its values.
        let copies = object.iter().map(|(_, copy)| shape::object(copy.clone(), "a copy in the matrix", span));
        table.include = copies.collect::<Result<_, _>>()?;
        return Ok(table);
    }
    let mut axes = Vec::new();
    for (name, value) in object.iter() {
        let what = format!("\"{name}\" in the matrix");
        let values = shape::list(value.clone(), &what, span)?;
        let rows = |values: Vec<Value>| -> Result<Vec<Object>, MatrixError> {
            values.into_iter().map(|row| shape::object(row, &what, span)).collect()
        };
        if name.eq_ignore_ascii_case("include") {
            table.include = rows(values)?;
        } else if name.eq_ignore_ascii_case("exclude") {
            table.exclude = rows(values)?;
        } else if values.is_empty() {
            return Err(MatrixError::EmptyAxis { axis: name.to_owned(), span });
        } else {
            axes.push((name.to_owned(), values));
        }
    }
    table.products.push(axes);
    Ok(table)
}

/// A matrix in which nothing is left to evaluate.
struct Table {
    products: Vec<Vec<(String, Vec<Value>)>>,
    include: Vec<Object>,
    exclude: Vec<Object>,
}

impl Table {
    fn combinations(self, span: Span) -> Result<Vec<Value>, MatrixError> {
        let mut all: Vec<Combination> = Vec::new();
        for axes in self.products.iter().filter(|axes| !axes.is_empty()) {
            let size = axes.iter().try_fold(1_usize, |size, (_, values)| size.checked_mul(values.len()));
            if size.is_none_or(|size| size + all.len() > COMBINATIONS) {
                return Err(MatrixError::TooMany { limit: COMBINATIONS, span });
            }
            all.extend(product(axes));
        }
        all.retain(|combination| !self.exclude.iter().any(|row| combination.is_excluded_by(row)));
        let products = all.len();
        for row in &self.include {
            let mut widened = false;
            for combination in &mut all[..products] {
                widened |= combination.widen(row);
            }
            if !widened {
                all.push(Combination { axes: Object::default(), values: row.clone() });
            }
        }
        Ok(all.into_iter().map(|combination| Value::Object(combination.values.into())).collect())
    }
}

/// Every choice of one value an axis, the last axis changing fastest.
fn product(axes: &[(String, Vec<Value>)]) -> Vec<Combination> {
    let mut all = vec![Object::default()];
    for (name, values) in axes {
        let longer = |start: &Object, value: &Value| {
            let mut object = start.clone();
            object.insert(name.as_str(), value.clone());
            object
        };
        all = all.iter().flat_map(|start| values.iter().map(move |value| longer(start, value))).collect();
    }
    all.into_iter().map(|axes| Combination { values: axes.clone(), axes }).collect()
}

/// One copy's values: those of the axes, and with what `include` added.
struct Combination {
    axes: Object,
    values: Object,
}

impl Combination {
    fn is_excluded_by(&self, row: &Object) -> bool {
        row.iter().all(|(key, pattern)| self.axes.get(key).is_some_and(|value| resembles(value, pattern)))
    }

    /// Takes in the values of a row that contradicts none of the axes.
    fn widen(&mut self, row: &Object) -> bool {
        let fits =
            row.iter().all(|(key, pattern)| self.axes.get(key).is_none_or(|value| resembles(value, pattern)));
        if fits {
            for (key, value) in row.iter().filter(|(key, _)| self.axes.get(key).is_none()) {
                self.values.insert(key, value.clone());
            }
        }
        fits
    }
}

fn matrix_span(matrix: &Matrix) -> Span {
    match matrix {
        Matrix::Computed(template) => template.text().span(),
        Matrix::Axes { products, include, .. } => {
            let axis = products.iter().flatten().next().map(|axis| axis.name.span);
            axis.unwrap_or_else(|| read::span(include))
        }
    }
}

#[cfg(test)]
mod tests;
