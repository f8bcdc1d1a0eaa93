//! Groovy: conditions of `when`, and expressions in texts and scripts
//! (<https://www.jenkins.io/doc/book/pipeline/syntax/#when>).
mod when;

use super::{Place, Unsaid, joined};
use crate::convert::fact::Fact;
use crate::convert::term::{Status, Term};
use crate::convert::text::output_variable;
pub(crate) use crate::groovy_text::quoted;
use events::Source;
use expr::Dialect;
pub(crate) use when::lines;

/// A condition of a stage as a section `when`, or as code where it asks how things went; a condition of a step and what
/// stands in a text as code.
pub(super) fn say(term: &Term, place: Place) -> Result<String, Unsaid> {
    match (place, term) {
        (Place::JobCondition, term) if !term.asks_status() => {
            Ok(format!("when {{\n    {}\n}}", lines(term)?.join("\n    ")))
        }
        (_, term) => groovy(term),
    }
}

/// A term as an expression.
pub(crate) fn groovy(term: &Term) -> Result<String, Unsaid> {
    let method = |receiver: &Term, name: &str, arg: &Term| {
        Ok(format!("{}?.{name}({})", operand(receiver)?, groovy(arg)?))
    };
    match term {
        Term::Null => Ok("null".to_owned()),
        Term::Bool(truth) => Ok(truth.to_string()),
        Term::Number(number) => Ok(number.to_string()),
        Term::Text(text) => Ok(quoted(text)),
        Term::Fact(fact) => match fact.variable(Dialect::Jenkins) {
            Some(name) => Ok(format!("env.{name}")),
            None => Err(format!("nothing tells {}", fact.describe())),
        },
        Term::Variable(name) | Term::Setting(name) | Term::Matrix(name) | Term::Secret(name) => {
            Ok(format!("env.{}", output_name(name)))
        }
        Term::Input(name) => Ok(format!("params.{}", output_name(name))),
        Term::StepOutput(owner, name) | Term::NeedOutput(owner, name) => {
            Ok(format!("env.{}", output_variable(owner, name)))
        }
        Term::StepResult(_) => Err("a condition cannot ask for the result of a step".to_owned()),
        Term::NeedResult(_) => Err("a condition cannot ask for the result of a stage".to_owned()),
        Term::Fingerprint(_) => Err("nothing makes a fingerprint of files".to_owned()),
        Term::Join(parts) => join(parts),
        Term::Started(source) => started(*source),
        Term::StartedBy(event) => Err(format!("there is no event \"{event}\" here")),
        Term::Status(status) => Ok(match status {
            Status::Success => "success()",
            Status::Failure => "failure()",
            Status::Always => "always()",
            Status::Cancelled => "cancelled()",
        }
        .to_owned()),
        Term::Equal(left, right) => equality("==", left, right),
        Term::Ordered(comparison, left, right) => {
            Ok(format!("{} {} {}", operand(left)?, comparison.symbol(), operand(right)?))
        }
        Term::Matches { text, pattern, ignore_case } => {
            let any_case = if *ignore_case { "(?i)" } else { "" };
            Ok(format!("{} =~ /{any_case}{}/", operand(text)?, pattern.replace('/', "\\/")))
        }
        Term::Starts(text, start) => method(text, "startsWith", start),
        Term::Ends(text, end) => method(text, "endsWith", end),
        Term::Contains(text, part) => method(text, "contains", part),
        Term::Given(inner) => match &**inner {
            Term::Fact(Fact::Branch) => Ok("!(env.TAG_NAME || env.CHANGE_ID)".to_owned()),
            value => groovy(value),
        },
        Term::Changed(_) => {
            Err("only a condition of a whole stage can ask which files have changed".to_owned())
        }
        Term::Exists(files) => exists(files),
        Term::Not(inner) => match &**inner {
            Term::Equal(left, right) => equality("!=", left, right),
            inner => {
                let text = groovy(inner)?;
                Ok(if text.contains(' ') { format!("!({text})") } else { format!("!{text}") })
            }
        },
        Term::All(terms) => joined(terms, " && ", |term| matches!(term, Term::Any(_)), groovy),
        Term::Any(terms) => joined(terms, " || ", |_| false, groovy),
    }
}

/// A name as environments have it.
fn output_name(name: &str) -> String {
    crate::convert::text::identifier(name, Dialect::Jenkins)
}

/// A value that something is asked of.
fn operand(term: &Term) -> Result<String, Unsaid> {
    let text = groovy(term)?;
    let several = matches!(term, Term::All(_) | Term::Any(_) | Term::Not(_) | Term::Matches { .. });
    Ok(if several { format!("({text})") } else { text })
}

fn equality(operator: &str, left: &Term, right: &Term) -> Result<String, Unsaid> {
    // A parameter may be a boolean, which is no text.
    let spelled = matches!(right, Term::Text(text) if text == "true" || text == "false");
    let left = match left {
        Term::Input(_) if spelled => format!("\"${{{}}}\"", groovy(left)?),
        left => operand(left)?,
    };
    let right = match right {
        Term::Fact(Fact::DefaultBranch) => return Ok(format!("env.BRANCH_IS_PRIMARY {operator} 'true'")),
        right => operand(right)?,
    };
    Ok(format!("{left} {operator} {right}"))
}

fn join(parts: &[Term]) -> Result<String, Unsaid> {
    let part = |part: &Term| match part {
        Term::Text(text) => Ok(crate::groovy_text::inside(text)),
        other => Ok(format!("${{{}}}", groovy(other)?)),
    };
    Ok(format!("\"{}\"", parts.iter().map(part).collect::<Result<Vec<_>, Unsaid>>()?.concat()))
}

fn exists(files: &[String]) -> Result<String, Unsaid> {
    if let Some(glob) = files.iter().find(|file| file.contains(['*', '?', '[', '{'])) {
        return Err(format!("nothing finds files by a pattern as \"{glob}\""));
    }
    let all: Vec<String> = files.iter().map(|file| format!("fileExists({})", quoted(file))).collect();
    Ok(all.join(" || "))
}

fn started(source: Source) -> Result<String, Unsaid> {
    match source {
        Source::PullRequest => Ok("env.CHANGE_ID".to_owned()),
        Source::Tag => Ok("env.TAG_NAME".to_owned()),
        Source::Push => Ok("!env.CHANGE_ID".to_owned()),
        _ => Err("only a condition of a whole stage can ask what started the build".to_owned()),
    }
}
