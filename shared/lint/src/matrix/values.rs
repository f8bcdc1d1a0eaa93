use diag::Span;
use expr::{Type, Value};
use ir::{MatrixScalar, MatrixValue};

/// Whether all of it is known without a run.
pub(super) fn constant(value: &MatrixValue) -> bool {
    match value {
        MatrixValue::Scalar(MatrixScalar::Value(_)) => true,
        MatrixValue::Scalar(MatrixScalar::Template(template)) => template.as_literal().is_some(),
        MatrixValue::List(items) => items.iter().all(constant),
        MatrixValue::Map(entries) => entries.iter().all(|(_, value)| constant(value)),
    }
}

/// Whether two constants are the same; members of a mapping have no order.
pub(super) fn equal(a: &MatrixValue, b: &MatrixValue) -> bool {
    match (a, b) {
        (MatrixValue::Map(some), MatrixValue::Map(others)) => {
            let same =
                |(name, value): &(_, _)| others.iter().any(|(other, it)| other == name && equal(value, it));
            some.len() == others.len() && some.iter().all(same)
        }
        (MatrixValue::List(some), MatrixValue::List(others)) => {
            some.len() == others.len() && some.iter().zip(others).all(|(one, other)| equal(one, other))
        }
        _ => constant(a) && constant(b) && a == b,
    }
}

/// Whether a constant is what another asks for: it may have more members and more items after those.
pub(super) fn covers(known: &MatrixValue, wanted: &MatrixValue) -> bool {
    match (known, wanted) {
        (MatrixValue::Map(known), MatrixValue::Map(wanted)) => wanted
            .iter()
            .all(|(name, wanted)| known.iter().any(|(other, known)| other == name && covers(known, wanted))),
        (MatrixValue::List(known), MatrixValue::List(wanted)) => {
            known.len() == wanted.len()
                && known.iter().zip(wanted).all(|(known, wanted)| covers(known, wanted))
        }
        (MatrixValue::Scalar(known), MatrixValue::Scalar(wanted)) => text(known) == text(wanted),
        _ => false,
    }
}

/// Where it stands; an empty list or mapping stands nowhere.
pub(super) fn place(value: &MatrixValue) -> Option<Span> {
    match value {
        MatrixValue::Scalar(MatrixScalar::Value(value)) => Some(value.span),
        MatrixValue::Scalar(MatrixScalar::Template(template)) => Some(template.text().span()),
        MatrixValue::List(items) => items.iter().find_map(place),
        MatrixValue::Map(entries) => entries.first().map(|(name, _)| name.span),
    }
}

/// A value as its author would write it.
pub(super) fn words(value: &MatrixValue) -> String {
    match value {
        MatrixValue::Scalar(scalar) => format!("`{}`", text(scalar)),
        MatrixValue::List(items) => format!("[{}]", items.iter().map(words).collect::<Vec<_>>().join(", ")),
        MatrixValue::Map(entries) => {
            let entries = entries.iter().map(|(name, value)| format!("{}: {}", name.value, words(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

fn text(scalar: &MatrixScalar) -> String {
    match scalar {
        MatrixScalar::Template(template) => template.to_string(),
        MatrixScalar::Value(value) => plain(&value.value),
    }
}

/// A scalar as text, which is the same in every language.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.to_string(),
        Value::Version(version) => version.to_string(),
        Value::Array(_) | Value::Object(_) => Type::of(value).to_string(),
    }
}
