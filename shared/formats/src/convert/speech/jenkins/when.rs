//! Conditions as lines of `when`, each in the words that Jenkins has for it.
use super::{Unsaid, groovy, quoted};
use crate::convert::fact::Fact;
use crate::convert::speech::regex;
use crate::convert::term::Term;
use events::Source;

/// The lines of a section `when`, all of which must hold.
///
/// # Errors
/// What of it has no counterpart.
pub(crate) fn lines(term: &Term) -> Result<Vec<String>, Unsaid> {
    match term {
        Term::All(terms) => Ok(terms.iter().map(lines).collect::<Result<Vec<_>, _>>()?.concat()),
        term => Ok(vec![line(term)?]),
    }
}

fn line(term: &Term) -> Result<String, Unsaid> {
    if let Some(known) = idiom(term) {
        return Ok(known);
    }
    match term {
        Term::Not(inner) => Ok(format!("not {{ {} }}", line(inner)?)),
        Term::All(terms) if plainly(terms) => nested("allOf", terms),
        Term::Any(terms) if plainly(terms) => nested("anyOf", terms),
        Term::Changed(globs) => changed(globs),
        term => Ok(format!("expression {{ {} }}", groovy(term)?)),
    }
}

fn nested(name: &str, terms: &[Term]) -> Result<String, Unsaid> {
    let inner = terms.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    Ok(format!("{name} {{ {} }}", inner.join("; ")))
}

/// Whether one of these has words of its own; else one expression says them all.
fn plainly(terms: &[Term]) -> bool {
    terms.iter().any(|term| match term {
        Term::All(inner) | Term::Any(inner) => plainly(inner),
        Term::Not(inner) => plainly(std::slice::from_ref(inner)),
        Term::Changed(_) => true,
        term => idiom(term).is_some(),
    })
}

fn changed(globs: &[String]) -> Result<String, Unsaid> {
    if let Some(taken) = globs.iter().find(|glob| glob.starts_with('!')) {
        return Err(format!("no condition takes files away again, as \"{taken}\""));
    }
    let one = |glob: &String| format!("changeset {}", quoted(glob));
    Ok(match globs {
        [glob] => one(glob),
        globs => format!("anyOf {{ {} }}", globs.iter().map(one).collect::<Vec<_>>().join("; ")),
    })
}

/// What Jenkins has a condition for.
fn idiom(term: &Term) -> Option<String> {
    Some(match term {
        Term::Equal(left, right) => match (&**left, &**right) {
            (Term::Fact(Fact::Branch | Fact::RefName), Term::Text(name)) => {
                format!("branch {}", quoted(name))
            }
            (Term::Fact(Fact::Branch | Fact::RefName), Term::Fact(Fact::DefaultBranch)) => {
                "environment name: 'BRANCH_IS_PRIMARY', value: 'true'".to_owned()
            }
            (Term::Fact(Fact::Tag), Term::Text(name)) => format!("tag {}", quoted(name)),
            (Term::Fact(Fact::TargetBranch), Term::Text(name)) => {
                format!("changeRequest target: {}", quoted(name))
            }
            (Term::Fact(Fact::SourceBranch), Term::Text(name)) => {
                format!("changeRequest branch: {}", quoted(name))
            }
            (Term::Variable(name) | Term::Setting(name) | Term::Matrix(name), Term::Text(value)) => {
                let name = super::output_name(name);
                format!("environment name: {}, value: {}", quoted(&name), quoted(value))
            }
            _ => return None,
        },
        Term::Given(inner) => match &**inner {
            Term::Fact(Fact::Tag) => "buildingTag()".to_owned(),
            Term::Fact(Fact::Branch) => "not { anyOf { buildingTag(); changeRequest() } }".to_owned(),
            Term::Fact(Fact::PullNumber | Fact::SourceBranch | Fact::TargetBranch) => {
                "changeRequest()".to_owned()
            }
            _ => return None,
        },
        Term::Starts(text, start) => match (&**text, &**start) {
            (Term::Fact(fact @ (Fact::Branch | Fact::RefName | Fact::Tag)), Term::Text(start)) => {
                match (word(*fact), start.strip_suffix('/')) {
                    ("branch", Some(_)) => format!("branch {}", quoted(&format!("{start}**"))),
                    (word, _) => by_pattern(word, &format!("{}.*", regex::escaped(start))),
                }
            }
            _ => return None,
        },
        Term::Matches { text, pattern, ignore_case } => match &**text {
            Term::Fact(fact @ (Fact::Branch | Fact::RefName | Fact::Tag)) => {
                let any_case = if *ignore_case { "(?i)" } else { "" };
                by_pattern(word(*fact), &format!("{any_case}{}", whole(pattern)))
            }
            _ => return None,
        },
        Term::Started(source) => match source {
            Source::PullRequest => "changeRequest()".to_owned(),
            Source::Tag => "buildingTag()".to_owned(),
            Source::Push => "not { changeRequest() }".to_owned(),
            Source::Schedule => "triggeredBy 'TimerTrigger'".to_owned(),
            Source::Manual | Source::Api => "triggeredBy 'UserIdCause'".to_owned(),
            Source::Pipeline | Source::Parent => "triggeredBy 'UpstreamCause'".to_owned(),
            Source::Forge => return None,
        },
        _ => return None,
    })
}

fn word(fact: Fact) -> &'static str {
    if fact == Fact::Tag { "tag" } else { "branch" }
}

fn by_pattern(word: &str, pattern: &str) -> String {
    format!("{word} pattern: {}, comparator: 'REGEXP'", quoted(pattern))
}

/// A pattern that matches somewhere as one that matches the whole name.
fn whole(pattern: &str) -> String {
    let alternatives = pattern.contains('|') && !pattern.starts_with("^(");
    if alternatives {
        return format!(".*(?:{pattern}).*");
    }
    let (start, inner) = match pattern.strip_prefix('^') {
        Some(inner) => ("", inner),
        None => (".*", pattern),
    };
    match inner.strip_suffix('$') {
        Some(inner) if !inner.ends_with('\\') => format!("{start}{inner}"),
        _ if inner.ends_with(".*") => format!("{start}{inner}"),
        _ => format!("{start}{inner}.*"),
    }
}
