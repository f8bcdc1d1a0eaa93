//! The classes that scripts use: what is one of them, what they can do, what can be made.
use super::eval::cannot;
use super::value::{Entries, Thrown};
use super::{Args, Interpreter, Outcome, Stop, Value, json};
use crate::Place;
use std::rc::Rc;

/// Whether a name is that of a class that a script may name.
pub(super) fn known(name: &str) -> bool {
    const KNOWN: &[&str] = &[
        "String",
        "Integer",
        "Long",
        "Boolean",
        "Double",
        "Float",
        "BigDecimal",
        "Number",
        "Math",
        "List",
        "Map",
        "ArrayList",
        "HashMap",
        "LinkedHashMap",
        "Set",
        "HashSet",
        "Object",
        "Exception",
        "Arrays",
        "Collections",
        "JsonOutput",
        "JsonSlurper",
        "JsonSlurperClassic",
        "StringBuilder",
        "Character",
        "Objects",
        "Closure",
    ];
    KNOWN.contains(&name) || name.ends_with("Exception") || name.ends_with("Error")
}

/// Whether a value is of a class.
pub(super) fn is(value: &Value, class: &str) -> bool {
    match class {
        "Object" => !matches!(value, Value::Null),
        "String" | "CharSequence" | "GString" => matches!(value, Value::Text(_)),
        "Integer" | "int" | "Long" | "long" | "BigInteger" => matches!(value, Value::Int(_)),
        "BigDecimal" | "Double" | "Float" | "double" | "float" => matches!(value, Value::Decimal(_)),
        "Number" => matches!(value, Value::Int(_) | Value::Decimal(_)),
        "Boolean" | "boolean" => matches!(value, Value::Bool(_)),
        "List" | "ArrayList" | "Collection" | "Iterable" | "Set" => matches!(value, Value::List(_)),
        "Map" | "HashMap" | "LinkedHashMap" => matches!(value, Value::Map(_)),
        "Closure" => matches!(value, Value::Function(_)),
        _ => matches!(value, Value::Thrown(thrown) if catches(class, &thrown.class)),
    }
}

/// Whether a `catch` of one class catches another.
pub(super) fn catches(wanted: &str, thrown: &str) -> bool {
    let error = thrown.ends_with("Error");
    match wanted {
        "Throwable" => true,
        "Exception" => !error,
        "Error" => error,
        "RuntimeException" | "GroovyRuntimeException" => thrown.starts_with("Missing") || thrown == wanted,
        _ => wanted == thrown,
    }
}

pub(super) fn constant(class: &str, name: &str) -> Option<Value> {
    Some(match (class, name) {
        ("Integer", "MAX_VALUE") => Value::Int(i64::from(i32::MAX)),
        ("Integer", "MIN_VALUE") => Value::Int(i64::from(i32::MIN)),
        ("Long", "MAX_VALUE") => Value::Int(i64::MAX),
        ("Math", "PI") => Value::Decimal(std::f64::consts::PI),
        ("Boolean", "TRUE") => Value::Bool(true),
        ("Boolean", "FALSE") => Value::Bool(false),
        _ => return None,
    })
}

impl Interpreter<'_> {
    /// `new Class(arguments)`.
    pub(super) fn construct(&mut self, class: &str, args: Args, at: Place) -> Outcome {
        let first = args.plain.first();
        Ok(match class {
            "ArrayList" | "LinkedList" | "HashSet" | "LinkedHashSet" | "TreeSet" => {
                let items = first.filter(|value| !matches!(value, Value::Int(_)));
                self.list(items.map(super::list::items).unwrap_or_default(), at)?
            }
            "HashMap" | "LinkedHashMap" | "TreeMap" | "ConcurrentHashMap" => match first {
                Some(Value::Map(map)) => Value::map(map.borrow().clone()),
                _ => Value::map(Entries::new()),
            },
            "String" | "StringBuilder" | "StringBuffer" => {
                let text = first.map(Value::to_string).unwrap_or_default();
                self.text(text, at)?
            }
            "Integer" | "Long" | "BigDecimal" | "Boolean" => {
                self.cast(first.cloned().unwrap_or_default(), class, at)?
            }
            "JsonSlurper" | "JsonSlurperClassic" | "JsonBuilder" => Value::Class(class.into()),
            _ if class.ends_with("Exception") || class.ends_with("Error") => {
                let message = first.map(Value::to_string).unwrap_or_default();
                Value::Thrown(Rc::new(Thrown { class: class.into(), message, at }))
            }
            _ => return Err(Stop::fail(at, format!("scripts can't make a `{class}` here"))),
        })
    }

    /// `Class.method(arguments)`.
    pub(super) fn class_method(&mut self, class: &str, name: &str, args: &[Value], at: Place) -> Outcome {
        let first = args.first();
        Ok(match (class, name, first) {
            ("Integer" | "Long", "parseInt" | "parseLong" | "valueOf", Some(text)) => {
                let text = text.to_string();
                self.parsed(&text, at)?
            }
            ("Boolean", "parseBoolean" | "valueOf", Some(text)) => {
                Value::Bool(text.to_string().eq_ignore_ascii_case("true"))
            }
            ("Double" | "Float", "parseDouble" | "parseFloat" | "valueOf", Some(text)) => {
                self.cast(text.clone(), "double", at)?
            }
            ("String", "valueOf", Some(value)) => {
                let text = value.to_string();
                self.text(text, at)?
            }
            ("String", "join", Some(separator)) => {
                let separator = separator.to_string();
                let items = match &args[1..] {
                    [Value::List(list)] => list.borrow().clone(),
                    several => several.to_vec(),
                };
                let text = items.iter().map(Value::to_string).collect::<Vec<_>>().join(&separator);
                self.text(text, at)?
            }
            ("Math", "max" | "min", Some(left)) if args.len() == 2 => {
                let order = super::operator::order(left, &args[1]).map_err(|message| cannot(message, at))?;
                let left_wins = if name == "max" { order.is_ge() } else { order.is_le() };
                if left_wins { left.clone() } else { args[1].clone() }
            }
            ("Math", "round" | "abs", Some(number)) => {
                self.invoke_method(number, name, Args::default(), at)?
            }
            ("Math", "floor" | "ceil", Some(Value::Decimal(number))) => {
                Value::Decimal(if name == "floor" { number.floor() } else { number.ceil() })
            }
            ("Arrays", "asList", _) => self.list(args.to_vec(), at)?,
            ("JsonOutput", "toJson", Some(value)) => {
                let json = json::to_json(value).to_string();
                self.text(json, at)?
            }
            ("JsonOutput", "prettyPrint", Some(text)) => {
                let read: serde_json::Value = self.json(&text.to_string(), at)?;
                let text = serde_json::to_string_pretty(&read).unwrap_or_default();
                self.text(text, at)?
            }
            ("JsonSlurper" | "JsonSlurperClassic", "parseText", Some(text)) => {
                let text = text.to_string();
                self.spend(text.len() * 8, at)?;
                json::from_json(&self.json(&text, at)?)
            }
            ("Objects", "equals", Some(left)) if args.len() == 2 => Value::Bool(*left == args[1]),
            (_, "toString" | "getName" | "getSimpleName", None) => Value::text(class),
            _ => {
                let message = format!("scripts can't use `{class}.{name}` here");
                return Err(Stop::fail(at, message));
            }
        })
    }

    fn json(&self, text: &str, at: Place) -> Result<serde_json::Value, Stop> {
        serde_json::from_str(text).map_err(|error| Stop::throw("JsonException", error.to_string(), at))
    }

    /// `value as Class`.
    pub(super) fn cast(&mut self, value: Value, class: &str, at: Place) -> Outcome {
        Ok(match class {
            "String" => {
                if matches!(value, Value::Null) {
                    return Ok(value);
                }
                let text = value.to_string();
                self.text(text, at)?
            }
            "int" | "Integer" | "long" | "Long" | "short" | "BigInteger" => match &value {
                Value::Text(text) => self.parsed(text, at)?,
                Value::Decimal(number) => Value::Int(*number as i64),
                _ => value,
            },
            "double" | "Double" | "float" | "Float" | "BigDecimal" => match &value {
                Value::Text(text) => match text.trim().parse() {
                    Ok(number) => Value::Decimal(number),
                    Err(_) => {
                        let message = format!("For input string: \"{text}\"");
                        return Err(Stop::throw("NumberFormatException", message, at));
                    }
                },
                Value::Int(number) => Value::Decimal(*number as f64),
                _ => value,
            },
            "boolean" | "Boolean" => Value::Bool(value.truthy()),
            "List" | "ArrayList" | "Set" | "Collection" => match value {
                Value::List(_) | Value::Null => value,
                other => self.list(super::list::items(&other), at)?,
            },
            _ => value,
        })
    }
}
