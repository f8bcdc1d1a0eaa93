//! `parameters` (<https://www.jenkins.io/doc/book/pipeline/syntax/#parameters>).
use super::page::Page;
use super::pipeline::code;
use crate::convert::losses::INPUT;
use crate::groovy_text::quoted;
use crate::write::Writing;
use expr::{Dialect, Value};
use ir::{Input, InputKind};

pub(super) fn lines(inputs: &[Input], writing: &mut Writing<'_>) -> Page {
    let mut page = Page::default();
    for Input { span: _, name, description, required, default, default_value, kind } in inputs {
        let given = default_value.as_ref().map(|value| value.to_text(Dialect::Jenkins).into_owned());
        let text = given.clone().map(|text| quoted(&text)).or_else(|| default.as_ref().map(code));
        if *required && text.is_none() {
            let message = format!("nobody must give the parameter \"{}\"", name.value);
            writing.lost(INPUT, name.span, message, "check in the script that it is not empty");
        }
        if default.as_ref().is_some_and(|default| default.as_literal().is_none()) && given.is_none() {
            let message = format!("the default of \"{}\" is known only in a build", name.value);
            writing.lost(INPUT, name.span, message, "write the default itself");
        }
        let text = text.filter(|text| !text.starts_with('"'));
        let (word, value) = match kind {
            InputKind::Boolean => {
                ("booleanParam", format!(", defaultValue: {}", given.as_deref() == Some("true")))
            }
            InputKind::Choice(options) => {
                let texts = options.iter().map(|option| option.value.to_text(Dialect::Jenkins).into_owned());
                let mut texts: Vec<String> = texts.collect();
                // The first is the default.
                texts.sort_by_key(|option| given.as_ref() != Some(option));
                let texts: Vec<String> = texts.iter().map(|option| quoted(option)).collect();
                ("choice", format!(", choices: [{}]", texts.join(", ")))
            }
            InputKind::Text { .. } | InputKind::Number | InputKind::List | InputKind::Environment => {
                ("string", text.map(|text| format!(", defaultValue: {text}")).unwrap_or_default())
            }
        };
        match kind {
            InputKind::Text { pattern: Some(pattern) } => {
                let message = "what a parameter may be is not checked";
                writing.lost(INPUT, pattern.span(), message, "check it in the first stage");
            }
            InputKind::List | InputKind::Environment => {
                let message = format!("the parameter \"{}\" is a text", name.value);
                writing.lost(INPUT, name.span, message, "make it a choice");
            }
            _ => {}
        }
        let told =
            description.as_ref().map(|text| format!(", description: {}", quoted(text.as_str().trim())));
        let own = crate::convert::identifier(&name.value, Dialect::Jenkins);
        page.line(&format!("{word}(name: {}{value}{})", quoted(&own), told.unwrap_or_default()), name.span);
    }
    page
}

/// A value as a text of the script.
pub(super) fn text(value: &Value) -> String {
    quoted(&value.to_text(Dialect::Jenkins))
}
