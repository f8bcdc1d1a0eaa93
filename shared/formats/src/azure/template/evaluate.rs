//! Scalars with `${{ }}` in them.
use super::bindings::Bindings;
use super::{Expander, directive};
use crate::azure::rules::EXPRESSION;
use crate::tree;
use diag::{Diagnostic, Span, Text};
use expr::ast::{Ast, Node as AstNode};
use expr::{Dialect, Expr, Part, Template, Value};
use std::sync::Arc;
use yaml::{Kind, Node, Properties, Scalar, Style};

/// Whether something holds, as far as that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Truth {
    Yes,
    No,
    Unknown,
}

impl Expander<'_, '_> {
    /// A scalar with its holes filled. One that is nothing but a hole may become anything.
    pub(super) fn scalar(&mut self, node: &Node, scalar: &Scalar, bindings: &Bindings) -> Node {
        let text = &scalar.text;
        if !text.as_str().contains("${{") {
            return node.clone();
        }
        if directive::is_directive(text) {
            self.push(directive::misplaced(text));
            return node.clone();
        }
        let (template, problems) = Template::before_reading(text, Dialect::Azure);
        if !problems.is_empty() {
            problems.into_iter().for_each(|problem| self.push(problem));
            self.uncertain = true;
            return unknown(text);
        }
        match template.sole_expr() {
            Some(expr) => self.sole(text, expr, bindings),
            None => self.mixed(node, scalar, &template, bindings),
        }
    }

    fn sole(&mut self, text: &Text, expr: &Expr, bindings: &Bindings) -> Node {
        let Some(value) = self.value_of(expr, bindings) else { return unknown(text) };
        if value.is_scalar() {
            return tree::of_value(&value, Dialect::Azure, text.span());
        }
        match find(expr.ast(), bindings) {
            Some(found) => through(&found, text.span()),
            None => tree::of_value(&value, Dialect::Azure, text.span()),
        }
    }

    fn mixed(&mut self, node: &Node, scalar: &Scalar, template: &Template, bindings: &Bindings) -> Node {
        let mut out = String::new();
        let mut map: Vec<(u32, u32)> = Vec::new();
        for part in template.parts() {
            match part {
                Part::Literal(literal) => {
                    let mut start = 0;
                    for line in literal.as_str().split_inclusive('\n') {
                        map.push((out.len() as u32, literal.span_of(start, start).start));
                        out.push_str(line);
                        start += line.len();
                    }
                }
                Part::Hole(expr) => {
                    map.push((out.len() as u32, expr.text().span().start));
                    match self.value_of(expr, bindings) {
                        Some(value) if value.is_scalar() => out.push_str(&value.to_text(Dialect::Azure)),
                        Some(value) => {
                            let message = format!("a value of kind {} has no text", value.kind());
                            let finding = Diagnostic::error(EXPRESSION, expr.ast().span, message);
                            self.push(finding.help("write it out with convertToJson()"));
                        }
                        None => out.push_str(&format!("${{{{{}}}}}", expr.text())),
                    }
                }
            }
        }
        map.dedup_by_key(|(at, _)| *at);
        let text = Text::mapped(out, scalar.text.span(), map);
        let style = if scalar.style == Style::Plain { Style::Double } else { scalar.style };
        Node { kind: Kind::Scalar(Scalar { text, style }), ..node.clone() }
    }

    /// The value of an expression; nothing when it depends on what is not known, or on what is wrong.
    pub(super) fn value_of(&mut self, expr: &Expr, bindings: &Bindings) -> Option<Value> {
        let uses = expr.uses();
        if uses.paths.iter().any(|path| bindings.is_unknown(path)) {
            self.uncertain = true;
            return None;
        }
        if expr.calls_status_function() && !self.is_run() {
            let message = "how jobs go is not known yet when templates are filled in";
            let finding = Diagnostic::warning(EXPRESSION, expr.text().span(), message);
            self.push(finding.help("use a status function in \"condition\""));
            self.uncertain = true;
            return None;
        }
        if let Some(refusal) = self.budget.refusal(expr.text().span()) {
            self.push(refusal);
        }
        match expr.eval(bindings) {
            Ok(value) => Some(value),
            Err(error) => {
                self.uncertain = true;
                let span = if error.span == Span::point(diag::SourceId(0), 0) {
                    expr.text().span()
                } else {
                    error.span
                };
                self.error(EXPRESSION, span, error.message);
                None
            }
        }
    }

    /// Whether a condition holds.
    pub(super) fn truth_of(&mut self, expr: &Expr, bindings: &Bindings) -> Truth {
        match self.value_of(expr, bindings) {
            None => Truth::Unknown,
            Some(value) if value.truthy(Dialect::Azure) => Truth::Yes,
            Some(_) => Truth::No,
        }
    }
}

/// The node that a path of names leads to, so that what is inserted keeps its places.
pub(super) fn find(ast: &Ast, bindings: &Bindings) -> Option<Node> {
    match &ast.node {
        AstNode::Name(name) => Some(bindings.bound(name)?.node.clone()),
        AstNode::Property(receiver, name) => member(&find(receiver, bindings)?, name),
        AstNode::Index(receiver, index) => {
            let AstNode::Literal(index) = &index.node else { return None };
            let receiver = find(receiver, bindings)?;
            match (index, receiver.as_seq()) {
                (Value::Number(number), Some(items)) => items.get(*number as usize).cloned(),
                (index, _) => member(&receiver, &index.to_text(Dialect::Azure)),
            }
        }
        _ => None,
    }
}

fn member(node: &Node, name: &str) -> Option<Node> {
    let mapping = node.as_map()?;
    let same = |entry: &&yaml::Entry| entry.name().is_some_and(|own| own.eq_ignore_ascii_case(name));
    mapping.get(name).or_else(|| mapping.iter().find(same).map(|entry| &entry.value)).cloned()
}

/// Stands for a value that is not known.
pub(super) fn unknown(text: &Text) -> Node {
    match text.as_str().contains("${{") {
        true => tree::string(text.clone()),
        false => tree::string_at(&format!("${{{{ {text} }}}}"), text.span()),
    }
}

/// The same node, got through an expression written elsewhere.
fn through(node: &Node, place: Span) -> Node {
    let properties = Properties { tag: node.tag().cloned(), anchor: None, alias: Some(place) };
    Node { properties: Some(Arc::new(properties)), ..node.clone() }
}
