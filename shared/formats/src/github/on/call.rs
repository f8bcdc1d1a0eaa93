//! `workflow_call`: another workflow calls this one as a part of itself.

use super::Interface;
use super::dispatch::{empty, set_default, unknown_type};
use crate::github::reader::{Reader, named};
use crate::github::rules::INPUT;
use diag::{Diagnostic, Text};
use ir::{Input, InputKind, Output, SecretInput};
use yaml::rules::MISSING_KEY;
use yaml::{Cursor, Shape};

const TYPES: [&str; 3] = ["boolean", "number", "string"];

/// Reads the section.
pub(super) fn read(reader: &Reader<'_>, value: Cursor<'_>) -> Interface {
    let mut interface = Interface::default();
    let Some(mut map) = value.present().and_then(|value| value.map("workflow_call")) else {
        return interface;
    };
    let mut section = |key| {
        let section = map.optional(key).and_then(Cursor::present)?;
        reader.unique(section);
        section.entries()
    };
    if let Some(entries) = section("inputs") {
        interface.inputs = entries.map(|(name, value)| input(reader, name, value)).collect();
    }
    if let Some(entries) = section("secrets") {
        interface.secrets = entries.map(|(name, value)| secret(name, value)).collect();
    }
    if let Some(entries) = section("outputs") {
        interface.outputs = entries.filter_map(|(name, value)| output(reader, name, value)).collect();
    }
    map.finish();
    interface
}

fn input(reader: &Reader<'_>, name: &Text, value: Cursor<'_>) -> Input {
    let mut input = empty(name, value);
    let Some(mut map) = value.map("inputs") else { return input };
    input.description =
        map.optional("description").and_then(Cursor::present).and_then(Cursor::string).cloned();
    let required = map.optional("required");
    input.required = required.and_then(Cursor::bool).is_some_and(|required| required.value);
    let kind = map.optional("type");
    if kind.is_none() {
        let help = "GitHub refuses to call the workflow; here the input is taken as \"type: string\"";
        reader.lacking(value, format!("the input \"{}\" has no type", name.as_str()), help);
    }
    let kind = kind.and_then(|kind| reader.filled_plain(kind));
    let default = map.optional("default");
    map.finish();
    kind.into_iter().for_each(|kind| reader.word(kind.span()));
    input.kind = match kind.map_or("string", Text::as_str) {
        "boolean" => InputKind::Boolean,
        "number" => InputKind::Number,
        "string" => InputKind::Text { pattern: None },
        other => {
            if let Some(kind) = kind {
                unknown_type(reader, kind, other, &TYPES);
            }
            InputKind::Text { pattern: None }
        }
    };
    if let Some(default) = default {
        read_default(reader, &mut input, default, required);
    }
    input
}

fn read_default(reader: &Reader<'_>, input: &mut Input, default: Cursor<'_>, required: Option<Cursor<'_>>) {
    if matches!(default.shape(), Shape::Seq | Shape::Map) {
        return default.wrong("a string, a number or a boolean").unwrap_or_default();
    }
    if let Some(required) = required.filter(|_| input.required) {
        let message = format!("the input \"{}\" is required, so its default is never used", input.name.value);
        let finding = Diagnostic::warning(INPUT, default.span(), message);
        reader.findings.push(finding.label(required.span(), "required here"));
    }
    let Some(text) = default.present().and_then(Cursor::string) else { return };
    let template = reader.template_of(text);
    if template.as_literal().is_none() {
        input.default = Some(template);
        return;
    }
    let problem = match (&input.kind, default.shape()) {
        (InputKind::Boolean, shape) if shape != Shape::Bool => "neither true nor false",
        (InputKind::Number, _) if text.as_str().parse::<f64>().is_err() => "no number",
        _ => return set_default(input, text),
    };
    let (name, kind) =
        (&input.name.value, if input.kind == InputKind::Number { "number" } else { "boolean" });
    let message =
        format!("the input \"{name}\" is a {kind}, and its default \"{}\" is {problem}", text.as_str());
    reader.error(INPUT, text.span(), message);
}

fn secret(name: &Text, value: Cursor<'_>) -> SecretInput {
    let mut required = false;
    if let Some(mut map) = value.present().and_then(|value| value.map("secrets")) {
        map.optional("description").and_then(Cursor::present).map(Cursor::string);
        required = map.optional("required").and_then(Cursor::bool).is_some_and(|required| required.value);
        map.finish();
    }
    SecretInput { name: named(name), required }
}

fn output(reader: &Reader<'_>, name: &Text, value: Cursor<'_>) -> Option<Output> {
    let Some(value) = value.present() else {
        let message = format!("the output \"{}\" has no value", name.as_str());
        let finding = Diagnostic::error(MISSING_KEY, name.span(), message);
        reader.findings.push(finding.help("add \"value: ${{ jobs.ID.outputs.NAME }}\""));
        return None;
    };
    let mut map = value.map("outputs")?;
    map.optional("description").and_then(Cursor::present).map(Cursor::string);
    let value = reader.required(&mut map, "value");
    map.finish();
    let value = reader.filled(value?)?;
    Some(Output { name: named(name), value })
}
