//! Texts with `{{name}}` in them. Nothing in a template is ever run, and what is filled in is not looked at again.

use super::value::{Value, Wanted};
use diag::did_you_mean;

/// What a template may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// The pipeline's name.
    Pipeline,
    /// The run's title.
    Title,
    /// The run's number in its pipeline.
    Number,
    /// The run's id.
    Run,
    /// How it ended: `success`, `failure` or `recovered`.
    Status,
    /// The branch or tag.
    Branch,
    /// The commit.
    Commit,
    /// Who started it.
    Actor,
    /// How long it took.
    Duration,
    /// Where it is looked at.
    Url,
}

const WORDS: [(&str, Word); 10] = [
    ("pipeline", Word::Pipeline),
    ("title", Word::Title),
    ("number", Word::Number),
    ("run", Word::Run),
    ("status", Word::Status),
    ("branch", Word::Branch),
    ("commit", Word::Commit),
    ("actor", Word::Actor),
    ("duration", Word::Duration),
    ("url", Word::Url),
];

/// A text with places for [`Word`]s.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    text: String,
    /// What stands before each word, and the word.
    parts: Vec<(String, Word)>,
    /// What stands after the last.
    rest: String,
}

impl Template {
    /// The text with its words filled in.
    #[must_use]
    pub fn fill(&self, word: impl Fn(Word) -> String) -> String {
        let parts = self.parts.iter().map(|(before, named)| format!("{before}{}", word(*named)));
        parts.chain(std::iter::once(self.rest.clone())).collect()
    }

    /// Reads a template, or says what is wrong with it.
    fn parse(text: &str) -> Result<Self, String> {
        let (mut parts, mut rest) = (Vec::new(), text);
        while let Some((before, after)) = rest.split_once("{{") {
            let (name, after) = after.split_once("}}").ok_or("a text in which each {{ has its }}")?;
            let name = name.trim();
            let found = WORDS.iter().find(|(known, _)| *known == name);
            let (_, word) = found.ok_or_else(|| unknown(name))?;
            parts.push((before.to_owned(), *word));
            rest = after;
        }
        Ok(Self { text: text.to_owned(), parts, rest: rest.to_owned() })
    }
}

/// What should have stood there instead of a name that is not known.
fn unknown(name: &str) -> String {
    let names = || WORDS.iter().map(|(known, _)| *known);
    match did_you_mean(name, names()) {
        Some(meant) => format!("a text without {{{{{name}}}}}: did you mean {{{{{meant}}}}}"),
        None => format!("a text that names nothing but {}", names().collect::<Vec<_>>().join(", ")),
    }
}

impl Value for Template {
    fn read(text: &str) -> Result<Self, Wanted> {
        Self::parse(text).map_err(|wanted| Wanted(wanted.into()))
    }

    fn show(&self) -> String {
        self.text.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_filled_in_once() {
        let template = Template::parse("{{pipeline}} #{{ number }}: {{status}}!").unwrap();
        let word = |word| match word {
            Word::Pipeline => "{{url}}".to_owned(),
            Word::Number => "7".to_owned(),
            _ => "x".to_owned(),
        };
        assert_eq!(template.fill(word), "{{url}} #7: x!");
        assert_eq!(Template::parse("plain } {").unwrap().fill(word), "plain } {");
    }

    #[test]
    fn what_is_not_known_is_found_before_anything_is_sent() {
        assert_eq!(
            Template::parse("{{pipelin}}").unwrap_err(),
            "a text without {{pipelin}}: did you mean {{pipeline}}"
        );
        for text in ["{{", "{{status", "{{env.HOME}}", "{{}}", "{{#if x}}"] {
            assert!(Template::parse(text).is_err(), "{text}");
        }
    }
}
