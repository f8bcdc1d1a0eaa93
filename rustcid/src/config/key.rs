//! Reading one setting.

use super::expand::expand;
use super::layers::Layers;
use super::rules::{OVERRIDDEN, UNSET_VARIABLE, VALUE};
use super::setting::{Origin, Setting, variable_of};
use super::units::{self, Unit};
use super::value::{Value, Wanted};
use diag::{Diagnostic, Severity, Span};
use std::borrow::Cow;
use std::ops::RangeInclusive;
use std::time::Duration;
use yaml::{Cursor, Shape, rules::EMPTY_VALUE};

/// A setting with all that is known of it, until one of the last methods reads it.
#[must_use = "a key is read by one of the methods that return a value"]
pub(super) struct Key<'l, 'a> {
    layers: &'l mut Layers<'a>,
    key: &'static str,
    variable: Cow<'static, str>,
    also: Option<&'static str>,
    secret: bool,
    no_effect: Option<&'static str>,
}

/// A value, and where it was written.
struct Found<T> {
    value: T,
    origin: Origin,
    span: Span,
}

impl<'l, 'a> Key<'l, 'a> {
    pub(super) fn new(layers: &'l mut Layers<'a>, key: &'static str) -> Self {
        let variable = Cow::Owned(variable_of(key));
        Self { layers, key, variable, also: None, secret: false, no_effect: None }
    }

    /// The variable that sets it, where that is not its key in capitals.
    pub(super) fn variable(self, name: &'static str) -> Self {
        Self { variable: Cow::Borrowed(name), ..self }
    }

    /// Another key of the file for the same thing, which wins.
    pub(super) fn also(self, key: &'static str) -> Self {
        self.layers.aliases.push(key);
        Self { also: Some(key), ..self }
    }

    /// Its value is never shown.
    pub(super) fn secret(self) -> Self {
        Self { secret: true, ..self }
    }

    /// It can be read but not honoured, and whoever sets it is told so.
    pub(super) fn no_effect(self, reason: &'static str) -> Self {
        Self { no_effect: Some(reason), ..self }
    }

    /// The value, if there is one.
    pub(super) fn optional<T: Value>(self) -> Option<T> {
        self.single(None, T::read, T::show)
    }

    /// The value, or what it is by default.
    pub(super) fn or<T: Value + Clone>(self, default: T) -> T {
        self.single(Some(default.clone()), T::read, T::show).unwrap_or(default)
    }

    /// A number in a range.
    pub(super) fn count(self, default: u32, range: RangeInclusive<u32>) -> u32 {
        self.single(Some(default), |text| number(text, &range), u32::to_string).unwrap_or(default)
    }

    /// A number in a range, if there is one.
    pub(super) fn limit(self, range: RangeInclusive<u32>) -> Option<u32> {
        self.single(None, |text| number(text, &range), u32::to_string)
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy + PartialEq>(self, default: T, words: &[(&'static str, T)]) -> T {
        let read = |text: &str| {
            let found = words.iter().find(|(word, _)| text.eq_ignore_ascii_case(word));
            let all = || words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
            found.map(|(_, value)| *value).ok_or_else(|| Wanted(format!("one of {}", all()).into()))
        };
        let word = |value: &T| words.iter().find(|(_, other)| other == value).map_or("", |(word, _)| word);
        self.single(Some(default), read, |value| word(value).to_owned()).unwrap_or(default)
    }

    /// A duration; a bare number counts in `unit`.
    pub(super) fn duration(self, default: u64, unit: Unit) -> Duration {
        let default = unit.of(default).unwrap_or_default();
        self.single(Some(default), |text| unit.read(text), units::show).unwrap_or(default)
    }

    /// Any number of values: a sequence in the file, separated by commas elsewhere.
    pub(super) fn list<T: Value>(mut self) -> Vec<T> {
        let read = |text: &str| {
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            parts.map(T::read).collect::<Result<Vec<T>, Wanted>>()
        };
        let show = |list: &Vec<T>| list.iter().map(T::show).collect::<Vec<_>>().join(", ");
        let above = self.above(&read);
        let cursor = self.file();
        let below = cursor.and_then(|cursor| match cursor.shape() {
            Shape::Seq => {
                let items = cursor.seq()?;
                let value = items.filter_map(|item| self.scalar(item, &T::read, above.is_some()));
                let value = value.map(|found| found.value).collect();
                let span = cursor.span();
                Some(Found { value, origin: self.layers.place(span), span })
            }
            _ => self.scalar(cursor, &read, above.is_some()),
        });
        self.settle(above.or(below), Some(Vec::new()), show).unwrap_or_default()
    }

    fn single<T>(
        mut self,
        default: Option<T>,
        read: impl Fn(&str) -> Result<T, Wanted>,
        show: impl Fn(&T) -> String,
    ) -> Option<T> {
        let above = self.above(&read);
        let below = self.file().and_then(|cursor| self.scalar(cursor, &read, above.is_some()));
        self.settle(above.or(below), default, show)
    }

    /// What a flag says, or else the variable.
    fn above<T>(&mut self, read: &impl Fn(&str) -> Result<T, Wanted>) -> Option<Found<T>> {
        let flag = self.layers.flags.iter().rfind(|flag| flag.key == self.key);
        let environment = self.layers.environment;
        let (source, written, text, origin) = match flag {
            Some(flag) => ("command line", &flag.written, &*flag.value, Origin::Flag(flag.written.clone())),
            None => {
                // Kubernetes gives a pod `NAME_PORT=tcp://...` for each service of that name.
                let value = environment.get(&self.variable).filter(|value| !value.starts_with("tcp://"))?;
                let name = self.variable.clone().into_owned();
                ("environment", &name.clone(), value, Origin::Variable(name))
            }
        };
        let shown = if self.secret { "(hidden)" } else { text };
        let line = format!("{written}={shown}");
        let start = written.len() as u32 + 1;
        let span = |layers: &mut Layers<'a>| {
            let end = line.len() as u32;
            Span::new(layers.sources.add(source, line.as_str()), start, end)
        };
        match read(text) {
            Ok(value) => Some(Found { value, origin, span: span(self.layers) }),
            Err(Wanted(wanted)) => {
                let span = span(self.layers);
                let finding = format!("{written} must be {wanted}, found \"{shown}\"");
                self.layers.findings.push(Diagnostic::error(VALUE, span, finding));
                None
            }
        }
    }

    /// The key's place in the file; of two the one that wins, and the other is told of.
    fn file(&mut self) -> Option<Cursor<'a>> {
        let first = self.layers.cursor(self.key);
        let Some(winner) = self.also.and_then(|also| self.layers.cursor(also)) else { return first };
        if let Some(first) = first {
            let finding = format!(
                "\"{}\" wins over \"{}\", which is the same",
                self.also.unwrap_or_default(),
                self.key
            );
            let finding = Diagnostic::new(Severity::Note, OVERRIDDEN, first.key_span(), finding);
            self.layers.findings.push(finding.label(winner.key_span(), "this one counts"));
        }
        Some(winner)
    }

    /// A scalar of the file. When another layer wins, its variables need not be set, but a wrong value is still wrong.
    fn scalar<T>(
        &mut self,
        cursor: Cursor<'a>,
        read: &impl Fn(&str) -> Result<T, Wanted>,
        overridden: bool,
    ) -> Option<Found<T>> {
        if cursor.shape() == Shape::Null {
            let finding = cursor.error(EMPTY_VALUE, format!("\"{}\" has no value", self.key));
            self.layers.findings.push(finding.help("give it one, or remove the key to have the default"));
            return None;
        }
        let text = cursor.string()?;
        if self.secret {
            self.layers.secrets.written(text);
        }
        let expanded = match expand(text, self.layers.environment) {
            Ok(expanded) => Some(expanded).filter(|expanded| !expanded.is_empty())?,
            Err(finding) => {
                if !(overridden && finding.code == UNSET_VARIABLE) {
                    self.layers.findings.push(*finding);
                }
                return None;
            }
        };
        match read(&expanded) {
            Ok(value) => {
                let span = cursor.span();
                Some(Found { value, origin: self.layers.place(span), span })
            }
            Err(Wanted(wanted)) => {
                let found = if self.secret { "(hidden)" } else { expanded.as_str() };
                let finding = format!("\"{}\" must be {wanted}, found \"{found}\"", self.key);
                self.layers.findings.push(cursor.error(VALUE, finding));
                None
            }
        }
    }

    fn settle<T>(
        self,
        found: Option<Found<T>>,
        default: Option<T>,
        show: impl Fn(&T) -> String,
    ) -> Option<T> {
        if self.secret {
            self.layers.secrets.key(self.key);
        }
        let standard = default.as_ref().map(&show).unwrap_or_default();
        let (value, origin, span) = match found {
            Some(Found { value, origin, span }) => (Some(value), origin, span),
            None => (default, Origin::Default, Span::NOWHERE),
        };
        self.layers.settings.push(Setting {
            key: self.key,
            variable: Some(self.variable),
            value: value.as_ref().map(&show).unwrap_or_default(),
            default: standard,
            origin,
            no_effect: self.no_effect,
            span,
        });
        value
    }
}

fn number(text: &str, range: &RangeInclusive<u32>) -> Result<u32, Wanted> {
    let wanted = || Wanted(format!("a number from {} to {}", range.start(), range.end()).into());
    text.parse().ok().filter(|number| range.contains(number)).ok_or_else(wanted)
}
