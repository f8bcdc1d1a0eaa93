//! Tasks that hand the service reports of tests and coverage.

use super::inputs::{Inputs, lines};
use diag::{Spanned, Text};
use expr::{Dialect, Expr, Template};
use ir::{Action, Builtin, Report, ReportKind, Step, When};

/// `PublishTestResults`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/publish-test-results-v2>.
pub(super) fn tests(inputs: &Inputs<'_>) -> Result<Action, String> {
    let format = inputs.option("testResultsFormat", "JUnit")?;
    let folder = inputs.get("searchFolder");
    let usual = if format == "vstest" { "**/*.trx" } else { "**/TEST-*.xml" };
    let files = inputs.lines("testResultsFiles", usual);
    let paths = files.into_iter().map(|file| match &folder {
        Some(folder) => within(folder, &file, inputs),
        None => file,
    });
    let mut action = report(kind(&format), paths.collect(), inputs);
    if let Action::Builtin { builtin: Builtin::Report(report), .. } = &mut action {
        report.fails = inputs.flag("failTaskOnFailedTests", false);
    }
    Ok(action)
}

fn kind(format: &str) -> ReportKind {
    match format {
        "junit" => ReportKind::Junit,
        other => ReportKind::Other(other.to_owned()),
    }
}

/// A pattern in a folder.
fn within(folder: &Template, pattern: &Template, inputs: &Inputs<'_>) -> Template {
    let (folder, pattern) = (folder.text().as_str().trim_end_matches('/'), pattern.text().as_str());
    match pattern.strip_prefix('!') {
        _ if pattern.starts_with('/') || pattern.starts_with("$(") => inputs.template(pattern),
        Some(rest) => inputs.template(&format!("!{folder}/{rest}")),
        None => inputs.template(&format!("{folder}/{pattern}")),
    }
}

/// `PublishCodeCoverageResults`:
/// <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/publish-code-coverage-results-v2>.
pub(super) fn coverage(inputs: &Inputs<'_>) -> Result<Action, String> {
    let files = inputs.get("summaryFileLocation").ok_or("it gets no `summaryFileLocation`")?;
    Ok(report(ReportKind::Other("coverage".to_owned()), lines(&files), inputs))
}

pub(super) fn report(kind: ReportKind, paths: Vec<Template>, inputs: &Inputs<'_>) -> Action {
    let when = Spanned::new(When::Always, inputs.span);
    let report = Report { kind, paths, when, fails: false };
    Action::Builtin { builtin: Builtin::Report(Box::new(report)), reference: None, with: inputs.with.clone() }
}

/// A build, and then its test results however it went.
pub(super) fn with_tests(build: Action, files: &str, inputs: &Inputs<'_>) -> Action {
    let kind = if files.ends_with(".trx") { kind("vstest") } else { ReportKind::Junit };
    let results = report(kind, vec![inputs.template(files)], inputs);
    let ended = Expr::parse(&Text::from("succeededOrFailed()"), Dialect::Azure).ok();
    let results = Step { condition: ended, ..Step::new(inputs.span, results) };
    Action::Group(vec![Step::new(inputs.span, build), results])
}
