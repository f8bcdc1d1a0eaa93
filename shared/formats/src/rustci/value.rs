//! Scalars: templates, conditions, durations, words.

use super::rules::{DURATION, VALUE};
use diag::{Diagnostic, Spanned, Text, did_you_mean};
use expr::{Dialect, Expr, Template, Types};
use yaml::{Cursor, Findings, Shape};

/// A text with variables in it.
pub(super) fn template(text: &Text, findings: &Findings) -> Template {
    let (template, problems) = Template::parse(text, Dialect::Native);
    problems.into_iter().for_each(|problem| findings.push(problem));
    template
}

/// The same of a node.
pub(super) fn text(cursor: Cursor<'_>) -> Option<Template> {
    Some(template(cursor.string()?, cursor.findings()))
}

/// One such text or several.
pub(super) fn texts(cursor: Cursor<'_>) -> Option<Vec<Template>> {
    Some(cursor.string_or_seq()?.into_iter().map(|text| template(text, cursor.findings())).collect())
}

/// A name with its place.
pub(super) fn name(text: &Text) -> Spanned<String> {
    Spanned::new(text.to_string(), text.span())
}

/// A condition, its names and types checked.
pub(super) fn condition(cursor: Cursor<'_>) -> Option<Expr> {
    let text = cursor.string()?;
    match Expr::parse(text, Dialect::Native) {
        Ok(expr) => {
            let (_, problems) = expr::check(&expr, &Types::of(Dialect::Native));
            problems.into_iter().for_each(|problem| cursor.findings().push(problem));
            Some(expr)
        }
        Err(problems) => {
            problems.into_iter().for_each(|problem| cursor.findings().push(problem));
            None
        }
    }
}

/// A duration, as text; one with a variable in it is looked at when it is known.
pub(super) fn duration(cursor: Cursor<'_>) -> Option<Template> {
    let template = text(cursor)?;
    match template.as_literal() {
        Some(written) if seconds(written).is_none() => {
            let finding = cursor.error(DURATION, format!("\"{written}\" is not a duration"));
            let help = match written.parse::<f64>() {
                Ok(_) => format!("say the unit: {written}s or {written}m"),
                Err(_) => "write a number and a unit: 90s, 10m, 1h 30m, 7d".to_owned(),
            };
            cursor.findings().push(finding.help(help));
            None
        }
        _ => Some(template),
    }
}

/// How many seconds a duration is: `90s`, `1h 30m`, `1.5h`.
pub(super) fn seconds(text: &str) -> Option<f64> {
    let mut rest = text.trim();
    let mut sum = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| c != '.' && !c.is_ascii_digit())?;
        let number: f64 = rest[..digits].parse().ok()?;
        rest = rest[digits..].trim_start();
        let letters = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        sum += number
            * match &rest[..letters] {
                "ms" => 0.001,
                "s" | "sec" | "second" | "seconds" => 1.0,
                "m" | "min" | "minute" | "minutes" => 60.0,
                "h" | "hour" | "hours" => 3600.0,
                "d" | "day" | "days" => 86_400.0,
                "w" | "week" | "weeks" => 604_800.0,
                _ => return None,
            };
        rest = rest[letters..].trim_start();
    }
    (!text.trim().is_empty()).then_some(sum)
}

/// One of a few words.
pub(super) fn word<T: Copy>(cursor: Cursor<'_>, words: &[(&str, T)]) -> Option<Spanned<T>> {
    let text = cursor.string()?;
    let found = words.iter().find(|(word, _)| *word == text.as_str());
    if found.is_none() {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let finding = cursor.error(VALUE, format!("\"{text}\" is not possible here"));
        cursor.findings().push(one_of(finding, text.as_str(), &known));
    }
    found.map(|(_, value)| Spanned::new(*value, text.span()))
}

/// Adds what would be possible.
pub(super) fn one_of(finding: Diagnostic, word: &str, known: &[&str]) -> Diagnostic {
    match did_you_mean(word, known.iter().copied()) {
        Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
        None => finding.help(format!("it is one of {}", known.join(", "))),
    }
}

/// A whole number in a range.
pub(super) fn count(cursor: Cursor<'_>, range: std::ops::RangeInclusive<u32>) -> Option<Spanned<u32>> {
    let number = cursor.integer()?;
    match u32::try_from(number.value) {
        Ok(value) if range.contains(&value) => Some(Spanned::new(value, number.span)),
        _ => {
            let message = format!("{} is not between {} and {}", number.value, range.start(), range.end());
            cursor.findings().push(cursor.error(VALUE, message));
            None
        }
    }
}

/// A boolean as the model holds it: a template over `true` and `false`.
pub(super) fn flag(cursor: Cursor<'_>) -> Option<Template> {
    match cursor.shape() {
        Shape::Bool => Some(Template::literal(cursor.string()?.clone())),
        _ => cursor.wrong("true or false"),
    }
}
