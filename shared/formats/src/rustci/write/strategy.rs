//! `parallel`, `matrix` and `retry`.
use crate::convert::losses::{MATRIX, RETRY};
use crate::write::{self, Writing};
use diag::Spanned;
use ir::{Axis, Matrix, MatrixRow, MatrixSource, MatrixValue, MatrixValues, Retry, RetryWhen, Strategy};
use yaml::{Map, Tree};

pub(super) fn write(strategy: &Strategy, map: &mut Map, writing: &mut Writing<'_>) {
    let Strategy { matrix, copies, fail_fast, max_parallel, names: _ } = strategy;
    map.put_some("parallel", copies.as_ref().map(|copies| Tree::bare(copies.value).at(copies.span)));
    match matrix {
        None => {}
        Some(Matrix::Computed(template)) => {
            let message = "a matrix cannot be computed while the pipeline runs";
            writing.lost(MATRIX, template.text().span(), message, "list the values");
        }
        Some(Matrix::Axes { products, include, exclude }) => {
            let mut axes = Map::default();
            for Axis { name, values } in products.iter().take(1).flatten() {
                match values {
                    MatrixValues::List(values) => {
                        let values = values.iter().map(|value| cell(value, writing)).collect();
                        axes.put_at(name.value.as_str(), name.span, Tree::row(values));
                    }
                    MatrixValues::Computed(template) => {
                        let message = "values of a matrix cannot be computed";
                        writing.lost(MATRIX, template.text().span(), message, "list the values");
                    }
                }
            }
            rows(include, "include", &mut axes, writing);
            rows(exclude, "exclude", &mut axes, writing);
            map.put_filled("matrix", axes);
        }
    }
    map.put_some("fail_fast", fail_fast.as_ref().map(write::typed));
    match max_parallel {
        Some(most) if most.as_literal().is_none_or(|most| most.parse::<u32>().is_err()) => {
            let message = "how many copies run at once cannot be computed";
            writing.lost(MATRIX, most.text().span(), message, "write the number");
        }
        most => map.put_some("max_parallel", most.as_ref().map(write::typed)),
    }
}

fn rows(source: &MatrixSource, key: &str, axes: &mut Map, writing: &mut Writing<'_>) {
    let computed = match source {
        MatrixSource::Computed(template) => Some(template),
        MatrixSource::Rows(rows) => {
            let mut written = Vec::new();
            for row in rows {
                let MatrixRow::Row(entries) = row else { continue };
                let mut map = Map::default();
                for (name, value) in entries {
                    map.put_at(name.value.as_str(), name.span, cell(value, writing));
                }
                written.push(Tree::from(map));
            }
            axes.put_filled(key, Tree::list(written));
            rows.iter().find_map(|row| match row {
                MatrixRow::Computed(template) => Some(template),
                MatrixRow::Row(_) => None,
            })
        }
    };
    if let Some(template) = computed {
        let message = "combinations of a matrix cannot be computed";
        writing.lost(MATRIX, template.text().span(), message, "list the combinations");
    }
}

/// A value is a scalar.
fn cell(value: &MatrixValue, writing: &mut Writing<'_>) -> Tree {
    if let MatrixValue::Scalar(_) = value {
        return write::matrix_value(value);
    }
    let span = write::place_of_value(value);
    let message = "a value of a matrix is a text, not a list or a mapping";
    writing.lost(MATRIX, span, message, "use a variable for each part");
    Tree::text("").at(span)
}

pub(super) fn retry(retry: &Retry, writing: &mut Writing<'_>) -> Tree {
    let Retry { max, when, exit_codes } = retry;
    let times = Tree::bare(max.value).at(max.span);
    let mut words = Vec::new();
    for Spanned { value, span } in when {
        let word = match value {
            RetryWhen::ScriptFailure => "failure",
            RetryWhen::SystemFailure => "system_failure",
            RetryWhen::Timeout => "timeout",
            RetryWhen::Always => continue,
            RetryWhen::Other(word) => {
                writing.lost(RETRY, *span, format!("\"{word}\" never happens here"), "nothing");
                continue;
            }
        };
        words.push(Tree::text(word).at(*span));
    }
    if words.is_empty() && exit_codes.is_empty() {
        return times;
    }
    let mut map = Map::default();
    map.put("max", times);
    if !words.is_empty() {
        map.put("when", Tree::one_or_row(words));
    }
    let codes: Vec<_> = exit_codes.iter().map(|code| Tree::bare(code.value).at(code.span)).collect();
    if !codes.is_empty() {
        map.put("exit_codes", Tree::one_or_row(codes));
    }
    map.into()
}
