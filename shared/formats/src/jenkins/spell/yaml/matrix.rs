//! `matrix`: axes, what is left out of them, and what each cell holds.
use super::super::{Spelling, text_of};
use super::when::when;
use super::{one_or_many, section, stages};
use diag::Span;
use yaml::Node;

pub(super) fn matrix(out: &mut Spelling<'_>, node: &Node, at: Span, depth: u32) {
    out.word("matrix {\n", at);
    if let Some(map) = out.mapping(node, "`matrix`") {
        for entry in map.iter() {
            let span = entry.key.span;
            match entry.name().unwrap_or_default() {
                "axes" => {
                    out.word("axes {\n", span);
                    one_or_many(&entry.value).iter().for_each(|item| axis(out, item));
                    out.word("}\n", span);
                }
                "excludes" => {
                    out.word("excludes {\n", span);
                    for exclude in one_or_many(&entry.value) {
                        let inner = exclude.as_map().and_then(|map| map.get("exclude")).unwrap_or(exclude);
                        out.word("exclude {\n", exclude.span);
                        one_or_many(inner).iter().for_each(|item| axis(out, item));
                        out.word("}\n", exclude.span);
                    }
                    out.word("}\n", span);
                }
                "stages" => stages(out, "stages", &entry.value, span, depth + 1),
                "when" => when(out, &entry.value, span, map),
                name => section(out, name, &entry.value, span),
            }
        }
    }
    out.word("}\n", at);
}

fn axis(out: &mut Spelling<'_>, node: &Node) {
    let inner = node.as_map().and_then(|map| map.get("axis")).unwrap_or(node);
    let Some(map) = out.mapping(inner, "an axis") else { return };
    out.word("axis {\n", node.span);
    for entry in map.iter() {
        out.word(entry.name().unwrap_or_default(), entry.key.span);
        out.word("(", entry.key.span);
        for (index, item) in one_or_many(&entry.value).iter().enumerate() {
            out.word(if index > 0 { ", " } else { "" }, item.span);
            match text_of(item) {
                Some(text) => out.text(text, false),
                None => out.wrong(item.span, "this is no plain value"),
            }
        }
        out.word(")\n", entry.key.span);
    }
    out.word("}\n", node.span);
}
