//! How many copies a job has, as far as nothing is left to a run.

use super::jobs::{uses, verbatim};
use crate::expand;
use crate::rules::MATRIX;
use diag::{Diagnostic, Span};
use expr::{EvalError, Scope, Value};
use ir::{Conventions, Job, Matrix, MatrixSource, MatrixUse, MatrixValues, Pipeline};

/// Jobs that have more copies than there can be, whatever the run.
#[must_use]
pub fn check_copies(pipeline: &Pipeline, conventions: &Conventions) -> Vec<Diagnostic> {
    pipeline.jobs.iter().filter_map(|job| check(job, conventions)).collect()
}

fn check(job: &Job, conventions: &Conventions) -> Option<Diagnostic> {
    let strategy = job.strategy.as_ref()?;
    let limit = conventions.max_copies;
    let Some(matrix) = &strategy.matrix else {
        let copies = strategy.copies.as_ref()?;
        let count = copies.value as usize;
        return (count > limit).then(|| too_many(count, limit, copies.span));
    };
    let (count, place) = at_most(matrix)?;
    if count <= limit {
        return None;
    }
    let matrix = if conventions.matrix == MatrixUse::Variables { verbatim(matrix) } else { matrix.clone() };
    if !uses(&matrix).is_empty() {
        return None;
    }
    match expand(&matrix, &Nothing) {
        Ok(legs) => (legs.len() > limit).then(|| too_many(legs.len(), limit, place.unwrap_or(job.id.span))),
        Err(error) => Some(Diagnostic::error(MATRIX, error.span(), error.to_string())),
    }
}

/// More copies than there can be.
pub(super) fn too_many(count: usize, limit: usize, span: Span) -> Diagnostic {
    let message = format!("the job has {count} copies, more than the {limit} that are possible");
    Diagnostic::error(MATRIX, span, message).help("exclude combinations, or split the job")
}

/// How many copies there are before rows take some away, and where they begin. Nothing if only a run knows.
fn at_most(matrix: &Matrix) -> Option<(usize, Option<Span>)> {
    let Matrix::Axes { products, include: MatrixSource::Rows(added), .. } = matrix else { return None };
    let place = products.iter().flatten().map(|axis| axis.name.span).next();
    let mut sum = added.len();
    for axes in products.iter().filter(|axes| !axes.is_empty()) {
        let sizes = axes.iter().map(|axis| match &axis.values {
            MatrixValues::List(values) => Some(values.len()),
            MatrixValues::Computed(_) => None,
        });
        let size = sizes.collect::<Option<Vec<_>>>()?.into_iter().fold(1, usize::saturating_mul);
        sum = sum.saturating_add(size);
    }
    Some((sum, place))
}

/// There is no run to ask.
struct Nothing;

impl Scope for Nothing {
    fn context(&self, _: &str) -> Option<Value> {
        None
    }

    fn call(&self, _: &str, _: &[Value]) -> Option<Result<Value, EvalError>> {
        None
    }
}
