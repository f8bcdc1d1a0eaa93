//! Every template in a matrix.

use ir::{Matrix, MatrixRow, MatrixScalar, MatrixSource, MatrixValue, MatrixValues, Template};

/// Calls `visit` with every template of a matrix.
pub(super) fn each(matrix: &Matrix, visit: &mut dyn FnMut(&Template)) {
    let mut matrix = matrix.clone();
    each_mut(&mut matrix, &mut |template| visit(template));
}

/// Calls `change` with every template of a matrix.
pub(super) fn each_mut(matrix: &mut Matrix, change: &mut dyn FnMut(&mut Template)) {
    match matrix {
        Matrix::Computed(template) => change(template),
        Matrix::Axes { products, include, exclude } => {
            for axis in products.iter_mut().flatten() {
                match &mut axis.values {
                    MatrixValues::Computed(template) => change(template),
                    MatrixValues::List(values) => values.iter_mut().for_each(|value| in_value(value, change)),
                }
            }
            in_source(include, change);
            in_source(exclude, change);
        }
    }
}

fn in_source(source: &mut MatrixSource, change: &mut dyn FnMut(&mut Template)) {
    match source {
        MatrixSource::Computed(template) => change(template),
        MatrixSource::Rows(rows) => {
            for row in rows {
                match row {
                    MatrixRow::Computed(template) => change(template),
                    MatrixRow::Row(entries) => {
                        entries.iter_mut().for_each(|(_, value)| in_value(value, change))
                    }
                }
            }
        }
    }
}

fn in_value(value: &mut MatrixValue, change: &mut dyn FnMut(&mut Template)) {
    match value {
        MatrixValue::Scalar(MatrixScalar::Template(template)) => change(template),
        MatrixValue::Scalar(MatrixScalar::Value(_)) => {}
        MatrixValue::List(items) => items.iter_mut().for_each(|item| in_value(item, change)),
        MatrixValue::Map(entries) => entries.iter_mut().for_each(|(_, value)| in_value(value, change)),
    }
}
