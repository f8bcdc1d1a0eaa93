use super::reader::Reader;
use super::{detect, workflow};
use crate::Reading;
use ir::Pipeline;
use yaml::{Findings, Limits};

/// Reads a workflow, or checks an action's metadata.
pub(super) fn read(reading: &mut Reading<'_>) -> Option<Pipeline> {
    let found = yaml::read(reading.sources, reading.file, &Limits::default());
    reading.diagnostics.extend(found.diagnostics);
    let document = found.documents.into_iter().next()?;
    let findings = Findings::default();
    let path = reading.sources.get(reading.file).map(|source| source.name.to_string()).unwrap_or_default();
    let reader = Reader::new(&findings);
    let pipeline = if detect::is_metadata(&path, document.root.as_map()) {
        None
    } else {
        workflow::read(&reader, &document).map(|workflow| workflow.pipeline)
    };
    reading.diagnostics.extend(findings.into_vec());
    pipeline
}
