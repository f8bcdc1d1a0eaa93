//! `matrix`: axes, what is left out of them, and what each cell holds.
use super::super::Spelling;
use super::steps::{raw, value};
use super::{section, stages};
use diag::Span;
use yaml::Node;

pub(super) fn matrix(out: &mut Spelling<'_>, node: &Node, at: Span) {
    out.word("matrix {\n", at);
    let Some(map) = out.mapping(node, "a matrix") else { return };
    for entry in map.iter() {
        let span = entry.key.span;
        match entry.name().unwrap_or_default() {
            "axes" => {
                out.word("axes {\n", span);
                entry.value.as_seq().unwrap_or_default().iter().for_each(|item| axis(out, item));
                out.word("}\n", span);
            }
            "excludes" => {
                out.word("excludes {\n", span);
                for exclude in entry.value.as_seq().unwrap_or_default() {
                    out.word("exclude {\n", exclude.span);
                    exclude.as_seq().unwrap_or_default().iter().for_each(|item| axis(out, item));
                    out.word("}\n", exclude.span);
                }
                out.word("}\n", span);
            }
            "stages" => stages(out, "stages", &entry.value, span),
            name => section(out, name, &entry.value, span),
        }
    }
    out.word("}\n", at);
}

fn axis(out: &mut Spelling<'_>, node: &Node) {
    let Some(map) = out.mapping(node, "an axis") else { return };
    let inverse = map.get("inverse").and_then(Node::as_str) == Some("true");
    out.word("axis {\n", node.span);
    for entry in map.iter() {
        match entry.name().unwrap_or_default() {
            "name" => {
                out.word("name ", entry.key.span);
                raw(out, &entry.value);
                out.word("\n", entry.key.span);
            }
            "values" => {
                out.word(if inverse { "notValues(" } else { "values(" }, entry.key.span);
                for (index, item) in entry.value.as_seq().unwrap_or_default().iter().enumerate() {
                    out.word(if index > 0 { ", " } else { "" }, item.span);
                    value(out, item);
                }
                out.word(")\n", entry.key.span);
            }
            _ => {}
        }
    }
    out.word("}\n", node.span);
}
