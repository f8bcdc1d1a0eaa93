//! `variables`: <https://docs.gitlab.com/ci/yaml/#variables>.

use super::codes::VALUE;
use super::value::{self, Keys};
use diag::{Spanned, Text};
use expr::{Template, Value};
use ir::{Env, EnvEntry, EnvKind, Variable};
use yaml::{Cursor, Kind, Shape};

/// Variables of the whole pipeline: those with a description are offered to a person who starts one.
pub fn of_pipeline(cursor: Cursor<'_>) -> Env {
    list(cursor, |name, cursor| match cursor.node().kind {
        Kind::Map(_) => prompted(name, cursor),
        _ => plain(name, cursor),
    })
}

/// Variables of a job, a service, or `default`.
pub fn of_job(cursor: Cursor<'_>) -> Env {
    list(cursor, |name, cursor| match cursor.node().kind {
        Kind::Map(_) => {
            let mut keys = cursor.map("variable")?;
            let entry = raw_or_expanded(name, keys.get("value"), keys.get("expand"));
            keys.finish();
            Some(entry)
        }
        _ => plain(name, cursor),
    })
}

/// Variables that a rule adds.
pub fn of_rule(cursor: Cursor<'_>) -> Env {
    list(cursor, plain)
}

fn list<'a>(cursor: Cursor<'a>, read: impl Fn(&'a Text, Cursor<'a>) -> Option<EnvEntry>) -> Env {
    let entries = cursor.entries().into_iter().flatten();
    Env::List(
        entries
            .filter(|(_, value)| value::known(value))
            .filter_map(|(name, value)| read(name, value))
            .collect(),
    )
}

fn plain(name: &Text, cursor: Cursor<'_>) -> Option<EnvEntry> {
    match cursor.shape() {
        Shape::String | Shape::Number | Shape::Bool => {
            Some(entry(name, expanding(cursor)?, EnvKind::Expanded))
        }
        _ => cursor.wrong("a string, a number or a boolean"),
    }
}

fn prompted(name: &Text, cursor: Cursor<'_>) -> Option<EnvEntry> {
    let mut keys = cursor.map("variable")?;
    let value = keys.get("value");
    let mut found = raw_or_expanded(name, value, keys.get("expand"));
    let description = keys.get("description").and_then(value::text).cloned();
    let options = keys.get("options").and_then(value::some_items).unwrap_or_default();
    value::distinct(&options);
    let options: Vec<Spanned<Value>> = options
        .into_iter()
        .filter_map(|option| {
            value::text(option).map(|text| Spanned::new(Value::from(text.as_str()), text.span()))
        })
        .collect();
    if let Some(value) = value.filter(|_| !options.is_empty()) {
        let chosen = value.node().as_str().unwrap_or_default();
        if !options.iter().any(|option| option.value.as_str() == Some(chosen)) {
            value.findings().push(value.error(VALUE, format!("\"{chosen}\" is not among the options")));
        }
    }
    keys.finish();
    if description.is_some() || !options.is_empty() {
        found.prompt = Some(Variable { description, options });
    }
    Some(found)
}

fn raw_or_expanded(name: &Text, value: Option<Cursor<'_>>, expand: Option<Cursor<'_>>) -> EnvEntry {
    let expand = expand.and_then(value::flag).unwrap_or(true);
    let text = value.and_then(value::text);
    match (text, value) {
        (Some(text), _) if !expand => entry(name, Template::literal(text.clone()), EnvKind::Raw),
        (Some(_), Some(cursor)) => {
            let template = expanding(cursor).unwrap_or_else(|| empty(name));
            entry(name, template, EnvKind::Expanded)
        }
        _ => entry(name, empty(name), EnvKind::Expanded),
    }
}

fn expanding(cursor: Cursor<'_>) -> Option<Template> {
    cursor.string().map(|text| value::expanding(text, cursor.findings()))
}

fn empty(name: &Text) -> Template {
    Template::literal(Text::mapped("", name.span(), Vec::new()))
}

fn entry(name: &Text, value: Template, kind: EnvKind) -> EnvEntry {
    EnvEntry { name: value::spanned(name), value, kind, prompt: None }
}
