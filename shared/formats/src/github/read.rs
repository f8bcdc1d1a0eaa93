use super::reader::Reader;
use super::rules::EMPTY;
use super::{action, calls, notation, workflow};
use crate::Reading;
use diag::{Diagnostic, SourceId, SourceMap, Span};
use ir::Pipeline;
use yaml::{Findings, Limits};

/// Reads a workflow, and those it calls.
pub(super) fn read(reading: &mut Reading<'_>) -> Option<Pipeline> {
    let (workflow, found) = file(reading.sources, reading.file);
    reading.diagnostics.extend(found);
    let mut pipeline = workflow?.pipeline;
    calls::resolve(reading, &mut pipeline);
    Some(pipeline)
}

/// Reads a file as a workflow, without what it calls.
pub(super) fn file(sources: &SourceMap, file: SourceId) -> (Option<workflow::Workflow>, Vec<Diagnostic>) {
    let found = yaml::read(sources, file, &Limits::default());
    let mut diagnostics = found.diagnostics;
    let Some(document) = found.documents.into_iter().next() else {
        if diagnostics.is_empty() {
            diagnostics.push(Diagnostic::error(EMPTY, Span::point(file, 0), "the file is empty"));
        }
        return (None, diagnostics);
    };
    let findings = Findings::default();
    notation::check(&document.root, &findings);
    let workflow = workflow::read(&Reader::new(&findings, document.complete), &document);
    diagnostics.extend(findings.into_vec());
    (workflow, diagnostics)
}

/// Checks an action's metadata, in which there is no pipeline.
pub(super) fn read_metadata(reading: &mut Reading<'_>) -> Option<Pipeline> {
    let (_, found) = action::read_metadata(reading.sources, reading.file);
    reading.diagnostics.extend(found);
    None
}
