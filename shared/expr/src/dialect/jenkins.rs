//! Groovy in Jenkins' declarative pipelines: conditions of `when`, variables of `environment`, texts with holes
//! (<https://www.jenkins.io/doc/book/pipeline/syntax/>).
//!
//! A text may begin with the definitions that its code uses. Sections may follow, as they stand in the pipeline:
//! `environment { }` adds variables, `when { }` must hold; the value is whether all of them do, or the variables, or
//! that of the last statement.
mod build;
mod environment;
mod value;
mod when;

pub use build::Build;
pub use value::{from_groovy, to_groovy};

use super::{Grammar, Holes, Language, Names, Semantics};
use crate::ast::{Ast, Call, Comparison, Node};
use crate::function::{Status, status};
use crate::rules::SYNTAX;
use crate::{Scope, Type, Value, coerce};
use diag::{Diagnostic, Text};
use groovy::ast::{Expr, ExprKind, Statement, StatementKind};
use groovy::{Interpreter, Script, Stop};
use std::sync::Arc;

pub(crate) static LANGUAGE: Language = Language {
    grammar: Grammar {
        symbols: &[],
        words: &[],
        literals: &[],
        literals_any_case: false,
        strings: &[],
        numbers: true,
        versions: false,
        names: Some(Names::ExactCase),
        dashes: false,
        variables: false,
        patterns: false,
        depth: 100,
        length: 2 * 1024 * 1024,
        tokens: usize::MAX,
        holes: Holes::Code,
    },
    semantics: Semantics {
        truthy: coerce::loose_truth,
        decides: coerce::loose_truth,
        equal: |left, right| left == right,
        order: coerce::text_order,
        matches: |_, _| Err("this is for the interpreter".into()),
        truths: ["false", "true"],
        collection_text: coerce::json_text,
        missing_context_is_null: true,
        implies_success: true,
        strict_comparison: false,
    },
    functions: &[
        status("success", Status::Success),
        status("failure", Status::Failure),
        status("always", Status::Always),
        status("cancelled", Status::Cancelled),
    ],
    contexts: &["build", "env", "inputs", "job", "needs", "secrets", "stages"],
    context_type: |_| Type::Any,
    impossible_member: |_, _| None,
    by_key: false,
    event_inputs: None,
};

/// Calls of status functions joined by `&&`, `||` and `!` are seen by all; the rest is code.
pub(crate) fn parse(text: &Text) -> Result<Ast, Vec<Diagnostic>> {
    let script = groovy::parse(text.as_str())
        .map_err(|problem| vec![Diagnostic::error(SYNTAX, problem.at.span(text), problem.message)])?;
    if let [Statement { kind: StatementKind::Expr(expr), .. }] = script.statements.as_slice()
        && let Some(ast) = simple(expr, text)
    {
        return Ok(ast);
    }
    let whole = text.span_of(0, text.as_str().len());
    Ok(Ast::new(Node::Code(Arc::new(script)), whole))
}

/// What other dialects could say too.
fn simple(expr: &Expr, text: &Text) -> Option<Ast> {
    let span = expr.at.span(text);
    let node = match &expr.kind {
        ExprKind::Bool(truth) => Node::Literal(Value::Bool(*truth)),
        ExprKind::Text(value) => Node::Literal(Value::String(Arc::clone(value))),
        ExprKind::Binary("&&", left, right) => {
            Node::All(vec![simple_or_code(left, text), simple_or_code(right, text)])
        }
        ExprKind::Binary("||", left, right) => {
            Node::Any(vec![simple_or_code(left, text), simple_or_code(right, text)])
        }
        ExprKind::Binary(symbol @ ("==" | "!="), left, right) => {
            let comparison = if *symbol == "==" { Comparison::Equal } else { Comparison::NotEqual };
            Node::Compare(comparison, Box::new(simple(left, text)?), Box::new(simple(right, text)?))
        }
        ExprKind::Unary("!", operand) => Node::Not(Box::new(simple_or_code(operand, text))),
        ExprKind::Property(receiver, name, _) => match &receiver.kind {
            ExprKind::Name(object) if matches!(&**object, "env") => {
                let context = Ast::new(Node::Name(Arc::clone(object)), receiver.at.span(text));
                Node::Property(Box::new(context), Arc::clone(&name.text))
            }
            _ => return None,
        },
        ExprKind::Call(call) => {
            let name = call.function()?;
            let known = LANGUAGE.functions.iter().any(|function| *function.name == *name.text);
            if !known || !call.args.is_empty() || call.block.is_some() {
                return None;
            }
            Node::Call(Call { name: Arc::clone(&name.text), name_span: name.at.span(text), args: Vec::new() })
        }
        _ => return None,
    };
    Some(Ast::new(node, span))
}

fn simple_or_code(expr: &Expr, text: &Text) -> Ast {
    simple(expr, text).unwrap_or_else(|| {
        let kind = StatementKind::Expr(expr.clone());
        let statement = Statement { kind, at: expr.at, annotations: Vec::new() };
        let script = Script { statements: vec![statement] };
        Ast::new(Node::Code(Arc::new(script)), expr.at.span(text))
    })
}

/// The value of a script whose steps cannot run.
pub(crate) fn value(script: &Script, scope: &dyn Scope) -> Result<Value, String> {
    let build = Build::new(scope);
    let mut interpreter = Interpreter::new(&build);
    let result = build.run(script, &mut interpreter);
    result.map_err(|stop| build::sentence(&stop))
}

impl Build<'_> {
    fn run(&self, script: &Script, interpreter: &mut Interpreter<'_>) -> Result<Value, Stop> {
        let root = groovy::run::Scope::root();
        interpreter.define(&script.statements);
        let mut last = Value::Null;
        let mut holds = None;
        let asks = |name| script.statements.iter().filter_map(section).any(|(found, _)| found == name);
        self.early.set(asks("when"));
        let mut restored = false;
        for statement in &script.statements {
            match section(statement) {
                Some((name, block)) => {
                    if !std::mem::replace(&mut restored, true) {
                        self.restore(&root);
                    }
                    match name {
                        "environment" => last = self.environment(block, interpreter, &root)?,
                        "parameters" => {
                            for (name, value) in self.params() {
                                self.set_env(&name, Some(value));
                            }
                            last = self.variables();
                        }
                        "when" => {
                            let truth = holds.unwrap_or(true) && self.when(block, interpreter, &root)?;
                            holds = Some(truth);
                        }
                        _ => holds = Some(holds.unwrap_or(true) && self.worst() != "UNSTABLE"),
                    }
                }
                None => {
                    let one = std::slice::from_ref(statement).to_vec();
                    last = from_groovy(&interpreter.statements(&one, &root)?);
                }
            }
        }
        Ok(holds.map_or(last, Value::Bool))
    }
}

/// A section of a pipeline.
fn section(statement: &Statement) -> Option<(&str, &groovy::ast::Block)> {
    let StatementKind::Expr(expr) = &statement.kind else { return None };
    let call = expr.as_call()?;
    let name = &*call.function()?.text;
    let (closure, _) = call.block.as_ref()?;
    matches!(name, "environment" | "parameters" | "when" | "skipStagesAfterUnstable")
        .then_some((name, &closure.body))
}
