//! The copies of a job: their names, and how one job becomes many.

use crate::{Expansion, Job, Leg};
use events::JobId;
use expr::{Dialect, Template, Value};
use ir::{CopyNames, EnvEntry, EnvKind, Spanned, Text};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// How the copies of a job differ from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyStyle {
    /// How they are named.
    pub names: CopyNames,
    /// Whether the matrix values become variables of the job.
    pub variables: bool,
}

impl Job {
    /// The copies of a job whose matrix has become known: one for each of `legs`, in their order. With a choice of
    /// copies ([`Expansion::only`]), only those.
    #[must_use]
    pub fn copies(&self, legs: Vec<Value>, dialect: Dialect) -> Vec<Job> {
        let (style, only) = match &self.expansion {
            Some(expansion) => (expansion.style, expansion.only.as_slice()),
            None => (CopyStyle { names: CopyNames::Brackets, variables: false }, &[] as &[_]),
        };
        let total = u32::try_from(legs.len()).unwrap_or(u32::MAX);
        let mut names = HashSet::new();
        let mut copies = Vec::new();
        for (index, matrix) in (0_u32..).zip(legs) {
            let values = texts(&matrix, dialect);
            let suffix = match style.names {
                CopyNames::Brackets => format!(" ({})", values.join(", ")),
                CopyNames::List => format!(": [{}]", values.join(", ")),
            };
            let mut copy = self.copy(&suffix, Leg { matrix, index, total });
            if !names.insert(copy.id.clone()) {
                copy.id = JobId::from(format!("{} #{}", copy.id, index + 1));
            }
            if style.variables {
                let own = variables(&copy.leg.matrix, dialect);
                copy.env.retain(|entry| own.iter().all(|own| own.name.value != entry.name.value));
                copy.env.extend(own);
            }
            if has(&copy.leg.matrix, only, dialect) {
                copies.push(copy);
            }
        }
        copies
    }

    /// `total` equal copies, numbered.
    #[must_use]
    pub fn numbered(&self, total: u32) -> Vec<Job> {
        let leg = |index| Leg { matrix: Value::Null, index, total };
        (0..total).map(|index| self.copy(&format!(" {}/{total}", index + 1), leg(index))).collect()
    }

    fn copy(&self, suffix: &str, leg: Leg) -> Job {
        // A name with expressions in it says itself what is different.
        let name = self.name.as_ref().map(|name| match name.as_literal() {
            Some(text) => Template::literal(Text::plain(format!("{text}{suffix}"), name.text().span())),
            None => name.clone(),
        });
        Job { id: JobId::from(format!("{}{suffix}", self.key)), name, leg, expansion: None, ..self.clone() }
    }
}

impl Expansion {
    /// Whether nobody asked for some copies only.
    #[must_use]
    pub fn wants_all(&self) -> bool {
        self.only.is_empty()
    }
}

/// Whether a copy has these values; an axis that it does not have keeps nothing out.
pub(crate) fn has(matrix: &Value, only: &[(String, String)], dialect: Dialect) -> bool {
    let Value::Object(object) = matrix else { return true };
    only.iter()
        .all(|(axis, wanted)| object.get(axis).is_none_or(|value| value.to_text(dialect) == wanted.as_str()))
}

/// The scalars of a copy's values, as they stand in its name.
fn texts(value: &Value, dialect: Dialect) -> Vec<String> {
    match value {
        Value::Object(object) => object.iter().flat_map(|(_, value)| texts(value, dialect)).collect(),
        Value::Array(items) => items.iter().flat_map(|value| texts(value, dialect)).collect(),
        scalar => vec![scalar.to_text(dialect).into_owned()],
    }
}

fn variables(matrix: &Value, dialect: Dialect) -> Vec<EnvEntry> {
    let Value::Object(object) = matrix else { return Vec::new() };
    let entry = |(name, value): (&str, &Value)| {
        let text = Text::plain(value.to_text(dialect).into_owned(), diag::Span::NOWHERE);
        EnvEntry {
            name: Spanned::new(name.to_owned(), diag::Span::NOWHERE),
            value: Template::parse(&text, dialect).0,
            kind: EnvKind::Expanded,
            prompt: None,
        }
    };
    object.iter().map(entry).collect()
}
