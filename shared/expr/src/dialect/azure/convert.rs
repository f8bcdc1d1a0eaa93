//! How values of different kinds meet: the right one is made into the left one's kind.
use crate::{Dialect, Value, Version, letters};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

/// Nothing, false, zero and the empty text do not hold.
pub(super) fn truth(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => *number != 0.0,
        Value::String(text) => !text.is_empty(),
        Value::Version(_) | Value::Array(_) | Value::Object(_) => true,
    }
}

/// The text of a scalar; a collection has none.
pub(super) fn text(value: &Value) -> Result<Cow<'_, str>, String> {
    match value.is_scalar() {
        true => Ok(value.to_text(Dialect::Azure)),
        false => {
            Err(format!("a value of kind {} has no text; write it out with `convertToJson()`", value.kind()))
        }
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Null => Some(0.0),
        Value::Bool(truth) => Some(f64::from(u8::from(*truth))),
        Value::Number(number) => Some(*number),
        Value::String(text) => parse(text.trim()),
        Value::Version(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A decimal number with a sign, a point and thousands separators perhaps; the empty text is zero.
fn parse(text: &str) -> Option<f64> {
    if text.is_empty() {
        return Some(0.0);
    }
    let allowed = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b','));
    let thousands = text.split_once('.').is_none_or(|(_, fraction)| !fraction.contains(','));
    (allowed && thousands).then(|| text.replace(',', "").parse().ok()).flatten()
}

fn version(value: &Value) -> Option<Version> {
    match value {
        Value::Version(version) => Some(*version),
        Value::String(text) => Version::parse(text.trim()),
        Value::Number(number) if *number > 0.0 && number.fract() != 0.0 => {
            Version::parse(&number.to_string())
        }
        _ => None,
    }
}

/// Whether the right value, made into the left one's kind, is the same.
pub(super) fn equal(left: &Value, right: &Value) -> bool {
    match left {
        Value::Null => matches!(right, Value::Null) || right.as_str() == Some(""),
        Value::Bool(left) => *left == truth(right),
        Value::Number(left) => number(right) == Some(*left),
        Value::Version(left) => version(right) == Some(*left),
        Value::String(left) => text(right).is_ok_and(|right| letters::same(left, &right)),
        Value::Array(left) => matches!(right, Value::Array(right) if Arc::ptr_eq(left, right)),
        Value::Object(left) => matches!(right, Value::Object(right) if Arc::ptr_eq(left, right)),
    }
}

/// Which comes first, after the right value was made into the left one's kind.
pub(super) fn order(left: &Value, right: &Value) -> Result<Ordering, String> {
    let found = match left {
        Value::Bool(left) => Some(left.cmp(&truth(right))),
        Value::Number(left) => number(right).and_then(|right| left.partial_cmp(&right)),
        Value::Version(left) => version(right).map(|right| left.cmp(&right)),
        Value::String(left) => text(right).ok().map(|right| letters::order(left, &right)),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    found.ok_or_else(|| {
        let shown = |value: &Value| match text(value) {
            Ok(text) => format!("{} `{text}`", value.kind()),
            Err(_) => value.kind().to_owned(),
        };
        format!("{} cannot be compared with {}", shown(left), shown(right))
    })
}
