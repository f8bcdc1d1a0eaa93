mod access;
mod call;

use crate::ast::{Ast, Comparison, Node};
use crate::rules::{AVAILABILITY, CONTEXT, TYPE};
use crate::{Availability, Dialect, Expr, Members, Template, letters, types::Type};
use diag::{Code, Diagnostic, Span, did_you_mean};
use indexmap::IndexMap;
use std::sync::Arc;

/// What is known of the contexts at a place in a file.
#[derive(Clone, Debug)]
pub struct Types {
    contexts: IndexMap<&'static str, Type>,
    place: Option<Availability>,
}

impl Types {
    /// The contexts of a dialect, as far as they are the same in every file.
    #[must_use]
    pub fn of(dialect: Dialect) -> Self {
        let type_of = dialect.language().context_type;
        let contexts = dialect.contexts().iter().map(|name| (*name, type_of(name))).collect();
        Self { contexts, place: None }
    }

    /// Says what a context holds here; a name that is no context of the dialect changes nothing.
    #[must_use]
    pub fn with(mut self, context: &str, ty: Type) -> Self {
        self.set(context, ty);
        self
    }

    /// The same, in place.
    pub fn set(&mut self, context: &str, ty: Type) {
        if let Some(known) = self.contexts.get_mut(context) {
            *known = ty;
        }
    }

    /// Says which inputs a run started by hand shows in its event, for dialects that show them there.
    pub fn set_event_inputs(&mut self, dialect: Dialect, names: impl IntoIterator<Item = Arc<str>>) {
        let Some([context, event, inputs]) = dialect.language().event_inputs else { return };
        let Some(Type::Object(members)) = self.get(context) else { return };
        let (mut members, mut shown) = (members.clone(), Members::of(Type::Any));
        shown.insert(inputs, Type::object(names.into_iter().map(|name| (name, Type::String))));
        members.insert(event, Type::Object(shown));
        self.set(context, Type::Object(members));
    }

    /// What a context holds.
    #[must_use]
    pub fn get(&self, context: &str) -> Option<&Type> {
        let found = self.contexts.iter().find(|(name, _)| letters::same(name, context));
        found.map(|(_, ty)| ty)
    }

    /// Says where the expressions stand, so that only what is available there may be used.
    #[must_use]
    pub fn at(mut self, place: &Availability) -> Self {
        self.place = Some(*place);
        self
    }
}

/// The type of an expression, and all that is wrong with it.
#[must_use]
pub fn check(expr: &Expr, types: &Types) -> (Type, Vec<Diagnostic>) {
    let mut checker = Checker { dialect: expr.dialect(), types, findings: Vec::new() };
    let found = checker.infer(expr.ast(), None);
    (found.ty, checker.findings)
}

/// All that is wrong with a template that becomes text: as [`check`], and no hole may be a collection or nothing.
#[must_use]
pub fn check_text(template: &Template, types: &Types) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (expr, hole) in template.holes() {
        let (ty, problems) = check(expr, types);
        findings.extend(problems);
        if matches!(ty, Type::Object(_) | Type::Array(_) | Type::Null) {
            let problem = Diagnostic::error(TYPE, hole, format!("a value of type `{ty}` has no useful text"));
            findings.push(match ty {
                Type::Null => problem.help("it would leave nothing here"),
                _ => problem.help("name one of its members, or write it out with `toJSON()`"),
            });
        }
    }
    findings
}

struct Checker<'a> {
    dialect: Dialect,
    types: &'a Types,
    findings: Vec<Diagnostic>,
}

/// A type, and whether it is that of `.*`, on whose items a further access works one by one.
struct Found {
    ty: Type,
    filtered: bool,
}

impl From<Type> for Found {
    fn from(ty: Type) -> Self {
        Self { ty, filtered: false }
    }
}

impl Checker<'_> {
    /// The type of a node, where its value is taken to hold or not to hold, if that is known.
    fn infer(&mut self, ast: &Ast, holds: Option<bool>) -> Found {
        match &ast.node {
            Node::Literal(value) => Type::of(value).into(),
            Node::Pattern(_) | Node::Variable(_) => Type::String.into(),
            Node::Code(_) => Type::Any.into(),
            Node::Name(name) => self.context(ast, name).into(),
            Node::Property(receiver, name) => self.property(ast, receiver, name),
            Node::Index(receiver, index) => self.index(ast, receiver, index),
            Node::Filter(receiver) => self.filter(ast, receiver),
            Node::Call(call) => self.call(call).into(),
            Node::Not(operand) => {
                self.infer(operand, holds.map(|holds| !holds));
                Type::Bool.into()
            }
            Node::Compare(operator, left, right) => {
                let (left, right) = (self.infer(left, None).ty, self.infer(right, None).ty);
                self.compare(ast, *operator, &left, &right);
                Type::Bool.into()
            }
            Node::All(operands) => self.chain(operands, false, holds),
            Node::Any(operands) => self.chain(operands, true, holds),
        }
    }

    /// `&&` and `||`: each operand but the last is the value only if it settles the matter. Where the whole is known
    /// to hold the other way, the value is the last one.
    fn chain(&mut self, operands: &[Ast], settles: bool, holds: Option<bool>) -> Found {
        let last_index = operands.len().saturating_sub(1);
        let mut types = Vec::with_capacity(operands.len());
        for (index, operand) in operands.iter().enumerate() {
            let assumed = if index == last_index { holds } else { Some(settles) };
            types.push(self.infer(operand, assumed));
        }
        let last = types.pop().unwrap_or_else(|| Type::Any.into());
        if holds == Some(!settles) {
            return last;
        }
        types.into_iter().rev().fold(last, |merged, found| Found {
            ty: found.ty.merge(merged.ty),
            filtered: found.filtered && merged.filtered,
        })
    }

    fn context(&mut self, ast: &Ast, name: &str) -> Type {
        let Some(ty) = self.types.get(name).cloned() else {
            self.unknown_context(ast, name);
            return Type::Any;
        };
        if let Some(place) =
            self.types.place.filter(|place| !place.contexts.iter().any(|c| letters::same(c, name)))
        {
            let message = format!("`{name}` is not available in `{}`", place.key);
            let help = match place.contexts {
                [] => "no context is available here".to_owned(),
                contexts => format!("available here: {}", contexts.join(", ")),
            };
            self.findings.push(Diagnostic::error(AVAILABILITY, ast.span, message).help(help));
        }
        ty
    }

    fn unknown_context(&mut self, ast: &Ast, name: &str) {
        let known = || self.types.contexts.keys().copied();
        let help = match did_you_mean(name, known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if self.dialect.language().function(name).is_some() => {
                format!("to call it, write `{name}()`")
            }
            None => format!(
                "for text, write `'{name}'`; the contexts are {}",
                known().collect::<Vec<_>>().join(", ")
            ),
        };
        self.error(CONTEXT, ast.span, format!("there is no context `{name}`"), Some(help));
    }

    fn compare(&mut self, ast: &Ast, operator: Comparison, left: &Type, right: &Type) {
        let comparable = match operator {
            Comparison::Equal | Comparison::NotEqual => can_be_equal(left, right),
            Comparison::Matches | Comparison::NotMatches => true,
            _ => has_order(left) && has_order(right),
        };
        if !comparable && self.dialect.language().semantics.strict_comparison {
            let operator = operator.symbol();
            let message =
                format!("values of type `{left}` and `{right}` cannot be compared with `{operator}`");
            self.error(TYPE, ast.span, message, None);
        }
    }

    fn error(&mut self, code: Code, span: Span, message: String, help: Option<String>) {
        self.findings.push(Diagnostic { help, ..Diagnostic::error(code, span, message) });
    }
}

/// Whether two types have values that are equal.
fn can_be_equal(left: &Type, right: &Type) -> bool {
    match (left, right) {
        (Type::Any | Type::Null, _) | (_, Type::Any | Type::Null) => true,
        (Type::Object(_), Type::Object(_)) => true,
        (Type::Array(a), Type::Array(b)) => can_be_equal(a, b),
        (Type::Object(_) | Type::Array(_), _) | (_, Type::Object(_) | Type::Array(_)) => false,
        _ => true,
    }
}

fn has_order(ty: &Type) -> bool {
    matches!(ty, Type::Any | Type::Number | Type::String)
}
