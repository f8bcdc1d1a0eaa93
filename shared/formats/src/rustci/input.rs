use super::rules::VALUE;
use super::value::{name, one_of, text};
use super::variable::scalar;
use diag::Text;
use ir::{Input, InputKind, Value};
use yaml::{Cursor, Shape};

/// `inputs`: values that a person gives when starting a run.
pub(super) fn inputs(cursor: Cursor<'_>) -> Option<Vec<Input>> {
    Some(cursor.entries()?.filter_map(|(key, value)| input(key, value)).collect())
}

fn input(key: &Text, cursor: Cursor<'_>) -> Option<Input> {
    let plain = Input {
        span: key.span().to(cursor.span()),
        name: name(key),
        description: None,
        required: false,
        default: None,
        default_value: None,
        kind: InputKind::Text { pattern: None },
    };
    match cursor.shape() {
        Shape::Null => return Some(Input { required: true, ..plain }),
        Shape::Map => {}
        _ => {
            let value = scalar(cursor)?.value;
            let kind = match value {
                Value::Bool(_) => InputKind::Boolean,
                Value::Number(_) => InputKind::Number,
                _ => InputKind::Text { pattern: None },
            };
            return Some(Input { default: text(cursor), default_value: Some(value), kind, ..plain });
        }
    }
    let mut map = cursor.map("input")?;
    let description = map.optional("description").and_then(Cursor::string).cloned();
    let required = map.optional("required").and_then(Cursor::bool);
    let default = map.optional("default");
    let pattern = map.optional("pattern").and_then(Cursor::string).cloned();
    let options =
        map.optional("options").and_then(Cursor::seq).map(|items| items.filter_map(scalar).collect());
    let kind = map.optional("type").and_then(|kind| of_type(kind, pattern.clone(), options.clone()));
    map.finish();
    let kind = kind.unwrap_or(match options {
        Some(options) => InputKind::Choice(options),
        None => InputKind::Text { pattern },
    });
    let default_value = default.and_then(Cursor::present).and_then(scalar).map(|value| value.value);
    if let (Some(default), Some(value)) = (default, &default_value) {
        check_default(default, value, &kind);
    }
    Some(Input {
        description,
        required: required.map_or(default_value.is_none(), |required| required.value),
        default: default.and_then(Cursor::present).and_then(text),
        default_value,
        kind,
        ..plain
    })
}

fn of_type(
    cursor: Cursor<'_>,
    pattern: Option<Text>,
    options: Option<Vec<diag::Spanned<Value>>>,
) -> Option<InputKind> {
    let word = cursor.string()?;
    match word.as_str() {
        "string" => Some(options.map_or(InputKind::Text { pattern }, InputKind::Choice)),
        "boolean" => Some(InputKind::Boolean),
        "number" => Some(InputKind::Number),
        "choice" => Some(InputKind::Choice(options.unwrap_or_default())),
        other => {
            let finding = cursor.error(VALUE, format!("\"{other}\" is not a type of input"));
            cursor.findings().push(one_of(finding, other, &["string", "boolean", "number", "choice"]));
            None
        }
    }
}

fn check_default(cursor: Cursor<'_>, value: &Value, kind: &InputKind) {
    let fits = match kind {
        InputKind::Boolean => matches!(value, Value::Bool(_)),
        InputKind::Number => matches!(value, Value::Number(_)),
        InputKind::Choice(options) => options.iter().any(|option| option.value == *value),
        InputKind::Text { .. } | InputKind::List | InputKind::Environment => true,
    };
    if !fits {
        let wanted = match kind {
            InputKind::Boolean => "true or false",
            InputKind::Number => "a number",
            _ => "one of its options",
        };
        cursor.findings().push(cursor.error(VALUE, format!("the default must be {wanted}")));
    }
}
