//! `when`: the conditions of a stage.
use super::super::{Spelling, text_of};
use super::steps::{arguments, raw};
use diag::Span;
use yaml::Node;

pub(super) fn when(out: &mut Spelling<'_>, node: &Node, at: Span) {
    out.word("when {\n", at);
    let Some(map) = out.mapping(node, "`when`") else { return };
    for flag in ["beforeAgent", "beforeInput", "beforeOptions"] {
        if let Some(entry) = map.entry(flag) {
            out.word(flag, entry.key.span);
            out.word(" ", entry.key.span);
            raw(out, &entry.value);
            out.word("\n", entry.key.span);
        }
    }
    conditions(out, map.get("conditions"));
    out.word("}\n", at);
}

fn conditions(out: &mut Spelling<'_>, list: Option<&Node>) {
    for condition in list.and_then(Node::as_seq).unwrap_or_default() {
        let Some(map) = out.mapping(condition, "a condition") else { continue };
        let Some(name) = map.get("name").and_then(text_of) else {
            out.wrong(condition.span, "the condition has no name");
            continue;
        };
        out.code(name);
        let children = map.get("children");
        match (map.get("arguments"), name.as_str()) {
            (Some(arguments), "expression") => {
                let code = match arguments.as_seq() {
                    Some([one, ..]) => one.as_map().and_then(|map| map.get("value")).unwrap_or(one),
                    _ => arguments,
                };
                out.word(" { ", condition.span);
                if let Some(code) = code.as_map().and_then(|map| map.get("value")).and_then(text_of) {
                    out.code(code);
                }
                out.word(" }", condition.span);
            }
            (Some(found), _) => {
                out.word("(", condition.span);
                arguments(out, found);
                out.word(")", condition.span);
            }
            (None, "not" | "allOf" | "anyOf") => {}
            (None, _) if children.is_none() => out.word("()", condition.span),
            (None, _) => {}
        }
        if children.is_some() || matches!(name.as_str(), "not" | "allOf" | "anyOf") {
            out.word(" {\n", condition.span);
            conditions(out, children);
            out.word("}", condition.span);
        }
        out.word("\n", condition.span);
    }
}
