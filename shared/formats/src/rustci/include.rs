use super::rules::INCLUDE;
use crate::{Missing, Reading, Request};
use diag::{Diagnostic, SourceId, Text};
use yaml::{Cursor, Document, Findings, Limits, Schema, Shape};

/// How deep files may include each other.
const DEPTH: usize = 20;

/// A file that takes part: its document, in the order in which they count.
pub(super) struct Part {
    pub(super) source: SourceId,
    pub(super) document: Document,
}

/// The file and all that it includes, included ones first.
pub(super) fn parts(reading: &mut Reading<'_>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut open = Vec::new();
    collect(reading, reading.file, &mut open, &mut parts);
    parts
}

fn collect(reading: &mut Reading<'_>, source: SourceId, open: &mut Vec<String>, parts: &mut Vec<Part>) {
    let read = yaml::read(reading.sources, source, &Limits::default());
    reading.diagnostics.extend(read.diagnostics);
    let Some(document) = read.documents.into_iter().next() else { return };
    for text in paths(&document) {
        include(reading, &text, open, parts);
    }
    parts.push(Part { source, document });
}

fn include(reading: &mut Reading<'_>, text: &Text, open: &mut Vec<String>, parts: &mut Vec<Part>) {
    let mut refuse = |message: String, help: &str| {
        reading.diagnostics.push(Diagnostic::error(INCLUDE, text.span(), message).help(help));
    };
    let path = text.as_str();
    if open.iter().any(|above| above == path) {
        return refuse(format!("\"{path}\" includes itself"), "remove one of the includes");
    }
    if open.len() >= DEPTH {
        return refuse(format!("more than {DEPTH} files include each other"), "include fewer files");
    }
    let loaded = match reading.loader.load(&Request::File { path }) {
        Ok(loaded) if loaded.is_empty() => Err(Missing::NotFound { name: path.to_owned() }),
        loaded => loaded,
    };
    match loaded {
        Ok(files) => {
            open.push(path.to_owned());
            for file in files {
                let known = parts
                    .iter()
                    .any(|part| reading.sources.get(part.source).is_some_and(|s| *s.name == *file.name));
                if !known {
                    let source = reading.sources.add(file.name, file.text);
                    collect(reading, source, open, parts);
                }
            }
            open.pop();
        }
        Err(missing) => refuse(missing.to_string(), "name a file of this repository, from its root"),
    }
}

/// What a document includes. Wrong shapes are reported when its other keys are read.
fn paths(document: &Document) -> Vec<Text> {
    let Some(node) = document.root.as_map().and_then(|map| map.get("include")) else { return Vec::new() };
    let unheard = Findings::default();
    let cursor = Cursor::at(node, "include", node.span, Schema::Core, &unheard);
    match cursor.shape() {
        Shape::Null | Shape::Map => Vec::new(),
        _ => cursor.string_or_seq().into_iter().flatten().cloned().collect(),
    }
}
