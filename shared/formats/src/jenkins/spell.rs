//! Pipelines in YAML and JSON are other spellings of a declarative pipeline. They are written out as one, every
//! character with its place in the file, and then read like any other.
mod json;
mod yaml;

use super::rules::MODEL;
use ::yaml::{Mapping, Node};
use diag::{Diagnostic, Span, Text};

/// How much may come out.
const LENGTH: usize = 2 * 1024 * 1024;

/// The pipeline of a tree, spelled as a script.
pub(super) fn script(root: &Node, findings: &mut Vec<Diagnostic>) -> Option<Text> {
    let mut spelling = Spelling { out: String::new(), map: Vec::new(), span: root.span, findings };
    let Some(pipeline) = root.as_map().and_then(|map| map.entry("pipeline")) else {
        spelling.wrong(root.span, "there is no `pipeline` in it");
        return None;
    };
    let Some(sections) = pipeline.value.as_map() else {
        spelling.wrong(pipeline.value.span, "`pipeline` is a mapping of sections");
        return None;
    };
    let branches = |node: &Node| {
        let stages = node.as_seq().unwrap_or_default();
        stages.iter().filter_map(Node::as_map).any(|stage| stage.get("name").is_some())
    };
    if sections.get("stages").is_some_and(branches) {
        json::pipeline(&mut spelling, sections, pipeline.key.span);
    } else {
        yaml::pipeline(&mut spelling, sections, pipeline.key.span);
    }
    let Spelling { out, map, span, .. } = spelling;
    Some(Text::mapped(out, span, map))
}

/// A script in the making.
struct Spelling<'f> {
    out: String,
    map: Vec<(u32, u32)>,
    span: Span,
    findings: &'f mut Vec<Diagnostic>,
}

impl Spelling<'_> {
    /// Words that stand for something written at `span`.
    fn word(&mut self, word: &str, span: Span) {
        if self.out.len() > LENGTH {
            return;
        }
        // What stands for an empty value at the end of the file must not reach past it.
        let start = span.start.min(self.span.end.saturating_sub(1));
        for sign in word.chars() {
            self.map.push((self.out.len() as u32, start));
            self.out.push(sign);
        }
    }

    /// Code, as it is written there.
    fn code(&mut self, text: &Text) {
        if self.out.len() > LENGTH {
            return;
        }
        for (at, sign) in text.as_str().char_indices() {
            self.map.push((self.out.len() as u32, text.span_of(at, at + 1).start));
            self.out.push(sign);
        }
    }

    /// A text as a literal. With `holes`, what begins with a dollar sign in it is filled in.
    fn text(&mut self, text: &Text, holes: bool) {
        let holes = holes && text.as_str().contains('$');
        let mark = if holes { "\"" } else { "'" };
        self.word(mark, text.span());
        let written = text.as_str();
        for (at, sign) in written.char_indices() {
            let span = text.span_of(at, at + 1);
            let next = written[at + sign.len_utf8()..].chars().next();
            let hole = holes && next.is_some_and(|next| next == '{' || next == '_' || next.is_alphabetic());
            match sign {
                '\n' => self.word("\\n", span),
                '\r' => self.word("\\r", span),
                '\\' | '\'' if !holes => self.escaped(sign, span),
                '"' | '\\' if holes => self.escaped(sign, span),
                '$' if holes && !hole => self.escaped(sign, span),
                _ => self.word(sign.encode_utf8(&mut [0; 4]), span),
            }
        }
        self.word(mark, text.span());
    }

    fn escaped(&mut self, sign: char, span: Span) {
        self.word("\\", span);
        self.word(sign.encode_utf8(&mut [0; 4]), span);
    }

    fn wrong(&mut self, span: Span, message: impl Into<String>) {
        self.findings.push(Diagnostic::error(MODEL, span, message));
    }

    /// The items of a list; what is none is told.
    fn list<'n>(&mut self, node: &'n Node, what: &str) -> &'n [Node] {
        match node.as_seq() {
            Some([]) => {
                self.wrong(node.span, format!("{what} is empty"));
                &[]
            }
            Some(items) => items,
            None => {
                self.wrong(node.span, format!("{what} is a list"));
                &[]
            }
        }
    }

    fn mapping<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n Mapping> {
        let map = node.as_map();
        if map.is_none() {
            self.wrong(node.span, format!("{what} is a mapping"));
        }
        map
    }
}

/// The text of a scalar.
fn text_of(node: &Node) -> Option<&Text> {
    node.as_scalar().map(|scalar| &scalar.text)
}
