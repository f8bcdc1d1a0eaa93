use diag::{Diagnostic, Severity, SourceMap};
use formats::{Nothing, Reading};
use indexmap::IndexMap;

/// What is found in a file: severity, code, line and column.
pub fn found(name: &str, text: &str) -> Vec<(Severity, &'static str, u32, u32, String)> {
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
    format.map(|read| read(&mut reading));
    let found: Vec<Diagnostic> = reading.diagnostics;
    let place = |finding: Diagnostic| {
        let (start, _) = sources.locate(finding.primary.span);
        (finding.severity, finding.code.0, start.line, start.column, finding.message)
    };
    found.into_iter().map(place).collect()
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
