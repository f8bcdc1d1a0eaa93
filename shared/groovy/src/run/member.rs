use super::scope::Scope;
use super::{Interpreter, Outcome, Stop, Value, list};
use crate::Place;
use crate::ast::Expr;
use std::rc::Rc;
use std::sync::Arc;

impl Interpreter<'_> {
    /// `value.name`.
    pub(super) fn member(&mut self, value: &Value, name: &str, at: Place) -> Outcome {
        match value {
            Value::Host(object) if &**object == "this" => {
                let name: Arc<str> = name.into();
                let found = self.global(&name).or_else(|| self.host.variable(&name));
                found.ok_or_else(|| missing(name.as_ref(), "groovy.lang.Binding", at))
            }
            Value::Host(object) => self.host.member(object, name),
            Value::Map(map) => Ok(map.borrow().get(name).cloned().unwrap_or_default()),
            Value::Null => {
                let message = format!("Cannot get property '{name}' on null object");
                Err(Stop::throw("NullPointerException", message, at))
            }
            Value::Class(class) if class.starts_with(char::is_lowercase) => Ok(Value::Class(name.into())),
            Value::Class(class) => match (name, super::class::constant(class, name)) {
                ("class", _) => Ok(value.clone()),
                ("simpleName" | "name", _) => Ok(Value::text(&**class)),
                (_, Some(constant)) => Ok(constant),
                _ => Err(missing(name, class, at)),
            },
            Value::List(_) if !matches!(name, "size" | "empty" | "class" | "first" | "last") => {
                let mut values = Vec::new();
                for item in list::items(value) {
                    self.step(at)?;
                    values.push(self.deeper(at, |interpreter| interpreter.member(&item, name, at))?);
                }
                self.list(values, at)
            }
            _ => {
                // A property is what its getter gives.
                let mut letters = name.chars();
                let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
                let rest = letters.as_str();
                for getter in [format!("get{first}{rest}"), format!("is{first}{rest}"), name.to_owned()] {
                    match self.invoke_method(value, &getter, super::Args::default(), at) {
                        Err(Stop::Throw(thrown)) if &*thrown.class == "MissingMethodException" => {}
                        other => return other,
                    }
                }
                Err(missing(name, value.class(), at))
            }
        }
    }

    pub(super) fn set_member(
        &mut self,
        value: &Value,
        name: &str,
        new: Value,
        at: Place,
    ) -> Result<(), Stop> {
        match value {
            Value::Host(object) if &**object == "this" => {
                self.globals.borrow_mut().insert(name.into(), new);
                Ok(())
            }
            Value::Host(object) => self.host.set_member(object, name, &new),
            Value::Map(map) => {
                self.spend(48, at)?;
                map.borrow_mut().insert(name.into(), new);
                Ok(())
            }
            Value::Null => {
                let message = format!("Cannot set property '{name}' on null object");
                Err(Stop::throw("NullPointerException", message, at))
            }
            _ => Err(missing(name, value.class(), at)),
        }
    }

    pub(super) fn indexed(
        &mut self,
        receiver: &Expr,
        indexes: &[Expr],
        at: Place,
        scope: &Rc<Scope>,
    ) -> Outcome {
        let receiver = self.value(receiver, scope)?;
        let mut values = Vec::new();
        for index in indexes {
            values.push(self.value(index, scope)?);
        }
        match values.as_slice() {
            [index] => self.index(&receiver, index, at),
            several => {
                let mut found = Vec::new();
                for index in several {
                    found.push(self.index(&receiver, index, at)?);
                }
                self.list(found, at)
            }
        }
    }

    pub(super) fn index(&mut self, receiver: &Value, index: &Value, at: Place) -> Outcome {
        if let Value::List(indexes) = index {
            let indexes = indexes.borrow().clone();
            let mut found = Vec::new();
            for index in &indexes {
                found.push(self.index(receiver, index, at)?);
            }
            if matches!(receiver, Value::Text(_)) {
                let text: String = found.iter().map(Value::to_string).collect();
                return self.text(text, at);
            }
            return self.list(found, at);
        }
        match (receiver, index) {
            (Value::List(list), Value::Int(index)) => {
                let list = list.borrow();
                Ok(place(*index, list.len()).and_then(|index| list.get(index)).cloned().unwrap_or_default())
            }
            (Value::Text(text), Value::Int(index)) => {
                let length = text.chars().count();
                let found = place(*index, length).and_then(|index| text.chars().nth(index));
                let out = || {
                    let message = format!("String index out of range: {index}");
                    Stop::throw("StringIndexOutOfBoundsException", message, at)
                };
                found.map(|sign| Value::text(sign.to_string())).ok_or_else(out)
            }
            (Value::Map(map), key) => Ok(map.borrow().get(&*key.to_string()).cloned().unwrap_or_default()),
            (Value::Matcher(matcher), Value::Int(index)) => {
                let found = place(*index, matcher.found.len()).and_then(|index| matcher.item(index));
                found.ok_or_else(|| {
                    let message = format!("index is out of range {index}");
                    Stop::throw("IndexOutOfBoundsException", message, at)
                })
            }
            (Value::Host(_), key) => self.member(receiver, &key.to_string(), at),
            (Value::Null, _) => {
                let message = "Cannot invoke method getAt() on null object";
                Err(Stop::throw("NullPointerException", message, at))
            }
            _ => {
                let message = format!("{} has no items", receiver.class());
                Err(Stop::throw("MissingMethodException", message, at))
            }
        }
    }

    pub(super) fn set_index(
        &mut self,
        receiver: &Value,
        index: &Value,
        value: Value,
        at: Place,
    ) -> Result<(), Stop> {
        match (receiver, index) {
            (Value::List(list), Value::Int(index)) => {
                let length = list.borrow().len();
                let wanted = if *index < 0 { place(*index, length) } else { usize::try_from(*index).ok() };
                let Some(wanted) = wanted.filter(|wanted| *wanted < 1_000_000) else {
                    let message = format!("index {index} is out of range");
                    return Err(Stop::throw("IndexOutOfBoundsException", message, at));
                };
                if wanted >= length {
                    self.spend((wanted + 1 - length) * 24, at)?;
                    list.borrow_mut().resize(wanted + 1, Value::Null);
                }
                list.borrow_mut()[wanted] = value;
                Ok(())
            }
            _ => self.set_member(receiver, &index.to_string(), value, at),
        }
    }
}

/// An index that may count from the end.
fn place(index: i64, length: usize) -> Option<usize> {
    if index < 0 { length.checked_sub(index.unsigned_abs() as usize) } else { usize::try_from(index).ok() }
}

fn missing(name: &str, class: &str, at: Place) -> Stop {
    let message = format!("No such property: {name} for class: {class}");
    Stop::throw("MissingPropertyException", message, at)
}
