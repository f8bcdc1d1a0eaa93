use super::MatrixError;
use diag::Span;
use expr::{Object, Value};

/// Whether a value is what a pattern of `include` or `exclude` describes: an object may have more members than the
/// pattern, a list more items behind those of the pattern; text is compared without regard to case.
pub(super) fn resembles(value: &Value, pattern: &Value) -> bool {
    match (value, pattern) {
        (Value::Object(value), Value::Object(pattern)) => {
            pattern.iter().all(|(key, pattern)| value.get(key).is_some_and(|value| resembles(value, pattern)))
        }
        (Value::Array(value), Value::Array(pattern)) => {
            pattern.len() <= value.len()
                && value.iter().zip(&**pattern).all(|(value, pattern)| resembles(value, pattern))
        }
        (Value::String(value), Value::String(pattern)) => value.to_lowercase() == pattern.to_lowercase(),
        (value, pattern) => value == pattern,
    }
}

pub(super) fn list(value: Value, what: &str, span: Span) -> Result<Vec<Value>, MatrixError> {
    match value {
        Value::Array(items) => Ok(items.to_vec()),
        other => Err(wrong(&other, what, "a list", span)),
    }
}

/// The value that a text tells as JSON, in quotes of either kind; any other value as it is.
pub(super) fn from_text(value: Value) -> Value {
    let Some(text) = value.as_str() else { return value };
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    let quoted = || if text.contains('"') { None } else { read(&text.replace('\'', "\"")) };
    read(text).or_else(quoted).map_or(value.clone(), Value::from)
}

pub(super) fn object(value: Value, what: &str, span: Span) -> Result<Object, MatrixError> {
    match value {
        Value::Object(object) => Ok((*object).clone()),
        other => Err(wrong(&other, what, "a mapping", span)),
    }
}

fn wrong(value: &Value, what: &str, wanted: &'static str, span: Span) -> MatrixError {
    let found = match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) | Value::Version(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    };
    MatrixError::Shape { what: what.to_owned(), wanted, found, span }
}
