use super::Value;
use super::value::{Entries, LEVELS, PARTS};

/// A value as JSON; code has none, nor has what stands too deep or comes after too much.
#[must_use]
pub fn to_json(value: &Value) -> serde_json::Value {
    written(value, 0, &mut PARTS.clone())
}

fn written(value: &Value, depth: u32, left_over: &mut usize) -> serde_json::Value {
    *left_over = left_over.saturating_sub(1);
    match value {
        _ if depth > LEVELS || *left_over == 0 => serde_json::Value::Null,
        Value::Bool(truth) => (*truth).into(),
        Value::Int(number) => (*number).into(),
        Value::Decimal(number) => (*number).into(),
        Value::Text(text) => (**text).into(),
        Value::List(list) => list.borrow().iter().map(|item| written(item, depth + 1, left_over)).collect(),
        Value::Map(map) => {
            let entries = map.borrow();
            let entries =
                entries.iter().map(|(key, value)| (key.to_string(), written(value, depth + 1, left_over)));
            serde_json::Value::Object(entries.collect())
        }
        _ => serde_json::Value::Null,
    }
}

/// A value from JSON.
#[must_use]
pub fn from_json(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(truth) => Value::Bool(*truth),
        serde_json::Value::Number(number) => match number.as_i64() {
            Some(number) => Value::Int(number),
            None => Value::Decimal(number.as_f64().unwrap_or(f64::NAN)),
        },
        serde_json::Value::String(text) => Value::text(text.as_str()),
        serde_json::Value::Array(items) => Value::list(items.iter().map(from_json).collect()),
        serde_json::Value::Object(map) => {
            let entries: Entries =
                map.iter().map(|(key, value)| (key.as_str().into(), from_json(value))).collect();
            Value::map(entries)
        }
    }
}
