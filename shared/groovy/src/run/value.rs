use super::pattern::Matcher;
use super::scope::Scope;
use crate::Place;
use crate::ast::{Closure, Method};
use indexmap::IndexMap;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// The entries of a map; keys are kept as the text they have.
pub type Entries = IndexMap<Arc<str>, Value>;

/// How deep values are looked into: they may hold themselves.
pub(super) const LEVELS: u32 = 50;

/// How many parts of a value are looked at: those that are held twice count twice.
pub(super) const PARTS: usize = 200_000;

/// A value of a running script. Lists and maps are shared, as in the language.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// `null`
    #[default]
    Null,
    /// `true`, `false`
    Bool(bool),
    /// Whole numbers of any type.
    Int(i64),
    /// All other numbers.
    Decimal(f64),
    /// Text; the holes of one are filled when it is made.
    Text(Arc<str>),
    /// A list.
    List(Rc<RefCell<Vec<Value>>>),
    /// A map.
    Map(Rc<RefCell<Entries>>),
    /// Code.
    Function(Rc<Function>),
    /// What a regular expression found.
    Matcher(Rc<Matcher>),
    /// What was thrown.
    Thrown(Rc<Thrown>),
    /// A class, by its name.
    Class(Arc<str>),
    /// An object of the host, by the host's name for it.
    Host(Arc<str>),
}

/// Code and where it was written.
#[derive(Debug)]
pub enum Function {
    /// A closure and the variables around it.
    Closure(Arc<Closure>, Rc<Scope>),
    /// A method of the script.
    Method(Arc<Method>),
    /// A method of a value: `value.&name`.
    Bound(Value, Arc<str>),
}

/// Something that was thrown.
#[derive(Clone, Debug, PartialEq)]
pub struct Thrown {
    /// The name of its class, without the package.
    pub class: Arc<str>,
    /// What it says.
    pub message: String,
    /// Where.
    pub at: Place,
}

impl Value {
    /// A list of these.
    #[must_use]
    pub fn list(items: Vec<Value>) -> Self {
        Value::List(Rc::new(RefCell::new(items)))
    }

    /// A map of these.
    #[must_use]
    pub fn map(entries: Entries) -> Self {
        Value::Map(Rc::new(RefCell::new(entries)))
    }

    /// A text.
    #[must_use]
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Value::Text(text.into())
    }

    /// Whether a condition with this value holds
    /// (<https://docs.groovy-lang.org/docs/groovy-2.4.21/html/documentation/#Groovy-Truth>).
    #[must_use]
    pub fn truthy(&self) -> bool {
        match self {
            Value::Null => false,
            Value::Bool(truth) => *truth,
            Value::Int(number) => *number != 0,
            Value::Decimal(number) => *number != 0.0,
            Value::Text(text) => !text.is_empty(),
            Value::List(list) => !list.borrow().is_empty(),
            Value::Map(map) => !map.borrow().is_empty(),
            Value::Matcher(matcher) => !matcher.found.is_empty(),
            Value::Function(_) | Value::Thrown(_) | Value::Class(_) | Value::Host(_) => true,
        }
    }

    /// The name of its class.
    #[must_use]
    pub fn class(&self) -> &str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "Boolean",
            Value::Int(_) => "Integer",
            Value::Decimal(_) => "BigDecimal",
            Value::Text(_) => "String",
            Value::List(_) => "ArrayList",
            Value::Map(_) => "LinkedHashMap",
            Value::Function(_) => "Closure",
            Value::Matcher(_) => "Matcher",
            Value::Thrown(thrown) => &thrown.class,
            Value::Class(_) => "Class",
            Value::Host(name) => name,
        }
    }

    /// How many values it is made of; none, if these are more than `most`, or stand too deep in each other.
    #[must_use]
    pub fn parts(&self, most: usize) -> Option<usize> {
        fn count(value: &Value, depth: u32, most: usize) -> Option<usize> {
            let mut all = 1;
            let mut add = |inner: &Value| {
                all += count(inner, depth + 1, most.checked_sub(all)?)?;
                (all <= most).then_some(())
            };
            match value {
                _ if depth > LEVELS => return None,
                Value::List(list) => list.borrow().iter().try_for_each(&mut add)?,
                Value::Map(map) => map.borrow().values().try_for_each(&mut add)?,
                _ => {}
            }
            (all <= most).then_some(all)
        }
        count(self, 0, most)
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&Arc<str>> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    fn write(&self, out: &mut String, depth: u32) {
        use std::fmt::Write as _;
        if depth > LEVELS || out.len() > super::MEMORY {
            out.push_str("...");
            return;
        }
        // Writing to a String does not fail.
        let _infallible = match self {
            Value::Null => out.write_str("null"),
            Value::Bool(truth) => write!(out, "{truth}"),
            Value::Int(number) => write!(out, "{number}"),
            Value::Decimal(number) => write!(out, "{number:?}"),
            Value::Text(text) => out.write_str(text),
            Value::List(list) => {
                out.push('[');
                for (index, item) in list.borrow().iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { "" });
                    item.write(out, depth + 1);
                }
                out.write_char(']')
            }
            Value::Map(map) if map.borrow().is_empty() => out.write_str("[:]"),
            Value::Map(map) => {
                out.push('[');
                for (index, (key, value)) in map.borrow().iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { "" });
                    out.push_str(key);
                    out.push(':');
                    value.write(out, depth + 1);
                }
                out.write_char(']')
            }
            Value::Function(_) => out.write_str("closure"),
            Value::Matcher(_) => out.write_str("matcher"),
            Value::Thrown(thrown) => write!(out, "{}: {}", thrown.class, thrown.message),
            Value::Class(name) => write!(out, "class {name}"),
            Value::Host(name) => out.write_str(name),
        };
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = String::new();
        self.write(&mut out, 0);
        f.write_str(&out)
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        same(self, other, 0, &mut PARTS.clone())
    }
}

/// Whether two values are the same, as far as `left_over` parts of them tell.
fn same(left: &Value, right: &Value, depth: u32, left_over: &mut usize) -> bool {
    if depth > LEVELS || *left_over == 0 {
        return false;
    }
    *left_over -= 1;
    match (left, right) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::Decimal(a), Value::Decimal(b)) => a == b,
        (Value::Int(a), Value::Decimal(b)) | (Value::Decimal(b), Value::Int(a)) => *a as f64 == *b,
        (Value::Text(a), Value::Text(b)) => a == b,
        (Value::List(a), Value::List(b)) if Rc::ptr_eq(a, b) => true,
        (Value::Map(a), Value::Map(b)) if Rc::ptr_eq(a, b) => true,
        (Value::List(a), Value::List(b)) => {
            let (a, b) = (a.borrow(), b.borrow());
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(a, b, depth + 1, left_over))
        }
        (Value::Map(a), Value::Map(b)) => {
            let (a, b) = (a.borrow(), b.borrow());
            let mut found = |(key, value): (&Arc<str>, &Value)| {
                b.get(key).is_some_and(|other| same(value, other, depth + 1, left_over))
            };
            a.len() == b.len() && a.iter().all(&mut found)
        }
        (Value::Function(a), Value::Function(b)) => Rc::ptr_eq(a, b),
        (Value::Thrown(a), Value::Thrown(b)) => a == b,
        (Value::Class(a), Value::Class(b)) | (Value::Host(a), Value::Host(b)) => a == b,
        _ => false,
    }
}
