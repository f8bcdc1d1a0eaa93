use super::scope::Scope;
use super::value::{Entries, Function};
use super::{Interpreter, Outcome, Stop, Value, operator};
use crate::Place;
use crate::ast::{Access, Arg, Expr, ExprKind, Piece};
use std::rc::Rc;
use std::sync::Arc;

impl Interpreter<'_> {
    /// The value of an expression.
    ///
    /// # Errors
    /// What it throws, and limits.
    pub fn value(&mut self, expr: &Expr, scope: &Rc<Scope>) -> Outcome {
        self.step(expr.at)?;
        match &expr.kind {
            ExprKind::Null => Ok(Value::Null),
            ExprKind::Bool(truth) => Ok(Value::Bool(*truth)),
            ExprKind::Int(number) => Ok(Value::Int(*number)),
            ExprKind::Decimal(number) => Ok(Value::Decimal(*number)),
            ExprKind::Text(text) => Ok(Value::Text(Arc::clone(text))),
            ExprKind::Name(name) => self.name(name, expr.at, scope),
            ExprKind::Closure(closure) => {
                let function = Function::Closure(Arc::clone(closure), Rc::clone(scope));
                Ok(Value::Function(Rc::new(function)))
            }
            _ => self.deeper(expr.at, |interpreter| interpreter.composed(expr, scope)),
        }
    }

    fn composed(&mut self, expr: &Expr, scope: &Rc<Scope>) -> Outcome {
        let at = expr.at;
        match &expr.kind {
            ExprKind::Rich(pieces) => self.rich(pieces, at, scope),
            ExprKind::Property(receiver, name, access) => {
                let receiver = self.value(receiver, scope)?;
                self.reach(receiver, &name.text, *access, at)
            }
            ExprKind::Computed(receiver, name, access) => {
                let receiver = self.value(receiver, scope)?;
                let name = self.value(name, scope)?.to_string();
                self.reach(receiver, &name, *access, at)
            }
            ExprKind::Index(receiver, indexes) => self.indexed(receiver, indexes, at, scope),
            ExprKind::Call(call) => self.call(call, at, scope),
            ExprKind::New(name, args) => {
                let args = self.args(args, scope)?;
                self.construct(&name.text, args, at)
            }
            ExprKind::List(items) => {
                let items = self.items(items, scope)?;
                self.list(items, at)
            }
            ExprKind::Map(entries) => self.map(entries, at, scope),
            ExprKind::Range(from, to, inclusive) => {
                let (from, to) = (self.value(from, scope)?, self.value(to, scope)?);
                self.range(&from, &to, *inclusive, at)
            }
            ExprKind::Unary(symbol, operand) => {
                let operand = self.value(operand, scope)?;
                operator::unary(symbol, &operand).map_err(|message| cannot(message, at))
            }
            ExprKind::Binary(symbol, left, right) => self.binary(symbol, left, right, at, scope),
            ExprKind::Ternary(condition, yes, no) => {
                let chosen = if self.value(condition, scope)?.truthy() { yes } else { no };
                self.value(chosen, scope)
            }
            ExprKind::Elvis(left, right) => {
                let left = self.value(left, scope)?;
                if left.truthy() { Ok(left) } else { self.value(right, scope) }
            }
            ExprKind::Assign(target, symbol, value) => self.assign(target, symbol, value, at, scope),
            ExprKind::Count(target, by, before) => {
                let old = self.value(target, scope)?;
                let new =
                    operator::binary("+", &old, &Value::Int(*by)).map_err(|message| cannot(message, at))?;
                self.store(target, new.clone(), scope)?;
                Ok(if *before { old } else { new })
            }
            ExprKind::InstanceOf(value, name) => {
                let value = self.value(value, scope)?;
                Ok(Value::Bool(super::class::is(&value, &name.text)))
            }
            ExprKind::As(value, name) => {
                let value = self.value(value, scope)?;
                self.cast(value, &name.text, at)
            }
            ExprKind::Spread(_) => Err(Stop::fail(at, "`*` stands only in lists and arguments")),
            ExprKind::Method(receiver, name) => {
                let receiver = self.value(receiver, scope)?;
                Ok(Value::Function(Rc::new(Function::Bound(receiver, name.text.clone()))))
            }
            // The rest is looked up by `value`.
            _ => Ok(Value::Null),
        }
    }

    fn name(&mut self, name: &Arc<str>, at: Place, scope: &Rc<Scope>) -> Outcome {
        if let Some(value) =
            scope.get(name).or_else(|| self.global(name)).or_else(|| self.host.variable(name))
        {
            return Ok(value);
        }
        match &**name {
            // What an annotation of an import hangs on.
            "_" => Ok(Value::Null),
            "this" | "binding" | "steps" | "script" => Ok(Value::Host("this".into())),
            name if name.starts_with(char::is_uppercase) && super::class::known(name) => {
                Ok(Value::Class(name.into()))
            }
            "java" | "groovy" | "org" | "com" | "javax" | "hudson" | "jenkins" | "System" => {
                Ok(Value::Class(name.clone()))
            }
            _ => match self.methods.get(name) {
                Some(method) => Ok(Value::Function(Rc::new(Function::Method(Arc::clone(method))))),
                None => {
                    let message = format!("No such property: {name} for class: groovy.lang.Binding");
                    Err(Stop::throw("MissingPropertyException", message, at))
                }
            },
        }
    }

    fn rich(&mut self, pieces: &[Piece], at: Place, scope: &Rc<Scope>) -> Outcome {
        let mut out = String::new();
        for piece in pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Hole(block, _) => {
                    let value = self.statements(block, scope)?;
                    let text = value.to_string();
                    self.spend(text.len(), at)?;
                    out.push_str(&text);
                }
            }
        }
        self.text(out, at)
    }

    fn items(&mut self, items: &[Expr], scope: &Rc<Scope>) -> Result<Vec<Value>, Stop> {
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            match &item.kind {
                ExprKind::Spread(inner) => values.extend(super::list::items(&self.value(inner, scope)?)),
                _ => values.push(self.value(item, scope)?),
            }
        }
        Ok(values)
    }

    fn map(&mut self, entries: &[Arg], at: Place, scope: &Rc<Scope>) -> Outcome {
        let mut map = Entries::new();
        for entry in entries {
            match (&entry.key, &entry.value.kind) {
                (Some(key), _) => {
                    let key: Arc<str> = match self.value(key, scope)? {
                        Value::Text(text) => text,
                        other => other.to_string().into(),
                    };
                    let value = self.value(&entry.value, scope)?;
                    map.insert(key, value);
                }
                (None, ExprKind::Spread(inner)) => {
                    if let Value::Map(other) = self.value(inner, scope)? {
                        map.extend(other.borrow().iter().map(|(key, value)| (key.clone(), value.clone())));
                    }
                }
                (None, _) => {}
            }
        }
        self.spend(map.len() * 48 + 24, at)?;
        Ok(Value::map(map))
    }

    fn reach(&mut self, receiver: Value, name: &str, access: Access, at: Place) -> Outcome {
        match (access, receiver) {
            (Access::Safe, Value::Null) => Ok(Value::Null),
            (Access::Spread, receiver) => {
                let mut values = Vec::new();
                for item in super::list::items(&receiver) {
                    self.step(at)?;
                    values.push(self.member(&item, name, at)?);
                }
                self.list(values, at)
            }
            (_, receiver) => self.member(&receiver, name, at),
        }
    }

    fn binary(&mut self, symbol: &str, left: &Expr, right: &Expr, at: Place, scope: &Rc<Scope>) -> Outcome {
        let left = self.value(left, scope)?;
        match symbol {
            "&&" => return Ok(Value::Bool(left.truthy() && self.value(right, scope)?.truthy())),
            "||" => return Ok(Value::Bool(left.truthy() || self.value(right, scope)?.truthy())),
            _ => {}
        }
        let right = self.value(right, scope)?;
        if let ("<<", Value::List(list)) = (symbol, &left) {
            self.spend(24, at)?;
            list.borrow_mut().push(right);
            return Ok(left);
        }
        let value = operator::binary(symbol, &left, &right).map_err(|message| cannot(message, at))?;
        self.spend(operator::size(&value), at)?;
        Ok(value)
    }

    fn assign(&mut self, target: &Expr, symbol: &str, value: &Expr, at: Place, scope: &Rc<Scope>) -> Outcome {
        let mut new = self.value(value, scope)?;
        if !symbol.is_empty() {
            let old = self.value(target, scope)?;
            new = operator::binary(symbol, &old, &new).map_err(|message| cannot(message, at))?;
            self.spend(operator::size(&new), at)?;
        }
        self.store(target, new.clone(), scope)?;
        Ok(new)
    }

    fn store(&mut self, target: &Expr, value: Value, scope: &Rc<Scope>) -> Result<(), Stop> {
        match &target.kind {
            ExprKind::Name(name) => {
                if !scope.set(name, &value) && !self.host.assign(name, &value) {
                    self.globals.borrow_mut().insert(Arc::clone(name), value);
                }
                Ok(())
            }
            ExprKind::Property(receiver, name, _) => {
                let receiver = self.value(receiver, scope)?;
                self.set_member(&receiver, &name.text, value, target.at)
            }
            ExprKind::Computed(receiver, name, _) => {
                let receiver = self.value(receiver, scope)?;
                let name = self.value(name, scope)?.to_string();
                self.set_member(&receiver, &name, value, target.at)
            }
            ExprKind::Index(receiver, indexes) => {
                let receiver = self.value(receiver, scope)?;
                let [index] = indexes.as_slice() else {
                    return Err(Stop::fail(target.at, "only one item can be set at a time"));
                };
                let index = self.value(index, scope)?;
                self.set_index(&receiver, &index, value, target.at)
            }
            _ => Err(Stop::fail(target.at, "nothing can be assigned to this")),
        }
    }
}

pub(super) fn cannot(message: String, at: Place) -> Stop {
    Stop::throw("MissingMethodException", message, at)
}
