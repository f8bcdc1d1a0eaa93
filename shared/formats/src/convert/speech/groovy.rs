//! What Groovy in Jenkins' pipelines means: conditions of `when`, and texts with holes
//! (<https://www.jenkins.io/doc/book/pipeline/syntax/#when>).
use super::Unsaid;
use super::github::truth;
use crate::convert::fact::Fact;
use crate::convert::term::{Status, Term};
use crate::convert::test::glob;
use events::Source;
use expr::ast::{Ast, Node};
use expr::{Dialect, Value};
use groovy::ast::{Arg, Block, Call, Callee, Expr, ExprKind, Piece, Statement, StatementKind};

/// What an expression, or the sections of a stage that decide about it, mean.
pub(super) fn understand(ast: &Ast) -> Result<Term, Unsaid> {
    match &ast.node {
        Node::Literal(Value::Bool(truth)) => Ok(Term::Bool(*truth)),
        Node::Literal(Value::String(text)) => Ok(Term::text(&**text)),
        Node::Not(inner) => Ok(truth(understand(inner)?).negated()),
        Node::All(terms) => Ok(all(terms.iter().map(understand).collect::<Result<_, _>>()?)),
        Node::Any(terms) => Ok(Term::any(terms.iter().map(understand).collect::<Result<Vec<_>, _>>()?)),
        Node::Compare(comparison, left, right) => {
            let equal = equal(understand(left)?, understand(right)?);
            Ok(if *comparison == expr::ast::Comparison::Equal { equal } else { equal.negated() })
        }
        Node::Property(_, name) => Ok(variable(name)),
        Node::Call(call) => status(&call.name),
        Node::Code(script) => code(&script.statements),
        _ => Err("this has no counterpart".to_owned()),
    }
}

/// All of these; that everything runs anyhow says nothing beside a question how things went.
fn all(terms: Vec<Term>) -> Term {
    let asks = terms.iter().any(|term| *term != Term::Status(Status::Always) && term.asks_status());
    Term::all(terms.into_iter().filter(|term| !asks || *term != Term::Status(Status::Always)))
}

fn status(name: &str) -> Result<Term, Unsaid> {
    Ok(Term::Status(match name {
        "success" => Status::Success,
        "failure" => Status::Failure,
        "always" => Status::Always,
        "cancelled" => Status::Cancelled,
        _ => return Err(format!("{name}() has no counterpart")),
    }))
}

/// The sections that stand together as a condition, or one expression.
fn code(statements: &[Statement]) -> Result<Term, Unsaid> {
    if let [Statement { kind: StatementKind::Expr(expr) | StatementKind::Return(Some(expr)), .. }] =
        statements
        && section(expr).is_none()
    {
        return value(expr);
    }
    let mut terms = Vec::new();
    for statement in statements {
        let StatementKind::Expr(expr) = &statement.kind else {
            return Err("a script has no counterpart".to_owned());
        };
        match section(expr) {
            Some(("when", block)) => terms.push(conditions(block)?),
            // Variables have their places beside the condition.
            Some(("environment" | "parameters", _)) => {}
            Some(("skipStagesAfterUnstable", _)) => {
                return Err("nothing tells that a stage before had issues".to_owned());
            }
            _ => return Err("a script has no counterpart".to_owned()),
        }
    }
    Ok(Term::all(terms))
}

fn section(expr: &Expr) -> Option<(&str, &Block)> {
    let call = expr.as_call()?;
    let (closure, _) = call.block.as_ref()?;
    Some((&call.function()?.text, &closure.body))
}

/// All conditions of a block hold.
fn conditions(block: &Block) -> Result<Term, Unsaid> {
    Ok(Term::all(each(block)?))
}

fn each(block: &Block) -> Result<Vec<Term>, Unsaid> {
    block.iter().filter_map(|statement| condition(statement).transpose()).collect()
}

/// A condition; nothing for what only says when it is asked.
fn condition(statement: &Statement) -> Result<Option<Term>, Unsaid> {
    let unknown = || "this condition has no counterpart".to_owned();
    let StatementKind::Expr(expr) = &statement.kind else { return Err(unknown()) };
    let call = expr.as_call().ok_or_else(unknown)?;
    let name = &*call.function().ok_or_else(unknown)?.text;
    let empty = Block::new();
    let inner = call.block.as_ref().map_or(&empty, |(closure, _)| &closure.body);
    Ok(Some(match name {
        "not" => conditions(inner)?.negated(),
        "allOf" => conditions(inner)?,
        "anyOf" => Term::any(each(inner)?),
        "expression" => truth(code(inner)?),
        "beforeAgent" | "beforeInput" | "beforeOptions" => return Ok(None),
        "branch" => compared(call, Fact::Branch, "pattern")?,
        "tag" => compared(call, Fact::Tag, "pattern")?,
        "buildingTag" => Term::given(Term::Fact(Fact::Tag)),
        "changeRequest" => change_request(call)?,
        "changeset" => {
            Term::Changed(vec![text(call, "glob").or_else(|| text(call, "pattern")).ok_or_else(unknown)?])
        }
        "changelog" => Term::Matches {
            text: Box::new(Term::Fact(Fact::Message)),
            pattern: text(call, "pattern").ok_or_else(unknown)?,
            ignore_case: false,
        },
        "environment" if argument(call, "ignoreCase").is_none() => {
            let name = text(call, "name").ok_or_else(unknown)?;
            equal(variable(&name), value(argument(call, "value").ok_or_else(unknown)?)?)
        }
        "equals" => {
            let side = |name| value(argument(call, name).ok_or_else(unknown)?);
            equal(side("actual")?, side("expected")?)
        }
        "triggeredBy" => match text(call, "cause").as_deref() {
            Some("TimerTrigger" | "TimerTriggerCause") => Term::Started(Source::Schedule),
            Some("UserIdCause") => Term::Started(Source::Manual),
            Some("UpstreamCause" | "BuildUpstreamCause") => Term::Started(Source::Pipeline),
            Some("BranchEventCause" | "SCMTrigger" | "SCMTriggerCause") => Term::Started(Source::Push),
            _ => return Err(unknown()),
        },
        _ => return Err(format!("the condition \"{name}\" has no counterpart")),
    }))
}

/// A branch or a tag as its pattern wants it.
fn compared(call: &Call, fact: Fact, name: &str) -> Result<Term, Unsaid> {
    let Some(wanted) = text(call, name) else {
        return Err("a pattern that is known only when it is evaluated has no counterpart".to_owned());
    };
    Ok(match text(call, "comparator").as_deref() {
        Some("EQUALS") => Term::equal(Term::Fact(fact), Term::Text(wanted)),
        Some("REGEXP") => {
            Term::Matches { text: Box::new(Term::Fact(fact)), pattern: whole(&wanted), ignore_case: false }
        }
        _ => glob(fact, &wanted),
    })
}

fn change_request(call: &Call) -> Result<Term, Unsaid> {
    let mut terms = vec![Term::Started(Source::PullRequest)];
    for arg in call.args.iter().filter(|arg| arg.name() != Some("comparator")) {
        let fact = match arg.name() {
            Some("target") => Fact::TargetBranch,
            Some("branch") => Fact::SourceBranch,
            Some("title") => Fact::PullTitle,
            Some("id") => Fact::PullNumber,
            _ => return Err("this question to a change request has no counterpart".to_owned()),
        };
        // Other than branches and tags they are compared as they are, unless something else is asked for.
        terms.push(match text(call, "comparator").as_deref() {
            None | Some("EQUALS") => Term::equal(Term::Fact(fact), value(&arg.value)?),
            _ => compared(call, fact, arg.name().unwrap_or_default())?,
        });
    }
    Ok(Term::all(terms))
}

/// The argument of this name, or the only one without a name.
fn argument<'a>(call: &'a Call, name: &str) -> Option<&'a Expr> {
    let named = |arg: &&Arg| arg.name() == Some(name);
    let found = call.args.iter().find(named).or_else(|| call.args.iter().find(|arg| arg.key.is_none()));
    found.map(|arg| &arg.value)
}

fn text(call: &Call, name: &str) -> Option<String> {
    argument(call, name)?.as_text().map(ToOwned::to_owned)
}

/// What an expression means.
fn value(expr: &Expr) -> Result<Term, Unsaid> {
    match &expr.kind {
        ExprKind::Null => Ok(Term::Null),
        ExprKind::Bool(truth) => Ok(Term::Bool(*truth)),
        ExprKind::Int(number) => Ok(Term::text(number.to_string())),
        ExprKind::Text(text) => Ok(Term::text(&**text)),
        ExprKind::Rich(pieces) => Ok(Term::Join(pieces.iter().map(piece).collect::<Result<_, _>>()?)),
        ExprKind::Name(name) => Ok(variable(name)),
        ExprKind::Property(receiver, name, _) => match &receiver.kind {
            ExprKind::Name(object) if &**object == "env" => Ok(variable(&name.text)),
            ExprKind::Name(object) if &**object == "params" => Ok(Term::Input(name.text.to_string())),
            _ => Err("this property has no counterpart".to_owned()),
        },
        ExprKind::Unary("!", inner) => Ok(truth(value(inner)?).negated()),
        ExprKind::Binary("&&", left, right) => Ok(all(vec![truth(value(left)?), truth(value(right)?)])),
        ExprKind::Binary("||", left, right) => Ok(Term::any([truth(value(left)?), truth(value(right)?)])),
        ExprKind::Binary("+", left, right) => Ok(Term::Join(vec![value(left)?, value(right)?])),
        ExprKind::Binary(sign @ ("==" | "!="), left, right) => {
            let term = match (result(left), right.as_text()) {
                (true, Some(word)) => ended(word)?,
                _ => equal(value(left)?, value(right)?),
            };
            Ok(if *sign == "==" { term } else { term.negated().pushed() })
        }
        ExprKind::Binary(sign @ ("=~" | "==~"), left, right) => match right.as_text() {
            Some(pattern) => Ok(Term::Matches {
                text: Box::new(value(left)?),
                pattern: if *sign == "==~" { whole(pattern) } else { pattern.to_owned() },
                ignore_case: false,
            }),
            None => Err("a regular expression in a variable has no counterpart".to_owned()),
        },
        ExprKind::Binary("in", left, right) => match &right.kind {
            ExprKind::List(items) => {
                let left = value(left)?;
                let items = items.iter().map(|item| Ok(equal(left.clone(), value(item)?)));
                Ok(Term::any(items.collect::<Result<Vec<_>, Unsaid>>()?))
            }
            _ => Err("a list that is known only when it is evaluated has no counterpart".to_owned()),
        },
        ExprKind::Call(call) => self::call(call),
        _ => Err("this code has no counterpart".to_owned()),
    }
}

fn piece(piece: &Piece) -> Result<Term, Unsaid> {
    match piece {
        Piece::Text(text) => Ok(Term::text(&**text)),
        Piece::Hole(block, _) => code(block),
    }
}

/// A call of a status function, or of a method of texts.
fn call(call: &Call) -> Result<Term, Unsaid> {
    let (receiver, name) = match &call.callee {
        Callee::Name(name) if call.args.is_empty() && call.block.is_none() => return status(&name.text),
        Callee::Method(receiver, name, _) => (receiver, &*name.text),
        _ => return Err("this call has no counterpart".to_owned()),
    };
    let plain: Vec<&Expr> = call.args.iter().filter(|arg| arg.key.is_none()).map(|arg| &arg.value).collect();
    let receiver = value(receiver)?;
    match (name, plain.as_slice()) {
        ("toString" | "trim", []) => Ok(receiver),
        ("toBoolean", []) => Ok(Term::equal(receiver, Term::text("true"))),
        ("startsWith", [start]) => Ok(Term::Starts(Box::new(receiver), Box::new(value(start)?))),
        ("endsWith", [end]) => Ok(Term::Ends(Box::new(receiver), Box::new(value(end)?))),
        ("contains", [part]) => Ok(Term::Contains(Box::new(receiver), Box::new(value(part)?))),
        ("equals", [other]) => Ok(equal(receiver, value(other)?)),
        _ => Err(format!("\"{name}\" of a value has no counterpart")),
    }
}

/// Whether it is how the build has gone so far.
fn result(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Property(receiver, name, _)
        if matches!(&*name.text, "currentResult" | "result")
        && matches!(&receiver.kind, ExprKind::Name(object) if &**object == "currentBuild"))
}

fn ended(word: &str) -> Result<Term, Unsaid> {
    match word {
        "SUCCESS" => Ok(Term::Status(Status::Success)),
        "FAILURE" => Ok(Term::Status(Status::Failure)),
        "ABORTED" => Ok(Term::Status(Status::Cancelled)),
        _ => Err(format!("a result {word} has no counterpart")),
    }
}

/// What a variable of the build holds.
fn variable(name: &str) -> Term {
    Fact::by_variable(name, Dialect::Jenkins).map_or_else(|| Term::Variable(name.to_owned()), Term::Fact)
}

fn equal(left: Term, right: Term) -> Term {
    match (left, right) {
        (left @ (Term::Text(_) | Term::Bool(_) | Term::Null), right) if !is_constant(&right) => {
            equal(right, left)
        }
        (Term::Fact(Fact::PullNumber), Term::Null) => Term::Started(Source::PullRequest).negated(),
        (left, Term::Null) => Term::given(left).negated(),
        (left, Term::Text(text)) if text.is_empty() => Term::given(left).negated(),
        (left, right) => Term::equal(left, right),
    }
}

fn is_constant(term: &Term) -> bool {
    matches!(term, Term::Text(_) | Term::Bool(_) | Term::Null | Term::Number(_))
}

/// A pattern that must match a text from its first to its last sign.
fn whole(pattern: &str) -> String {
    format!("^(?:{pattern})$")
}

#[cfg(test)]
mod tests {
    use super::super::{Place, say};
    use super::*;
    use diag::Text;

    fn said(text: &str) -> Result<String, Unsaid> {
        let expr = expr::Expr::parse(&Text::from(text), Dialect::Jenkins).unwrap();
        say(&understand(expr.ast())?, Dialect::GitLab, Place::JobCondition)
    }

    #[test]
    fn conditions_of_when_are_understood() {
        for (when, rule) in [
            ("branch 'main'", r#"$CI_COMMIT_BRANCH == "main""#),
            ("not { branch 'rel/*' }", "$CI_COMMIT_BRANCH !~ /^rel\\/[^\\/]*$/"),
            ("anyOf {\n buildingTag()\n tag 'v*'\n }", "$CI_COMMIT_TAG || $CI_COMMIT_TAG =~ /^v[^\\/]*$/"),
            (
                "changeRequest target: 'main'",
                concat!(
                    r#"$CI_PIPELINE_SOURCE == "merge_request_event" && "#,
                    r#"$CI_MERGE_REQUEST_TARGET_BRANCH_NAME == "main""#,
                ),
            ),
            ("environment name: 'TO', value: 'prod'", r#"$TO == "prod""#),
            (
                "expression { return env.TO == 'prod' || params.FORCE }",
                r#"$TO == "prod" || "$[[ inputs.FORCE ]]""#,
            ),
            ("expression { BRANCH_NAME ==~ /v\\d+/ }", "$CI_COMMIT_BRANCH =~ /^(?:v\\d+)$/"),
            ("triggeredBy 'TimerTrigger'", r#"$CI_PIPELINE_SOURCE == "schedule""#),
        ] {
            assert_eq!(said(&format!("when {{ {when} }}")), Ok(rule.to_owned()), "{when}");
        }
    }

    #[test]
    fn scripts_in_conditions_are_not() {
        for when in
            ["expression { sh(returnStatus: true, script: 'x') == 0 }", "expression { def a = 1\n a }"]
        {
            assert!(said(&format!("when {{ {when} }}")).is_err(), "{when}");
        }
    }

    #[test]
    fn the_end_of_a_stage_asks_how_it_went() {
        let of = |text: &str| {
            let expr = expr::Expr::parse(&Text::from(text), Dialect::Jenkins).unwrap();
            say(&understand(expr.ast()).unwrap(), Dialect::GitHub, Place::StepCondition).unwrap()
        };
        assert_eq!(of("always()"), "always()");
        assert_eq!(of("always() && currentBuild.currentResult == 'FAILURE'"), "failure()");
        assert_eq!(of("success() && currentBuild.currentResult == 'SUCCESS'"), "success()");
    }
}
