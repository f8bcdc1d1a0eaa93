//! Steps, and the values they are given.
use super::super::{Spelling, text_of};
use yaml::{Node, Style};

/// The steps of a branch, of a block.
pub(super) fn steps(out: &mut Spelling<'_>, node: &Node) {
    let list = node.as_map().and_then(|map| map.get("steps")).unwrap_or(node);
    for step in list.as_seq().unwrap_or_default() {
        call(out, step);
        out.word("\n", step.span);
    }
}

/// `{name, arguments, children}`.
pub(super) fn call(out: &mut Spelling<'_>, node: &Node) {
    let Some(map) = out.mapping(node, "this") else { return };
    let name = map.get("name").and_then(text_of);
    let Some(name) = name else {
        out.wrong(node.span, "it has no name");
        return;
    };
    out.code(name);
    let arguments = map.get("arguments");
    if name.as_str() == "script" {
        let code = arguments.and_then(|arguments| match arguments.as_seq() {
            Some([one, ..]) => one.as_map().and_then(|map| map.get("value")),
            _ => Some(arguments),
        });
        out.word(" {\n", node.span);
        if let Some(code) = code.and_then(|code| code.as_map()?.get("value")).and_then(text_of) {
            out.code(code);
        }
        out.word("\n}", node.span);
        return;
    }
    out.word("(", node.span);
    if let Some(arguments) = arguments {
        self::arguments(out, arguments);
    }
    out.word(")", node.span);
    if let Some(children) = map.get("children") {
        out.word(" {\n", node.span);
        steps(out, children);
        out.word("}", node.span);
    }
}

pub(super) fn arguments(out: &mut Spelling<'_>, node: &Node) {
    let Some(items) = node.as_seq() else {
        value(out, node);
        return;
    };
    for (index, item) in items.iter().enumerate() {
        out.word(if index > 0 { ", " } else { "" }, item.span);
        let map = item.as_map();
        match map.and_then(|map| Some((map.get("key").and_then(text_of)?, map.get("value")))) {
            Some((key, inner)) => {
                out.text(key, false);
                out.word(": ", key.span());
                if let Some(inner) = inner {
                    value(out, inner);
                }
            }
            None if map.is_some_and(|map| map.get("name").is_some()) => call(out, item),
            None => value(out, item),
        }
    }
}

/// `{isLiteral, value}`, or a call.
pub(super) fn value(out: &mut Spelling<'_>, node: &Node) {
    let Some(map) = node.as_map() else {
        raw(out, node);
        return;
    };
    if map.get("name").is_some() {
        call(out, node);
        return;
    }
    let Some(inner) = map.get("value") else {
        out.wrong(node.span, "a value is written {isLiteral, value}");
        return;
    };
    if map.get("isLiteral").and_then(Node::as_str) == Some("false") {
        let Some(text) = text_of(inner) else { return };
        let code = text.as_str();
        match code.starts_with("${") && code.ends_with('}') {
            true => out.code(&text.slice(2, code.len() - 1)),
            false => out.code(text),
        }
        return;
    }
    raw(out, inner);
}

/// A text, number or truth as it is.
pub(super) fn raw(out: &mut Spelling<'_>, node: &Node) {
    match node.as_scalar() {
        Some(scalar) if scalar.style == Style::Plain => out.code(&scalar.text),
        Some(scalar) => out.text(&scalar.text, false),
        None => out.wrong(node.span, "this is no value"),
    }
}
