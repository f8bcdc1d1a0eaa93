//! The types of members and items.
use super::{Checker, Found};
use crate::ast::{Ast, Node};
use crate::rules::{PROPERTY, TYPE};
use crate::{Type, Value, types::Members};
use diag::{Span, did_you_mean};

impl Checker<'_> {
    pub(super) fn property(&mut self, ast: &Ast, receiver: &Ast, name: &str) -> Found {
        let found = self.infer(receiver, None);
        self.member(ast.span, receiver, found, name)
    }

    fn member(&mut self, span: Span, receiver: &Ast, found: Found, name: &str) -> Found {
        match found {
            Found { ty: Type::Any, filtered: false } => Type::Any.into(),
            Found { ty: Type::Object(members), .. } => {
                self.check_name(span, receiver, name);
                self.member_of(span, receiver, &members, name).into()
            }
            Found { ty: Type::Array(item), filtered: true } => {
                let ty = match &*item {
                    Type::Any => Type::Any,
                    Type::Object(members) => self.member_of(span, receiver, members, name),
                    other => {
                        let message = format!("the items have type `{other}` and no property `{name}`");
                        self.error(TYPE, span, message, None);
                        Type::Any
                    }
                };
                Found { ty: Type::array(ty), filtered: true }
            }
            Found { ty, .. } => {
                let help = matches!(ty, Type::Array(_)).then(|| format!("for all items, write `.*.{name}`"));
                self.error(TYPE, span, format!("a value of type `{ty}` has no property `{name}`"), help);
                Type::Any.into()
            }
        }
    }

    /// Some contexts are filled by people, who cannot use every name.
    fn check_name(&mut self, span: Span, receiver: &Ast, name: &str) {
        let Node::Name(context) = &receiver.node else { return };
        if let Some(reason) = (self.dialect.language().impossible_member)(context, name) {
            self.error(
                PROPERTY,
                span,
                format!("`{context}` cannot have a member `{name}`"),
                Some(reason.to_owned()),
            );
        }
    }

    fn member_of(&mut self, span: Span, receiver: &Ast, members: &Members, name: &str) -> Type {
        if let Some(ty) = members.get(name) {
            return ty.clone();
        }
        let names: Vec<_> = members.names().collect();
        let help = match did_you_mean(name, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() => "it has no properties at all".to_owned(),
            None => format!("it has {}", names.join(", ")),
        };
        self.error(PROPERTY, span, format!("{} has no property `{name}`", words(receiver)), Some(help));
        Type::Any
    }

    pub(super) fn index(&mut self, ast: &Ast, receiver: &Ast, index: &Ast) -> Found {
        let by = self.infer(index, None).ty;
        let found = self.infer(receiver, None);
        let literal = match Value::of_literal(index) {
            Some(Value::String(name)) => Some(name),
            _ => None,
        };
        match (&found.ty, by, literal) {
            (Type::Any, ..) => Type::Any.into(),
            (Type::Array(_), _, Some(name)) if found.filtered => self.member(ast.span, receiver, found, name),
            (Type::Array(item), Type::Any | Type::Number, _) if !found.filtered => (**item).clone().into(),
            (Type::Array(_), Type::Any | Type::Number | Type::String, _) if found.filtered => {
                Found { ty: Type::array(Type::Any), filtered: true }
            }
            (Type::Array(_), by, _) => {
                self.error(TYPE, index.span, format!("a list is read by number, not by `{by}`"), None);
                Type::Any.into()
            }
            (Type::Object(_), Type::String, Some(name)) => self.member(ast.span, receiver, found, name),
            (Type::Object(members), Type::String, None) => {
                members.others().cloned().unwrap_or_default().into()
            }
            (Type::Object(_), Type::Any, _) => Type::Any.into(),
            (Type::Object(_), by, _) => {
                self.error(TYPE, index.span, format!("a property is read by text, not by `{by}`"), None);
                Type::Any.into()
            }
            (scalar, ..) => {
                self.error(
                    TYPE,
                    ast.span,
                    format!("a value of type `{scalar}` has nothing to be read by index"),
                    None,
                );
                Type::Any.into()
            }
        }
    }

    pub(super) fn filter(&mut self, ast: &Ast, receiver: &Ast) -> Found {
        let receiver = self.infer(receiver, None);
        let items = match receiver.ty.items() {
            // A filter of a filter goes one level deeper.
            Some(items) if receiver.filtered => items.items(),
            items => items,
        };
        let items = items.unwrap_or_else(|| {
            self.error(
                TYPE,
                ast.span,
                format!("a value of type `{}` has no items for `.*`", receiver.ty),
                None,
            );
            Type::Any
        });
        Found { ty: Type::array(items), filtered: true }
    }
}

/// A receiver as its author would call it.
fn words(receiver: &Ast) -> String {
    match path(receiver) {
        Some(path) => format!("`{path}`"),
        None => "this value".to_owned(),
    }
}

fn path(ast: &Ast) -> Option<String> {
    match &ast.node {
        Node::Name(name) => Some(name.to_string()),
        Node::Property(receiver, name) => Some(format!("{}.{name}", path(receiver)?)),
        Node::Filter(receiver) => Some(format!("{}.*", path(receiver)?)),
        _ => None,
    }
}
