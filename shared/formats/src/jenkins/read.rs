use super::declare::Declare;
use super::lower::Lower;
use super::spell;
use crate::Reading;
use diag::{Diagnostic, Span, Text};
use ir::Pipeline;
use yaml::Limits;

/// Reads a pipeline and all that is wrong with it.
pub(super) fn read(reading: &mut Reading<'_>) -> Option<Pipeline> {
    let text = text(reading)?;
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

/// The script that a file holds or spells.
fn text(reading: &mut Reading<'_>) -> Option<Text> {
    let source = reading.sources.get(reading.file)?;
    if !is_tree(&source.name, &source.text) {
        let span = Span::new(reading.file, 0, source.text.len() as u32);
        return Some(Text::plain(source.text.clone(), span));
    }
    let read = yaml::read(reading.sources, reading.file, &Limits::default());
    let broken = read.diagnostics.iter().any(Diagnostic::is_error);
    reading.diagnostics.extend(read.diagnostics);
    let document = read.documents.first().filter(|_| !broken)?;
    spell::script(&document.root, &mut reading.diagnostics)
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
