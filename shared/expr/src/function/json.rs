//! Values to JSON and back.
use crate::{Dialect, Value, number};

/// GitHub's `toJSON`: two spaces a level, empty collections on one line.
pub(crate) fn to_json(args: &[Value]) -> Result<Value, String> {
    let mut out = String::new();
    if let Some(value) = args.first() {
        write(value, 0, &mut out);
    }
    Ok(Value::from(out))
}

fn write(value: &Value, level: usize, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
        Value::Number(n) => match number::as_integer(*n) {
            Some(integer) => out.push_str(&integer.to_string()),
            // What JSON cannot hold is written as `null`.
            None => out.push_str(&serde_json::Value::from(*n).to_string()),
        },
        Value::String(text) => quote(text, out),
        Value::Version(version) => quote(&version.to_string(), out),
        Value::Array(items) => {
            let members = items.iter().map(|item| (None, item));
            block(['[', ']'], members, level, out);
        }
        Value::Object(object) => {
            let members = object.iter().map(|(key, value)| (Some(key), value));
            block(['{', '}'], members, level, out);
        }
    }
}

fn block<'a>(
    [open, close]: [char; 2],
    members: impl ExactSizeIterator<Item = (Option<&'a str>, &'a Value)>,
    level: usize,
    out: &mut String,
) {
    let empty = members.len() == 0;
    out.push(open);
    for (index, (key, value)) in members.enumerate() {
        if index > 0 {
            out.push(',');
        }
        line(level + 1, out);
        if let Some(key) = key {
            quote(key, out);
            out.push_str(": ");
        }
        write(value, level + 1, out);
    }
    if !empty {
        line(level, out);
    }
    out.push(close);
}

fn line(level: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", level));
}

fn quote(text: &str, out: &mut String) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

/// GitHub's `fromJSON`: strict JSON, nothing before it and nothing behind.
pub(crate) fn from_json(args: &[Value]) -> Result<Value, String> {
    let Some(value) = args.first() else { return Ok(Value::Null) };
    let text = value.to_text(Dialect::GitHub);
    let json: serde_json::Value = serde_json::from_str(&text)
        .map_err(|error| format!("`{}` is no valid JSON: {error}", shorten(&text)))?;
    Ok(Value::from(json))
}

fn shorten(text: &str) -> String {
    let short: String = text.chars().take(60).collect();
    if short.len() < text.len() { format!("{short}...") } else { short }
}
