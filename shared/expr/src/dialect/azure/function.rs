//! Functions that decide, compare and count.
use super::convert::{equal, order, truth};
use crate::{EvalError, Value};
use std::cmp::Ordering;

type Args<'a> = &'a mut dyn Iterator<Item = Result<Value, EvalError>>;

pub(super) fn and(args: Args<'_>) -> Result<Value, EvalError> {
    for arg in args {
        if !truth(&arg?) {
            return Ok(Value::Bool(false));
        }
    }
    Ok(Value::Bool(true))
}

pub(super) fn or(args: Args<'_>) -> Result<Value, EvalError> {
    for arg in args {
        if truth(&arg?) {
            return Ok(Value::Bool(true));
        }
    }
    Ok(Value::Bool(false))
}

/// The first that is neither nothing nor the empty text.
pub(super) fn coalesce(args: Args<'_>) -> Result<Value, EvalError> {
    for arg in args {
        let value = arg?;
        if value != Value::Null && value.as_str() != Some("") {
            return Ok(value);
        }
    }
    Ok(Value::Null)
}

pub(super) fn is_in(args: Args<'_>) -> Result<Value, EvalError> {
    found(args).map(Value::Bool)
}

pub(super) fn is_not_in(args: Args<'_>) -> Result<Value, EvalError> {
    found(args).map(|found| Value::Bool(!found))
}

fn found(args: Args<'_>) -> Result<bool, EvalError> {
    let Some(wanted) = args.next().transpose()? else { return Ok(false) };
    for arg in args {
        if equal(&wanted, &arg?) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The first two arguments; the parser has counted them.
fn pair(args: &[Value]) -> Result<(&Value, &Value), String> {
    match args {
        [left, right, ..] => Ok((left, right)),
        _ => Err("two values are needed".into()),
    }
}

fn only(args: &[Value]) -> Result<&Value, String> {
    args.first().ok_or_else(|| "a value is needed".into())
}

pub(super) fn xor(args: &[Value]) -> Result<Value, String> {
    pair(args).map(|(left, right)| Value::Bool(truth(left) != truth(right)))
}

pub(super) fn not(args: &[Value]) -> Result<Value, String> {
    only(args).map(|value| Value::Bool(!truth(value)))
}

pub(super) fn eq(args: &[Value]) -> Result<Value, String> {
    pair(args).map(|(left, right)| Value::Bool(equal(left, right)))
}

pub(super) fn ne(args: &[Value]) -> Result<Value, String> {
    pair(args).map(|(left, right)| Value::Bool(!equal(left, right)))
}

fn ordered(args: &[Value], holds: fn(Ordering) -> bool) -> Result<Value, String> {
    let (left, right) = pair(args)?;
    order(left, right).map(|order| Value::Bool(holds(order)))
}

pub(super) fn lt(args: &[Value]) -> Result<Value, String> {
    ordered(args, Ordering::is_lt)
}

pub(super) fn le(args: &[Value]) -> Result<Value, String> {
    ordered(args, Ordering::is_le)
}

pub(super) fn gt(args: &[Value]) -> Result<Value, String> {
    ordered(args, Ordering::is_gt)
}

pub(super) fn ge(args: &[Value]) -> Result<Value, String> {
    ordered(args, Ordering::is_ge)
}

/// Whether an item of a list, or a value of a mapping, equals the other argument.
pub(super) fn contains_value(args: &[Value]) -> Result<Value, String> {
    let (collection, wanted) = pair(args)?;
    Ok(Value::Bool(match collection {
        Value::Array(items) => items.iter().any(|item| equal(wanted, item)),
        Value::Object(object) => object.iter().any(|(_, value)| equal(wanted, value)),
        _ => false,
    }))
}

pub(super) fn iif(args: &[Value]) -> Result<Value, String> {
    match args {
        [condition, yes, no] => Ok(if truth(condition) { yes.clone() } else { no.clone() }),
        _ => Err("a condition and two values are needed".into()),
    }
}

pub(super) fn length(args: &[Value]) -> Result<Value, String> {
    let count = match only(args)? {
        Value::Array(items) => items.len(),
        Value::Object(object) => object.len(),
        scalar => super::convert::text(scalar)?.chars().count(),
    };
    Ok(Value::Number(count as f64))
}

/// Nothing is kept from run to run, so every run is the first one: a counter stands at its seed.
pub(super) fn counter(args: &[Value]) -> Result<Value, String> {
    Ok(args.get(1).cloned().unwrap_or(Value::Number(0.0)))
}
