//! `parameters` (<https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/parameters-parameter>).
use crate::convert::losses::INPUT;
use crate::write::{self, Writing};
use ir::{Input, InputKind};
use yaml::{Map, Tree};

pub(super) fn list(inputs: &[Input], writing: &mut Writing<'_>) -> Tree {
    Tree::list(inputs.iter().map(|input| one(input, writing)).collect())
}

fn one(input: &Input, writing: &mut Writing<'_>) -> Tree {
    let Input { span, name, description, required, default, default_value, kind } = input;
    let mut map = Map::default();
    map.put_at("name", name.span, write::name(name));
    map.put_some("displayName", description.as_ref().map(write::plain));
    let word = match kind {
        InputKind::Text { pattern } => {
            if let Some(pattern) = pattern {
                let message = "a parameter is not held against a regular expression";
                writing.lost(INPUT, pattern.span(), message, "check it in the first step");
            }
            "string"
        }
        InputKind::Boolean => "boolean",
        InputKind::Number => "number",
        InputKind::Choice(_) if matches!(default_value, Some(ir::Value::Array(_))) => "stringList",
        InputKind::Choice(_) => "string",
        InputKind::List => "object",
        InputKind::Environment => {
            let message = format!("the parameter \"{}\" may be any text", name.value);
            writing.lost(INPUT, name.span, message, "list the environments under \"values\"");
            "string"
        }
    };
    map.put("type", Tree::text(word));
    let fits = |text: &ir::Template| match kind {
        InputKind::Boolean => matches!(text.as_literal(), Some("true" | "false")),
        InputKind::Number => text.as_literal().is_some_and(|text| text.parse::<f64>().is_ok()),
        _ => true,
    };
    let default = default.as_ref().filter(|text| {
        let fits = default_value.is_some() || fits(text);
        if !fits {
            let message = "the default of a parameter is known before anything runs";
            writing.lost(INPUT, text.text().span(), message, "write the value itself");
        }
        fits
    });
    match (default_value, default) {
        (Some(value), Some(default)) => map.put("default", write::value(value).at(default.text().span())),
        (Some(value), None) => map.put("default", write::value(value)),
        (None, Some(default)) => map.put("default", write::typed(default)),
        (None, None) if *required => {}
        (None, None) => map.put("default", usual(kind)),
    }
    if let InputKind::Choice(options) = kind {
        let options = options.iter().map(|option| write::value(&option.value).at(option.span));
        map.put("values", Tree::list(options.collect()));
    }
    Tree::from(map).at(*span)
}

/// What is not given elsewhere is empty; here it would be asked for.
fn usual(kind: &InputKind) -> Tree {
    match kind {
        InputKind::Boolean => Tree::bare(false),
        InputKind::Number => Tree::bare(0),
        InputKind::List => Tree::row(Vec::new()),
        InputKind::Choice(options) => {
            options.first().map_or_else(|| Tree::text(""), |option| write::value(&option.value))
        }
        InputKind::Text { .. } | InputKind::Environment => Tree::text(""),
    }
}
