//! RustCI's own conditions, see `RUSTCI.md`.
use super::{Unsaid, joined, regex};
use crate::convert::fact::Fact;
use crate::convert::term::{Status, Term};
use crate::rustci::RUSTCI;
use events::Source;
use expr::ast::{Ast, Call, Comparison, Node};
use expr::{Dialect, Value};

pub(super) fn understand(ast: &Ast) -> Result<Term, Unsaid> {
    match &ast.node {
        Node::Literal(Value::Null) => Ok(Term::Null),
        Node::Literal(Value::Bool(truth)) => Ok(Term::Bool(*truth)),
        Node::Literal(Value::Number(number)) => Ok(Term::Number(*number)),
        Node::Literal(Value::String(text)) => Ok(Term::text(&**text)),
        Node::Variable(name) => Ok(variable(name)),
        Node::Name(_) | Node::Property(..) => path(ast),
        Node::Call(call) => self::call(call),
        Node::Not(inner) => Ok(super::github::truth(understand(inner)?).negated()),
        Node::Compare(comparison, left, right) => compare(*comparison, understand(left)?, right),
        Node::All(terms) => Ok(Term::all(terms.iter().map(condition).collect::<Result<Vec<_>, _>>()?)),
        Node::Any(terms) => Ok(Term::any(terms.iter().map(condition).collect::<Result<Vec<_>, _>>()?)),
        _ => Err("this has no counterpart".to_owned()),
    }
}

fn condition(ast: &Ast) -> Result<Term, Unsaid> {
    Ok(super::github::truth(understand(ast)?))
}

/// What a variable holds.
pub(crate) fn variable(name: &str) -> Term {
    Fact::by_variable(name, Dialect::Native).map_or_else(|| Term::Variable(name.to_owned()), Term::Fact)
}

fn path(ast: &Ast) -> Result<Term, Unsaid> {
    let mut path = Vec::new();
    let mut at = ast;
    while let Node::Property(receiver, name) = &at.node {
        path.insert(0, name.to_string());
        at = receiver;
    }
    let Node::Name(first) = &at.node else { return Err("this has no counterpart".to_owned()) };
    path.insert(0, first.to_string());
    let whole = path.join(".");
    if let Some(fact) = Fact::by_name(&whole, Dialect::Native) {
        return Ok(Term::Fact(fact));
    }
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let own = str::to_owned;
    Ok(match path.as_slice() {
        ["variables" | "env", name] => variable(name),
        ["secrets", name] => Term::Secret(own(name)),
        ["inputs", name] => Term::Input(own(name)),
        ["matrix", name] => Term::Matrix(own(name)),
        ["needs", job, "result"] => Term::NeedResult(own(job)),
        ["needs", job, "outputs", name] => Term::NeedOutput(own(job), own(name)),
        ["steps", step, "outputs", name] => Term::StepOutput(own(step), own(name)),
        _ => return Err(format!("\"{whole}\" has no counterpart")),
    })
}

fn call(call: &Call) -> Result<Term, Unsaid> {
    let args = call.args.iter().map(understand).collect::<Result<Vec<_>, _>>()?;
    let status = |status| Ok(Term::Status(status));
    match (&*call.name, <[Term; 2]>::try_from(args)) {
        ("success", _) => status(Status::Success),
        ("failure", _) => status(Status::Failure),
        ("always", _) => status(Status::Always),
        ("cancelled", _) => status(Status::Cancelled),
        ("contains", Ok([text, part])) => Ok(Term::Contains(Box::new(text), Box::new(part))),
        ("startsWith", Ok([text, start])) => Ok(Term::Starts(Box::new(text), Box::new(start))),
        ("endsWith", Ok([text, end])) => Ok(Term::Ends(Box::new(text), Box::new(end))),
        ("matches", Ok([text, Term::Text(pattern)])) => {
            Ok(Term::Matches { text: Box::new(text), pattern, ignore_case: false })
        }
        (name, _) => Err(format!("this use of {name} has no counterpart")),
    }
}

fn compare(comparison: Comparison, left: Term, right: &Ast) -> Result<Term, Unsaid> {
    let term = match comparison {
        Comparison::Matches | Comparison::NotMatches => {
            let (pattern, flags) = match &right.node {
                Node::Pattern(written) => {
                    written.strip_prefix('/').and_then(|rest| rest.rsplit_once('/')).unwrap_or((written, ""))
                }
                Node::Literal(Value::String(text)) => (&**text, ""),
                _ => return Err("a regular expression in a variable has no counterpart".to_owned()),
            };
            Term::Matches {
                text: Box::new(left),
                pattern: pattern.replace("\\/", "/"),
                ignore_case: flags.contains('i'),
            }
        }
        Comparison::Equal | Comparison::NotEqual => equal(left, understand(right)?),
        other => Term::Ordered(other, Box::new(left), Box::new(understand(right)?)),
    };
    let denied = matches!(comparison, Comparison::NotMatches | Comparison::NotEqual);
    Ok(if denied { term.negated() } else { term })
}

fn equal(left: Term, right: Term) -> Term {
    match (&left, &right) {
        (Term::Fact(Fact::Event), Term::Text(event)) => match RUSTCI.source(event) {
            None | Some(Source::Forge) => Term::StartedBy(event.clone()),
            // A tag is an event of its own here.
            Some(Source::Push) => {
                Term::all([Term::Started(Source::Push), Term::given(Term::Fact(Fact::Tag)).negated()])
            }
            Some(source) => Term::Started(source),
        },
        (_, Term::Null) => Term::given(left).negated(),
        (_, Term::Text(text)) if text.is_empty() => Term::given(left).negated(),
        _ => Term::equal(left, right),
    }
}

pub(super) fn say(term: &Term) -> Result<String, Unsaid> {
    let two = |name: &str, left: &Term, right: &Term| Ok(format!("{name}({}, {})", say(left)?, say(right)?));
    match term {
        Term::Null => Ok("null".to_owned()),
        Term::Bool(truth) => Ok(truth.to_string()),
        Term::Number(number) => Ok(number.to_string()),
        Term::Text(text) => Ok(quoted(text)),
        Term::Fact(fact) => match (fact.name(Dialect::Native), fact.variable(Dialect::Native)) {
            (Some(name), _) => Ok(name.to_owned()),
            (None, Some(variable)) => Ok(format!("${variable}")),
            (None, None) => match fact {
                Fact::RefName => Ok("branch".to_owned()),
                _ => Err(format!("nothing tells {}", fact.describe())),
            },
        },
        Term::Variable(name) | Term::Setting(name) => Ok(format!("${name}")),
        Term::Secret(name) => Ok(format!("secrets.{name}")),
        Term::Matrix(name) => Ok(format!("matrix.{name}")),
        Term::Input(name) => Ok(format!("inputs.{name}")),
        Term::StepOutput(step, name) => Ok(format!("steps.{step}.outputs.{name}")),
        Term::StepResult(_) => Err("a condition cannot ask for the result of a step".to_owned()),
        Term::NeedOutput(job, name) => Ok(format!("needs.{job}.outputs.{name}")),
        Term::NeedResult(job) => Ok(format!("needs.{job}.result")),
        Term::Fingerprint(_) => Err("a condition cannot ask for files".to_owned()),
        Term::Join(_) => Err("texts cannot be joined here".to_owned()),
        Term::Started(source) => started(*source),
        Term::StartedBy(event) => Err(format!("there is no event \"{event}\" here")),
        Term::Status(status) => Ok(match status {
            Status::Success => "success()",
            Status::Failure => "failure()",
            Status::Always => "always()",
            Status::Cancelled => "cancelled()",
        }
        .to_owned()),
        Term::Equal(left, right) => Ok(format!("{} == {}", say(left)?, say(right)?)),
        Term::Ordered(comparison, left, right) => {
            Ok(format!("{} {} {}", say(left)?, comparison.symbol(), say(right)?))
        }
        Term::Matches { text, pattern, ignore_case } => {
            let slashes = pattern.replace('/', "\\/");
            Ok(format!("{} =~ /{slashes}/{}", say(text)?, if *ignore_case { "i" } else { "" }))
        }
        Term::Starts(text, start) => match (regex_needed(text), &**start) {
            (true, Term::Text(start)) => Ok(format!("{} =~ /^{}/", say(text)?, regex::escaped(start))),
            _ => two("startsWith", text, start),
        },
        Term::Ends(text, end) => match (regex_needed(text), &**end) {
            (true, Term::Text(end)) => Ok(format!("{} =~ /{}$/", say(text)?, regex::escaped(end))),
            _ => two("endsWith", text, end),
        },
        Term::Contains(text, part) => two("contains", text, part),
        Term::Given(inner) => match &**inner {
            Term::Fact(Fact::Branch | Fact::Tag) => say(inner),
            Term::Fact(Fact::PullNumber) => Ok("event == 'pull_request'".to_owned()),
            value => say(value),
        },
        Term::Changed(_) | Term::Exists(_) => Err("a condition cannot ask for files".to_owned()),
        Term::Not(inner) => match &**inner {
            Term::Equal(left, right) => Ok(format!("{} != {}", say(left)?, say(right)?)),
            Term::Matches { .. } => Ok(say(inner)?.replacen(" =~ ", " !~ ", 1)),
            inner @ (Term::All(_) | Term::Any(_) | Term::Ordered(..)) => Ok(format!("not ({})", say(inner)?)),
            inner => {
                let text = say(inner)?;
                Ok(if text.contains(' ') { format!("not ({text})") } else { format!("not {text}") })
            }
        },
        Term::All(terms) => joined(terms, " and ", |term| matches!(term, Term::Any(_)), inner),
        Term::Any(terms) => joined(terms, " or ", |_| false, inner),
    }
}

/// An operand of `and` and `or`; what becomes several words of its own is in brackets.
fn inner(term: &Term) -> Result<String, Unsaid> {
    let text = say(term)?;
    let several = matches!(term, Term::Started(Source::Push));
    Ok(if several { format!("({text})") } else { text })
}

/// A branch or a tag may be nothing, which no function takes.
fn regex_needed(text: &Term) -> bool {
    matches!(text, Term::Fact(Fact::Branch | Fact::Tag))
}

fn started(source: Source) -> Result<String, Unsaid> {
    match source {
        Source::Push => Ok("event == 'push' or event == 'tag'".to_owned()),
        source => {
            let name = RUSTCI.events.iter().find(|(_, own)| *own == source).map(|(name, _)| *name);
            name.map(|name| format!("event == '{name}'"))
                .ok_or_else(|| "there is no such event here".to_owned())
        }
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}
