//! `workflow_dispatch`: a person starts the workflow.

use crate::github::reader::{Reader, named};
use crate::github::rules::{INPUT, VALUE};
use diag::{Diagnostic, Spanned, Text, did_you_mean};
use expr::{Template, Value};
use ir::{Input, InputKind};
use yaml::{Cursor, Shape};

/// How many inputs a form may have.
const MOST: usize = 25;
const TYPES: [&str; 5] = ["string", "number", "boolean", "choice", "environment"];

/// Reads the section.
pub(super) fn read(reader: &Reader<'_>, value: Cursor<'_>) -> Vec<Input> {
    let Some(mut map) = value.present().and_then(|value| value.map("workflow_dispatch")) else {
        return Vec::new();
    };
    let inputs = map.optional("inputs").and_then(Cursor::present);
    map.finish();
    let Some(entries) = inputs.and_then(Cursor::entries) else { return Vec::new() };
    let found: Vec<Input> = entries.map(|(name, value)| input(reader, name, value)).collect();
    if let Some(inputs) = inputs {
        reader.unique(inputs);
    }
    if found.len() > MOST {
        let message = format!("a form has at most {MOST} inputs, and this one has {}", found.len());
        reader.error(INPUT, value.key_span(), message);
    }
    found
}

fn input(reader: &Reader<'_>, name: &Text, value: Cursor<'_>) -> Input {
    let mut input = empty(name, value);
    let Some(mut map) = value.present().and_then(|value| value.map("inputs")) else { return input };
    input.description =
        map.optional("description").and_then(Cursor::present).and_then(Cursor::string).cloned();
    input.required = map.optional("required").and_then(Cursor::bool).is_some_and(|required| required.value);
    map.optional("deprecationMessage");
    let kind = map.optional("type").and_then(|kind| reader.filled_plain(kind));
    let default = map.optional("default").and_then(Cursor::present);
    let options = map.optional("options");
    map.finish();

    let list: Option<Vec<Spanned<Value>>> = options.map(|options| choices(reader, options));
    kind.into_iter().for_each(|kind| reader.word(kind.span()));
    input.kind = match kind.map_or("string", Text::as_str) {
        "string" => InputKind::Text { pattern: None },
        "number" => InputKind::Number,
        "boolean" => InputKind::Boolean,
        "environment" => InputKind::Environment,
        "choice" => InputKind::Choice(list.clone().unwrap_or_default()),
        other => {
            if let Some(kind) = kind {
                unknown_type(reader, kind, other, &TYPES);
            }
            InputKind::Text { pattern: None }
        }
    };
    let choice = matches!(input.kind, InputKind::Choice(_));
    if choice && list.as_ref().is_none_or(Vec::is_empty) {
        let message = format!("the input \"{}\" is a choice without options", name.as_str());
        reader.error(INPUT, name.span(), message);
    }
    if let Some(options) =
        options.filter(|_| !choice && kind.is_none_or(|kind| TYPES.contains(&kind.as_str())))
    {
        let message = format!("the input \"{}\" has options, and is no choice", name.as_str());
        let finding = Diagnostic::error(INPUT, name.span(), message);
        reader.findings.push(finding.label(options.key_span(), "given here").help("add \"type: choice\""));
    }
    if let Some(default) = default.filter(|default| matches!(default.shape(), Shape::Seq | Shape::Map)) {
        default.wrong::<()>("a string, a number or a boolean");
    } else if let Some(text) = default.and_then(Cursor::string) {
        fits(reader, &input, text);
        set_default(&mut input, text);
    }
    input
}

/// An input of which nothing but the name is known.
pub(super) fn empty(name: &Text, value: Cursor<'_>) -> Input {
    Input {
        span: name.span().to(value.span()),
        name: named(name),
        description: None,
        required: false,
        default: None,
        default_value: None,
        kind: InputKind::Text { pattern: None },
    }
}

/// Takes in a default, typed as the input is.
pub(super) fn set_default(input: &mut Input, text: &Text) {
    let plain = text.as_str();
    input.default_value = Some(match input.kind {
        InputKind::Boolean => Value::Bool(plain.eq_ignore_ascii_case("true")),
        InputKind::Number => plain.parse().map_or_else(|_| Value::from(plain), Value::Number),
        _ => Value::from(plain),
    });
    input.default = Some(Template::literal(text.clone()));
}

pub(super) fn unknown_type(reader: &Reader<'_>, kind: &Text, found: &str, known: &[&'static str]) {
    let finding = Diagnostic::error(VALUE, kind.span(), format!("there is no input type \"{found}\""));
    let help = match did_you_mean(found, known.iter().copied()) {
        Some(meant) => format!("did you mean \"{meant}\"?"),
        None => format!("a type is one of {}", known.join(", ")),
    };
    reader.findings.push(finding.help(help));
}

fn choices(reader: &Reader<'_>, options: Cursor<'_>) -> Vec<Spanned<Value>> {
    let mut found: Vec<Spanned<Value>> = Vec::new();
    for option in reader.items(options) {
        let Some(text) = reader.filled_text(option) else { continue };
        let value = Value::from(text.as_str());
        if let Some(first) = found.iter().find(|first| first.value == value) {
            let message = format!("the option \"{}\" stands twice", text.as_str());
            let finding = Diagnostic::error(INPUT, text.span(), message);
            reader.findings.push(finding.label(first.span, "first here"));
            continue;
        }
        found.push(Spanned::new(value, text.span()));
    }
    found
}

/// Whether a default is of its input's type.
fn fits(reader: &Reader<'_>, input: &Input, default: &Text) {
    let (text, name) = (default.as_str(), &input.name.value);
    let problem = match &input.kind {
        InputKind::Boolean if text != "true" && text != "false" => {
            format!("the input \"{name}\" is a boolean, and its default is neither true nor false")
        }
        InputKind::Number if text.parse::<f64>().is_err() => {
            format!("the input \"{name}\" is a number, and its default \"{text}\" is none")
        }
        InputKind::Choice(options)
            if !options.is_empty() && !options.iter().any(|option| option.value.as_str() == Some(text)) =>
        {
            format!("the default \"{text}\" of the input \"{name}\" is none of its options")
        }
        _ => return,
    };
    reader.error(INPUT, default.span(), problem);
}
