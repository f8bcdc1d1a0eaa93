//! `when`: the conditions of a stage.
use super::super::{Spelling, text_of};
use super::{DEPTH, one_or_many, plain};
use diag::Span;
use yaml::{Mapping, Node};

pub(super) fn when(out: &mut Spelling<'_>, node: &Node, at: Span, stage: &Mapping) {
    out.word("when {\n", at);
    for flag in ["beforeAgent", "beforeInput", "beforeOptions"] {
        if let Some(entry) = stage.entry(flag) {
            out.word(flag, entry.key.span);
            out.word(" ", entry.key.span);
            plain(out, &entry.value);
            out.word("\n", entry.key.span);
        }
    }
    conditions(out, node, 0);
    out.word("}\n", at);
}

fn conditions(out: &mut Spelling<'_>, node: &Node, depth: u32) {
    if depth > DEPTH {
        out.wrong(node.span, format!("more than {DEPTH} levels stand one inside the other"));
        return;
    }
    for item in one_or_many(node) {
        match (text_of(item), item.as_map()) {
            (Some(code), _) => out.code(code),
            (None, Some(map)) => {
                for entry in map.iter() {
                    condition(out, entry.name().unwrap_or_default(), &entry.value, entry.key.span, depth);
                    out.word("\n", entry.key.span);
                }
            }
            (None, None) => out.wrong(item.span, "this is no condition"),
        }
        out.word("\n", item.span);
    }
}

fn condition(out: &mut Spelling<'_>, name: &str, value: &Node, at: Span, depth: u32) {
    out.word(name, at);
    match (name, value.as_map(), text_of(value)) {
        ("not" | "allOf" | "anyOf", _, _) => {
            out.word(" {\n", at);
            conditions(out, value, depth + 1);
            out.word("}", at);
        }
        ("expression", _, Some(code)) => {
            out.word(" { ", at);
            out.code(code);
            out.word(" }", at);
        }
        ("beforeAgent" | "beforeInput" | "beforeOptions", _, Some(_)) => {
            out.word(" ", at);
            plain(out, value);
        }
        (_, Some(map), _) => {
            for (index, entry) in map.iter().enumerate() {
                out.word(if index > 0 { ", " } else { " " }, entry.key.span);
                out.word(entry.name().unwrap_or_default(), entry.key.span);
                out.word(": ", entry.key.span);
                plain(out, &entry.value);
            }
        }
        (_, None, Some(text)) if text.as_str().is_empty() => out.word("()", at),
        (_, None, Some(_)) => {
            out.word(" ", at);
            plain(out, value);
        }
        _ => out.wrong(value.span, format!("`{name}` is no condition like this")),
    }
}
