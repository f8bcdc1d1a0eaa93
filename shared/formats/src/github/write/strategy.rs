//! `strategy`.
use crate::convert::losses::MATRIX;
use crate::write::{self, Writing};
use ir::{Axis, Matrix, MatrixRow, MatrixSource, MatrixValue, MatrixValues, Strategy};
use yaml::{Map, Tree};

pub(super) fn write(strategy: &Strategy, writing: &mut Writing<'_>) -> Tree {
    let Strategy { matrix, copies, fail_fast, max_parallel, names: _ } = strategy;
    let mut map = Map::default();
    if copies.is_none() && matrix.is_none() {
        // Without copies there is nothing that it could say.
        let words = fail_fast.iter().chain(max_parallel);
        words.for_each(|word| writing.implied(word.text().span()));
        return map.into();
    }
    map.put_some("fail-fast", fail_fast.as_ref().map(write::typed));
    map.put_some("max-parallel", max_parallel.as_ref().map(write::typed));
    if let Some(copies) = copies {
        let mut numbers = Map::default();
        numbers.put("copy", Tree::row((1..=copies.value).map(Tree::bare).collect()).at(copies.span));
        map.put("matrix", numbers);
    }
    match matrix {
        None => {}
        Some(Matrix::Computed(template)) => map.put("matrix", write::text(template)),
        Some(Matrix::Axes { products, include, exclude }) => {
            let mut axes = Map::default();
            for Axis { name, values } in products.iter().take(1).flatten() {
                axes.put_at(name.value.as_str(), name.span, self::values(values));
            }
            if let Some(Axis { name, .. }) = products.get(1).and_then(|product| product.first()) {
                writing.lost(
                    MATRIX,
                    name.span,
                    "a matrix has one product of variables",
                    "list the combinations under \"include\"",
                );
            }
            source(include, "include", &mut axes);
            source(exclude, "exclude", &mut axes);
            map.put_filled("matrix", axes);
        }
    }
    map.into()
}

/// The values of one variable.
fn values(values: &MatrixValues) -> Tree {
    match values {
        MatrixValues::Computed(template) => write::text(template),
        MatrixValues::List(values) => Tree::row(values.iter().map(write::matrix_value).collect()),
    }
}

fn source(source: &MatrixSource, key: &str, map: &mut Map) {
    match source {
        MatrixSource::Computed(template) => map.put(key, write::text(template)),
        MatrixSource::Rows(rows) => map.put_filled(key, Tree::list(rows.iter().map(row).collect())),
    }
}

fn row(row: &MatrixRow) -> Tree {
    match row {
        MatrixRow::Computed(template) => write::text(template),
        MatrixRow::Row(entries) => write::matrix_value(&MatrixValue::Map(entries.clone())),
    }
}
