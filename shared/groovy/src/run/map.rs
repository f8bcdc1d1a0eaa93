//! What maps can do. A closure with two parameters gets key and value, one with a single parameter the entry.
use super::value::{Entries, Function};
use super::{Interpreter, Stop, Value, list};
use crate::Place;
use std::cell::RefCell;
use std::rc::Rc;

impl Interpreter<'_> {
    pub(super) fn map_method(
        &mut self,
        map: &Rc<RefCell<Entries>>,
        name: &str,
        args: &[Value],
        at: Place,
    ) -> Result<Option<Value>, Stop> {
        let whole = Value::Map(Rc::clone(map));
        if let Some(Value::Function(function)) = args.last()
            && let Some(found) = self.each_entry(&whole, map, name, args, function, at)?
        {
            return Ok(Some(found));
        }
        Ok(Some(match (name, args) {
            ("size", []) => Value::Int(map.borrow().len() as i64),
            ("isEmpty", []) => Value::Bool(map.borrow().is_empty()),
            ("get" | "getAt", [key]) => map.borrow().get(&*key.to_string()).cloned().unwrap_or_default(),
            ("get" | "getOrDefault", [key, default]) => {
                map.borrow().get(&*key.to_string()).unwrap_or(default).clone()
            }
            ("getKey", []) => map.borrow().get("key").cloned().unwrap_or_default(),
            ("getValue", []) => map.borrow().get("value").cloned().unwrap_or_default(),
            ("put" | "putAt", [key, value]) => {
                self.spend(48, at)?;
                map.borrow_mut().insert(key.to_string().into(), value.clone()).unwrap_or_default()
            }
            ("putAll", [Value::Map(other)]) => {
                let other = other.borrow().clone();
                self.spend(other.len() * 48, at)?;
                map.borrow_mut().extend(other);
                Value::Null
            }
            ("remove", [key]) => map.borrow_mut().shift_remove(&*key.to_string()).unwrap_or_default(),
            ("clear", []) => {
                map.borrow_mut().clear();
                Value::Null
            }
            ("containsKey", [key]) => Value::Bool(map.borrow().contains_key(&*key.to_string())),
            ("containsValue", [value]) => Value::Bool(map.borrow().values().any(|other| other == value)),
            ("keySet" | "keys", []) => {
                let keys = map.borrow().keys().map(|key| Value::Text(key.clone())).collect();
                return self.list(keys, at).map(Some);
            }
            ("values", []) => {
                let values = map.borrow().values().cloned().collect();
                return self.list(values, at).map(Some);
            }
            ("entrySet" | "entries" | "toList" | "iterator", []) => {
                let entries = list::items(&whole);
                return self.list(entries, at).map(Some);
            }
            ("plus", [Value::Map(other)]) => {
                let mut all = map.borrow().clone();
                all.extend(other.borrow().clone());
                Value::map(all)
            }
            ("clone" | "asImmutable", []) => Value::map(map.borrow().clone()),
            ("subMap", [Value::List(keys)]) => {
                let keys: Vec<String> = keys.borrow().iter().map(Value::to_string).collect();
                let map = map.borrow();
                let kept = map.iter().filter(|(key, _)| keys.iter().any(|other| other.as_str() == &***key));
                Value::map(kept.map(|(key, value)| (key.clone(), value.clone())).collect())
            }
            ("sort" | "toSorted", []) => {
                let mut sorted = map.borrow().clone();
                sorted.sort_keys();
                Value::map(sorted)
            }
            _ => return Ok(None),
        }))
    }

    fn each_entry(
        &mut self,
        whole: &Value,
        map: &Rc<RefCell<Entries>>,
        name: &str,
        args: &[Value],
        function: &Rc<Function>,
        at: Place,
    ) -> Result<Option<Value>, Stop> {
        let entries = map.borrow().clone();
        let pairs = match &**function {
            Function::Closure(closure, _) => closure.params.as_ref().is_some_and(|params| params.len() == 2),
            Function::Method(method) => method.params.len() == 2,
            Function::Bound(..) => false,
        };
        match name {
            "findAll" | "each" | "any" | "every" | "find" | "count" => {}
            // The rest sees entries as items; a closure of two parameters is given both parts of each.
            _ => {
                let items = entries.iter().map(|(key, value)| match pairs {
                    true if name != "inject" && name != "sort" => {
                        Value::list(vec![Value::Text(key.clone()), value.clone()])
                    }
                    _ => list::entry(key, value),
                });
                return self.each_item(whole, items.collect(), name, args, function, at);
            }
        }
        let mut kept = Entries::new();
        for (key, value) in entries {
            let given = match pairs {
                true => vec![Value::Text(key.clone()), value.clone()],
                false => vec![list::entry(&key, &value)],
            };
            let answer = self.invoke(function, given, at)?.truthy();
            match (name, answer) {
                ("any", true) => return Ok(Some(Value::Bool(true))),
                ("every", false) => return Ok(Some(Value::Bool(false))),
                ("find", true) => return Ok(Some(list::entry(&key, &value))),
                ("findAll" | "count", true) => {
                    kept.insert(key, value);
                }
                _ => {}
            }
        }
        Ok(Some(match name {
            "any" => Value::Bool(false),
            "every" => Value::Bool(true),
            "find" => Value::Null,
            "count" => Value::Int(kept.len() as i64),
            "each" => whole.clone(),
            _ => Value::map(kept),
        }))
    }
}
