//! The form in which Jenkins itself exchanges declarative pipelines: steps and values as objects.
mod matrix;
mod steps;
mod when;

use super::{Spelling, text_of};
use diag::Span;
use matrix::matrix;
use steps::{call, raw, steps, value};
use when::when;
use yaml::{Mapping, Node};

pub(super) fn pipeline(out: &mut Spelling<'_>, map: &Mapping, at: Span) {
    out.word("pipeline {\n", at);
    for entry in map.iter() {
        let name = entry.name().unwrap_or_default();
        match name {
            "stages" => stages(out, "stages", &entry.value, entry.key.span),
            "options" | "parameters" | "triggers" | "libraries" => {
                symbols(out, name, &entry.value, entry.key.span)
            }
            _ => section(out, name, &entry.value, entry.key.span),
        }
    }
    out.word("}\n", at);
}

/// A section of stages and pipelines.
fn section(out: &mut Spelling<'_>, name: &str, node: &Node, at: Span) {
    match name {
        "agent" => agent(out, node, at),
        "environment" | "tools" => variables(out, name, node, at),
        "post" => post(out, node, at),
        "options" => symbols(out, name, node, at),
        "when" => when(out, node, at),
        "input" => input(out, node, at),
        _ => {
            out.word(name, at);
            out.word(" { }\n", at);
        }
    }
}

fn stages(out: &mut Spelling<'_>, name: &str, node: &Node, at: Span) {
    out.word(name, at);
    out.word(" {\n", at);
    for item in node.as_seq().unwrap_or_default() {
        let Some(map) = out.mapping(item, "a stage") else { continue };
        let span = map.entry("name").map_or(item.span, |entry| entry.value.span);
        out.word("stage(", span);
        if let Some(name) = map.get("name").and_then(text_of) {
            out.text(name, false);
        }
        out.word(") {\n", span);
        for entry in map.iter() {
            stage_entry(out, entry.name().unwrap_or_default(), &entry.value, entry.key.span);
        }
        out.word("}\n", span);
    }
    out.word("}\n", at);
}

fn stage_entry(out: &mut Spelling<'_>, name: &str, node: &Node, at: Span) {
    match name {
        "name" => {}
        "branches" => branches(out, node, at),
        "stages" | "parallel" => stages(out, name, node, at),
        "matrix" => matrix(out, node, at),
        "failFast" => {
            out.word("failFast ", at);
            raw(out, node);
            out.word("\n", at);
        }
        _ => section(out, name, node, at),
    }
}

fn branches(out: &mut Spelling<'_>, node: &Node, at: Span) {
    let items = node.as_seq().unwrap_or_default();
    out.word("steps {\n", at);
    match items {
        [one] => steps(out, one),
        several => {
            out.word("parallel(", at);
            for (index, branch) in several.iter().enumerate() {
                out.word(if index > 0 { ", " } else { "" }, branch.span);
                if let Some(name) = branch.as_map().and_then(|map| map.get("name")).and_then(text_of) {
                    out.text(name, false);
                }
                out.word(": {\n", branch.span);
                steps(out, branch);
                out.word("}", branch.span);
            }
            out.word(")\n", at);
        }
    }
    out.word("}\n", at);
}

fn agent(out: &mut Spelling<'_>, node: &Node, at: Span) {
    let Some(map) = out.mapping(node, "an agent") else { return };
    let Some(kind) = map.get("type").and_then(text_of) else {
        out.wrong(node.span, "the agent has no type");
        return;
    };
    out.word("agent ", at);
    if let Some(argument) = map.get("argument") {
        out.word("{ ", at);
        out.code(kind);
        out.word(" ", at);
        value(out, argument);
        out.word(" }\n", at);
    } else if let Some(fields) = map.get("arguments") {
        out.word("{ ", at);
        out.code(kind);
        out.word(" {\n", at);
        for field in fields.as_seq().unwrap_or_default() {
            pair(out, field, " ");
        }
        out.word("} }\n", at);
    } else if matches!(kind.as_str(), "dockerfile" | "kubernetes") {
        out.word("{ ", at);
        out.code(kind);
        out.word("() }\n", at);
    } else {
        out.code(kind);
        out.word("\n", at);
    }
}

/// `{key, value}`, joined by a sign.
fn pair(out: &mut Spelling<'_>, node: &Node, joint: &str) {
    let map = node.as_map();
    let (Some(key), Some(inner)) =
        (map.and_then(|map| map.get("key")).and_then(text_of), map.and_then(|map| map.get("value")))
    else {
        out.wrong(node.span, "this is written {key, value}");
        return;
    };
    out.code(key);
    out.word(joint, key.span());
    value(out, inner);
    out.word("\n", node.span);
}

fn variables(out: &mut Spelling<'_>, name: &str, node: &Node, at: Span) {
    out.word(name, at);
    out.word(" {\n", at);
    for item in node.as_seq().unwrap_or_default() {
        pair(out, item, if name == "tools" { " " } else { " = " });
    }
    out.word("}\n", at);
}

/// `{options: [call]}`, and the like.
fn symbols(out: &mut Spelling<'_>, name: &str, node: &Node, at: Span) {
    out.word(name, at);
    out.word(" {\n", at);
    let list = node.as_map().and_then(|map| map.get(name)).unwrap_or(node);
    for item in list.as_seq().unwrap_or_default() {
        match name {
            "libraries" => {
                out.word("lib(", item.span);
                value(out, item);
                out.word(")", item.span);
            }
            _ => call(out, item),
        }
        out.word("\n", item.span);
    }
    out.word("}\n", at);
}

fn post(out: &mut Spelling<'_>, node: &Node, at: Span) {
    out.word("post {\n", at);
    let conditions = node.as_map().and_then(|map| map.get("conditions")).and_then(Node::as_seq);
    for condition in conditions.unwrap_or_default() {
        let Some(map) = out.mapping(condition, "a condition") else { continue };
        if let Some(name) = map.get("condition").and_then(text_of) {
            out.code(name);
        }
        out.word(" {\n", condition.span);
        if let Some(branch) = map.get("branch") {
            steps(out, branch);
        }
        out.word("}\n", condition.span);
    }
    out.word("}\n", at);
}

fn input(out: &mut Spelling<'_>, node: &Node, at: Span) {
    out.word("input {\n", at);
    let Some(map) = out.mapping(node, "an input") else { return };
    for entry in map.iter() {
        let name = entry.name().unwrap_or_default();
        if name == "parameters" {
            symbols(out, name, &entry.value, entry.key.span);
            continue;
        }
        out.word(name, entry.key.span);
        out.word(" ", entry.key.span);
        value(out, &entry.value);
        out.word("\n", entry.key.span);
    }
    out.word("}\n", at);
}
