//! The YAML of Jenkins' plugin for it (<https://plugins.jenkins.io/pipeline-as-yaml/>): sections as keys, steps as they
//! are written in a Jenkinsfile.
use super::{Spelling, text_of};
use diag::{Span, Text};
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

/// Steps in a list or a text; in a `script` they may be any code.
fn steps(out: &mut Spelling<'_>, node: &Node, depth: u32) {
    if depth > DEPTH {
        out.wrong(node.span, format!("more than {DEPTH} levels stand one inside the other"));
        return;
    }
    for item in one_or_many(node) {
        match (text_of(item), item.as_map()) {
            (Some(code), _) => line(out, code),
            (None, Some(map)) => block(out, map, item.span, depth),
            (None, None) => out.wrong(item.span, "a step is written as in a Jenkinsfile"),
        }
        out.word("\n", item.span);
    }
}

/// A step, as it is written in a Jenkinsfile; one whose text has no quotes (`echo all is well`) gets them.
fn line(out: &mut Spelling<'_>, code: &Text) {
    let written = code.as_str();
    let Some((name, rest)) = written.split_once(' ') else {
        out.code(code);
        return;
    };
    let bare = |c: char| c.is_alphanumeric() || " _-,!?'".contains(c);
    let words = rest.split_whitespace().count() > 1 && rest.starts_with(char::is_alphabetic);
    if matches!(name, "echo" | "sh" | "bat" | "error" | "pwsh" | "powershell")
        && words
        && rest.chars().all(bare)
    {
        let split = name.len() + 1;
        out.code(&code.slice(0, split));
        out.text(&code.slice(split, written.len()), false);
    } else {
        out.code(code);
    }
}

/// `script: [...]`, or a step with a block: `dir: "'x'"` beside `script` or `steps`.
fn block(out: &mut Spelling<'_>, map: &Mapping, at: Span, depth: u32) {
    let inside = map.entry("script").or_else(|| map.entry("steps"));
    let own = map.iter().find(|entry| !matches!(entry.name(), Some("script" | "steps")));
    match own {
        Some(entry) if entry.name().is_some_and(|name| name.contains(['(', ' '])) => {
            out.wrong(entry.key.span, "YAML takes this step for a mapping, for there is a colon in it");
            if let Some(finding) = out.findings.last_mut() {
                finding.help = Some("put the whole step into quotes".to_owned());
            }
        }
        Some(entry) => {
            out.word(entry.name().unwrap_or_default(), entry.key.span);
            out.word("(", entry.key.span);
            match text_of(&entry.value) {
                Some(text) if text.as_str().is_empty() => {}
                Some(text) if is_code(text) => out.code(text),
                Some(text) => out.text(text, true),
                None => {
                    out.wrong(entry.value.span, "the arguments of a step are written as in a Jenkinsfile")
                }
            }
            out.word(")", entry.key.span);
            if let Some(inside) = inside {
                out.word(" {\n", inside.key.span);
                steps(out, &inside.value, depth + 1);
                out.word("}", inside.key.span);
            }
        }
        None => {
            out.word("script {\n", at);
            if let Some(inside) = inside {
                steps(out, &inside.value, depth + 1);
            }
            out.word("}", at);
        }
    }
}

/// Whether a text is meant as code: it is quoted, a list, a number, or has names before values.
fn is_code(text: &Text) -> bool {
    let text = text.as_str().trim();
    let quoted = text.starts_with(['\'', '"', '[', '(']);
    let named = text.split_once(':').is_some_and(|(name, _)| name.chars().all(char::is_alphanumeric));
    quoted || named || text.parse::<f64>().is_ok() || matches!(text, "true" | "false")
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

fn when(out: &mut Spelling<'_>, node: &Node, at: Span, stage: &Mapping) {
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

fn matrix(out: &mut Spelling<'_>, node: &Node, at: Span, depth: u32) {
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
