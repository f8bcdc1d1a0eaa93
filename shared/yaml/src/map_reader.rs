use crate::cursor::Cursor;
use crate::rules::{DUPLICATE_KEY, MISSING_KEY, UNKNOWN_KEY};
use crate::{Entry, Mapping};
use diag::{Diagnostic, Text, did_you_mean};

/// How keys are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Case {
    /// As written.
    #[default]
    Exact,
    /// `ENV` is `env`; two keys that differ only in case are a duplicate.
    Ignore,
}

/// Reads a mapping key by key. What was not asked for when it is finished is an unknown key.
#[derive(Debug)]
#[must_use = "call finish() to report unknown keys"]
pub struct MapReader<'a> {
    mapping: &'a Mapping,
    section: &'a str,
    cursor: Cursor<'a>,
    taken: Vec<bool>,
    known: Vec<&'a str>,
    case: Case,
}

impl<'a> MapReader<'a> {
    pub(crate) fn new(mapping: &'a Mapping, section: &'a str, cursor: Cursor<'a>) -> Self {
        let taken = vec![false; mapping.len()];
        Self { mapping, section, cursor, taken, known: Vec::new(), case: Case::Exact }
    }

    /// Compares keys without regard to case from here on, and reports those that differ in nothing else.
    pub fn ignore_case(mut self) -> Self {
        self.case = Case::Ignore;
        for (first, second) in self.mapping.same_but_case() {
            let (a, b) = (first.name().unwrap_or_default(), second.name().unwrap_or_default());
            let finding =
                format!("key \"{b}\" is the same as \"{a}\": keys are compared without regard to case");
            let finding = Diagnostic::error(DUPLICATE_KEY, second.key.span, finding);
            self.cursor.findings.push(finding.label(first.key.span, "first written here"));
            let same = |entry: &Entry| std::ptr::eq(entry, second);
            self.taken
                .iter_mut()
                .zip(self.mapping)
                .filter(|(_, entry)| same(entry))
                .for_each(|(taken, _)| *taken = true);
        }
        self
    }

    /// The mapping as a node.
    #[must_use]
    pub fn cursor(&self) -> Cursor<'a> {
        self.cursor
    }

    /// The mapping.
    #[must_use]
    pub fn mapping(&self) -> &'a Mapping {
        self.mapping
    }

    /// The value under a key, if the key is there.
    pub fn optional(&mut self, key: &'a str) -> Option<Cursor<'a>> {
        self.known.push(key);
        let at = self.position(key)?;
        self.taken[at] = true;
        Some(self.cursor.value(&self.mapping.entries()[at]))
    }

    /// The value under a key; a finding if the key is not there.
    pub fn required(&mut self, key: &'a str) -> Option<Cursor<'a>> {
        let value = self.optional(key);
        if value.is_none() && self.cursor.complete {
            let finding = format!("\"{key}\" is missing in \"{}\" section", self.section);
            let mut finding = Diagnostic::error(MISSING_KEY, self.cursor.key_span(), finding);
            if let Some(place) = self.cursor.via {
                finding = finding.label(place, "used here");
            }
            self.cursor.findings.push(finding);
        }
        value
    }

    /// Whether a key is there, without taking it.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.position(key).is_some()
    }

    /// Takes all keys not taken so far that `accept` wants: prefixes such as `x-`, or names the user chooses.
    pub fn others(&mut self, mut accept: impl FnMut(&str) -> bool) -> Vec<(&'a Text, Cursor<'a>)> {
        let mut found = Vec::new();
        for (entry, taken) in self.mapping.iter().zip(&mut self.taken) {
            if !*taken && entry.name().is_some_and(&mut accept) {
                *taken = true;
                found.extend(self.cursor.key(entry).map(|key| (key, self.cursor.value(entry))));
            }
        }
        found
    }

    /// Lets keys pass that are known but not read here.
    pub fn allow(&mut self, keys: &[&'a str]) {
        for key in keys {
            self.optional(key);
        }
    }

    /// Reports every key that was not asked for.
    pub fn finish(self) {
        for (entry, _) in self.mapping.iter().zip(&self.taken).filter(|(_, taken)| !**taken) {
            if let Some(key) = self.cursor.key(entry) {
                self.cursor.findings.push(self.unknown(entry, key.as_str()));
            }
        }
    }

    fn unknown(&self, entry: &Entry, key: &str) -> Diagnostic {
        let finding = format!("unexpected key \"{key}\" for \"{}\" section", self.section);
        let mut finding = Diagnostic::error(UNKNOWN_KEY, entry.key.span, finding);
        if let Some(place) = entry.merged.or(self.cursor.via) {
            finding = finding.label(place, "used here");
        }
        let free = self.known.iter().copied().filter(|known| self.position(known).is_none());
        match did_you_mean(key, free) {
            Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
            None if self.known.is_empty() => finding,
            None => {
                let known: Vec<String> = self.known.iter().map(|known| format!("\"{known}\"")).collect();
                finding.help(format!("expected one of {}", known.join(", ")))
            }
        }
    }

    fn position(&self, key: &str) -> Option<usize> {
        match self.case {
            Case::Exact => self.mapping.position(key),
            Case::Ignore => {
                let same = |entry: &Entry| entry.name().is_some_and(|name| name.eq_ignore_ascii_case(key));
                self.mapping.iter().position(same)
            }
        }
    }
}
