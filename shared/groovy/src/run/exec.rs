use super::scope::Scope;
use super::{Interpreter, Outcome, Stop, Thrown, Value};
use crate::Place;
use crate::ast::{Block, Case, Define, Expr, ForParts, Name, Statement, StatementKind, Try};
use std::rc::Rc;

/// Whether a loop goes on after a round.
fn goes_on(round: Outcome) -> Result<bool, Stop> {
    match round {
        Ok(_) | Err(Stop::Continue) => Ok(true),
        Err(Stop::Break) => Ok(false),
        Err(stop) => Err(stop),
    }
}

impl Interpreter<'_> {
    pub(super) fn block(&mut self, block: &Block, scope: &Rc<Scope>) -> Outcome {
        let mut last = Value::Null;
        for statement in block {
            last = self.statement(statement, scope)?;
        }
        Ok(last)
    }

    fn statement(&mut self, statement: &Statement, scope: &Rc<Scope>) -> Outcome {
        self.step(statement.at)?;
        match &statement.kind {
            StatementKind::Expr(expr) => self.value(expr, scope),
            StatementKind::Define(define) => {
                let field = statement.annotations.iter().any(|annotation| &*annotation.name.text == "Field");
                self.variables(define, field, scope)
            }
            StatementKind::Method(method) => {
                self.methods.insert(method.name.text.clone(), method.clone());
                Ok(Value::Null)
            }
            StatementKind::Class(_) | StatementKind::Import(_) | StatementKind::Package(_) => Ok(Value::Null),
            StatementKind::If(branches, last) => self.branches(branches, last.as_ref(), scope),
            StatementKind::While(condition, body) => {
                while self.value(condition, scope)?.truthy() && goes_on(self.inside(body, scope))? {
                    self.step(statement.at)?;
                }
                Ok(Value::Null)
            }
            StatementKind::ForIn(name, values, body) => self.for_in(name, values, body, scope),
            StatementKind::For(parts) => self.counting(parts, statement.at, scope),
            StatementKind::Switch(value, cases) => self.switch(value, cases, scope),
            StatementKind::Try(parts) => self.tried(parts, scope),
            StatementKind::Return(None) => Err(Stop::Return(Value::Null)),
            StatementKind::Return(Some(value)) => Err(Stop::Return(self.value(value, scope)?)),
            StatementKind::Break => Err(Stop::Break),
            StatementKind::Continue => Err(Stop::Continue),
            StatementKind::Throw(value) => Err(match self.value(value, scope)? {
                Value::Thrown(thrown) => {
                    Stop::Throw(Rc::new(Thrown { at: statement.at, ..(*thrown).clone() }))
                }
                other => {
                    Stop::throw("GroovyCastException", format!("{other} cannot be thrown"), statement.at)
                }
            }),
            StatementKind::Assert(condition, message) => {
                if self.value(condition, scope)?.truthy() {
                    return Ok(Value::Null);
                }
                let message = match message {
                    Some(message) => self.value(message, scope)?.to_string(),
                    None => "assertion failed".to_owned(),
                };
                Err(Stop::throw("AssertionError", message, statement.at))
            }
            StatementKind::Block(block) => self.inside(block, scope),
        }
    }

    fn inside(&mut self, block: &Block, scope: &Rc<Scope>) -> Outcome {
        let inner = scope.inner();
        self.deeper(Place::default(), |interpreter| interpreter.block(block, &inner))
    }

    fn variables(&mut self, define: &Define, field: bool, scope: &Rc<Scope>) -> Outcome {
        let value = match &define.value {
            Some(value) => self.value(value, scope)?,
            None => Value::Null,
        };
        let value = match (&define.declared, &define.value) {
            (Some(declared), Some(expr)) => self.declared(value, declared, expr.at)?,
            _ => value,
        };
        let put = |name: &Name, value: Value| {
            if field {
                self.globals.borrow_mut().insert(name.text.clone(), value);
            } else {
                scope.define(name.text.clone(), value);
            }
        };
        match (define.names.as_slice(), &value) {
            ([name], _) => put(name, value.clone()),
            (names, Value::List(list)) => {
                let list = list.borrow();
                for (index, name) in names.iter().enumerate() {
                    put(name, list.get(index).cloned().unwrap_or_default());
                }
            }
            (names, _) => names.iter().for_each(|name| put(name, Value::Null)),
        }
        Ok(value)
    }

    /// A value as a variable of that type takes it.
    fn declared(&mut self, value: Value, declared: &Name, at: Place) -> Outcome {
        match (&*declared.text, &value) {
            ("String", Value::Null | Value::Text(_)) => Ok(value),
            ("String", other) => {
                let text = other.to_string();
                self.text(text, at)
            }
            ("boolean" | "Boolean", other) => Ok(Value::Bool(other.truthy())),
            ("int" | "Integer" | "long" | "Long", Value::Decimal(number)) => Ok(Value::Int(*number as i64)),
            ("int" | "Integer" | "long" | "Long", Value::Text(_)) => {
                let message = format!("Cannot cast object '{value}' to class 'int'");
                Err(Stop::throw("GroovyCastException", message, at))
            }
            _ => Ok(value),
        }
    }

    fn branches(&mut self, branches: &[(Expr, Block)], last: Option<&Block>, scope: &Rc<Scope>) -> Outcome {
        for (condition, block) in branches {
            if self.value(condition, scope)?.truthy() {
                return self.inside(block, scope);
            }
        }
        last.map_or(Ok(Value::Null), |block| self.inside(block, scope))
    }

    fn for_in(&mut self, name: &Name, values: &Expr, body: &Block, scope: &Rc<Scope>) -> Outcome {
        let values = self.value(values, scope)?;
        for item in super::list::items(&values) {
            self.step(name.at)?;
            let inner = scope.inner();
            inner.define(name.text.clone(), item);
            if !goes_on(self.deeper(name.at, |interpreter| interpreter.block(body, &inner)))? {
                break;
            }
        }
        Ok(Value::Null)
    }

    fn counting(&mut self, parts: &ForParts, at: Place, scope: &Rc<Scope>) -> Outcome {
        let inner = scope.inner();
        if let Some(first) = &parts.first {
            self.statement(first, &inner)?;
        }
        loop {
            self.step(at)?;
            if let Some(condition) = &parts.condition
                && !self.value(condition, &inner)?.truthy()
            {
                return Ok(Value::Null);
            }
            if !goes_on(self.inside(&parts.body, &inner))? {
                return Ok(Value::Null);
            }
            if let Some(step) = &parts.step {
                self.value(step, &inner)?;
            }
        }
    }

    fn switch(&mut self, value: &Expr, cases: &[Case], scope: &Rc<Scope>) -> Outcome {
        let value = self.value(value, scope)?;
        let mut start = None;
        for (index, case) in cases.iter().enumerate() {
            let Some(wanted) = &case.value else { continue };
            let wanted = self.value(wanted, scope)?;
            if self.matches_case(&value, &wanted)? {
                start = Some(index);
                break;
            }
        }
        let start = start.or_else(|| cases.iter().position(|case| case.value.is_none()));
        let inner = scope.inner();
        let mut last = Value::Null;
        for case in start.map_or(&[][..], |start| &cases[start..]) {
            match self.deeper(Place::default(), |interpreter| interpreter.block(&case.body, &inner)) {
                Ok(value) => last = value,
                Err(Stop::Break) => return Ok(last),
                Err(stop) => return Err(stop),
            }
        }
        Ok(last)
    }

    fn matches_case(&mut self, value: &Value, wanted: &Value) -> Result<bool, Stop> {
        Ok(match wanted {
            Value::List(list) => list.borrow().contains(value),
            Value::Map(map) => value.as_text().is_some_and(|key| map.borrow().contains_key(key)),
            Value::Function(function) => {
                self.invoke(function, vec![value.clone()], Place::default())?.truthy()
            }
            Value::Class(name) => super::class::is(value, name),
            other => value == other,
        })
    }

    fn tried(&mut self, parts: &Try, scope: &Rc<Scope>) -> Outcome {
        let mut result = self.inside(&parts.body, scope);
        if let Err(Stop::Throw(thrown)) = &result {
            let thrown = Rc::clone(thrown);
            let fits = |names: &Vec<Name>| {
                names.is_empty() || names.iter().any(|name| super::class::catches(&name.text, &thrown.class))
            };
            if let Some((_, name, body)) = parts.catches.iter().find(|(names, _, _)| fits(names)) {
                let inner = scope.inner();
                inner.define(name.text.clone(), Value::Thrown(Rc::clone(&thrown)));
                result = self.deeper(name.at, |interpreter| interpreter.block(body, &inner));
            }
        }
        match (&parts.last, &result) {
            // What waits for the host, and what cannot go on, runs nothing more.
            (None, _) | (_, Err(Stop::Halt | Stop::Fail(_))) => result,
            (Some(last), _) => {
                self.inside(last, scope)?;
                result
            }
        }
    }
}
