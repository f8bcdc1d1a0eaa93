//! Azure's expressions and macros:
//! <https://learn.microsoft.com/en-us/azure/devops/pipelines/process/expressions>.
use super::github::{equal as plainly_equal, truth};
use super::{Place, Unsaid, regex};
use crate::azure::FORMAT;
use crate::convert::fact::Fact;
use crate::convert::term::{Status, Term};
use crate::convert::text::identifier;
use events::Source;
use expr::ast::{Ast, Call, Comparison, Node};
use expr::{Dialect, Value};

const HEADS: &str = "refs/heads/";
const TAGS: &str = "refs/tags/";

/// What a condition or a macro means.
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
        ["dependencies", job, "result"] | ["stageDependencies", _, job, "result"] => {
            Ok(Term::NeedResult((*job).to_owned()))
        }
        ["dependencies", job, "outputs", output @ ..]
        | ["stageDependencies", _, job, "outputs", output @ ..] => {
            // What a stage asks of another one begins with the name of the job.
            let output = output.join(".");
            let (job, output) = match output.split('.').collect::<Vec<_>>().as_slice() {
                [own, step, name] => ((*own).to_owned(), format!("{step}.{name}")),
                _ => ((*job).to_owned(), output),
            };
            Ok(Term::NeedOutput(job, identifier(&output, Dialect::Azure)))
        }
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
        ("format", Some(Term::Text(pattern)), _) => format(&pattern, &args[1..]),
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

/// `format('{0}-{1}', a, b)`
fn format(pattern: &str, args: &[Term]) -> Result<Term, Unsaid> {
    let mut parts = Vec::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (number, after) = after.split_once('}').ok_or("this pattern of format has no counterpart")?;
        let arg = number.trim().parse::<usize>().ok().and_then(|number| args.get(number));
        parts.push(Term::text(before));
        parts.push(arg.cloned().ok_or("this pattern of format has no counterpart")?);
        rest = after;
    }
    parts.push(Term::text(rest));
    parts.retain(|part| *part != Term::text(""));
    Ok(Term::Join(parts))
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

/// A condition, which says itself that all must have gone well if that is meant; or a value.
pub(super) fn say(term: &Term, place: Place) -> Result<String, Unsaid> {
    let condition = place != Place::Text;
    match term {
        Term::Status(_) | Term::Bool(false) => one(term),
        term if condition && !term.asks_status() => {
            one(&Term::all([Term::Status(Status::Success), term.clone()]))
        }
        term => one(term),
    }
}

fn one(term: &Term) -> Result<String, Unsaid> {
    let two = |name: &str, left: &Term, right: &Term| Ok(format!("{name}({}, {})", one(left)?, one(right)?));
    let several = |name: &str, terms: &[Term]| {
        let all = terms.iter().map(one).collect::<Result<Vec<_>, Unsaid>>()?;
        Ok(format!("{name}({})", all.join(", ")))
    };
    match term {
        Term::Null => Ok("''".to_owned()),
        Term::Bool(truth) => Ok(truth.to_string()),
        Term::Number(number) => Ok(number.to_string()),
        Term::Text(text) => Ok(quoted(text)),
        Term::Fact(Fact::Branch | Fact::Tag) => Ok(of_variables("Build.SourceBranchName")),
        Term::Fact(Fact::ShortCommit) => Ok(of_variables("Build.SourceVersion")),
        Term::Fact(fact) => match fact.name(Dialect::Azure) {
            Some(name) => Ok(of_variables(name)),
            None => Err(format!("nothing tells {}", fact.describe())),
        },
        Term::Variable(name) | Term::Setting(name) | Term::Matrix(name) => Ok(of_variables(name)),
        Term::Secret(_) => Err("secrets are not known to conditions".to_owned()),
        Term::Input(name) => Ok(format!("'${{{{ parameters.{name} }}}}'")),
        Term::StepOutput(step, name) => Ok(of_variables(&format!("{step}.{name}"))),
        Term::StepResult(_) => Err("a condition cannot ask for the result of a step".to_owned()),
        Term::NeedOutput(job, name) => Ok(format!("dependencies.{job}.outputs['{name}']")),
        Term::NeedResult(job) => Ok(format!("dependencies.{job}.result")),
        Term::Fingerprint(_) => Err("only a cache's key can be made from files".to_owned()),
        Term::Join(parts) => join(parts),
        Term::Started(source) => started(*source),
        Term::StartedBy(event) => Err(format!("there is no event \"{event}\" here")),
        Term::Status(status) => Ok(match status {
            Status::Success => "succeeded()",
            Status::Failure => "failed()",
            Status::Always => "always()",
            Status::Cancelled => "canceled()",
        }
        .to_owned()),
        Term::Equal(left, right) => equality("eq", left, right),
        Term::Ordered(comparison, left, right) => {
            let name = match comparison {
                Comparison::Less => "lt",
                Comparison::LessOrEqual => "le",
                Comparison::Greater => "gt",
                _ => "ge",
            };
            two(name, left, right)
        }
        Term::Matches { text, pattern, .. } => match regex::plain(text, pattern) {
            Some(plain) => one(&plain),
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
            Term::Fact(Fact::PullNumber) => started(Source::PullRequest),
            value => Ok(format!("ne({}, '')", one(value)?)),
        },
        Term::Changed(_) | Term::Exists(_) => Err("a condition cannot ask for files".to_owned()),
        Term::Not(inner) => match &**inner {
            Term::Equal(left, right) => equality("ne", left, right),
            Term::Status(Status::Cancelled) => Ok("succeededOrFailed()".to_owned()),
            Term::Status(Status::Failure) => Ok("not(failed())".to_owned()),
            Term::Started(source) if *source != Source::Tag => {
                Ok(started(*source)?.replacen("eq(", "ne(", 1))
            }
            Term::Given(value) if !matches!(**value, Term::Fact(_)) => Ok(format!("eq({}, '')", one(value)?)),
            inner => Ok(format!("not({})", one(inner)?)),
        },
        Term::All(terms) => {
            let well = terms.contains(&Term::Status(Status::Failure).negated());
            let cancelled = Term::Status(Status::Cancelled).negated();
            // Beside a denied failure it is a question of its own.
            let part = |term: &Term| {
                if well && *term == cancelled { Ok("not(canceled())".to_owned()) } else { one(term) }
            };
            Ok(format!("and({})", terms.iter().map(part).collect::<Result<Vec<_>, Unsaid>>()?.join(", ")))
        }
        Term::Any(terms) => several("or", terms),
    }
}

fn equality(name: &str, left: &Term, right: &Term) -> Result<String, Unsaid> {
    if let (Term::Fact(fact @ (Fact::Branch | Fact::Tag)), Term::Text(text)) = (left, right) {
        let prefix = if *fact == Fact::Branch { HEADS } else { TAGS };
        return Ok(format!("{name}({}, {})", source_branch(), quoted(&format!("{prefix}{text}"))));
    }
    let right = match (left, right) {
        (Term::NeedResult(_), Term::Text(word)) => quoted(match word.as_str() {
            "success" => "Succeeded",
            "failure" => "Failed",
            "cancelled" => "Canceled",
            "skipped" => "Skipped",
            other => other,
        }),
        _ => one(right)?,
    };
    Ok(format!("{name}({}, {right})", one(left)?))
}

fn started(source: Source) -> Result<String, Unsaid> {
    if source == Source::Tag {
        return Ok(under(TAGS, ""));
    }
    let name = FORMAT.events.iter().find(|(_, own)| *own == source).map(|(name, _)| *name);
    let name = name.or((source == Source::Api).then_some("Manual")).ok_or("there is no such event here")?;
    Ok(format!("eq({}, '{name}')", of_variables("Build.Reason")))
}

fn join(parts: &[Term]) -> Result<String, Unsaid> {
    let (mut pattern, mut args) = (String::new(), Vec::new());
    for part in parts {
        match part {
            Term::Text(text) => pattern += &text.replace('{', "{{").replace('}', "}}"),
            other => {
                pattern += &format!("{{{}}}", args.len());
                args.push(format!(", {}", one(other)?));
            }
        }
    }
    Ok(format!("format({}{})", quoted(&pattern), args.concat()))
}

fn under(prefix: &str, start: &str) -> String {
    format!("startsWith({}, {})", source_branch(), quoted(&format!("{prefix}{start}")))
}

fn source_branch() -> String {
    of_variables("Build.SourceBranch")
}

fn of_variables(name: &str) -> String {
    let plain = name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric())
        && !name.starts_with(|c: char| c.is_ascii_digit());
    if plain { format!("variables.{name}") } else { format!("variables[{}]", quoted(name)) }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
