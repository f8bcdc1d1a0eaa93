use super::declare::Declare;
use super::lower::Lower;
use super::spell;
use crate::Reading;
use diag::{Diagnostic, SourceId, SourceMap, Span, Text};
use ir::Pipeline;
use yaml::{Comment, Limits, Placement};

/// Reads a pipeline and all that is wrong with it.
pub(super) fn read(reading: &mut Reading<'_>) -> Option<Pipeline> {
    let text = script(reading.sources, reading.file, &mut reading.diagnostics)?;
    let mut declare = Declare::new(&text);
    let script = declare.script();
    let found = script.as_ref().and_then(|script| declare.pipeline(script, reading.facts.is_some()));
    let pipeline = found.filter(|found| !found.nested).map(|found| {
        let (pipeline, findings) = Lower::new(&text, &found.model).pipeline();
        (pipeline, findings)
    });
    let mut broken = declare.findings.iter().any(Diagnostic::is_error);
    reading.diagnostics.append(&mut declare.findings);
    let (pipeline, findings) = pipeline?;
    // What is wrong with the parts was told already.
    if !broken {
        broken = findings.iter().any(Diagnostic::is_error);
        reading.diagnostics.extend(findings);
    }
    (!broken).then_some(pipeline)
}

/// The comments of a file, which are those of YAML or of Groovy.
pub(super) fn comments(sources: &SourceMap, file: SourceId, read: &yaml::Read) -> Vec<Comment> {
    let Some(source) = sources.get(file) else { return Vec::new() };
    if is_tree(&source.name, &source.text) {
        return crate::write::comments(sources, file, read);
    }
    let comment = |place: groovy::Place| Comment {
        span: Span::new(file, place.start, place.end),
        placement: Placement::Free,
    };
    groovy::comments(&source.text).into_iter().map(comment).collect()
}

/// The script that a file holds or spells.
pub(super) fn script(sources: &SourceMap, file: SourceId, diagnostics: &mut Vec<Diagnostic>) -> Option<Text> {
    let source = sources.get(file)?;
    if !is_tree(&source.name, &source.text) {
        let span = Span::new(file, 0, source.text.len() as u32);
        return Some(Text::plain(source.text.clone(), span));
    }
    let read = yaml::read(sources, file, &Limits::default());
    let broken = read.diagnostics.iter().any(Diagnostic::is_error);
    diagnostics.extend(read.diagnostics);
    let document = read.documents.first().filter(|_| !broken)?;
    spell::script(&document.root, diagnostics)
}

/// Whether a file is YAML or JSON rather than a script.
fn is_tree(name: &str, text: &str) -> bool {
    let name = name.to_lowercase();
    if [".yml", ".yaml", ".json"].iter().any(|end| name.ends_with(end)) {
        return true;
    }
    let blank = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with(['#', '/']);
    let first = text.lines().find(blank).unwrap_or_default();
    first.starts_with('{') || first.starts_with("---") || first.trim_end() == "pipeline:"
}
