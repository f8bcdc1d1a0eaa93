use diag::{Severity, SourceMap};
use formats::{Nothing, Reading};
use indexmap::IndexMap;
use ir::Pipeline;

/// Severity, code, line, column and message of a finding.
pub type Found = (Severity, &'static str, u32, u32, String);

/// What is found in a file: severity, code, line and column.
pub fn found(name: &str, text: &str) -> Vec<Found> {
    read(name, text).1
}

/// A pipeline without findings.
pub fn pipeline(text: &str) -> Pipeline {
    let (pipeline, found) = read("Jenkinsfile", text);
    assert_eq!(found, [], "{text}");
    pipeline.unwrap_or_else(|| Pipeline::empty(diag::Span::NOWHERE, expr::Dialect::Jenkins))
}

fn read(name: &str, text: &str) -> (Option<Pipeline>, Vec<Found>) {
    let mut sources = SourceMap::default();
    let file = sources.add(name, text);
    let inputs = IndexMap::new();
    let mut reading = Reading {
        sources: &mut sources,
        file,
        path: name,
        loader: &Nothing,
        facts: None,
        inputs: &inputs,
        diagnostics: Vec::new(),
    };
    let format = formats::by_id("jenkins").map(|format| format.read);
    let pipeline = format.and_then(|read| read(&mut reading));
    let found = std::mem::take(&mut reading.diagnostics);
    let place = |finding: diag::Diagnostic| {
        assert!(finding.primary.span.end as usize <= text.len(), "a finding past the end: {finding:?}");
        let (start, _) = sources.locate(finding.primary.span);
        (finding.severity, finding.code.0, start.line, start.column, finding.message)
    };
    (pipeline, found.into_iter().map(place).collect())
}

/// The errors of a Jenkinsfile: code, line and column.
pub fn errors(name: &str, text: &str) -> Vec<(&'static str, u32, u32)> {
    let errors = found(name, text).into_iter().filter(|finding| finding.0 == Severity::Error);
    errors.map(|(_, code, line, column, _)| (code, line, column)).collect()
}

/// A pipeline with one stage, in which `sections` stand at line 4.
pub fn with_stage(sections: &str) -> String {
    format!("pipeline {{\n  agent any\n  stages {{ stage('a') {{\n{sections}\n  }} }}\n}}\n")
}

/// A pipeline in which `sections` stand at line 3, and a stage behind them.
pub fn with(sections: &str) -> String {
    format!(
        "pipeline {{\n  agent any\n{sections}\n  stages {{ stage('a') {{ steps {{ echo 'a' }} }} }}\n}}\n"
    )
}
