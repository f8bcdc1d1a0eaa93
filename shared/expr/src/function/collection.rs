//! Functions on arrays.
use crate::{Dialect, Value, coerce, letters};

/// GitHub's `contains`: an item of an array, or a part of a text without regard to case.
pub(crate) fn contains(args: &[Value]) -> Result<Value, String> {
    Ok(Value::Bool(match args {
        [Value::Array(items), wanted] => items.iter().any(|item| coerce::loose_equal(item, wanted)),
        [text, part] if text.is_scalar() && part.is_scalar() => {
            let (text, part) = (text.to_text(Dialect::GitHub), part.to_text(Dialect::GitHub));
            letters::fold(&text).contains(&letters::fold(&part))
        }
        _ => false,
    }))
}

/// `contains` with regard to case.
pub(crate) fn contains_exactly(args: &[Value]) -> Result<Value, String> {
    Ok(Value::Bool(match args {
        [Value::Array(items), wanted] => items.iter().any(|item| coerce::text_equal(item, wanted)),
        [Value::Object(object), key] => object.get_exact(&key.to_text(Dialect::Native)).is_some(),
        [text, part] if text.is_scalar() && part.is_scalar() => {
            text.to_text(Dialect::Native).contains(&*part.to_text(Dialect::Native))
        }
        _ => false,
    }))
}

/// GitHub's `join`: the items as text, with a comma between them unless another separator is given.
pub(crate) fn join(args: &[Value]) -> Result<Value, String> {
    let separator = match args.get(1) {
        Some(value) if value.is_scalar() => value.to_text(Dialect::GitHub),
        _ => ",".into(),
    };
    Ok(match args.first() {
        Some(Value::Array(items)) => {
            let texts: Vec<_> = items.iter().map(|item| item.to_text(Dialect::GitHub)).collect();
            Value::from(texts.join(&separator))
        }
        Some(scalar) if scalar.is_scalar() => Value::from(&*scalar.to_text(Dialect::GitHub)),
        _ => Value::from(""),
    })
}
