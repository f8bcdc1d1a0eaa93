//! What numbers can do.
use super::{Interpreter, Stop, Value};
use crate::Place;

impl Interpreter<'_> {
    pub(super) fn number_method(
        &mut self,
        number: &Value,
        name: &str,
        args: &[Value],
        at: Place,
    ) -> Result<Option<Value>, Stop> {
        if let (Value::Int(count), "times" | "upto" | "downto" | "step", Some(Value::Function(function))) =
            (number, name, args.last())
        {
            let (from, to) = match (name, args.first()) {
                ("upto", Some(Value::Int(to))) => (*count, to.saturating_add(1)),
                ("times", _) => (0, *count),
                _ => return Ok(None),
            };
            for index in from..to {
                self.invoke(function, vec![Value::Int(index)], at)?;
            }
            return Ok(Some(Value::Null));
        }
        let decimal = match number {
            Value::Int(number) => *number as f64,
            Value::Decimal(number) => *number,
            _ => return Ok(None),
        };
        Ok(Some(match (name, number) {
            ("toInteger" | "intValue" | "toLong" | "longValue" | "trunc", _) => Value::Int(decimal as i64),
            ("toDouble" | "doubleValue" | "toFloat" | "toBigDecimal" | "floatValue", _) => {
                Value::Decimal(decimal)
            }
            ("abs", Value::Int(number)) => Value::Int(number.saturating_abs()),
            ("abs", _) => Value::Decimal(decimal.abs()),
            ("round", _) => match args.first() {
                Some(Value::Int(digits)) => {
                    let scale = 10_f64.powi(i32::try_from(*digits).unwrap_or(0).clamp(0, 15));
                    Value::Decimal((decimal * scale).round() / scale)
                }
                _ => Value::Int(decimal.round() as i64),
            },
            ("intdiv", Value::Int(left)) => match args.first() {
                Some(Value::Int(right)) => match left.checked_div(*right) {
                    Some(result) => Value::Int(result),
                    None => return Err(Stop::throw("ArithmeticException", "Division by zero", at)),
                },
                _ => return Ok(None),
            },
            ("mod" | "remainder", Value::Int(left)) => match args.first() {
                Some(Value::Int(right)) => Value::Int(left.checked_rem(*right).unwrap_or(0)),
                _ => return Ok(None),
            },
            ("power", _) => match args.first() {
                Some(right) => super::operator::binary("**", number, right)
                    .map_err(|message| super::eval::cannot(message, at))?,
                None => return Ok(None),
            },
            _ => return Ok(None),
        }))
    }
}
