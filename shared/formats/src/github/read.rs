use super::reader::Reader;
use super::rules::EMPTY;
use super::{detect, notation, workflow};
use crate::Reading;
use diag::{Diagnostic, Span};
use ir::Pipeline;
use yaml::{Findings, Limits};

/// Reads a workflow, or checks an action's metadata.
pub(super) fn read(reading: &mut Reading<'_>) -> Option<Pipeline> {
    let found = yaml::read(reading.sources, reading.file, &Limits::default());
    let broken = !found.diagnostics.is_empty();
    reading.diagnostics.extend(found.diagnostics);
    let Some(document) = found.documents.into_iter().next() else {
        if !broken {
            let start = Span::point(reading.file, 0);
            reading.diagnostics.push(Diagnostic::error(EMPTY, start, "the file is empty"));
        }
        return None;
    };
    let findings = Findings::default();
    notation::check(&document.root, &findings);
    let path = reading.sources.get(reading.file).map(|source| source.name.to_string()).unwrap_or_default();
    let reader = Reader::new(&findings, document.complete);
    let pipeline = if detect::is_metadata(&path, document.root.as_map()) {
        None
    } else {
        workflow::read(&reader, &document).map(|workflow| workflow.pipeline)
    };
    reading.diagnostics.extend(findings.into_vec());
    pipeline
}
