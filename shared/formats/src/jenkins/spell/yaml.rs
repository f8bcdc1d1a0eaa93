//! The YAML of Jenkins' plugin for it (<https://plugins.jenkins.io/pipeline-as-yaml/>): sections as keys, steps as they
//! are written in a Jenkinsfile.
mod matrix;
mod steps;
mod when;

use super::{Spelling, text_of};
use diag::Span;
use matrix::matrix;
use steps::steps;
use when::when;
use yaml::{Mapping, Node, Style};

/// How deep stages and blocks of steps may stand in each other.
const DEPTH: u32 = 30;

pub(super) fn pipeline(out: &mut Spelling<'_>, map: &Mapping, at: Span) {
    if let Some(entry) = map.entry("library") {
        out.word("@Library([", entry.key.span);
        for (index, name) in one_or_many(&entry.value).iter().enumerate() {
            out.word(if index > 0 { ", " } else { "" }, name.span);
            if let Some(name) = text_of(name) {
                out.text(name, false);
            }
        }
        out.word("]) _\n", entry.key.span);
    }
    out.word("pipeline {\n", at);
    for entry in map.iter() {
        let span = entry.key.span;
        match entry.name().unwrap_or_default() {
            "library" => {}
            "stages" => stages(out, "stages", &entry.value, span, 0),
            name @ ("parameters" | "triggers" | "libraries") => lines(out, name, &entry.value, span),
            name @ ("agent" | "environment" | "tools" | "options" | "post") => {
                section(out, name, &entry.value, span);
            }
            name => unknown(out, name, span),
        }
    }
    out.word("}\n", at);
}

fn unknown(out: &mut Spelling<'_>, name: &str, span: Span) {
    const KNOWN: &[&str] = &[
        "agent",
        "stages",
        "stage",
        "steps",
        "environment",
        "options",
        "parameters",
        "triggers",
        "tools",
        "post",
        "when",
        "parallel",
        "matrix",
        "input",
        "library",
        "failFast",
    ];
    out.wrong(span, format!("there is no key `{name}` here"));
    if let (Some(meant), Some(finding)) =
        (diag::did_you_mean(name, KNOWN.iter().copied()), out.findings.last_mut())
    {
        finding.help = Some(format!("did you mean `{meant}`?"));
    }
}

/// A value, or the values of a list.
fn one_or_many(node: &Node) -> &[Node] {
    node.as_seq().unwrap_or_else(|| std::slice::from_ref(node))
}

fn stages(out: &mut Spelling<'_>, name: &str, node: &Node, at: Span, depth: u32) {
    if depth > DEPTH {
        out.wrong(node.span, format!("more than {DEPTH} levels stand one inside the other"));
        return;
    }
    out.word(name, at);
    out.word(" {\n", at);
    for item in out.list(node, &format!("`{name}`")) {
        let Some(map) = out.mapping(item, "a stage") else { continue };
        let Some(entry) = map.entry("stage") else {
            out.wrong(item.span, "the stage has no name");
            if let Some(finding) = out.findings.last_mut() {
                finding.help = Some("begin it with `stage: NAME`".to_owned());
            }
            continue;
        };
        out.word("stage(", entry.value.span);
        match text_of(&entry.value) {
            Some(name) => out.text(name, false),
            None => out.wrong(entry.value.span, "the name of a stage is a text"),
        }
        out.word(") {\n", entry.value.span);
        stage_entries(out, map, depth);
        out.word("}\n", entry.value.span);
    }
    out.word("}\n", at);
}

fn stage_entries(out: &mut Spelling<'_>, map: &Mapping, depth: u32) {
    for entry in map.iter() {
        let (value, span) = (&entry.value, entry.key.span);
        match entry.name().unwrap_or_default() {
            "stage" | "beforeAgent" | "beforeInput" | "beforeOptions" => {}
            "steps" => {
                out.word("steps {\n", span);
                steps(out, value, depth);
                out.word("}\n", span);
            }
            name @ ("stages" | "parallel") => stages(out, name, value, span, depth + 1),
            "matrix" => matrix(out, value, span, depth),
            "when" => when(out, value, span, map),
            "failFast" => {
                out.word("failFast ", span);
                plain(out, value);
                out.word("\n", span);
            }
            name @ ("agent" | "environment" | "tools" | "options" | "post" | "input") => {
                section(out, name, value, span);
            }
            name => unknown(out, name, span),
        }
    }
}

fn section(out: &mut Spelling<'_>, name: &str, node: &Node, at: Span) {
    match name {
        "agent" => agent(out, node, at),
        "environment" => environment(out, node, at),
        "tools" => fields(out, name, node, at),
        "input" => fields(out, name, node, at),
        "post" => post(out, node, at),
        _ => lines(out, name, node, at),
    }
}

/// Calls, as they are written in a Jenkinsfile.
fn lines(out: &mut Spelling<'_>, name: &str, node: &Node, at: Span) {
    out.word(name, at);
    out.word(" {\n", at);
    for item in one_or_many(node) {
        match text_of(item) {
            Some(code) => out.code(code),
            None => out.wrong(item.span, format!("`{name}` is a list of calls")),
        }
        out.word("\n", item.span);
    }
    out.word("}\n", at);
}

/// A scalar as code when it is a number or a truth, else as a text.
fn plain(out: &mut Spelling<'_>, node: &Node) {
    let Some(scalar) = node.as_scalar() else {
        out.wrong(node.span, "this is no plain value");
        return;
    };
    let word = scalar.text.as_str();
    let bare = matches!(word, "true" | "false") || word.parse::<i64>().is_ok();
    if bare && scalar.style == Style::Plain { out.code(&scalar.text) } else { out.text(&scalar.text, true) }
}

/// `name { key value ... }`.
fn fields(out: &mut Spelling<'_>, name: &str, node: &Node, at: Span) {
    out.word(name, at);
    out.word(" {\n", at);
    if let Some(map) = out.mapping(node, &format!("`{name}`")) {
        for entry in map.iter() {
            // What is left out says nothing.
            if text_of(&entry.value).is_some_and(|text| text.as_str().is_empty()) {
                continue;
            }
            out.word(entry.name().unwrap_or_default(), entry.key.span);
            out.word(" ", entry.key.span);
            plain(out, &entry.value);
            out.word("\n", entry.key.span);
        }
    }
    out.word("}\n", at);
}

fn agent(out: &mut Spelling<'_>, node: &Node, at: Span) {
    let kind = |map: &Mapping| map.iter().next().cloned();
    let (name, span, value) = match (text_of(node), node.as_map().and_then(kind)) {
        (Some(text), _) => (text.as_str().to_owned(), text.span(), None),
        (None, Some(entry)) => {
            (entry.name().unwrap_or_default().to_owned(), entry.key.span, Some(entry.value.clone()))
        }
        _ => {
            out.wrong(node.span, "an agent is `any`, `none`, or a mapping of its kind");
            return;
        }
    };
    out.word("agent ", at);
    match (&*name, &value) {
        ("any" | "none", _) => out.word(&name, span),
        (_, Some(value)) if value.as_map().is_some() => {
            out.word("{ ", at);
            fields(out, &name, value, span);
            out.word("}", at);
        }
        (_, Some(value)) => {
            out.word("{ ", at);
            out.word(&name, span);
            out.word(" ", span);
            plain(out, value);
            out.word(" }", at);
        }
        (_, None) => {
            out.word("{ ", at);
            out.word(&name, span);
            out.word("() }", at);
        }
    }
    out.word("\n", at);
}

fn environment(out: &mut Spelling<'_>, node: &Node, at: Span) {
    out.word("environment {\n", at);
    if let Some(map) = out.mapping(node, "`environment`") {
        for entry in map.iter() {
            out.word(entry.name().unwrap_or_default(), entry.key.span);
            out.word(" = ", entry.key.span);
            match text_of(&entry.value) {
                Some(text) if text.as_str().trim_start().starts_with("credentials(") => out.code(text),
                Some(text) => out.text(text, true),
                None => out.wrong(entry.value.span, "the value of a variable is a text"),
            }
            out.word("\n", entry.key.span);
        }
    }
    out.word("}\n", at);
}

fn post(out: &mut Spelling<'_>, node: &Node, at: Span) {
    out.word("post {\n", at);
    if let Some(map) = out.mapping(node, "`post`") {
        for entry in map.iter() {
            out.word(entry.name().unwrap_or_default(), entry.key.span);
            out.word(" {\n", entry.key.span);
            steps(out, &entry.value, 0);
            out.word("}\n", entry.key.span);
        }
    }
    out.word("}\n", at);
}
