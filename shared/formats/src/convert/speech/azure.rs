//! Azure's expressions and macros:
//! <https://learn.microsoft.com/en-us/azure/devops/pipelines/process/expressions>.
use super::Unsaid;
use super::github::{equal as plainly_equal, truth};
use crate::azure::FORMAT;
use crate::convert::fact::Fact;
use crate::convert::term::{Status, Term};
use events::Source;
use expr::ast::{Ast, Call, Comparison, Node};
use expr::{Dialect, Value};

pub(super) fn understand(ast: &Ast) -> Result<Term, Unsaid> {
    match &ast.node {
        Node::Literal(Value::Null) => Ok(Term::Null),
        Node::Literal(Value::Bool(truth)) => Ok(Term::Bool(*truth)),
        Node::Literal(Value::Number(number)) => Ok(Term::Number(*number)),
        Node::Literal(Value::String(text)) => Ok(Term::text(&**text)),
        Node::Variable(name) => variable(name),
        Node::Name(_) | Node::Property(..) | Node::Index(..) => path(ast),
        Node::Call(call) => self::call(call),
        _ => Err("this has no counterpart".to_owned()),
    }
}

/// What a variable holds.
fn variable(name: &str) -> Result<Term, Unsaid> {
    let services = ["Build.", "System.", "Agent.", "Pipeline.", "Environment.", "Resources."];
    let own =
        |prefix: &&str| name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    match Fact::by_name(name, Dialect::Azure) {
        Some(fact) => Ok(Term::Fact(fact)),
        None if services.iter().any(own) => Err(format!("nothing tells \"{name}\"")),
        None => Ok(Term::Variable(name.to_owned())),
    }
}

fn path(ast: &Ast) -> Result<Term, Unsaid> {
    let mut path = Vec::new();
    let mut at = ast;
    loop {
        match &at.node {
            Node::Property(receiver, name) => {
                path.insert(0, name.to_string());
                at = receiver;
            }
            Node::Index(receiver, index) => {
                let Node::Literal(Value::String(name)) = &index.node else {
                    return Err(
                        "a property that is known only when it is evaluated has no counterpart".to_owned()
                    );
                };
                path.insert(0, name.to_string());
                at = receiver;
            }
            Node::Name(name) => {
                path.insert(0, name.to_string());
                break;
            }
            _ => return Err("this has no counterpart".to_owned()),
        }
    }
    let words: Vec<&str> = path.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["variables", rest @ ..] if !rest.is_empty() => variable(&rest.join(".")),
        ["parameters", name] => Ok(Term::Input((*name).to_owned())),
        ["dependencies", job, "result"] => Ok(Term::NeedResult((*job).to_owned())),
        _ => Err(format!("\"{}\" has no counterpart", words.join("."))),
    }
}

fn call(call: &Call) -> Result<Term, Unsaid> {
    let args = call.args.iter().map(understand).collect::<Result<Vec<_>, _>>()?;
    let name = call.name.to_lowercase();
    let status = |status| Ok(Term::Status(status));
    let mut rest = args.clone().into_iter();
    let (first, second) = (rest.next(), rest.next());
    match (name.as_str(), first, second) {
        ("and", ..) => Ok(Term::all(args.into_iter().map(truth))),
        ("or", ..) => Ok(Term::any(args.into_iter().map(truth))),
        ("not", Some(one), None) => Ok(truth(one).negated()),
        ("eq", Some(left), Some(right)) => Ok(equal(left, right)),
        ("ne", Some(left), Some(right)) => Ok(equal(left, right).negated()),
        ("in", Some(one), Some(_)) => {
            Ok(Term::any(args[1..].iter().map(|other| equal(one.clone(), other.clone()))))
        }
        ("notin", Some(one), Some(_)) => {
            Ok(Term::any(args[1..].iter().map(|other| equal(one.clone(), other.clone()))).negated())
        }
        ("lt", Some(left), Some(right)) => {
            Ok(Term::Ordered(Comparison::Less, Box::new(left), Box::new(right)))
        }
        ("le", Some(left), Some(right)) => {
            Ok(Term::Ordered(Comparison::LessOrEqual, Box::new(left), Box::new(right)))
        }
        ("gt", Some(left), Some(right)) => {
            Ok(Term::Ordered(Comparison::Greater, Box::new(left), Box::new(right)))
        }
        ("ge", Some(left), Some(right)) => {
            Ok(Term::Ordered(Comparison::GreaterOrEqual, Box::new(left), Box::new(right)))
        }
        ("contains", Some(text), Some(part)) => Ok(Term::Contains(Box::new(text), Box::new(part))),
        ("startswith", Some(text), Some(start)) => Ok(super::github::starts(text, start)),
        ("endswith", Some(text), Some(end)) => Ok(Term::Ends(Box::new(text), Box::new(end))),
        ("succeeded", None, _) => status(Status::Success),
        ("failed", None, _) => status(Status::Failure),
        ("always", None, _) => status(Status::Always),
        ("canceled", None, _) => status(Status::Cancelled),
        ("succeededorfailed", None, _) => Ok(Term::Status(Status::Cancelled).negated()),
        _ => Err(format!("this use of {} has no counterpart", call.name)),
    }
}

fn equal(left: Term, right: Term) -> Term {
    let (left, right) = match (left, right) {
        (left @ Term::Text(_), right) => (right, left),
        pair => pair,
    };
    match (&left, &right) {
        (Term::Fact(Fact::Event), Term::Text(event)) => match FORMAT.source(event) {
            None | Some(Source::Forge) => Term::StartedBy(event.clone()),
            Some(source) => Term::Started(source),
        },
        (Term::Fact(Fact::Os), Term::Text(name)) => {
            let name = if name == "Darwin" { "macOS" } else { name.trim_end_matches("_NT") };
            Term::equal(left, Term::text(name))
        }
        _ => plainly_equal(left, right),
    }
}
