//! GitLab's `rules:if`: <https://docs.gitlab.com/ci/jobs/job_rules/#cicd-variable-expressions>.
use super::{Unsaid, joined, regex};
use crate::convert::fact::Fact;
use crate::convert::term::Term;
use crate::gitlab::FORMAT;
use events::Source;
use expr::ast::{Ast, Comparison, Node};
use expr::{Dialect, Value};

pub(super) fn understand(ast: &Ast) -> Result<Term, Unsaid> {
    match &ast.node {
        Node::All(terms) => Ok(Term::all(terms.iter().map(condition).collect::<Result<Vec<_>, _>>()?)),
        Node::Any(terms) => Ok(Term::any(terms.iter().map(condition).collect::<Result<Vec<_>, _>>()?)),
        Node::Not(inner) => Ok(condition(inner)?.negated()),
        Node::Compare(comparison, left, right) => compare(*comparison, value(left)?, right),
        Node::Variable(_) => value(ast),
        Node::Literal(_) => value(ast),
        _ => Err("this has no counterpart".to_owned()),
    }
}

fn condition(ast: &Ast) -> Result<Term, Unsaid> {
    Ok(super::github::truth(understand(ast)?))
}

fn value(ast: &Ast) -> Result<Term, Unsaid> {
    match &ast.node {
        Node::Literal(Value::Null) => Ok(Term::Null),
        Node::Literal(Value::Bool(truth)) => Ok(Term::Bool(*truth)),
        Node::Literal(Value::String(text)) => Ok(Term::text(&**text)),
        Node::Variable(name) => Ok(variable(name)),
        _ => understand(ast),
    }
}

/// What a variable holds.
pub(crate) fn variable(name: &str) -> Term {
    Fact::by_variable(name, Dialect::GitLab).map_or_else(|| Term::Variable(name.to_owned()), Term::Fact)
}

fn compare(comparison: Comparison, left: Term, right: &Ast) -> Result<Term, Unsaid> {
    let term = match comparison {
        Comparison::Matches | Comparison::NotMatches => matches(left, right)?,
        _ => equal(left, value(right)?),
    };
    let denied = matches!(comparison, Comparison::NotMatches | Comparison::NotEqual);
    Ok(if denied { term.negated() } else { term })
}

fn matches(text: Term, right: &Ast) -> Result<Term, Unsaid> {
    let Node::Pattern(written) = &right.node else {
        return Err("a regular expression in a variable has no counterpart".to_owned());
    };
    let (pattern, flags) =
        written.strip_prefix('/').and_then(|rest| rest.rsplit_once('/')).unwrap_or((written, ""));
    if let (Term::Fact(Fact::Event), Some(Term::Any(events))) = (&text, regex::plain(&text, pattern)) {
        let whole = |term: &Term| matches!(term, Term::Equal(..));
        if events.iter().all(whole) {
            let event = |term| match term {
                Term::Equal(left, right) => equal(*left, *right),
                other => other,
            };
            return Ok(Term::any(events.into_iter().map(event)));
        }
    }
    Ok(Term::Matches {
        text: Box::new(text),
        pattern: pattern.replace("\\/", "/"),
        ignore_case: flags.contains('i'),
    })
}

fn equal(left: Term, right: Term) -> Term {
    let (left, right) = match (left, right) {
        (left @ (Term::Text(_) | Term::Bool(_) | Term::Null), right) => (right, left),
        pair => pair,
    };
    match (&left, &right) {
        // A pull request on another forge, which is where the pipeline may be going.
        (Term::Fact(Fact::Event), Term::Text(event)) if event == "external_pull_request_event" => {
            Term::Started(Source::PullRequest)
        }
        (Term::Fact(Fact::Event), Term::Text(event)) => match FORMAT.source(event) {
            None | Some(Source::Forge) => Term::StartedBy(event.clone()),
            Some(source) => Term::Started(source),
        },
        (_, Term::Null) => Term::given(left).negated(),
        (_, Term::Text(text)) if text.is_empty() => Term::given(left).negated(),
        _ => Term::equal(left, right),
    }
}

/// A term whose `Not`s stand directly at what they deny.
pub(super) fn say(term: &Term) -> Result<String, Unsaid> {
    match term {
        Term::Bool(true) => Ok("$CI".to_owned()),
        Term::Bool(false) => Ok("$CI == null".to_owned()),
        Term::Not(inner) => leaf(inner, true),
        Term::All(terms) => joined(terms, " && ", |term| matches!(term, Term::Any(_)), say),
        Term::Any(terms) => joined(terms, " || ", |_| false, say),
        other => leaf(other, false),
    }
}

fn leaf(term: &Term, denied: bool) -> Result<String, Unsaid> {
    let equal = if denied { "!=" } else { "==" };
    let matching = |text: &Term, pattern: &str, flags: &str| {
        let sign = if denied { "!~" } else { "=~" };
        Ok(format!("{} {sign} /{pattern}/{flags}", operand(text)?))
    };
    let written = |term: &Term| match term {
        Term::Text(text) => Ok(regex::escaped(text)),
        _ => Err("a text that is known only when the pipeline runs cannot be sought here".to_owned()),
    };
    match term {
        Term::Given(inner) if denied => Ok(format!("{} == null", operand(inner)?)),
        Term::Given(inner) => operand(inner),
        Term::Equal(left, right) => Ok(format!("{} {equal} {}", operand(left)?, operand(right)?)),
        Term::Started(Source::Tag) => leaf(&Term::given(Term::Fact(Fact::Tag)), denied),
        Term::Started(source) => {
            let name = FORMAT.events.iter().find(|(_, own)| own == source).map(|(name, _)| *name);
            let name = name.ok_or("there is no such event here")?;
            Ok(format!("$CI_PIPELINE_SOURCE {equal} \"{name}\""))
        }
        Term::StartedBy(event) => Err(format!("there is no event \"{event}\" here")),
        Term::Matches { text, pattern, ignore_case } => {
            let slashes = pattern.replace("\\/", "/").replace('/', "\\/");
            matching(text, &slashes, if *ignore_case { "i" } else { "" })
        }
        Term::Starts(text, start) => matching(text, &format!("^{}", written(start)?), ""),
        Term::Ends(text, end) => matching(text, &format!("{}$", written(end)?), ""),
        Term::Contains(text, part) => matching(text, &written(part)?, ""),
        Term::Status(_) => Err("a rule cannot ask how other jobs went".to_owned()),
        Term::Ordered(..) => Err("numbers cannot be compared here".to_owned()),
        Term::Not(inner) => leaf(inner, !denied),
        other => operand(other),
    }
}

fn operand(term: &Term) -> Result<String, Unsaid> {
    match term {
        Term::Text(text) if text.contains('"') && text.contains('\'') => {
            Err("a text with both kinds of quotes cannot be written here".to_owned())
        }
        Term::Text(text) if text.contains('"') => Ok(format!("'{text}'")),
        Term::Text(text) => Ok(format!("\"{text}\"")),
        Term::Bool(truth) => Ok(format!("\"{truth}\"")),
        Term::Number(number) => Ok(format!("\"{number}\"")),
        Term::Null => Ok("null".to_owned()),
        Term::Fact(Fact::Ref) => Ok("$CI_COMMIT_REF_NAME".to_owned()),
        Term::Fact(fact) => match fact.variable(Dialect::GitLab) {
            Some(name) => Ok(format!("${name}")),
            None => Err(format!("nothing tells {}", fact.describe())),
        },
        Term::Variable(name) | Term::Secret(name) | Term::Setting(name) => Ok(format!("${name}")),
        Term::Input(name) => Ok(format!("\"$[[ inputs.{name} ]]\"")),
        Term::Matrix(_) => Err("a rule cannot ask for the values of the matrix".to_owned()),
        Term::StepOutput(..) | Term::StepResult(_) | Term::NeedOutput(..) | Term::NeedResult(_) => {
            Err("a rule is decided before any job has run".to_owned())
        }
        Term::Changed(_) | Term::Exists(_) => {
            Err("files are asked for in a key of their own here".to_owned())
        }
        _ => Err("a rule can only compare variables".to_owned()),
    }
}
