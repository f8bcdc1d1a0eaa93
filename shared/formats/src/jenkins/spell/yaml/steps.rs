//! Steps, and the blocks around them.
use super::super::{Spelling, text_of};
use super::{DEPTH, one_or_many};
use diag::{Span, Text};
use yaml::{Mapping, Node};

/// Steps in a list or a text; in a `script` they may be any code.
pub(super) fn steps(out: &mut Spelling<'_>, node: &Node, depth: u32) {
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
