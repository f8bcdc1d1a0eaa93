//! What was decided or put in while the sources were read, and is no longer seen in what is written.
use super::losses::KEY;
use crate::Writing;
use diag::SourceId;
use expr::Dialect;
use yaml::{Kind, Limits, Node};

/// Tells of all that was.
pub fn expanded(root: SourceId, writing: &mut Writing<'_>) {
    let pointers: &[&str] = match writing.from.dialect {
        Dialect::GitLab => &["extends", "include"],
        Dialect::Azure => &["template", "extends"],
        Dialect::GitHub => return metadata(writing),
        Dialect::Native | Dialect::Jenkins => return,
    };
    for (id, _) in writing.sources.iter() {
        let read = yaml::read(writing.sources, id, &Limits::default());
        let is_yaml = !read.diagnostics.iter().any(diag::Diagnostic::is_error);
        for document in read.documents.iter().filter(|_| is_yaml) {
            visit(&document.root, pointers, 0, writing);
            if id == root && writing.from.dialect == Dialect::Azure {
                computed(&document.root, 0, writing);
            }
        }
    }
}

/// Values of the first file that were computed from what only whoever starts a run knows.
fn computed(node: &Node, depth: usize, writing: &mut Writing<'_>) {
    if depth > 100 {
        return;
    }
    match &node.kind {
        Kind::Seq(items) => items.iter().for_each(|item| computed(item, depth + 1, writing)),
        Kind::Map(mapping) => mapping.iter().for_each(|entry| computed(&entry.value, depth + 1, writing)),
        Kind::Scalar(scalar) => {
            let parts = scalar.text.as_str().split("${{").skip(1);
            let inside: Vec<&str> = parts.filter_map(|part| Some(part.split_once("}}")?.0)).collect();
            let asks = |word: &str| inside.iter().any(|expr| expr.contains(word));
            if asks("parameters.") || asks("parameters[") {
                let message = "the defaults of the parameters have been put in here";
                let help = "convert it with each of the parameters' values, or use a variable";
                writing.lost(KEY, node.span, message, help);
            } else if ["Build.", "System.", "Agent.", "Environment."].into_iter().any(asks) {
                let message = "this has been computed as for a run that somebody starts by hand on \"main\"";
                writing.lost(KEY, node.span, message, "write a condition, or use a variable");
            }
        }
    }
}

/// What the files of actions say of themselves, beside what they do: their steps have been put in.
fn metadata(writing: &mut Writing<'_>) {
    for (id, _) in writing.sources.iter() {
        for document in &yaml::read(writing.sources, id, &Limits::default()).documents {
            let Some((root, runs)) = document.root.as_map().and_then(|root| Some((root, root.get("runs")?)))
            else {
                continue;
            };
            let own = root.iter().filter(|entry| entry.name() != Some("runs"));
            let kind = runs.as_map().into_iter().flat_map(|runs| runs.iter());
            let kind = kind.filter(|entry| entry.name() == Some("using"));
            own.chain(kind).for_each(|entry| writing.implied(entry.key.span));
        }
    }
}

/// Keys under which a piece from elsewhere was put in, and keys that were decided.
fn visit(node: &Node, pointers: &[&str], depth: usize, writing: &mut Writing<'_>) {
    if node.tag().is_some_and(|tag| &*tag.name == "!reference") {
        return writing.implied(node.span);
    }
    if depth > 100 {
        return;
    }
    match &node.kind {
        Kind::Seq(items) => items.iter().for_each(|item| visit(item, pointers, depth + 1, writing)),
        Kind::Map(mapping) => {
            for entry in mapping.iter() {
                let name = entry.name().unwrap_or_default();
                if name.trim_start().starts_with("${{") {
                    let message =
                        "this has been decided while the file was read, by the defaults of its parameters";
                    let help = "convert it with each of the parameters' values, or write conditions";
                    writing.lost(KEY, entry.key.span, message, help);
                } else if pointers.contains(&name) {
                    if name == "extends" && writing.from.dialect == Dialect::GitLab {
                        writing.implied(entry.key.span);
                    } else {
                        let message = format!("what \"{name}\" names has been put in its place");
                        let help = "nothing, unless both should stay one piece";
                        writing.remark(KEY, entry.key.span, message, help);
                    }
                    // What is handed to a template has been filled in.
                    let given = mapping.entry("parameters").filter(|_| name == "template");
                    given.into_iter().for_each(|given| writing.implied(given.key.span));
                    continue;
                }
                visit(&entry.value, pointers, depth + 1, writing);
            }
        }
        Kind::Scalar(_) => {}
    }
}
