//! `variables` (<https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/variables>) and `env`.

use super::rules::GROUP;
use super::value::{self, Keys, given, spanned};
use diag::{Diagnostic, Severity, Text};
use expr::Template;
use ir::{Env, EnvEntry, EnvKind};
use yaml::{Cursor, Findings, Shape};

/// Variables by name, or in a list.
pub(super) fn variables(cursor: Cursor<'_>) -> Env {
    let mut all: Vec<EnvEntry> = Vec::new();
    let mut put = |new: EnvEntry| {
        all.retain(|known| !known.name.value.eq_ignore_ascii_case(&new.name.value));
        all.push(new);
    };
    match cursor.shape() {
        Shape::Map => {
            for (name, value) in cursor.entries().into_iter().flatten() {
                entry(name, value).into_iter().for_each(&mut put);
            }
        }
        Shape::Seq => value::items(cursor).into_iter().filter_map(listed).for_each(put),
        _ => _ = cursor.wrong::<()>("a mapping of names to values, or a sequence of variables"),
    }
    Env::List(all)
}

fn listed(item: Cursor<'_>) -> Option<EnvEntry> {
    let mut map = item.map("variable")?;
    if map.has("group") {
        let group = map.get("group").and_then(Cursor::string);
        map.finish();
        if let Some(group) = group {
            let message = format!("the variables of the group \"{group}\" are known to the service only");
            let finding = Diagnostic::new(Severity::Note, GROUP, group.span(), message);
            item.findings().push(finding.help(format!(
                "give them when you run it, --var-group \"{group}\"=FILE, or keep them in {}/{group}.yml",
                super::group::FOLDER
            )));
        }
        return None;
    }
    if map.has("template") {
        // It could not be had, and a finding says so.
        map.allow(&["template", "parameters"]);
        map.finish();
        return None;
    }
    let name = map.required("name").and_then(given).and_then(Cursor::string);
    let value = map.optional("value");
    map.get("readonly").and_then(value::truth);
    map.finish();
    match value {
        Some(value) => entry(name?, value),
        None => Some(self::value(name?, Template::literal(Text::mapped("", item.span(), Vec::new())))),
    }
}

fn entry(name: &Text, value: Cursor<'_>) -> Option<EnvEntry> {
    let template = match value.shape() {
        Shape::Null => value::literal("", value.span()),
        _ => template(value.string()?, value.findings()),
    };
    Some(self::value(name, template))
}

/// What nobody knows stays as it is written.
fn template(text: &Text, findings: &Findings) -> Template {
    match text.as_str().contains("${{") {
        true => Template::literal(text.clone()),
        false => value::template(text, findings),
    }
}

fn value(name: &Text, value: Template) -> EnvEntry {
    EnvEntry { name: spanned(name), value, kind: EnvKind::Raw, prompt: None }
}

/// Variables of one step's process, or of a container.
pub(super) fn env(cursor: Cursor<'_>) -> Env {
    let entries = cursor.entries().into_iter().flatten();
    Env::List(entries.filter_map(|(name, value)| entry(name, value)).collect())
}

/// Inputs of a task.
pub(super) fn inputs(cursor: Cursor<'_>) -> ir::With {
    let entries = cursor.entries().into_iter().flatten();
    let input = |(name, value): (&Text, Cursor<'_>)| Some((spanned(name), entry(name, value)?.value));
    entries.filter_map(input).collect()
}
