//! Command lines that tasks stand for.

use super::inputs::{Inputs, template};
use diag::Span;
use expr::{Part, Template};
use ir::{Action, Script, Shell, Strictness};

/// Commands in the making, in the words of a shell.
#[derive(Clone, Debug, Default)]
pub(super) struct Command(String);

impl Command {
    /// A program, or words that any shell takes as they are.
    pub fn new(words: &str) -> Self {
        Self(words.to_owned())
    }

    /// Adds words that any shell takes as they are.
    pub fn words(mut self, words: &str) -> Self {
        if !words.is_empty() {
            self.space();
            self.0.push_str(words);
        }
        self
    }

    /// Adds a value as one word.
    pub fn value(mut self, value: &Template) -> Self {
        self.space();
        self.0.push_str(&quoted(value));
        self
    }

    /// Adds an option and its value, if it has one.
    pub fn option(self, name: &str, value: Option<&Template>) -> Self {
        match value {
            Some(value) => self.words(name).value(value),
            None => self,
        }
    }

    /// Adds a flag, if it is set.
    pub fn flag(self, name: &str, set: bool) -> Self {
        if set { self.words(name) } else { self }
    }

    /// Adds an author's own words, on one line.
    pub fn line(self, value: Option<&Template>) -> Self {
        let words = value.map(|value| folded(value.text().as_str())).unwrap_or_default();
        self.words(&words)
    }

    fn space(&mut self) {
        if !self.0.is_empty() && !self.0.ends_with('\n') {
            self.0.push(' ');
        }
    }

    pub fn text(&self) -> &str {
        &self.0
    }

    /// A step that runs these commands; it ends with the first that fails.
    pub fn step(self, inputs: &Inputs<'_>, directory: Option<Template>) -> Action {
        script(vec![template(&self.0, inputs.span)], Shell::Default(Strictness::ErrExit), directory)
    }
}

/// A step that runs a script.
pub(super) fn script(lines: Vec<Template>, shell: Shell, directory: Option<Template>) -> Action {
    Action::Run(Script { lines, echo: false, shell, directory, capture: None })
}

/// Text on one line.
fn folded(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A value as one word for a shell. What its variables hold comes into it as it is.
pub(super) fn quoted(value: &Template) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./:=@%+,-".contains(c);
    match value.as_literal() {
        Some(text) if !text.is_empty() && text.chars().all(plain) => text.to_owned(),
        Some(text) => format!("'{}'", text.replace('\'', "'\\''")),
        None => {
            let mut out = String::from("\"");
            for part in value.parts() {
                match part {
                    Part::Hole(expr) => out.push_str(expr.text().as_str()),
                    Part::Literal(text) => {
                        for letter in text.as_str().chars() {
                            if matches!(letter, '"' | '\\' | '$' | '`') {
                                out.push('\\');
                            }
                            out.push(letter);
                        }
                    }
                }
            }
            out + "\""
        }
    }
}

/// A path whose author may have divided it with backslashes.
pub(super) fn path(value: &Template, span: Span) -> Template {
    match value.text().as_str().contains('\\') {
        true => template(&value.text().as_str().replace('\\', "/"), span),
        false => value.clone(),
    }
}

/// Whether a path names more than one file.
pub(super) fn is_pattern(value: &Template) -> bool {
    value.text().as_str().contains(['*', '?', '['])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_words_for_a_shell() {
        let cases = [
            ("a/b-c.txt", "a/b-c.txt"),
            ("two words", "'two words'"),
            ("it's", "'it'\\''s'"),
            ("$HOME", "'$HOME'"),
            ("$(a.b)/x", "\"$(a.b)/x\""),
            ("a\"$HOME$(x)", "\"a\\\"\\$HOME$(x)\""),
        ];
        for (text, expected) in cases {
            assert_eq!(quoted(&template(text, Span::NOWHERE)), expected, "{text}");
        }
        let command = Command::new("go")
            .flag("-v", true)
            .option("-o", None)
            .line(Some(&template("a\n b", Span::NOWHERE)));
        assert_eq!(command.text(), "go -v a b");
    }
}
