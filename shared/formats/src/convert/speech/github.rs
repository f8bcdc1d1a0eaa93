//! GitHub's expressions: <https://docs.github.com/en/actions/reference/workflows-and-actions/expressions>.
use super::{Place, Unsaid, joined, regex};
use crate::convert::fact::Fact;
use crate::convert::term::{Status, Term};
use crate::github::FORMAT;
use events::Source;
use expr::ast::{Ast, Call, Comparison, Node};
use expr::{Dialect, Value};

const HEADS: &str = "refs/heads/";
const TAGS: &str = "refs/tags/";

pub(super) fn understand(ast: &Ast) -> Result<Term, Unsaid> {
    match &ast.node {
        Node::Literal(value) => literal(value),
        Node::Name(_) | Node::Property(..) | Node::Index(..) => path(ast),
        Node::Call(call) => self::call(call),
        Node::Not(inner) => Ok(truth(understand(inner)?).negated()),
        Node::Compare(comparison, left, right) => compare(*comparison, understand(left)?, understand(right)?),
        Node::All(terms) => Ok(Term::all(terms.iter().map(understand).collect::<Result<Vec<_>, _>>()?)),
        Node::Any(terms) => Ok(Term::any(terms.iter().map(understand).collect::<Result<Vec<_>, _>>()?)),
        Node::Filter(_) => Err("a filter over a list has no counterpart".to_owned()),
        Node::Pattern(_) | Node::Variable(_) | Node::Code(_) => Err("this has no counterpart".to_owned()),
    }
}

fn literal(value: &Value) -> Result<Term, Unsaid> {
    Ok(match value {
        Value::Null => Term::Null,
        Value::Bool(truth) => Term::Bool(*truth),
        Value::Number(number) => Term::Number(*number),
        Value::String(text) => Term::text(&**text),
        Value::Array(_) | Value::Object(_) | Value::Version(_) => {
            return Err("a list has no counterpart".to_owned());
        }
    })
}

/// The names of a chain of properties.
fn names(ast: &Ast) -> Option<Vec<&str>> {
    match &ast.node {
        Node::Name(name) => Some(vec![name]),
        Node::Property(receiver, name) => {
            let mut path = names(receiver)?;
            path.push(name);
            Some(path)
        }
        Node::Index(receiver, index) => {
            let mut path = names(receiver)?;
            let Node::Literal(Value::String(name)) = &index.node else { return None };
            path.push(name);
            Some(path)
        }
        _ => None,
    }
}

fn path(ast: &Ast) -> Result<Term, Unsaid> {
    let Some(path) = names(ast) else {
        return Err("a property that is known only when it is evaluated has no counterpart".to_owned());
    };
    let whole = path.join(".");
    if let Some(fact) = Fact::by_name(&whole, Dialect::GitHub) {
        return Ok(Term::Fact(fact));
    }
    let own = |name: &&str| (*name).to_owned();
    let lower: Vec<String> = path.iter().map(|part| part.to_lowercase()).collect();
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    Ok(match (lower.as_slice(), path.as_slice()) {
        (["env", _], [_, name]) => Term::Variable(own(name)),
        (["secrets", _], [_, name]) => Term::Secret(own(name)),
        (["vars", _], [_, name]) => Term::Setting(own(name)),
        (["matrix", _, ..], [_, members @ ..]) => Term::Matrix(members.join(".")),
        (["inputs", _], [_, name]) | (["github", "event", "inputs", _], [_, _, _, name]) => {
            Term::Input(own(name))
        }
        (["steps", _, "outputs", _], [_, step, _, name]) => Term::StepOutput(own(step), own(name)),
        (["steps", _, "outcome" | "conclusion"], [_, step, _]) => Term::StepResult(own(step)),
        (["needs", _, "outputs", _], [_, job, _, name]) => Term::NeedOutput(own(job), own(name)),
        (["needs", _, "result"], [_, job, _]) => Term::NeedResult(own(job)),
        _ => return Err(format!("\"{whole}\" has no counterpart")),
    })
}

fn call(call: &Call) -> Result<Term, Unsaid> {
    let args = || call.args.iter().map(understand).collect::<Result<Vec<_>, _>>();
    let pair = || match <[Term; 2]>::try_from(args()?) {
        Ok([left, right]) => Ok((Box::new(left), Box::new(right))),
        Err(_) => Err(format!("this use of {} has no counterpart", call.name)),
    };
    let status = |status| Ok(Term::Status(status));
    match call.name.to_lowercase().as_str() {
        "success" => status(Status::Success),
        "failure" => status(Status::Failure),
        "always" => status(Status::Always),
        "cancelled" => status(Status::Cancelled),
        "contains" => contains(call),
        "startswith" => pair().map(|(text, start)| starts(*text, *start)),
        "endswith" => pair().map(|(text, end)| Term::Ends(text, end)),
        "hashfiles" => {
            let globs = args()?.into_iter().map(|arg| match arg {
                Term::Text(glob) => Ok(glob),
                _ => Err("files that are known only when it is evaluated have no counterpart".to_owned()),
            });
            Ok(Term::Fingerprint(globs.collect::<Result<_, Unsaid>>()?))
        }
        "format" => format_call(args()?),
        name => Err(format!("{name}() has no counterpart")),
    }
}

/// `contains` of a text, or of a list written as JSON.
fn contains(call: &Call) -> Result<Term, Unsaid> {
    let [list, item] = call.args.as_slice() else {
        return Err("this use of contains has no counterpart".to_owned());
    };
    let item = understand(item)?;
    if let Node::Call(inner) = &list.node
        && inner.name.eq_ignore_ascii_case("fromjson")
        && let [Ast { node: Node::Literal(Value::String(json)), .. }] = inner.args.as_slice()
        && let Ok(serde_json::Value::Array(items)) = serde_json::from_str(json)
    {
        let one = |value: serde_json::Value| literal(&value.into()).map(|value| equal(item.clone(), value));
        return Ok(Term::any(items.into_iter().map(one).collect::<Result<Vec<_>, _>>()?));
    }
    let text = understand(list)?;
    Ok(match (&text, &item) {
        (Term::Fact(Fact::Ref), Term::Text(part)) if part.trim_end_matches('/') == "refs/tags" => {
            Term::given(Term::Fact(Fact::Tag))
        }
        _ => Term::Contains(Box::new(text), Box::new(item)),
    })
}

pub(super) fn starts(text: Term, start: Term) -> Term {
    if let (Term::Fact(Fact::Ref), Term::Text(start)) = (&text, &start) {
        for (prefix, fact) in [(HEADS, Fact::Branch), (TAGS, Fact::Tag)] {
            if prefix.trim_end_matches('/').starts_with(start.trim_end_matches('/')) && start.len() > 9 {
                return Term::given(Term::Fact(fact));
            }
            if let Some(name) = start.strip_prefix(prefix) {
                return Term::Starts(Box::new(Term::Fact(fact)), Box::new(Term::text(name)));
            }
        }
    }
    Term::Starts(Box::new(text), Box::new(start))
}

fn format_call(args: Vec<Term>) -> Result<Term, Unsaid> {
    let mut args = args.into_iter();
    let Some(Term::Text(pattern)) = args.next() else {
        return Err("this use of format has no counterpart".to_owned());
    };
    let args: Vec<Term> = args.collect();
    let (mut parts, mut text, mut rest) = (Vec::new(), String::new(), pattern.as_str());
    while let Some(at) = rest.find(['{', '}']) {
        text.push_str(&rest[..at]);
        let mark = &rest[at..];
        if mark.starts_with("{{") || mark.starts_with("}}") {
            text.push_str(&mark[..1]);
            rest = &mark[2..];
            continue;
        }
        let (number, after) = mark[1..].split_once('}').ok_or("this use of format has no counterpart")?;
        let arg = number.parse::<usize>().ok().and_then(|at| args.get(at));
        parts.push(Term::Text(std::mem::take(&mut text)));
        parts.push(arg.cloned().ok_or("this use of format has no counterpart")?);
        rest = after;
    }
    text.push_str(rest);
    parts.push(Term::Text(text));
    parts.retain(|part| *part != Term::text(""));
    Ok(Term::Join(parts))
}

fn compare(comparison: Comparison, left: Term, right: Term) -> Result<Term, Unsaid> {
    Ok(match comparison {
        Comparison::Equal => equal(left, right),
        Comparison::NotEqual => equal(left, right).negated(),
        Comparison::Matches | Comparison::NotMatches => return Err("this has no counterpart".to_owned()),
        other => Term::Ordered(other, Box::new(left), Box::new(right)),
    })
}

pub(super) fn equal(left: Term, right: Term) -> Term {
    let (left, right) = match (left, right) {
        (left @ (Term::Text(_) | Term::Bool(_) | Term::Null), right) => (right, left),
        pair => pair,
    };
    match (&left, &right) {
        (Term::Fact(Fact::Event), Term::Text(event)) => match FORMAT.source(event) {
            None | Some(Source::Forge) => Term::StartedBy(event.clone()),
            Some(source) => Term::Started(source),
        },
        (Term::Fact(Fact::Ref), Term::Text(name)) => {
            match (name.strip_prefix(HEADS), name.strip_prefix(TAGS)) {
                (Some(branch), _) => Term::equal(Term::Fact(Fact::Branch), Term::text(branch)),
                (_, Some(tag)) => Term::equal(Term::Fact(Fact::Tag), Term::text(tag)),
                _ => Term::equal(left, right),
            }
        }
        (_, Term::Text(empty)) if empty.is_empty() => Term::given(left).negated(),
        (_, Term::Null) => Term::given(left).negated(),
        (_, Term::Bool(truth)) if is_condition(&left) => {
            if *truth {
                left
            } else {
                left.negated()
            }
        }
        _ => Term::equal(left, right),
    }
}

pub(super) fn is_condition(term: &Term) -> bool {
    matches!(
        term,
        Term::Bool(_)
            | Term::Started(_)
            | Term::StartedBy(_)
            | Term::Status(_)
            | Term::Equal(..)
            | Term::Ordered(..)
            | Term::Matches { .. }
            | Term::Starts(..)
            | Term::Ends(..)
            | Term::Contains(..)
            | Term::Given(_)
            | Term::Not(_)
            | Term::All(_)
            | Term::Any(_)
    )
}

/// A value where truth is asked.
pub(crate) fn truth(term: Term) -> Term {
    match term {
        Term::All(terms) => Term::All(terms.into_iter().map(truth).collect()),
        Term::Any(terms) => Term::Any(terms.into_iter().map(truth).collect()),
        term if is_condition(&term) || matches!(term, Term::Changed(_) | Term::Exists(_)) => term,
        Term::Text(text) => Term::Bool(!text.is_empty()),
        Term::Null => Term::Bool(false),
        Term::Number(number) => Term::Bool(number != 0.0),
        value => Term::given(value),
    }
}

pub(super) fn say(term: &Term, place: Place) -> Result<String, Unsaid> {
    let say = |term: &Term| self::say(term, place);
    let two = |name: &str, left: &Term, right: &Term| Ok(format!("{name}({}, {})", say(left)?, say(right)?));
    match term {
        Term::Null => Ok("null".to_owned()),
        Term::Bool(truth) => Ok(truth.to_string()),
        Term::Number(number) => Ok(number.to_string()),
        Term::Text(text) => Ok(quoted(text)),
        Term::Fact(fact) => self::fact(*fact),
        Term::Variable(name) if place == Place::JobCondition => Ok(member("vars", name)),
        Term::Variable(name) => Ok(member("env", name)),
        Term::Secret(_) if place == Place::JobCondition => {
            Err("secrets are not known when a job's condition is decided".to_owned())
        }
        Term::Secret(name) => Ok(member("secrets", name)),
        Term::Setting(name) => Ok(member("vars", name)),
        Term::Matrix(_) if place == Place::JobCondition => {
            Err("the matrix is not known when a job's condition is decided".to_owned())
        }
        Term::Matrix(name) => Ok(member("matrix", name)),
        Term::Input(name) => Ok(member("inputs", name)),
        Term::StepOutput(step, name) => Ok(member(&format!("{}.outputs", member("steps", step)), name)),
        Term::StepResult(step) => Ok(format!("{}.outcome", member("steps", step))),
        Term::NeedOutput(job, name) => Ok(member(&format!("{}.outputs", member("needs", job)), name)),
        Term::NeedResult(job) => Ok(format!("{}.result", member("needs", job))),
        Term::Fingerprint(globs) => {
            let globs: Vec<String> = globs.iter().map(|glob| quoted(glob)).collect();
            Ok(format!("hashFiles({})", globs.join(", ")))
        }
        Term::Join(parts) => join(parts, place),
        Term::Started(source) => Ok(started(*source)),
        Term::StartedBy(event) => Ok(format!("github.event_name == {}", quoted(event))),
        Term::Status(status) => Ok(match status {
            Status::Success => "success()",
            Status::Failure => "failure()",
            Status::Always => "always()",
            Status::Cancelled => "cancelled()",
        }
        .to_owned()),
        Term::Equal(left, right) => equality(left, right, "==", place),
        Term::Ordered(comparison, left, right) => {
            Ok(format!("{} {} {}", say(left)?, comparison.symbol(), say(right)?))
        }
        Term::Matches { text, pattern, .. } => match regex::plain(text, pattern) {
            Some(plain) if matches!(plain, Term::Any(_)) => Ok(format!("({})", say(&plain)?)),
            Some(plain) => say(&plain),
            None => Err(format!("there are no regular expressions here, as /{pattern}/")),
        },
        Term::Starts(text, start) => match (&**text, &**start) {
            (Term::Fact(Fact::Branch), Term::Text(start)) => Ok(under(HEADS, start)),
            (Term::Fact(Fact::Tag), Term::Text(start)) => Ok(under(TAGS, start)),
            _ => two("startsWith", text, start),
        },
        Term::Ends(text, end) => two("endsWith", text, end),
        Term::Contains(text, part) => two("contains", text, part),
        Term::Given(inner) => match &**inner {
            Term::Fact(Fact::Branch) => Ok(under(HEADS, "")),
            Term::Fact(Fact::Tag) => Ok(under(TAGS, "")),
            Term::Fact(Fact::PullNumber) => Ok("github.event_name == 'pull_request'".to_owned()),
            value => say(value),
        },
        Term::Changed(_) => Err("a job's condition cannot ask which files have changed".to_owned()),
        Term::Exists(_) => Err("a job's condition cannot ask which files there are".to_owned()),
        Term::Not(inner) => match &**inner {
            Term::Equal(left, right) => equality(left, right, "!=", place),
            Term::Started(source) if *source != Source::Tag => Ok(started(*source).replacen("==", "!=", 1)),
            Term::StartedBy(event) => Ok(format!("github.event_name != {}", quoted(event))),
            inner @ (Term::All(_) | Term::Any(_) | Term::Ordered(..)) => Ok(format!("!({})", say(inner)?)),
            inner => {
                let text = say(inner)?;
                Ok(if text.contains(" == ") { format!("!({text})") } else { format!("!{text}") })
            }
        },
        Term::All(terms) => joined(terms, " && ", |term| matches!(term, Term::Any(_)), say),
        Term::Any(terms) => joined(terms, " || ", |_| false, say),
    }
}

fn equality(left: &Term, right: &Term, sign: &str, place: Place) -> Result<String, Unsaid> {
    if let (Term::Fact(fact @ (Fact::Branch | Fact::Tag)), Term::Text(name)) = (left, right) {
        let prefix = if *fact == Fact::Branch { HEADS } else { TAGS };
        return Ok(format!("github.ref {sign} {}", quoted(&format!("{prefix}{name}"))));
    }
    Ok(format!("{} {sign} {}", say(left, place)?, say(right, place)?))
}

fn under(prefix: &str, start: &str) -> String {
    format!("startsWith(github.ref, {})", quoted(&format!("{prefix}{start}")))
}

fn fact(fact: Fact) -> Result<String, Unsaid> {
    match fact {
        Fact::Branch | Fact::Tag => Ok("github.ref_name".to_owned()),
        Fact::ShortCommit => Ok("github.sha".to_owned()),
        fact => match fact.name(Dialect::GitHub) {
            Some(name) => Ok(name.to_owned()),
            None => Err(format!("nothing tells {}", fact.describe())),
        },
    }
}

fn started(source: Source) -> String {
    let name = match source {
        Source::Tag => return under(TAGS, ""),
        Source::Forge => "repository_dispatch",
        source => FORMAT.events.iter().find(|(_, own)| *own == source).map_or("push", |(name, _)| *name),
    };
    format!("github.event_name == {}", quoted(name))
}

fn join(parts: &[Term], place: Place) -> Result<String, Unsaid> {
    let (mut pattern, mut args) = (String::new(), Vec::new());
    for part in parts {
        match part {
            Term::Text(text) => pattern += &text.replace('{', "{{").replace('}', "}}"),
            other => {
                pattern += &format!("{{{}}}", args.len());
                args.push(say(other, place)?);
            }
        }
    }
    Ok(format!(
        "format({}{})",
        quoted(&pattern),
        args.iter().map(|arg| format!(", {arg}")).collect::<String>()
    ))
}

fn member(context: &str, name: &str) -> String {
    let plain = name.chars().all(|c| c == '_' || c == '-' || c.is_ascii_alphanumeric())
        && !name.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    if plain { format!("{context}.{name}") } else { format!("{context}[{}]", quoted(name)) }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
