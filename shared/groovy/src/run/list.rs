//! What lists can do.
mod each;

use super::eval::cannot;
use super::value::{Function, LEVELS};
use super::{Interpreter, Outcome, Stop, Value, operator};
use crate::Place;
use std::cell::RefCell;
use std::cmp::Ordering;
use std::rc::Rc;

type Found = Result<Option<Value>, Stop>;

/// How many numbers a range may have.
const RANGE: i64 = 100_000;

/// What a value gives one by one.
pub(super) fn items(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => Vec::new(),
        Value::List(list) => list.borrow().clone(),
        Value::Map(map) => map.borrow().iter().map(|(key, value)| entry(key, value)).collect(),
        Value::Text(text) => text.chars().map(|sign| Value::text(sign.to_string())).collect(),
        Value::Matcher(matcher) => (0..matcher.found.len()).filter_map(|index| matcher.item(index)).collect(),
        other => vec![other.clone()],
    }
}

/// An entry of a map, as a map of its key and its value.
pub(super) fn entry(key: &std::sync::Arc<str>, value: &Value) -> Value {
    let mut entries = super::Entries::new();
    entries.insert("key".into(), Value::Text(key.clone()));
    entries.insert("value".into(), value.clone());
    Value::map(entries)
}

fn function(args: &[Value]) -> Option<&Rc<Function>> {
    match args.last() {
        Some(Value::Function(function)) => Some(function),
        _ => None,
    }
}

impl Interpreter<'_> {
    pub(super) fn range(&mut self, from: &Value, to: &Value, inclusive: bool, at: Place) -> Outcome {
        let (start, end) = match (from, to) {
            (Value::Int(from), Value::Int(to)) => (*from, *to),
            (Value::Text(from), Value::Text(to)) => match (single(from), single(to)) {
                (Some(from), Some(to)) => {
                    let signs = (from..=to).map(|sign| Value::text(sign.to_string())).collect();
                    return self.list(signs, at);
                }
                _ => {
                    return Err(Stop::fail(
                        at,
                        "a range goes from number to number or from letter to letter",
                    ));
                }
            },
            _ => return Err(Stop::fail(at, "a range goes from number to number or from letter to letter")),
        };
        if end.abs_diff(start) > RANGE.unsigned_abs() {
            return Err(Stop::fail(at, format!("a range has at most {RANGE} numbers")));
        }
        let mut numbers: Vec<Value> = match start <= end {
            true => (start..=end).map(Value::Int).collect(),
            false => (end..=start).rev().map(Value::Int).collect(),
        };
        if !inclusive {
            numbers.pop();
        }
        self.list(numbers, at)
    }

    pub(super) fn list_method(
        &mut self,
        list: &Rc<RefCell<Vec<Value>>>,
        name: &str,
        args: &[Value],
        at: Place,
    ) -> Found {
        if let Some(found) = self.changed(list, name, args, at)? {
            return Ok(Some(found));
        }
        let items = list.borrow().clone();
        if let Some(function) = function(args)
            && let Some(found) =
                self.each_item(&Value::List(Rc::clone(list)), items.clone(), name, args, function, at)?
        {
            return Ok(Some(found));
        }
        let first = args.first();
        Ok(Some(match (name, first) {
            ("size", None) => Value::Int(items.len() as i64),
            ("isEmpty", None) => Value::Bool(items.is_empty()),
            ("contains", Some(item)) => Value::Bool(items.contains(item)),
            ("containsAll", Some(other)) => {
                Value::Bool(self::items(other).iter().all(|item| items.contains(item)))
            }
            ("get" | "getAt", Some(index)) => self.index(&Value::List(Rc::clone(list)), index, at)?,
            ("indexOf", Some(item)) => items
                .iter()
                .position(|other| other == item)
                .map_or(Value::Int(-1), |at| Value::Int(at as i64)),
            ("first" | "head", None) | ("last", None) if items.is_empty() => {
                return Err(Stop::throw("NoSuchElementException", "the list is empty", at));
            }
            ("first" | "head", None) => items[0].clone(),
            ("last", None) => items[items.len() - 1].clone(),
            ("join", separator) => {
                let separator = separator.map(Value::to_string).unwrap_or_default();
                let text = items.iter().map(Value::to_string).collect::<Vec<_>>().join(&separator);
                return self.text(text, at).map(Some);
            }
            ("sum", None) => {
                let mut items = items.into_iter();
                let mut sum = items.next().unwrap_or_default();
                for item in items {
                    sum = operator::binary("+", &sum, &item).map_err(|message| cannot(message, at))?;
                    self.spend(operator::size(&sum), at)?;
                }
                sum
            }
            ("min" | "max", None) => {
                let mut best: Option<Value> = None;
                for item in items {
                    let order = match &best {
                        Some(best) => operator::order(&item, best).map_err(|message| cannot(message, at))?,
                        None => {
                            if name == "min" {
                                Ordering::Less
                            } else {
                                Ordering::Greater
                            }
                        }
                    };
                    if order == (if name == "min" { Ordering::Less } else { Ordering::Greater }) {
                        best = Some(item);
                    }
                }
                best.unwrap_or_default()
            }
            ("any", None) => Value::Bool(items.iter().any(Value::truthy)),
            ("every", None) => Value::Bool(items.iter().all(Value::truthy)),
            _ => match self.relisted(items, name, args, at)? {
                Some(items) => return self.list(items, at).map(Some),
                None => return Ok(None),
            },
        }))
    }

    /// What gives another list.
    fn relisted(
        &mut self,
        mut items: Vec<Value>,
        name: &str,
        args: &[Value],
        at: Place,
    ) -> Result<Option<Vec<Value>>, Stop> {
        let other = args.first().map(self::items).unwrap_or_default();
        let count = match args.first() {
            Some(Value::Int(count)) => usize::try_from(*count).unwrap_or(0),
            _ => 0,
        };
        match name {
            "reverse" => items.reverse(),
            "unique" | "toSet" | "toUnique" => {
                let mut seen: Vec<Value> = Vec::new();
                for item in items {
                    self.step(at)?;
                    if !seen.contains(&item) {
                        seen.push(item);
                    }
                }
                items = seen;
            }
            "findAll" | "grep" if args.is_empty() => items.retain(Value::truthy),
            "toList" | "collect" | "asList" | "iterator" | "clone" | "asImmutable" | "stream" => {}
            "take" => items.truncate(count),
            "drop" => items = items.into_iter().skip(count).collect(),
            "tail" => items = items.into_iter().skip(1).collect(),
            "init" => items.truncate(items.len().saturating_sub(1)),
            "takeRight" => items = items.split_off(items.len().saturating_sub(count)),
            "plus" => items.extend(other),
            "minus" => items.retain(|item| !other.contains(item)),
            "intersect" => items.retain(|item| other.contains(item)),
            "subList" => {
                let end = match args.get(1) {
                    Some(Value::Int(end)) => usize::try_from(*end).unwrap_or(0).min(items.len()),
                    _ => items.len(),
                };
                items = items.get(count..end).unwrap_or_default().to_vec();
            }
            "flatten" => {
                let mut flat = Vec::new();
                self.flatten(&items, &mut flat, 0, at)?;
                items = flat;
            }
            "withIndex" => {
                let pair = |(index, item): (usize, Value)| Value::list(vec![item, Value::Int(index as i64)]);
                items = items.into_iter().enumerate().map(pair).collect();
            }
            "collate" if count > 0 => {
                items = items.chunks(count).map(|chunk| Value::list(chunk.to_vec())).collect()
            }
            "transpose" => {
                let rows: Vec<Vec<Value>> = items.iter().map(self::items).collect();
                let width = rows.iter().map(Vec::len).min().unwrap_or(0);
                let column = |index: usize| Value::list(rows.iter().map(|row| row[index].clone()).collect());
                items = (0..width).map(column).collect();
            }
            "combinations" => {
                let mut all = vec![Vec::new()];
                for row in &items {
                    let mut longer = Vec::new();
                    for begun in &all {
                        for item in self::items(row) {
                            self.spend(24, at)?;
                            let mut begun: Vec<Value> = begun.clone();
                            begun.push(item);
                            longer.push(begun);
                        }
                    }
                    all = longer;
                }
                items = all.into_iter().map(Value::list).collect();
            }
            "sort" | "toSorted" => {
                let mut failed = None;
                items.sort_by(|a, b| {
                    operator::order(a, b).unwrap_or_else(|message| {
                        failed = Some(message);
                        Ordering::Equal
                    })
                });
                if let Some(message) = failed {
                    return Err(cannot(message, at));
                }
            }
            _ => return Ok(None),
        }
        Ok(Some(items))
    }

    /// What changes the list itself.
    fn changed(&mut self, list: &Rc<RefCell<Vec<Value>>>, name: &str, args: &[Value], at: Place) -> Found {
        self.spend(args.len() * 24, at)?;
        Ok(Some(match (name, args) {
            ("add" | "push" | "leftShift", [item]) => {
                list.borrow_mut().push(item.clone());
                if name == "leftShift" { Value::List(Rc::clone(list)) } else { Value::Bool(true) }
            }
            ("add", [Value::Int(index), item]) => {
                let mut list = list.borrow_mut();
                let index = usize::try_from(*index).unwrap_or(0).min(list.len());
                list.insert(index, item.clone());
                Value::Null
            }
            ("addAll", [other]) => {
                let other = items(other);
                self.spend(other.len() * 24, at)?;
                list.borrow_mut().extend(other);
                Value::Bool(true)
            }
            ("pop" | "removeLast", []) => list.borrow_mut().pop().unwrap_or_default(),
            ("remove" | "removeAt", [Value::Int(index)]) => {
                let mut list = list.borrow_mut();
                match usize::try_from(*index).ok().filter(|index| *index < list.len()) {
                    Some(index) => list.remove(index),
                    None => {
                        let message = format!("index {index} is out of range");
                        return Err(Stop::throw("IndexOutOfBoundsException", message, at));
                    }
                }
            }
            ("remove" | "removeElement", [item]) => {
                let found = list.borrow().iter().position(|other| other == item);
                if let Some(found) = found {
                    list.borrow_mut().remove(found);
                }
                Value::Bool(found.is_some())
            }
            ("removeAll", [other]) if !matches!(other, Value::Function(_)) => {
                let other = items(other);
                list.borrow_mut().retain(|item| !other.contains(item));
                Value::Bool(true)
            }
            ("clear", []) => {
                list.borrow_mut().clear();
                Value::Null
            }
            ("set" | "putAt", [Value::Int(_), item]) => {
                self.set_index(&Value::List(Rc::clone(list)), &args[0], item.clone(), at)?;
                Value::Null
            }
            _ => return Ok(None),
        }))
    }
}

fn single(text: &str) -> Option<char> {
    let mut signs = text.chars();
    signs.next().filter(|_| signs.next().is_none())
}

impl Interpreter<'_> {
    fn flatten(&mut self, items: &[Value], out: &mut Vec<Value>, depth: u32, at: Place) -> Result<(), Stop> {
        for item in items {
            self.step(at)?;
            match item {
                Value::List(list) if depth < LEVELS => self.flatten(&list.borrow(), out, depth + 1, at)?,
                other => out.push(other.clone()),
            }
        }
        Ok(())
    }
}
