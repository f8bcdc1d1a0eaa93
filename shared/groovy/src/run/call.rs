use super::scope::Scope;
use super::value::Function;
use super::{Interpreter, Outcome, Stop, Value, list};
use crate::Place;
use crate::ast::{Access, Arg, Call, Callee, ExprKind, Param};
use std::rc::Rc;
use std::sync::Arc;

/// What a call was given.
#[derive(Clone, Debug, Default)]
pub struct Args {
    /// Those with names, in the author's order.
    pub named: super::Entries,
    /// Those without; a block behind the call is the last.
    pub plain: Vec<Value>,
}

impl Args {
    /// Arguments without names.
    #[must_use]
    pub fn of(plain: Vec<Value>) -> Self {
        Self { plain, ..Self::default() }
    }

    /// As a method takes them: named ones are a map before the others.
    fn flat(self) -> Vec<Value> {
        if self.named.is_empty() {
            return self.plain;
        }
        let mut all = vec![Value::map(self.named)];
        all.extend(self.plain);
        all
    }
}

impl Interpreter<'_> {
    pub(super) fn args(&mut self, args: &[Arg], scope: &Rc<Scope>) -> Result<Args, Stop> {
        let mut read = Args::default();
        for arg in args {
            match (&arg.key, &arg.value.kind) {
                (Some(key), _) => {
                    let key: Arc<str> = self.value(key, scope)?.to_string().into();
                    let value = self.value(&arg.value, scope)?;
                    read.named.insert(key, value);
                }
                (None, ExprKind::Spread(inner)) => match self.value(inner, scope)? {
                    Value::Map(map) => {
                        read.named
                            .extend(map.borrow().iter().map(|(key, value)| (key.clone(), value.clone())));
                    }
                    other => read.plain.extend(list::items(&other)),
                },
                (None, _) => read.plain.push(self.value(&arg.value, scope)?),
            }
        }
        Ok(read)
    }

    pub(super) fn call(&mut self, call: &Call, at: Place, scope: &Rc<Scope>) -> Outcome {
        // The receiver comes before the arguments.
        let receiver = match &call.callee {
            Callee::Name(_) => None,
            Callee::Method(receiver, _, _) | Callee::Computed(receiver, _) | Callee::Value(receiver) => {
                Some(self.value(receiver, scope)?)
            }
        };
        if let (Callee::Method(_, _, Access::Safe), Some(Value::Null)) = (&call.callee, &receiver) {
            return Ok(Value::Null);
        }
        let mut args = self.args(&call.args, scope)?;
        if let Some((closure, _)) = &call.block {
            let function = Function::Closure(Arc::clone(closure), Rc::clone(scope));
            args.plain.push(Value::Function(Rc::new(function)));
        }
        match (&call.callee, receiver) {
            (Callee::Name(name), _) => self.call_name(&name.text, args, at, scope),
            (Callee::Method(_, name, Access::Spread), Some(receiver)) => {
                let mut values = Vec::new();
                for item in list::items(&receiver) {
                    values.push(self.invoke_method(&item, &name.text, args.clone(), at)?);
                }
                self.list(values, at)
            }
            (Callee::Method(_, name, _), Some(receiver)) => {
                self.invoke_method(&receiver, &name.text, args, at)
            }
            (Callee::Computed(_, name), Some(receiver)) => {
                let name = self.value(name, scope)?.to_string();
                self.invoke_method(&receiver, &name, args, at)
            }
            (Callee::Value(_), Some(Value::Function(function))) => self.invoke(&function, args.flat(), at),
            (_, other) => {
                let class = other.as_ref().map_or("null", Value::class);
                Err(Stop::throw("MissingMethodException", format!("{class} can't be called"), at))
            }
        }
    }

    fn call_name(&mut self, name: &Arc<str>, args: Args, at: Place, scope: &Rc<Scope>) -> Outcome {
        if let Some(Value::Function(function)) = scope.get(name).or_else(|| self.global(name)) {
            return self.invoke(&function, args.flat(), at);
        }
        if let Some(method) = self.methods.get(name) {
            let function = Function::Method(Arc::clone(method));
            return self.invoke(&function, args.flat(), at);
        }
        let host = self.host;
        let found = self.deeper(at, |interpreter| host.call(interpreter, None, name, args, at))?;
        found.ok_or_else(|| {
            let message = format!("No such DSL method '{name}' found among steps");
            Stop::throw("NoSuchMethodError", message, at)
        })
    }

    /// Calls a function.
    ///
    /// # Errors
    /// What it throws, and limits.
    pub fn invoke(&mut self, function: &Function, args: Vec<Value>, at: Place) -> Outcome {
        self.step(at)?;
        let (params, body, scope): (Option<&[Param]>, _, _) = match function {
            Function::Closure(closure, scope) => (closure.params.as_deref(), &closure.body, scope.inner()),
            Function::Method(method) => (Some(&method.params), &method.body, Scope::root()),
            Function::Bound(receiver, name) => {
                return self
                    .deeper(at, |interpreter| interpreter.invoke_method(receiver, name, Args::of(args), at));
            }
        };
        match params {
            None => scope.define("it".into(), args.into_iter().next().unwrap_or_default()),
            Some(params) => self.bind(function, params, args, &scope, at)?,
        }
        let result = self.deeper(at, |interpreter| interpreter.block(body, &scope));
        match result {
            Err(Stop::Return(value)) => Ok(value),
            other => other,
        }
    }

    fn bind(
        &mut self,
        function: &Function,
        params: &[Param],
        mut args: Vec<Value>,
        scope: &Rc<Scope>,
        at: Place,
    ) -> Result<(), Stop> {
        // A closure with several parameters takes a list apart.
        if let (Function::Closure(..), [Value::List(list)], [_, _, ..]) = (function, args.as_slice(), params)
        {
            let items = list.borrow().clone();
            args = items;
        }
        let needed = params.iter().filter(|param| param.default.is_none()).count();
        let strict = matches!(function, Function::Method(_));
        if strict && (args.len() > params.len() || args.len() < needed) && !(args.is_empty() && needed == 1) {
            let name = match function {
                Function::Method(method) => method.name.text.clone(),
                _ => "call".into(),
            };
            let message = format!("{name}() takes {} arguments, and {} are given", params.len(), args.len());
            return Err(Stop::throw("MissingMethodException", message, at));
        }
        // Those left out are the first of those that have a value of their own.
        let mut spare = args.len().saturating_sub(needed);
        let mut args = args.into_iter();
        for param in params {
            let value = match &param.default {
                Some(default) if spare == 0 => self.value(default, scope)?,
                Some(_) => {
                    spare -= 1;
                    args.next().unwrap_or_default()
                }
                None => args.next().unwrap_or_default(),
            };
            scope.define(param.name.text.clone(), value);
        }
        Ok(())
    }

    /// Calls a method of a value.
    ///
    /// # Errors
    /// What it throws, and limits.
    pub fn invoke_method(&mut self, receiver: &Value, name: &str, args: Args, at: Place) -> Outcome {
        self.step(at)?;
        if let Value::Host(object) = receiver {
            return self.invoke_host(object, name, args, at);
        }
        if let (Value::Function(function), "call" | "doCall") = (receiver, name) {
            return self.invoke(function, args.flat(), at);
        }
        if let Value::Map(map) = receiver {
            let entry = map.borrow().get(name).cloned();
            if let Some(Value::Function(function)) = entry {
                return self.invoke(&function, args.flat(), at);
            }
        }
        if let Value::Class(class) = receiver {
            return self.class_method(class, name, &args.flat(), at);
        }
        let args = args.flat();
        self.deeper(at, |interpreter| interpreter.value_method(receiver, name, &args, at))
    }

    fn invoke_host(&mut self, object: &Arc<str>, name: &str, args: Args, at: Place) -> Outcome {
        if &**object == "this" {
            return self.call_name(&name.into(), args, at, &Scope::root());
        }
        let host = self.host;
        let found = self.deeper(at, |interpreter| host.call(interpreter, Some(object), name, args, at))?;
        found.ok_or_else(|| {
            Stop::throw("MissingMethodException", format!("No such method: {object}.{name}()"), at)
        })
    }

    fn value_method(&mut self, receiver: &Value, name: &str, args: &[Value], at: Place) -> Outcome {
        let found = match receiver {
            Value::Text(text) => self.text_method(text, name, args, at)?,
            Value::List(list) => self.list_method(list, name, args, at)?,
            Value::Map(map) => self.map_method(map, name, args, at)?,
            Value::Int(_) | Value::Decimal(_) => self.number_method(receiver, name, args, at)?,
            Value::Matcher(matcher) => self.matcher_method(matcher, name, args, at)?,
            Value::Thrown(thrown) => match name {
                "getMessage" | "getLocalizedMessage" => Some(Value::text(thrown.message.as_str())),
                "printStackTrace" | "getStackTrace" | "getCause" => Some(Value::Null),
                _ => None,
            },
            _ => None,
        };
        match found {
            Some(value) => Ok(value),
            None => self.any_method(receiver, name, args, at),
        }
    }

    /// What every value can do.
    fn any_method(&mut self, receiver: &Value, name: &str, args: &[Value], at: Place) -> Outcome {
        Ok(match (name, args) {
            _ if matches!(receiver, Value::Null) && name != "toString" && name != "equals" => {
                let message = format!("Cannot invoke method {name}() on null object");
                return Err(Stop::throw("NullPointerException", message, at));
            }
            ("toString", []) => {
                let text = receiver.to_string();
                self.text(text, at)?
            }
            ("equals", [other]) => Value::Bool(receiver == other),
            ("asBoolean" | "booleanValue" | "toBoolean", []) => Value::Bool(receiver.truthy()),
            ("getClass", []) => Value::Class(receiver.class().into()),
            ("with", [Value::Function(function)]) => {
                let function = Rc::clone(function);
                self.invoke(&function, vec![receiver.clone()], at)?
            }
            ("hashCode", []) => Value::Int(receiver.to_string().bytes().fold(0_i64, |hash, byte| {
                i64::from((hash as i32).wrapping_mul(31).wrapping_add(i32::from(byte)))
            })),
            ("compareTo", [other]) => {
                let order = super::operator::order(receiver, other);
                Value::Int(order.map_err(|message| super::eval::cannot(message, at))? as i64)
            }
            _ => {
                let message = format!("{} has no method {name}() with these arguments", receiver.class());
                return Err(Stop::throw("MissingMethodException", message, at));
            }
        })
    }
}
