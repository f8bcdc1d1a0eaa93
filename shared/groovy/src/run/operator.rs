use super::value::Value;
use super::{list, pattern};
use std::cmp::Ordering;

pub(super) fn unary(symbol: &str, operand: &Value) -> Result<Value, String> {
    match (symbol, operand) {
        ("!", operand) => Ok(Value::Bool(!operand.truthy())),
        ("-", Value::Int(number)) => number.checked_neg().map(Value::Int).ok_or_else(overflow),
        ("-", Value::Decimal(number)) => Ok(Value::Decimal(-number)),
        ("+", Value::Int(_) | Value::Decimal(_)) | ("~", Value::Text(_)) => Ok(operand.clone()),
        _ => Err(format!("`{symbol}` has no meaning for {}", operand.class())),
    }
}

fn overflow() -> String {
    "the number grows too large".to_owned()
}

/// What a value costs in memory.
pub(super) fn size(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::List(list) => list.borrow().len() * 24,
        Value::Map(map) => map.borrow().len() * 48,
        _ => 0,
    }
}

pub(super) fn binary(symbol: &str, left: &Value, right: &Value) -> Result<Value, String> {
    Ok(match symbol {
        "==" => Value::Bool(left == right),
        "!=" => Value::Bool(left != right),
        "===" => Value::Bool(left == right),
        "!==" => Value::Bool(left != right),
        "<" => Value::Bool(order(left, right)? == Ordering::Less),
        ">" => Value::Bool(order(left, right)? == Ordering::Greater),
        "<=" => Value::Bool(order(left, right)? != Ordering::Greater),
        ">=" => Value::Bool(order(left, right)? != Ordering::Less),
        "<=>" => Value::Int(order(left, right)? as i64),
        "in" => Value::Bool(within(left, right)),
        "!in" => Value::Bool(!within(left, right)),
        "=~" => pattern::find(left, right)?,
        "==~" => Value::Bool(pattern::matches(left, right)?),
        "+" => plus(left, right)?,
        "-" => minus(left, right)?,
        "*" => times(left, right)?,
        "/" => divided(left, right)?,
        "<<" => match (left, right) {
            (Value::Text(text), other) => Value::text(format!("{text}{other}")),
            (Value::Int(a), Value::Int(b)) => {
                let by = u32::try_from(*b).map_err(|_| overflow())?;
                Value::Int(a.checked_shl(by).ok_or_else(overflow)?)
            }
            _ => return Err(unknown(symbol, left, right)),
        },
        "&" => match (left, right) {
            (Value::Bool(a), Value::Bool(b)) => Value::Bool(*a && *b),
            (Value::Int(a), Value::Int(b)) => Value::Int(a & b),
            _ => return Err(unknown(symbol, left, right)),
        },
        "|" => match (left, right) {
            (Value::Bool(a), Value::Bool(b)) => Value::Bool(*a || *b),
            (Value::Int(a), Value::Int(b)) => Value::Int(a | b),
            _ => return Err(unknown(symbol, left, right)),
        },
        _ => arithmetic(symbol, left, right)?,
    })
}

fn unknown(symbol: &str, left: &Value, right: &Value) -> String {
    format!("`{symbol}` has no meaning between {} and {}", left.class(), right.class())
}

fn within(left: &Value, right: &Value) -> bool {
    match right {
        Value::List(list) => list.borrow().contains(left),
        Value::Map(map) => map.borrow().contains_key(&*left.to_string()),
        Value::Class(name) => super::class::is(left, name),
        other => left == other,
    }
}

/// Which of two values comes first.
pub(super) fn order(left: &Value, right: &Value) -> Result<Ordering, String> {
    Ok(match (left, right) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Less,
        (_, Value::Null) => Ordering::Greater,
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        _ => match (number(left), number(right)) {
            (Some(a), Some(b)) => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
            _ => return Err(format!("Cannot compare {} with {}", left.class(), right.class())),
        },
    })
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Int(number) => Some(*number as f64),
        Value::Decimal(number) => Some(*number),
        _ => None,
    }
}

fn plus(left: &Value, right: &Value) -> Result<Value, String> {
    Ok(match (left, right) {
        (Value::Int(_) | Value::Decimal(_), Value::Int(_) | Value::Decimal(_)) => {
            arithmetic("+", left, right)?
        }
        (Value::Text(text), other) => Value::text(format!("{text}{other}")),
        (other, Value::Text(text)) => Value::text(format!("{other}{text}")),
        (Value::List(first), second) => {
            let mut all = first.borrow().clone();
            match second {
                Value::List(_) => all.extend(list::items(second)),
                other => all.push(other.clone()),
            }
            Value::list(all)
        }
        (Value::Map(first), Value::Map(second)) => {
            let mut all = first.borrow().clone();
            all.extend(second.borrow().iter().map(|(key, value)| (key.clone(), value.clone())));
            Value::map(all)
        }
        _ => return Err(unknown("+", left, right)),
    })
}

fn minus(left: &Value, right: &Value) -> Result<Value, String> {
    Ok(match (left, right) {
        (Value::Text(text), other) => Value::text(text.replacen(&other.to_string(), "", 1)),
        (Value::List(first), other) => {
            let gone = match other {
                Value::List(_) => list::items(other),
                other => vec![other.clone()],
            };
            Value::list(first.borrow().iter().filter(|item| !gone.contains(item)).cloned().collect())
        }
        _ => arithmetic("-", left, right)?,
    })
}

fn times(left: &Value, right: &Value) -> Result<Value, String> {
    let (Value::Text(text), Value::Int(count)) = (left, right) else { return arithmetic("*", left, right) };
    let count =
        usize::try_from(*count).map_err(|_| "a text is repeated a negative number of times".to_owned())?;
    if text.len().saturating_mul(count) > super::MEMORY {
        return Err("the text grows too large".to_owned());
    }
    Ok(Value::text(text.repeat(count)))
}

fn divided(left: &Value, right: &Value) -> Result<Value, String> {
    match (left, right) {
        (_, Value::Int(0)) => Err("Division by zero".to_owned()),
        (Value::Int(a), Value::Int(b)) if a.checked_rem(*b) == Some(0) => Ok(Value::Int(a / b)),
        _ => match (number(left), number(right)) {
            (Some(a), Some(b)) => Ok(Value::Decimal(a / b)),
            _ => Err(unknown("/", left, right)),
        },
    }
}

fn arithmetic(symbol: &str, left: &Value, right: &Value) -> Result<Value, String> {
    if let (Value::Int(a), Value::Int(b)) = (left, right) {
        let result = match symbol {
            "+" => a.checked_add(*b),
            "-" => a.checked_sub(*b),
            "*" => a.checked_mul(*b),
            "%" => a.checked_rem(*b),
            "**" => u32::try_from(*b).ok().and_then(|b| a.checked_pow(b)),
            ">>" => u32::try_from(*b).ok().and_then(|b| a.checked_shr(b)),
            ">>>" => u32::try_from(*b).ok().and_then(|b| (*a as u64).checked_shr(b)).map(|n| n as i64),
            "^" => Some(a ^ b),
            _ => return Err(unknown(symbol, left, right)),
        };
        return result.map(Value::Int).ok_or_else(overflow);
    }
    let (Some(a), Some(b)) = (number(left), number(right)) else { return Err(unknown(symbol, left, right)) };
    Ok(Value::Decimal(match symbol {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "%" => a % b,
        "**" => a.powf(b),
        _ => return Err(unknown(symbol, left, right)),
    }))
}
