//! How values of different kinds meet.
use crate::{Dialect, Value, letters, number};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

/// Nothing, `false`, zero, NaN and the empty text do not hold.
pub(crate) fn loose_truth(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(n) => *n != 0.0 && !n.is_nan(),
        Value::String(text) => !text.is_empty(),
        Value::Version(_) | Value::Array(_) | Value::Object(_) => true,
    }
}

/// The number a value counts as: NaN for collections and for text that is none.
fn to_number(value: &Value) -> f64 {
    match value {
        Value::Null => 0.0,
        Value::Bool(truth) => f64::from(u8::from(*truth)),
        Value::Number(n) => *n,
        Value::String(text) => number::coerce(text),
        Value::Version(_) | Value::Array(_) | Value::Object(_) => f64::NAN,
    }
}

/// GitHub's `==`: unlike kinds are compared as numbers, text without case, collections by identity.
pub(crate) fn loose_equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::String(a), Value::String(b)) => letters::same(a, b),
        (Value::Array(a), Value::Array(b)) => Arc::ptr_eq(a, b),
        (Value::Object(a), Value::Object(b)) => Arc::ptr_eq(a, b),
        _ => to_number(left) == to_number(right),
    }
}

/// GitHub's order: as for `==`; what cannot be compared has none.
pub(crate) fn loose_order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::String(a), Value::String(b)) => Some(letters::order(a, b)),
        _ => to_number(left).partial_cmp(&to_number(right)),
    }
}

/// Scalars are equal when they are written alike, collections when their members are.
pub(crate) fn text_equal(left: &Value, right: &Value) -> bool {
    if left.is_scalar() && right.is_scalar() {
        left.to_text(Dialect::Native) == right.to_text(Dialect::Native)
    } else {
        left == right
    }
}

/// Numbers by size, even when written as text; other scalars by their text.
pub(crate) fn text_order(left: &Value, right: &Value) -> Option<Ordering> {
    if !left.is_scalar() || !right.is_scalar() {
        return None;
    }
    let (left, right) = (left.to_text(Dialect::Native), right.to_text(Dialect::Native));
    match (number::parse(&left), number::parse(&right)) {
        (Some(a), Some(b)) => a.partial_cmp(&b),
        _ => Some(left.cmp(&right)),
    }
}

/// A collection as JSON on one line.
pub(crate) fn json_text(value: &Value) -> Cow<'_, str> {
    Cow::Owned(serde_json::to_string(value).unwrap_or_default())
}

/// The number an index stands for in an array: text and truths count as numbers, fractions are cut off.
pub(crate) fn to_index(value: &Value) -> Option<usize> {
    let number = to_number(value).floor();
    (number >= 0.0 && number <= f64::from(i32::MAX)).then_some(number as usize)
}
