//! A tree and a scope to a value.
use crate::ast::{Ast, Call, Comparison, Node};
use crate::dialect::{Language, Names, jenkins};
use crate::function::{self, Function, Status};
use crate::{Dialect, EvalError, Scope, Value, coerce};
use std::cmp::Ordering;
use std::sync::Arc;

/// How large a text may grow by functions.
pub(crate) const MEMORY: usize = 10 * 1024 * 1024;

/// Evaluates a tree. Names and functions are looked up first, also those that a short cut would leave out.
pub(crate) fn eval(ast: &Ast, dialect: Dialect, scope: &dyn Scope) -> Result<Value, EvalError> {
    let evaluation = Evaluation { dialect, language: dialect.language(), scope };
    evaluation.check_names(ast)?;
    evaluation.value(ast)
}

struct Evaluation<'a> {
    dialect: Dialect,
    language: &'static Language,
    scope: &'a dyn Scope,
}

/// A value, and whether it is the result of `.*`, on whose items a further access works one by one.
struct Found {
    value: Value,
    filtered: bool,
}

impl Found {
    fn plain(value: Value) -> Self {
        Self { value, filtered: false }
    }

    fn filtered(items: Vec<Value>) -> Self {
        Self { value: Value::Array(Arc::new(items)), filtered: true }
    }
}

impl Evaluation<'_> {
    fn check_names(&self, ast: &Ast) -> Result<(), EvalError> {
        if let Node::Name(name) = &ast.node {
            self.context(ast, name)?;
        }
        ast.children().try_for_each(|child| self.check_names(child))
    }

    fn context(&self, ast: &Ast, name: &str) -> Result<Value, EvalError> {
        match self.scope.context(name) {
            Some(value) => Ok(value),
            None if self.language.semantics.missing_context_is_null => Ok(Value::Null),
            None => Err(EvalError::at(ast.span, format!("there is no `{name}` here"))),
        }
    }

    fn value(&self, ast: &Ast) -> Result<Value, EvalError> {
        self.found(ast).map(|found| found.value)
    }

    fn found(&self, ast: &Ast) -> Result<Found, EvalError> {
        let semantics = &self.language.semantics;
        Ok(match &ast.node {
            Node::Literal(value) => Found::plain(value.clone()),
            Node::Pattern(written) => Found::plain(Value::String(Arc::clone(written))),
            Node::Name(name) => Found::plain(self.context(ast, name)?),
            Node::Code(script) => {
                let value = jenkins::value(script, self.scope);
                Found::plain(value.map_err(|message| EvalError::at(ast.span, message))?)
            }
            Node::Variable(name) => Found::plain(self.scope.variable(name).unwrap_or_default()),
            Node::Property(receiver, name) => {
                let key = Value::String(Arc::clone(name));
                self.known(receiver, ast, &key, self.member(self.found(receiver)?, &key))?
            }
            Node::Index(receiver, index) => {
                let (found, key) = (self.found(receiver)?, self.value(index)?);
                self.known(receiver, ast, &key, self.member(found, &key))?
            }
            Node::Filter(receiver) => self.filter(&self.found(receiver)?),
            Node::Call(call) => Found::plain(self.call(ast, call)?),
            Node::Not(operand) => Found::plain(Value::Bool(!(semantics.truthy)(&self.value(operand)?))),
            Node::Compare(operator, left, right) => {
                let (left, right) = (self.value(left)?, self.value(right)?);
                let truth = self.compare(*operator, &left, &right);
                Found::plain(Value::Bool(truth.map_err(|message| EvalError::at(ast.span, message))?))
            }
            Node::All(operands) => self.first(operands, |value| !(semantics.decides)(value))?,
            Node::Any(operands) => self.first(operands, semantics.decides)?,
        })
    }

    /// The first operand that settles the matter, else the last.
    fn first(&self, operands: &[Ast], settles: impl Fn(&Value) -> bool) -> Result<Found, EvalError> {
        let mut last = Found::plain(Value::Null);
        for operand in operands {
            last = self.found(operand)?;
            if settles(&last.value) {
                break;
            }
        }
        Ok(last)
    }

    fn compare(&self, operator: Comparison, left: &Value, right: &Value) -> Result<bool, String> {
        let semantics = &self.language.semantics;
        let equal = || (semantics.equal)(left, right);
        let order = || (semantics.order)(left, right);
        Ok(match operator {
            Comparison::Equal => equal(),
            Comparison::NotEqual => !equal(),
            Comparison::Less => order() == Some(Ordering::Less),
            Comparison::LessOrEqual => equal() || order() == Some(Ordering::Less),
            Comparison::Greater => order() == Some(Ordering::Greater),
            Comparison::GreaterOrEqual => equal() || order() == Some(Ordering::Greater),
            Comparison::Matches => (semantics.matches)(left, right)?,
            Comparison::NotMatches => !(semantics.matches)(left, right)?,
        })
    }

    /// A member of a context, unless the scope knows that it can have none of this name.
    fn known(&self, receiver: &Ast, ast: &Ast, key: &Value, found: Found) -> Result<Found, EvalError> {
        if let (Node::Name(context), Value::Null) = (&receiver.node, &found.value) {
            let absent = self.scope.absent(context, &key.to_text(self.dialect));
            absent.map_err(|error| EvalError { span: ast.span, ..error })?;
        }
        Ok(found)
    }

    fn member(&self, receiver: Found, key: &Value) -> Found {
        match (&receiver.value, receiver.filtered) {
            (Value::Array(items), true) => {
                Found::filtered(items.iter().filter_map(|item| self.member_of(item, key)).collect())
            }
            (value, _) => Found::plain(self.member_of(value, key).unwrap_or_default()),
        }
    }

    fn member_of(&self, value: &Value, key: &Value) -> Option<Value> {
        match value {
            Value::Object(object) if key.is_scalar() => {
                let key = key.to_text(self.dialect);
                let any_case = self.language.grammar.names == Some(Names::AnyCase);
                if any_case { object.get(&key).cloned() } else { object.get_exact(&key).cloned() }
            }
            Value::Array(items) => items.get(coerce::to_index(key)?).cloned(),
            _ => None,
        }
    }

    fn filter(&self, receiver: &Found) -> Found {
        let items = match (&receiver.value, receiver.filtered) {
            (Value::Array(items), true) => items.iter().flat_map(values).collect(),
            (value, _) => values(value),
        };
        Found::filtered(items)
    }

    fn call(&self, ast: &Ast, call: &Call) -> Result<Value, EvalError> {
        let unknown = || EvalError::at(call.name_span, format!("there is no function `{}` here", call.name));
        let function: &Function = self.language.function(&call.name).ok_or_else(unknown)?;
        if matches!(function.call, function::Call::Case) {
            return self.case(&call.args);
        }
        if let function::Call::Lazy(run) = function.call {
            let result = run(&mut call.args.iter().map(|arg| self.value(arg)));
            return result.map_err(|error| error.or_at(ast.span));
        }
        let args = call.args.iter().map(|arg| self.value(arg)).collect::<Result<Vec<_>, _>>()?;
        let value = match function.call {
            function::Call::Pure(run) => run(&args).map_err(|message| EvalError::at(ast.span, message))?,
            function::Call::Status(status) => self.status(status, &args).ok_or_else(unknown)??,
            _ => {
                let result = self.scope.call(function.name, &args).ok_or_else(unknown)?;
                result.map_err(|error| EvalError { span: ast.span, ..error })?
            }
        };
        match &value {
            Value::String(text) if text.len() > MEMORY => {
                Err(EvalError::at(ast.span, format!("the text grows beyond {} MiB", MEMORY / 1024 / 1024)))
            }
            _ => Ok(value),
        }
    }

    /// What a scope says of how things went, whatever the dialect calls it.
    fn status(&self, status: Status, args: &[Value]) -> Option<Result<Value, EvalError>> {
        let ask = |name: &str| self.scope.call(name, args);
        match status {
            Status::Success => ask("success"),
            Status::Failure => ask("failure"),
            Status::Always => ask("always"),
            Status::Cancelled => ask("cancelled"),
            Status::Ended if args.is_empty() => Some(ask("cancelled")?.map(|value| self.not(&value))),
            Status::Ended => match ask("success")? {
                Ok(value) if !(self.language.semantics.truthy)(&value) => ask("failure"),
                ended => Some(ended),
            },
        }
    }

    fn not(&self, value: &Value) -> Value {
        Value::Bool(!(self.language.semantics.truthy)(value))
    }

    fn case(&self, args: &[Ast]) -> Result<Value, EvalError> {
        let mut rest = args;
        while let [predicate, value, after @ ..] = rest {
            match self.value(predicate)? {
                Value::Bool(true) => return self.value(value),
                Value::Bool(false) => rest = after,
                other => {
                    let message =
                        format!("a predicate of `case` must be true or false, not {}", other.kind());
                    return Err(EvalError::at(predicate.span, message));
                }
            }
        }
        rest.first().map_or(Ok(Value::Null), |default| self.value(default))
    }
}

fn values(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items.to_vec(),
        Value::Object(object) => object.iter().map(|(_, value)| value.clone()).collect(),
        _ => Vec::new(),
    }
}
