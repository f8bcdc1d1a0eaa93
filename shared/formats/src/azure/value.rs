//! Reading values: what the service takes for text, a truth, a name. Values that nobody knows are passed over.

use super::rules::{NAME, VALUE};
use super::template::is_unknown;
use diag::{Diagnostic, Severity, Spanned, Text, did_you_mean};
use expr::{Availability, Dialect, Expr, Template, Types};
use yaml::{Cursor, Findings, MapReader, Shape};

/// Reads keys whose values are there and known.
pub(super) trait Keys<'a> {
    /// The value under a key, if anybody knows it.
    fn get(&mut self, key: &'a str) -> Option<Cursor<'a>>;
}

impl<'a> Keys<'a> for MapReader<'a> {
    fn get(&mut self, key: &'a str) -> Option<Cursor<'a>> {
        self.optional(key).and_then(given)
    }
}

/// The same cursor, unless its value is left out or unknown.
pub(super) fn given(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    cursor.present().filter(|cursor| !is_unknown(cursor.node()))
}

/// A text with macros in it.
pub(super) fn template(text: &Text, findings: &Findings) -> Template {
    let (template, problems) = Template::parse(text, Dialect::Azure);
    problems.into_iter().for_each(|problem| findings.push(problem));
    template
}

/// The same of a node.
pub(super) fn text(cursor: Cursor<'_>) -> Option<Template> {
    Some(template(cursor.string()?, cursor.findings()))
}

/// A text as a name.
pub(super) fn spanned(text: &Text) -> Spanned<String> {
    Spanned::new(text.to_string(), text.span())
}

/// A name of a stage, job or step, by which expressions find it
/// (<https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/jobs-job>).
pub(super) fn identifier(cursor: Cursor<'_>, what: &str) -> Option<Spanned<String>> {
    let text = given(cursor)?.string()?;
    let allowed = |c: char| c == '_' || c.is_ascii_alphanumeric();
    let name = text.as_str();
    let plain = name.chars().all(allowed) && !name.starts_with(|c: char| c.is_ascii_digit());
    if !plain && !name.contains("$(") {
        let message = format!("\"{name}\" cannot be the name of a {what}");
        // Schemas of the service let dashes pass.
        let mild = name.replace('-', "_").chars().all(allowed);
        let severity = if mild { Severity::Warning } else { Severity::Error };
        let finding = Diagnostic::new(severity, NAME, text.span(), message);
        cursor
            .findings()
            .push(finding.help("a name is made of letters, digits and \"_\", and begins with no digit"));
    }
    Some(spanned(text))
}

/// One text or several, unknown ones left out.
pub(super) fn texts(cursor: Cursor<'_>) -> Vec<&Text> {
    match cursor.shape() {
        Shape::Seq => items(cursor).into_iter().filter_map(Cursor::string).collect(),
        _ => cursor.string().into_iter().collect(),
    }
}

/// The items of a sequence that anybody knows.
pub(super) fn items(cursor: Cursor<'_>) -> Vec<Cursor<'_>> {
    cursor.seq().into_iter().flatten().filter_map(given).collect()
}

/// Words for true and false (<https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/boolean>).
const TRUTHS: [&[&str]; 2] = [&["false", "n", "no", "off"], &["true", "y", "yes", "on"]];

/// True or false in any of the words for it.
pub(super) fn truth(cursor: Cursor<'_>) -> Option<Spanned<bool>> {
    let text = cursor.string()?;
    let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text.as_str().trim()));
    let found = TRUTHS.iter().position(|words| is(words));
    if found.is_none() {
        let finding = Diagnostic::error(VALUE, text.span(), format!("\"{text}\" is neither true nor false"));
        cursor.findings().push(finding.help("write true or false"));
    }
    found.map(|truth| Spanned::new(truth == 1, text.span()))
}

/// True or false, or what is known only in a run.
pub(super) fn flag(cursor: Cursor<'_>) -> Option<Template> {
    let text = cursor.string()?;
    if is_runtime(text) {
        return self::text(cursor);
    }
    let word = truth(cursor)?;
    Some(Template::literal(Text::mapped(word.value.to_string(), word.span, Vec::new())))
}

/// A whole number, or what is known only in a run.
pub(super) fn number(cursor: Cursor<'_>) -> Option<Template> {
    let text = cursor.string()?;
    if !is_runtime(text) && text.as_str().trim().parse::<f64>().is_err() {
        cursor.findings().push(Diagnostic::error(VALUE, text.span(), format!("\"{text}\" is not a number")));
        return None;
    }
    self::text(cursor)
}

/// Minutes; zero is as long as it takes.
pub(super) fn minutes(cursor: Cursor<'_>) -> Option<Template> {
    number(cursor).filter(|number| number.as_literal().is_none_or(|minutes| minutes.trim() != "0"))
}

/// Whether a value has holes that are filled in a run.
pub(super) fn is_runtime(text: &Text) -> bool {
    let text = text.as_str().trim();
    text.contains("$(") || text.starts_with("$[")
}

/// One of a few words, in any case.
pub(super) fn word<T: Copy>(cursor: Cursor<'_>, words: &[(&str, T)]) -> Option<Spanned<T>> {
    let text = cursor.string()?;
    let found = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(text.as_str()));
    if found.is_none() {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let finding = Diagnostic::error(VALUE, text.span(), format!("\"{text}\" is not possible here"));
        cursor.findings().push(match did_you_mean(text.as_str(), known.iter().copied()) {
            Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
            None => finding.help(format!("it is one of {}", known.join(", "))),
        });
    }
    found.map(|(_, value)| Spanned::new(*value, text.span()))
}

/// What conditions can see (<https://learn.microsoft.com/en-us/azure/devops/pipelines/process/conditions>).
const CONDITION: Availability = Availability {
    key: "condition",
    contexts: &[
        "dependencies",
        "environment",
        "pipeline",
        "resources",
        "stageDependencies",
        "strategy",
        "variables",
    ],
    functions: &["always", "canceled", "failed", "succeeded", "succeededOrFailed"],
};

/// A condition, its names and functions checked.
pub(super) fn condition(cursor: Cursor<'_>) -> Option<Expr> {
    let text = cursor.string()?;
    if text.as_str().trim().is_empty() {
        return None;
    }
    match Expr::parse(text, Dialect::Azure) {
        Ok(expr) => {
            let (_, problems) = expr::check(&expr, &Types::of(Dialect::Azure).at(&CONDITION));
            problems.into_iter().for_each(|problem| cursor.findings().push(problem));
            Some(expr)
        }
        Err(problems) => {
            problems.into_iter().for_each(|problem| cursor.findings().push(problem));
            None
        }
    }
}

/// A condition of our own making.
pub(super) fn own_condition(text: &str, span: diag::Span) -> Option<Expr> {
    Expr::parse(&Text::mapped(text, span, Vec::new()), Dialect::Azure).ok()
}

/// A text of our own making, at a place.
pub(super) fn literal(text: &str, span: diag::Span) -> Template {
    Template::literal(Text::mapped(text, span, Vec::new()))
}
