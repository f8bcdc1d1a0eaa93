//! Settings by key, from all layers: defaults < file < environment < flags.

use super::key::Key;
use super::mask::Secrets;
use super::setting::Setting;
use super::{Environment, Flag};
use diag::{SourceMap, Span};
use yaml::{Cursor, Document, Entry, Findings, Schema};

/// The layers, and what became known while they were read.
///
/// Reading a key makes it known: what the file holds beside is an unknown key, found by
/// [`unknown`](super::unknown). Nothing stops at an error; the default stands in and a finding says why.
pub(super) struct Layers<'a> {
    pub(super) document: Option<&'a Document>,
    pub(super) environment: &'a Environment,
    pub(super) flags: &'a [Flag],
    pub(super) findings: &'a Findings,
    /// The file, and a line for each variable or flag that a finding points at.
    pub(super) sources: SourceMap,
    pub(super) settings: Vec<Setting>,
    /// Other places in the file where a key may stand.
    pub(super) aliases: Vec<&'static str>,
    pub(super) secrets: Secrets,
}

impl<'a> Layers<'a> {
    /// A single value, about to be read.
    pub(super) fn key(&mut self, key: &'static str) -> Key<'_, 'a> {
        Key::new(self, key)
    }

    /// A part of the file with a structure of its own. No variable and no flag can hold one.
    pub(super) fn tree<T>(
        &mut self,
        key: &'static str,
        no_effect: Option<&'static str>,
        default: T,
        show: impl Fn(&T) -> String,
        read: impl FnOnce(&mut Self, Cursor<'a>) -> T,
    ) -> T {
        let standard = show(&default);
        let at = self.cursor(key).and_then(Cursor::present);
        let value = at.map_or(default, |cursor| read(self, cursor));
        let span = at.map_or(Span::NOWHERE, Cursor::key_span);
        self.settings.push(Setting {
            key,
            variable: None,
            value: show(&value),
            default: standard,
            origin: self.place(span),
            no_effect,
            span,
        });
        value
    }

    /// The value of a key in the file.
    pub(super) fn cursor(&self, key: &'static str) -> Option<Cursor<'a>> {
        let entry = self.entry(key)?;
        Some(Cursor::at(&entry.value, key, entry.key.span, Schema::Core, self.findings))
    }

    /// A text of the file with its variables replaced; nothing when it is empty.
    pub(super) fn text(&self, cursor: Cursor<'a>) -> Option<String> {
        let expanded = super::expand::expand(cursor.string()?, self.environment);
        match expanded {
            Ok(text) => Some(text).filter(|text| !text.is_empty()),
            Err(finding) => {
                self.findings.push(*finding);
                None
            }
        }
    }

    /// Where the value in effect of a key was written; nowhere for a default.
    pub(super) fn span(&self, key: &str) -> Span {
        self.settings.iter().find(|setting| setting.key == key).map_or(Span::NOWHERE, |found| found.span)
    }

    fn entry(&self, key: &str) -> Option<&'a Entry> {
        let mut map = self.document?.root.as_map()?;
        let (sections, last) = match key.rsplit_once('.') {
            Some((sections, last)) => (Some(sections), last),
            None => (None, key),
        };
        for section in sections.into_iter().flat_map(|sections| sections.split('.')) {
            map = map.get(section)?.as_map()?;
        }
        map.entry(last)
    }

    pub(super) fn place(&self, span: Span) -> super::Origin {
        match self.sources.get(span.source) {
            Some(source) => {
                super::Origin::File { name: source.name.to_string(), line: source.location(span.start).line }
            }
            None => super::Origin::Default,
        }
    }
}
