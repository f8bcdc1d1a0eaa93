use super::super::model::{Environment, Variable};
use super::super::rules::ENVIRONMENT;
use super::Declare;
use super::sections::Section;
use groovy::Place;
use groovy::ast::{Expr, ExprKind, Statement, StatementKind};
use std::collections::HashSet;

impl Declare<'_> {
    /// `environment { NAME = value }`.
    pub(super) fn environment<'a>(&mut self, section: Section<'a>) -> Option<Environment<'a>> {
        let block = self.filled_block(section)?;
        let mut entries: Vec<Variable<'a>> = Vec::new();
        let mut seen = HashSet::new();
        for statement in &block.body {
            let Some((name, value)) = entry(statement) else {
                self.error(ENVIRONMENT, statement.at, "a variable is written as NAME = value");
                continue;
            };
            let Some((name, at)) = name else {
                let message = "the name of a variable begins with a letter or an underscore";
                self.error(ENVIRONMENT, statement.at, message)
                    .help("letters, digits and underscores may follow");
                continue;
            };
            if !seen.insert(name) {
                self.error(ENVIRONMENT, at, format!("there is a variable `{name}` already"));
                continue;
            }
            self.value(value);
            entries.push(Variable { name, at, value });
        }
        Some(Environment { at: section.at, entries })
    }

    fn value(&mut self, value: &Expr) {
        match &value.kind {
            ExprKind::Text(_)
            | ExprKind::Rich(_)
            | ExprKind::Int(_)
            | ExprKind::Decimal(_)
            | ExprKind::Bool(_) => {}
            ExprKind::Call(call) if call.function().is_some_and(|name| &*name.text == "$") => {
                let source = self.source(value.at).to_owned();
                let message = format!("`{source}` is no value by itself");
                self.error(ENVIRONMENT, value.at, message).help(format!("write \"{source}\""));
            }
            ExprKind::Call(call) if call.function().is_some_and(|name| &*name.text == "credentials") => {
                let written = |kind: &ExprKind| {
                    matches!(
                        kind,
                        ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Decimal(_) | ExprKind::List(_)
                    )
                };
                if !matches!(call.args.as_slice(), [arg] if !written(&arg.value.kind)) {
                    self.error(
                        ENVIRONMENT,
                        value.at,
                        "`credentials` takes the id of the credentials as a text",
                    )
                    .help("as in credentials('deploy-key')");
                }
            }
            ExprKind::Call(_) => {}
            ExprKind::Binary("+", left, right) => {
                self.joined(left);
                self.joined(right);
            }
            ExprKind::Binary(operator, ..) => {
                let message = format!("values are joined by `+`, and not by `{operator}`");
                self.error(ENVIRONMENT, value.at, message);
            }
            _ => {
                let source = self.source(value.at).to_owned();
                self.error(ENVIRONMENT, value.at, "a value is a text or a call")
                    .help(format!("write \"${{{source}}}\""));
            }
        }
    }

    /// A part of a value that is joined of several.
    fn joined(&mut self, part: &Expr) {
        match &part.kind {
            ExprKind::Text(_) | ExprKind::Rich(_) => {}
            ExprKind::Binary(..) => self.value(part),
            _ => {
                let message = "only quoted texts can be joined here";
                self.error(ENVIRONMENT, part.at, message).help("put the value into a text: \"${value}\"");
            }
        }
    }
}

/// The name and value of a variable; no name where what stands there can be none.
fn entry(statement: &Statement) -> Option<(Option<(&str, Place)>, &Expr)> {
    let StatementKind::Expr(expr) = &statement.kind else { return None };
    let ExprKind::Assign(target, "", value) = &expr.kind else { return None };
    let name = match &target.kind {
        ExprKind::Name(name) if is_variable(name) => Some((&**name, target.at)),
        _ => None,
    };
    Some((name, value))
}

/// Whether a shell can have a variable of that name.
fn is_variable(name: &str) -> bool {
    let plain = name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric());
    plain && !name.starts_with(|c: char| c.is_ascii_digit())
}
