//! Problem matchers: patterns that find remarks of compilers and linters in the lines of a log, after
//! <https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md>.

mod config;
mod found;
mod pattern;
#[cfg(test)]
mod tests;

pub use config::MatcherError;

use events::Annotation;
use found::Found;
use pattern::Pattern;
use std::borrow::Cow;

/// The problem matchers of one job, the newest first.
#[derive(Clone, Debug, Default)]
pub struct Matchers {
    matchers: Vec<Matcher>,
}

impl Matchers {
    /// Adds all matchers of a JSON file. One of the same owner is replaced.
    ///
    /// # Errors
    /// [`MatcherError`] when the file breaks the format; then nothing is added.
    pub fn add(&mut self, json: &str) -> Result<(), MatcherError> {
        for matcher in config::read(json)? {
            self.remove(&matcher.owner);
            self.matchers.insert(0, matcher);
        }
        Ok(())
    }

    /// Removes the matcher of an owner; there need not be one.
    pub fn remove(&mut self, owner: &str) {
        self.matchers.retain(|matcher| !matcher.owner.eq_ignore_ascii_case(owner));
    }

    /// Removes the matchers of all owners that a JSON file names.
    ///
    /// # Errors
    /// [`MatcherError`] when the file breaks the format; then nothing is removed.
    pub fn remove_of(&mut self, json: &str) -> Result<(), MatcherError> {
        config::read(json)?.iter().for_each(|matcher| self.remove(&matcher.owner));
        Ok(())
    }

    /// Forgets what earlier lines began: a step's output starts afresh.
    pub fn reset(&mut self) {
        self.matchers.iter_mut().for_each(Matcher::reset);
    }

    /// Whether there are none, so that lines need not be shown to them.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.matchers.is_empty()
    }

    /// Looks at the next line; the remark, if the line completes one.
    pub fn line(&mut self, line: &str) -> Option<Annotation> {
        if self.matchers.is_empty() {
            return None;
        }
        let line = without_colours(line);
        for index in 0..self.matchers.len() {
            let Some(found) = self.matchers[index].line(&line) else { continue };
            let others = self.matchers.iter_mut().enumerate().filter(|(other, _)| *other != index);
            others.for_each(|(_, matcher)| matcher.reset());
            if let Some(annotation) = found.annotation() {
                return Some(annotation);
            }
        }
        None
    }
}

#[derive(Clone, Debug)]
struct Matcher {
    owner: String,
    /// For lines that name no severity.
    severity: Option<String>,
    patterns: Vec<Pattern>,
    /// What the patterns before the last have found so far.
    begun: Vec<Option<Found>>,
}

impl Matcher {
    fn reset(&mut self) {
        self.begun.fill(None);
    }

    /// Tries the patterns from the last to the first, so that a line continues what earlier lines began, and may begin
    /// something new.
    fn line(&mut self, line: &str) -> Option<Found> {
        let last = self.patterns.len() - 1;
        for index in (0..self.patterns.len()).rev() {
            let before = match index {
                0 => None,
                _ => match self.begun[index - 1].clone() {
                    Some(begun) => Some(begun),
                    None => continue,
                },
            };
            let pattern = &self.patterns[index];
            let found = pattern.find(line).map(|found| found.after(before.as_ref()));
            match (found, index == last) {
                (Some(found), true) => {
                    self.reset();
                    if pattern_loops(&self.patterns) {
                        self.begun[index - 1] = before;
                    }
                    return Some(found.or_severity(self.severity.as_deref()));
                }
                (found, false) => self.begun[index] = found,
                (None, true) if index > 0 => self.begun[index - 1] = None,
                (None, true) => {}
            }
        }
        None
    }
}

/// Whether the last of several patterns matches line after line.
fn pattern_loops(patterns: &[Pattern]) -> bool {
    patterns.len() > 1 && patterns.last().is_some_and(|pattern| pattern.repeats)
}

/// The line without the escape sequences that colour it.
fn without_colours(line: &str) -> Cow<'_, str> {
    const START: &str = "\u{1b}[";
    if !line.contains(START) {
        return Cow::Borrowed(line);
    }
    let mut parts = line.split(START);
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c == ';' || c.is_ascii_digit());
        plain.push_str(rest.strip_prefix('m').unwrap_or(rest));
    }
    Cow::Owned(plain)
}
