//! Values of a matrix that stand twice, and rows that take nothing away.
mod values;

use crate::Lint;
use diag::{Code, Diagnostic, Rule, Spanned, did_you_mean};
use ir::{Axis, Matrix, MatrixRow, MatrixSource, MatrixValue, MatrixValues, Pipeline};
use values::{constant, covers, equal, place, words};

/// A value that stands twice.
pub(crate) const DUPLICATE: Lint = Lint {
    rule: Rule {
        code: DUPLICATE_CODE,
        summary: "a value stands twice in one variable of a matrix",
        page: "The same job runs twice for it.\n\n\
               Wrong:\n\n    matrix:\n      node: [20, 22, 22]\n\nRight:\n\n    matrix:\n      node: [20, 22]\n",
    },
    check: duplicates,
};
const DUPLICATE_CODE: Code = Code("matrix-duplicate");

/// A row of `exclude` that takes nothing away.
pub(crate) const EXCLUDE: Lint = Lint {
    rule: Rule {
        code: EXCLUDE_CODE,
        summary: "a row of `exclude` takes nothing out of the matrix",
        page: "A row takes away the combinations that have all of its values. A variable or a value that the matrix does not \
               have is in none.\n\n\
               Wrong:\n\n    matrix:\n      node: [20, 22]\n      exclude:\n        - node: 18\n\n\
               Right:\n\n    matrix:\n      node: [20, 22]\n",
    },
    check: exclude,
};
const EXCLUDE_CODE: Code = Code("matrix-exclude");

fn matrices(pipeline: &Pipeline) -> impl Iterator<Item = (Vec<&Axis>, &MatrixSource, &MatrixSource)> {
    pipeline.jobs.iter().filter_map(|job| match job.strategy.as_ref()?.matrix.as_ref()? {
        Matrix::Axes { products, include, exclude } => {
            Some((products.iter().flatten().collect(), include, exclude))
        }
        Matrix::Computed(_) => None,
    })
}

fn duplicates(pipeline: &Pipeline, findings: &mut Vec<Diagnostic>) {
    for axis in matrices(pipeline).flat_map(|(axes, ..)| axes) {
        let MatrixValues::List(values) = &axis.values else { continue };
        for (at, value) in values.iter().enumerate().filter(|(_, value)| constant(value)) {
            let Some(first) = values[..at].iter().find(|earlier| equal(earlier, value)) else { continue };
            let Some(span) = place(value) else { continue };
            let message = format!("{} stands twice in `{}` of the matrix", words(value), axis.name.value);
            let finding = Diagnostic::warning(DUPLICATE_CODE, span, message).help("remove one of them");
            findings.push(match place(first) {
                Some(first) => finding.label(first, "first here"),
                None => finding,
            });
        }
    }
}

fn exclude(pipeline: &Pipeline, findings: &mut Vec<Diagnostic>) {
    for (axes, include, exclude) in matrices(pipeline) {
        let (Some(included), MatrixSource::Rows(rows)) = (row_entries(include), exclude) else { continue };
        let variables = Variables { axes: &axes, included };
        for row in rows {
            let MatrixRow::Row(entries) = row else { continue };
            findings.extend(entries.iter().filter_map(|(name, value)| variables.misses(name, value)));
        }
    }
}

type Entry = (Spanned<String>, MatrixValue);

/// What rows say, unless some are known only when they are evaluated.
fn row_entries(source: &MatrixSource) -> Option<Vec<&Entry>> {
    let MatrixSource::Rows(rows) = source else { return None };
    let rows = rows.iter().map(|row| match row {
        MatrixRow::Row(entries) => Some(entries),
        MatrixRow::Computed(_) => None,
    });
    Some(rows.collect::<Option<Vec<_>>>()?.into_iter().flatten().collect())
}

struct Variables<'a> {
    axes: &'a [&'a Axis],
    included: Vec<&'a Entry>,
}

impl Variables<'_> {
    /// Why no combination has this value of this variable.
    fn misses(&self, name: &Spanned<String>, value: &MatrixValue) -> Option<Diagnostic> {
        let known = self.axes.iter().filter(|axis| axis.name == *name);
        let included = || self.included.iter().filter(|(other, _)| other == name).map(|(_, value)| value);
        let mut values: Vec<&MatrixValue> = included().collect();
        let mut found = !values.is_empty();
        for axis in known {
            let MatrixValues::List(list) = &axis.values else { return None };
            values.extend(list);
            found = true;
        }
        if !found {
            return Some(self.unknown(name));
        }
        if !constant(value) || values.iter().any(|known| !constant(known) || covers(known, value)) {
            return None;
        }
        let message =
            format!("`{}` of the matrix is never {}, so this takes nothing away", name.value, words(value));
        let known: Vec<_> = values.into_iter().map(words).collect();
        let finding = Diagnostic::warning(EXCLUDE_CODE, place(value)?, message);
        Some(finding.help(format!("its values are {}", known.join(", "))))
    }

    fn unknown(&self, name: &Spanned<String>) -> Diagnostic {
        let known: Vec<_> = self.axes.iter().map(|axis| axis.name.as_str()).collect();
        let message = format!("the matrix has no variable `{}`", name.value);
        let finding = Diagnostic::error(EXCLUDE_CODE, name.span, message);
        match did_you_mean(name, known.iter().copied()) {
            Some(near) => finding.help(format!("did you mean `{near}`?")).fix(name.span, near),
            None if known.is_empty() => finding.help("it has no variables to take anything from"),
            None => finding.help(format!("its variables are {}", known.join(", "))),
        }
    }
}
