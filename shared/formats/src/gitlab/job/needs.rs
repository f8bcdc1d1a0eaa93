//! `needs` and `dependencies`: <https://docs.gitlab.com/ci/yaml/#needs>.

use super::matrix;
use crate::gitlab::codes::{CONFLICT, ELSEWHERE, VALUE};
use crate::gitlab::value::{self, Keys};
use diag::{Diagnostic, Severity, Spanned};
use ir::Need;
use yaml::{Cursor, MapReader, Shape};

/// How many jobs one job may need.
const MOST: usize = 50;

/// The names that `$[[ matrix.NAME ]]` may use; nothing when they are not known.
pub type Axes<'a> = Option<&'a [String]>;

/// The jobs that must end first; nothing when the stages decide.
pub fn read(cursor: Cursor<'_>, axes: Axes<'_>) -> Option<Vec<Need>> {
    let items = value::items(cursor)?;
    value::at_most(cursor, &items, MOST);
    let empty = cursor.node().as_seq().is_some_and(<[_]>::is_empty);
    let needs: Vec<Need> = items.into_iter().filter_map(|item| need(item, axes)).collect();
    // Needs that all stand elsewhere leave the order of stages as it is.
    (empty || !needs.is_empty()).then_some(needs)
}

/// The needs of a rule: they replace the job's.
pub fn of_rule(cursor: Cursor<'_>) -> Option<Vec<Need>> {
    Some(value::items(cursor)?.into_iter().filter_map(|item| need(item, None)).collect())
}

/// `dependencies`: the jobs whose artifacts are brought.
pub fn dependencies(cursor: Cursor<'_>) -> Option<Vec<Spanned<String>>> {
    Some(value::items(cursor)?.into_iter().filter_map(value::name).collect())
}

fn need(cursor: Cursor<'_>, axes: Axes<'_>) -> Option<Need> {
    match cursor.shape() {
        Shape::String => {
            let job = value::name(cursor)?;
            Some(Need { job, optional: false, artifacts: true, legs: Vec::new() })
        }
        Shape::Map => mapped(cursor, axes),
        Shape::Null => {
            cursor.findings().push(cursor.error(VALUE, "a need may not be empty"));
            None
        }
        _ => cursor.wrong("the name of a job or a mapping"),
    }
}

fn mapped(cursor: Cursor<'_>, axes: Axes<'_>) -> Option<Need> {
    let mut keys = cursor.map("needs")?;
    if let Some(kind) = ["pipeline", "project"].into_iter().find(|key| keys.has(key)) {
        elsewhere(&mut keys, kind);
        keys.finish();
        return None;
    }
    let job = keys.need("job").and_then(value::name);
    let artifacts = keys.get("artifacts").and_then(value::flag).unwrap_or(true);
    let optional = keys.get("optional").and_then(value::flag).unwrap_or(false);
    let legs = keys.get("parallel").map(|cursor| matrix::legs(cursor, axes)).unwrap_or_default();
    keys.finish();
    Some(Need { job: job?, optional, artifacts, legs })
}

/// A need in another project or pipeline.
fn elsewhere<'a>(keys: &mut MapReader<'a>, kind: &'a str) {
    let cursor = keys.cursor();
    if kind == "project" {
        keys.need("job").and_then(value::name);
        keys.need("ref").and_then(value::filled);
    } else {
        keys.get("job").and_then(value::name);
    }
    keys.get("artifacts").and_then(value::flag);
    keys.get("parallel").map(|cursor| matrix::legs(cursor, None));
    if keys.optional("optional").is_some() {
        let finding = format!("\"optional\" and \"{kind}\" do not go together in \"needs\"");
        cursor.findings().push(cursor.error(CONFLICT, finding));
    }
    if let Some(text) = keys.get(kind).and_then(value::filled) {
        let message = format!("artifacts of {kind} \"{text}\" cannot be had on this machine");
        cursor.findings().push(Diagnostic::new(Severity::Note, ELSEWHERE, text.span(), message));
    }
}
