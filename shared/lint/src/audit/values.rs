//! Who chooses a value.

use super::scene::Scene;
use expr::{Path, Segment, Template};
use ir::{
    Env, InputKind, Job, Matrix, MatrixRow, MatrixScalar, MatrixSource, MatrixValue, MatrixValues, Step,
};

/// Who chooses a value, with its name for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// Anyone.
    Stranger(String),
    /// Somebody outside of the file: a caller, a step, a person who starts the run.
    Others(String),
    /// The file itself, or nobody: it is a number or a fixed word.
    Shaped(String),
}

/// How far variables that stand for others are followed.
const DEPTH: u32 = 4;

/// Who chooses what a path leads to.
pub(super) fn of_path(scene: &Scene<'_>, job: &Job, step: &Step, path: &Path) -> Trust {
    trust(scene, job, step, path, DEPTH)
}

fn trust(scene: &Scene<'_>, job: &Job, step: &Step, path: &Path, depth: u32) -> Trust {
    let written = written(path);
    if let Some(known) = scene.exposure.untrusted.iter().find(|known| path.is(known)) {
        return Trust::Stranger((*known).to_owned());
    }
    if scene.exposure.is_shaped(&written) {
        return Trust::Shaped(written);
    }
    match (path.root().to_ascii_lowercase().as_str(), path.name(1)) {
        ("env", Some(name)) => of_variable(scene, job, step, name, depth).unwrap_or(Trust::Others(written)),
        ("inputs", Some(name)) => match kind_of(scene, name) {
            Some(InputKind::Boolean | InputKind::Number | InputKind::Choice(_)) => Trust::Shaped(written),
            _ => Trust::Others(written),
        },
        ("matrix", Some(_)) if values_of(job, path).is_some_and(|values| values.iter().all(is_fixed)) => {
            Trust::Shaped(written)
        }
        _ => Trust::Others(written),
    }
}

/// Who chooses a variable that the file sets; the one that is set last before the step counts.
fn of_variable(scene: &Scene<'_>, job: &Job, step: &Step, name: &str, depth: u32) -> Option<Trust> {
    let value = variable(scene, job, step, name)?;
    let mut worst = Trust::Shaped(format!("env.{name}"));
    for path in value.uses().paths {
        match depth.checked_sub(1).map(|depth| trust(scene, job, step, &path, depth)) {
            Some(Trust::Stranger(what)) => return Some(Trust::Stranger(what)),
            Some(Trust::Shaped(_)) => {}
            Some(Trust::Others(_)) | None => worst = Trust::Others(format!("env.{name}")),
        }
    }
    Some(worst)
}

/// What the file sets a variable to, as a step sees it.
pub(super) fn variable<'a>(
    scene: &Scene<'a>,
    job: &'a Job,
    step: &'a Step,
    name: &str,
) -> Option<&'a Template> {
    [&step.env, &job.env, &scene.pipeline.env].into_iter().find_map(|env| entry(env, name))
}

fn entry<'a>(env: &'a Env, name: &str) -> Option<&'a Template> {
    env.entries().iter().find(|entry| entry.name.eq_ignore_ascii_case(name)).map(|entry| &entry.value)
}

fn kind_of<'a>(scene: &Scene<'a>, name: &str) -> Option<&'a InputKind> {
    let input = scene.pipeline.inputs.iter().find(|input| input.name.eq_ignore_ascii_case(name));
    input.map(|input| &input.kind)
}

/// The values that a matrix gives one of its names; nothing when only the run knows them.
pub(super) fn values_of<'a>(job: &'a Job, path: &Path) -> Option<Vec<&'a MatrixValue>> {
    let name = path.name(1)?;
    let Matrix::Axes { products, include, .. } = job.strategy.as_ref()?.matrix.as_ref()? else { return None };
    let mut found = Vec::new();
    for axis in products.iter().flatten().filter(|axis| axis.name.eq_ignore_ascii_case(name)) {
        match &axis.values {
            MatrixValues::List(values) => found.extend(values),
            MatrixValues::Computed(_) => return None,
        }
    }
    let MatrixSource::Rows(rows) = include else { return None };
    for row in rows {
        let MatrixRow::Row(entries) = row else { return None };
        found
            .extend(entries.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value));
    }
    let inner = found.into_iter().flat_map(|value| below(value, path, 2)).collect::<Vec<_>>();
    (!inner.is_empty()).then_some(inner)
}

/// What a path reaches inside a value.
fn below<'a>(value: &'a MatrixValue, path: &Path, step: usize) -> Vec<&'a MatrixValue> {
    let Some(name) = path.name(step) else { return vec![value] };
    let MatrixValue::Map(entries) = value else { return Vec::new() };
    let inner = entries.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
    inner.flat_map(|(_, value)| below(value, path, step + 1)).collect()
}

/// A value as text, if it is one.
pub(super) fn text_of(value: &MatrixValue) -> Option<String> {
    match value {
        MatrixValue::Scalar(MatrixScalar::Template(template)) => template.as_literal().map(str::to_owned),
        MatrixValue::Scalar(MatrixScalar::Value(value)) => match &value.value {
            expr::Value::Null => Some(String::new()),
            expr::Value::String(text) => Some(text.to_string()),
            _ => None,
        },
        MatrixValue::List(_) | MatrixValue::Map(_) => None,
    }
}

fn is_fixed(value: &&MatrixValue) -> bool {
    match value {
        MatrixValue::Scalar(MatrixScalar::Template(template)) => template.as_literal().is_some(),
        MatrixValue::Scalar(MatrixScalar::Value(_)) => true,
        MatrixValue::List(items) => items.iter().all(|item| is_fixed(&item)),
        MatrixValue::Map(entries) => entries.iter().all(|(_, value)| is_fixed(&value)),
    }
}

/// A path as people write it.
pub(super) fn written(path: &Path) -> String {
    let mut text = String::new();
    for segment in &path.segments {
        let name = match segment {
            Segment::Name(name) => &**name,
            Segment::All | Segment::Computed => "*",
        };
        if !text.is_empty() {
            text.push('.');
        }
        text.push_str(name);
    }
    text
}

/// The texts in a value: itself, or the members of a list.
pub(super) fn texts_of(value: &MatrixValue) -> Vec<String> {
    match value {
        MatrixValue::List(items) => items.iter().flat_map(texts_of).collect(),
        _ => text_of(value).into_iter().collect(),
    }
}
