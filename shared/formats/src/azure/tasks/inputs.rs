//! What a task is given, read by its meaning.

use super::table::Task;
use diag::{Span, Text};
use expr::{Dialect, Template};
use ir::With;

/// The inputs of one use of a task.
pub(super) struct Inputs<'a> {
    pub with: &'a With,
    /// What the table says of the task, for the other names of its inputs.
    pub task: Option<&'a Task>,
    /// Where the task is named.
    pub span: Span,
    /// The step runs on Windows.
    pub windows: bool,
}

impl Inputs<'_> {
    /// What an input is given, under any of its names.
    pub fn get(&self, name: &str) -> Option<Template> {
        let known = self.task.and_then(|task| task.inputs.as_ref()?.iter().find(|input| input.is(name)));
        let is = |other: &str| match known {
            Some(input) => input.is(other),
            None => other.eq_ignore_ascii_case(name),
        };
        let found =
            self.with.iter().find(|(other, value)| is(&other.value) && value.as_literal() != Some(""));
        found.map(|(_, value)| value.clone())
    }

    /// What an input is given, or the task's default.
    pub fn or(&self, name: &str, default: &str) -> Template {
        self.get(name).unwrap_or_else(|| self.template(default))
    }

    /// One of a few words, in small letters.
    ///
    /// # Errors
    /// A sentence when it is known only when the job runs.
    pub fn option(&self, name: &str, default: &str) -> Result<String, String> {
        let Some(value) = self.get(name) else { return Ok(default.to_ascii_lowercase()) };
        match known(&value) {
            Some(word) => Ok(word.trim().to_ascii_lowercase()),
            None => Err(format!(
                "its input `{name}` is `{value}`, and what the step is to do must be known before it runs"
            )),
        }
    }

    /// Yes or no. What is known only when the job runs counts as the default.
    pub fn flag(&self, name: &str, default: bool) -> bool {
        let value = self.get(name);
        value.as_ref().and_then(known).map_or(default, |word| word.trim().eq_ignore_ascii_case("true"))
    }

    /// A flag for those who evaluate it when the job runs.
    pub fn switch(&self, name: &str, default: &str) -> Option<Template> {
        Some(self.or(name, default))
    }

    /// The lines of an input, each a template of its own, without blank ones and comments.
    pub fn lines(&self, name: &str, default: &str) -> Vec<Template> {
        lines(&self.or(name, default))
    }

    /// A text of ours in which variables may stand.
    pub fn template(&self, text: &str) -> Template {
        template(text, self.span)
    }

    /// A text of ours in which nothing stands for anything else.
    pub fn literal(&self, text: &str) -> Template {
        Template::literal(placed(text, self.span))
    }
}

/// The text of a value, if it is known before the job runs. What a template is given from outside may be anything.
pub(super) fn known(value: &Template) -> Option<&str> {
    value.as_literal().filter(|text| !text.contains("${{"))
}

/// The lines of a text, each a template of its own, without blank ones and comments.
pub(super) fn lines(value: &Template) -> Vec<Template> {
    let text = value.text();
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.as_str().split_inclusive('\n') {
        let (trimmed, indent) = (line.trim(), line.len() - line.trim_start().len());
        if !trimmed.is_empty() && !trimmed.starts_with('#') {
            let part = text.slice(start + indent, start + indent + trimmed.len());
            found.push(Template::parse(&part, Dialect::Azure).0);
        }
        start += line.len();
    }
    found
}

/// A text that no author wrote: all of it stands where the task is named.
pub(super) fn template(text: &str, span: Span) -> Template {
    Template::parse(&placed(text, span), Dialect::Azure).0
}

fn placed(text: &str, span: Span) -> Text {
    let map = text.char_indices().map(|(at, _)| (u32::try_from(at).unwrap_or(u32::MAX), span.start));
    Text::mapped(text, span, map.collect())
}
