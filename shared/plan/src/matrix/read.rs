use super::{MatrixError, shape};
use diag::Span;
use expr::{Object, Scope, Value};
use ir::{MatrixRow, MatrixScalar, MatrixSource, MatrixValue};

/// A value as it was written, its templates evaluated.
pub(super) fn value(written: &MatrixValue, scope: &dyn Scope) -> Result<Value, MatrixError> {
    Ok(match written {
        MatrixValue::Scalar(MatrixScalar::Value(value)) => value.value.clone(),
        MatrixValue::Scalar(MatrixScalar::Template(template)) => template.eval(scope)?,
        MatrixValue::List(items) => {
            Value::array(items.iter().map(|item| value(item, scope)).collect::<Result<Vec<_>, _>>()?)
        }
        MatrixValue::Map(entries) => {
            let entry = |(name, item): &(diag::Spanned<String>, MatrixValue)| {
                Ok::<_, MatrixError>((name.value.clone(), value(item, scope)?))
            };
            Value::object(entries.iter().map(entry).collect::<Result<Vec<_>, _>>()?)
        }
    })
}

/// The rows of `include` or `exclude`.
pub(super) fn rows(name: &str, source: &MatrixSource, scope: &dyn Scope) -> Result<Vec<Object>, MatrixError> {
    let what = format!("\"{name}\" in the matrix");
    match source {
        MatrixSource::Rows(rows) => rows.iter().map(|written| row(&what, written, scope)).collect(),
        MatrixSource::Computed(template) => {
            let span = template.text().span();
            let rows = shape::list(template.eval(scope)?, &what, span)?;
            rows.into_iter().map(|row| shape::object(row, &what, span)).collect()
        }
    }
}

fn row(what: &str, written: &MatrixRow, scope: &dyn Scope) -> Result<Object, MatrixError> {
    match written {
        MatrixRow::Row(entries) => {
            let mut object = Object::default();
            for (name, written) in entries {
                object.insert(name.value.as_str(), value(written, scope)?);
            }
            Ok(object)
        }
        MatrixRow::Computed(template) => shape::object(template.eval(scope)?, what, template.text().span()),
    }
}

/// Where a source begins.
pub(super) fn span(source: &MatrixSource) -> Span {
    match source {
        MatrixSource::Computed(template) => template.text().span(),
        MatrixSource::Rows(rows) => match rows.first() {
            Some(MatrixRow::Row(entries)) => entries.first().map_or(Span::NOWHERE, |(name, _)| name.span),
            Some(MatrixRow::Computed(template)) => template.text().span(),
            None => Span::NOWHERE,
        },
    }
}
