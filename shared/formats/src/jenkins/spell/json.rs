//! The form in which Jenkins itself exchanges declarative pipelines: steps and values as objects.
use super::{Spelling, text_of};
use diag::Span;
use yaml::{Mapping, Node, Style};

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

/// The steps of a branch, of a block.
fn steps(out: &mut Spelling<'_>, node: &Node) {
    let list = node.as_map().and_then(|map| map.get("steps")).unwrap_or(node);
    for step in list.as_seq().unwrap_or_default() {
        call(out, step);
        out.word("\n", step.span);
    }
}

/// `{name, arguments, children}`.
fn call(out: &mut Spelling<'_>, node: &Node) {
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

fn arguments(out: &mut Spelling<'_>, node: &Node) {
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
fn value(out: &mut Spelling<'_>, node: &Node) {
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
fn raw(out: &mut Spelling<'_>, node: &Node) {
    match node.as_scalar() {
        Some(scalar) if scalar.style == Style::Plain => out.code(&scalar.text),
        Some(scalar) => out.text(&scalar.text, false),
        None => out.wrong(node.span, "this is no value"),
    }
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

fn when(out: &mut Spelling<'_>, node: &Node, at: Span) {
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

fn matrix(out: &mut Spelling<'_>, node: &Node, at: Span) {
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
