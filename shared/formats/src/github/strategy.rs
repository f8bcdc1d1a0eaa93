use super::reader::{Reader, is_hole, named};
use super::rules::MATRIX;
use diag::{Spanned, Text};
use expr::Value;
use ir::{Axis, Matrix, MatrixRow, MatrixScalar, MatrixSource, MatrixValue, MatrixValues, Strategy};
use yaml::{Cursor, Kind, Resolved, Schema};

/// Reads `strategy`.
pub(super) fn read(reader: &Reader<'_>, value: Cursor<'_>) -> Option<Strategy> {
    if is_hole(value) {
        reader.sole(value, "a mapping");
        return None;
    }
    let mut map = value.map("strategy")?;
    let matrix = reader.section(map.optional("matrix"));
    let fail_fast = map.optional("fail-fast").and_then(|value| reader.flag(value));
    let max_parallel = map.optional("max-parallel").and_then(|value| reader.whole(value));
    map.finish();
    let matrix = matrix.and_then(|matrix| read_matrix(reader, matrix));
    Some(Strategy { matrix, copies: None, fail_fast, max_parallel, names: Vec::new() })
}

fn read_matrix(reader: &Reader<'_>, value: Cursor<'_>) -> Option<Matrix> {
    if is_hole(value) {
        return reader.sole(value, "a mapping").map(Matrix::Computed);
    }
    let entries = value.entries()?;
    reader.unique(value);
    let (mut axes, mut include, mut exclude) = (Vec::new(), MatrixSource::default(), MatrixSource::default());
    for (name, value) in entries {
        match name.as_str() {
            "include" => include = rows(reader, value),
            "exclude" => exclude = rows(reader, value),
            _ => axes.extend(axis(reader, name, value)),
        }
    }
    let products = if axes.is_empty() { Vec::new() } else { vec![axes] };
    Some(Matrix::Axes { products, include, exclude })
}

fn axis(reader: &Reader<'_>, name: &Text, value: Cursor<'_>) -> Option<Axis> {
    let values = if is_hole(value) {
        MatrixValues::Computed(reader.sole(value, "a sequence")?)
    } else {
        let items = value.seq()?;
        if items.len() == 0 {
            reader.error(MATRIX, value.span(), format!("the variable \"{}\" has no value", name.as_str()));
        }
        MatrixValues::List(items.filter_map(|item| matrix_value(reader, item)).collect())
    };
    Some(Axis { name: named(name), values })
}

fn rows(reader: &Reader<'_>, value: Cursor<'_>) -> MatrixSource {
    if is_hole(value) {
        let template = reader.sole(value, "a sequence");
        return template.map_or_else(MatrixSource::default, MatrixSource::Computed);
    }
    let items = reader.given(Some(value)).and_then(Cursor::seq).into_iter().flatten();
    MatrixSource::Rows(items.filter_map(|item| row(reader, item)).collect())
}

fn row(reader: &Reader<'_>, item: Cursor<'_>) -> Option<MatrixRow> {
    if is_hole(item) {
        return reader.sole(item, "a mapping").map(MatrixRow::Computed);
    }
    let entries = item.entries()?;
    let row = entries.filter_map(|(name, value)| Some((named(name), matrix_value(reader, value)?)));
    Some(MatrixRow::Row(row.collect()))
}

/// A value of any shape.
fn matrix_value(reader: &Reader<'_>, cursor: Cursor<'_>) -> Option<MatrixValue> {
    match &cursor.node().kind {
        Kind::Seq(_) => {
            let items = cursor.seq()?.filter_map(|item| matrix_value(reader, item));
            Some(MatrixValue::List(items.collect()))
        }
        Kind::Map(_) => {
            let entries = cursor.entries()?;
            let entries =
                entries.filter_map(|(name, value)| Some((named(name), matrix_value(reader, value)?)));
            Some(MatrixValue::Map(entries.collect()))
        }
        Kind::Scalar(scalar) => Some(MatrixValue::Scalar(self::scalar(reader, cursor, &scalar.text)?)),
    }
}

fn scalar(reader: &Reader<'_>, cursor: Cursor<'_>, text: &Text) -> Option<MatrixScalar> {
    let value = match cursor.node().resolve(Schema::Core)? {
        Resolved::Null => Value::Null,
        Resolved::Bool(value) => Value::Bool(value),
        Resolved::Int(value) => Value::Number(value as f64),
        Resolved::Float(value) => Value::Number(value),
        Resolved::Str => {
            // Says so when a tag has no meaning here.
            cursor.string()?;
            return Some(MatrixScalar::Template(reader.template_of(text)));
        }
    };
    Some(MatrixScalar::Value(Spanned::new(value, text.span())))
}
