//! What calls a closure for each item.
use super::super::eval::cannot;
use super::super::value::{Entries, Function};
use super::super::{Interpreter, Outcome, Value, operator};
use super::{Found, items as items_of};
use crate::Place;
use std::cmp::Ordering;
use std::rc::Rc;

impl Interpreter<'_> {
    /// What asks a closure about each item.
    pub(in crate::run) fn each_item(
        &mut self,
        whole: &Value,
        items: Vec<Value>,
        name: &str,
        args: &[Value],
        function: &Rc<Function>,
        at: Place,
    ) -> Found {
        let mut out = Vec::new();
        match name {
            "each" | "forEach" => {
                for item in items {
                    self.invoke(function, vec![item], at)?;
                }
                return Ok(Some(whole.clone()));
            }
            "eachWithIndex" => {
                for (index, item) in items.into_iter().enumerate() {
                    self.invoke(function, vec![item, Value::Int(index as i64)], at)?;
                }
                return Ok(Some(whole.clone()));
            }
            "collect" => {
                for item in items {
                    out.push(self.invoke(function, vec![item], at)?);
                }
            }
            "collectMany" => {
                for item in items {
                    out.extend(items_of(&self.invoke(function, vec![item], at)?));
                }
            }
            "findAll" | "grep" | "findResults" => {
                for item in items {
                    let answer = self.invoke(function, vec![item.clone()], at)?;
                    match name {
                        "findResults" if !matches!(answer, Value::Null) => out.push(answer),
                        "findResults" => {}
                        _ if answer.truthy() => out.push(item),
                        _ => {}
                    }
                }
            }
            "find" | "findResult" | "any" | "every" | "findIndexOf" => {
                for (index, item) in items.into_iter().enumerate() {
                    let answer = self.invoke(function, vec![item.clone()], at)?;
                    match (name, answer.truthy()) {
                        ("find", true) => return Ok(Some(item)),
                        ("findResult", true) => return Ok(Some(answer)),
                        ("any", true) => return Ok(Some(Value::Bool(true))),
                        ("every", false) => return Ok(Some(Value::Bool(false))),
                        ("findIndexOf", true) => return Ok(Some(Value::Int(index as i64))),
                        _ => {}
                    }
                }
                return Ok(Some(match name {
                    "any" => Value::Bool(false),
                    "every" => Value::Bool(true),
                    "findIndexOf" => Value::Int(-1),
                    _ => Value::Null,
                }));
            }
            "count" => {
                let mut count = 0;
                for item in items {
                    count += i64::from(self.invoke(function, vec![item], at)?.truthy());
                }
                return Ok(Some(Value::Int(count)));
            }
            "inject" => {
                let mut items = items.into_iter();
                let mut value = match args {
                    [start, _] => start.clone(),
                    _ => items.next().unwrap_or_default(),
                };
                for item in items {
                    value = self.invoke(function, vec![value, item], at)?;
                }
                return Ok(Some(value));
            }
            "sum" => {
                let mut sum: Option<Value> = None;
                for item in items {
                    let value = self.invoke(function, vec![item], at)?;
                    sum = Some(match sum {
                        Some(sum) => {
                            operator::binary("+", &sum, &value).map_err(|message| cannot(message, at))?
                        }
                        None => value,
                    });
                }
                return Ok(Some(sum.unwrap_or_default()));
            }
            "sort" | "toSorted" | "min" | "max" | "unique" => {
                return self.by_key(items, name, function, at).map(Some);
            }
            "collectEntries" | "groupBy" | "countBy" => {
                return self.keyed(items, name, function, at).map(Some);
            }
            "removeAll" => {
                for item in &items {
                    if !self.invoke(function, vec![item.clone()], at)?.truthy() {
                        out.push(item.clone());
                    }
                }
                if let Value::List(list) = whole {
                    *list.borrow_mut() = out;
                }
                return Ok(Some(Value::Bool(true)));
            }
            "times" => return Ok(None),
            _ => return Ok(None),
        }
        self.list(out, at).map(Some)
    }

    fn by_key(&mut self, items: Vec<Value>, name: &str, function: &Rc<Function>, at: Place) -> Outcome {
        if takes_two(function) {
            return self.by_comparing(items, function, at);
        }
        let mut keyed = Vec::with_capacity(items.len());
        for item in items {
            keyed.push((self.invoke(function, vec![item.clone()], at)?, item));
        }
        if name == "unique" {
            let mut seen: Vec<Value> = Vec::new();
            keyed.retain(|(key, _)| {
                let new = !seen.contains(key);
                if new {
                    seen.push(key.clone());
                }
                new
            });
        } else {
            keyed.sort_by(|(a, _), (b, _)| operator::order(a, b).unwrap_or(Ordering::Equal));
        }
        let mut sorted = keyed.into_iter().map(|(_, item)| item);
        match name {
            "min" => Ok(sorted.next().unwrap_or_default()),
            "max" => Ok(sorted.next_back().unwrap_or_default()),
            _ => {
                let sorted = sorted.collect();
                self.list(sorted, at)
            }
        }
    }

    /// Sorts by a closure that compares two items, by insertion: the closure may fail in between.
    fn by_comparing(&mut self, items: Vec<Value>, function: &Rc<Function>, at: Place) -> Outcome {
        let mut sorted: Vec<Value> = Vec::with_capacity(items.len());
        for item in items {
            let mut place = sorted.len();
            while place > 0 {
                let order = self.invoke(function, vec![sorted[place - 1].clone(), item.clone()], at)?;
                match order {
                    Value::Int(order) if order > 0 => place -= 1,
                    _ => break,
                }
            }
            sorted.insert(place, item);
        }
        self.list(sorted, at)
    }

    fn keyed(&mut self, items: Vec<Value>, name: &str, function: &Rc<Function>, at: Place) -> Outcome {
        let mut map = Entries::new();
        for item in items {
            self.spend(48, at)?;
            let answer = self.invoke(function, vec![item.clone()], at)?;
            match (name, answer) {
                ("collectEntries", Value::List(pair)) => {
                    let pair = pair.borrow();
                    if let [key, value] = pair.as_slice() {
                        map.insert(key.to_string().into(), value.clone());
                    }
                }
                ("collectEntries", Value::Map(other)) => {
                    map.extend(other.borrow().iter().map(|(key, value)| (key.clone(), value.clone())));
                }
                ("countBy", key) => {
                    let count = map.entry(key.to_string().into()).or_insert(Value::Int(0));
                    if let Value::Int(count) = count {
                        *count += 1;
                    }
                }
                ("groupBy", key) => {
                    let group = map.entry(key.to_string().into()).or_insert_with(|| Value::list(Vec::new()));
                    if let Value::List(list) = group {
                        list.borrow_mut().push(item);
                    }
                }
                _ => {}
            }
        }
        Ok(Value::map(map))
    }
}

fn takes_two(function: &Function) -> bool {
    match function {
        Function::Closure(closure, _) => closure.params.as_ref().is_some_and(|params| params.len() == 2),
        Function::Method(method) => method.params.len() == 2,
        Function::Bound(..) => false,
    }
}
