use super::Checked;
use crate::{Code, Diagnostic, Severity, SourceMap, Span};
use serde::Serialize;
use std::fmt;

/// All that a check found, for programs; displayed, it is JSON.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// One entry a checked file.
    pub files: Vec<FileReport>,
    /// The sums.
    pub summary: Summary,
}

/// What was found in one file.
#[derive(Clone, Debug, Serialize)]
pub struct FileReport {
    /// The path as the user knows it.
    pub path: String,
    /// The language it was taken for; null when it was not recognised.
    pub format: Option<String>,
    /// The findings in the order they were made.
    pub diagnostics: Vec<Finding>,
}

/// One finding.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// The rule.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// The file it lies in, when that is not the checked file itself but one it includes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// What to do.
    pub help: Option<String>,
    /// Other places that belong to it.
    pub related: Vec<Related>,
}

/// A range of text: lines and columns from 1, columns in characters, the end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// First line.
    pub line: u32,
    /// First column.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// One past the last column.
    pub end_column: u32,
}

/// Another place, with a remark.
#[derive(Clone, Debug, Serialize)]
pub struct Related {
    /// The file.
    pub path: String,
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// What is to be seen there.
    pub message: String,
}

/// How much was checked and found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Files checked.
    pub files: usize,
    /// Errors found.
    pub errors: usize,
    /// Warnings found.
    pub warnings: usize,
    /// Notes found.
    pub notes: usize,
}

impl Report {
    /// The report of a check.
    #[must_use]
    pub fn new(sources: &SourceMap, files: &[Checked]) -> Self {
        let summary = Summary::new(files);
        let files = files.iter().map(|file| FileReport {
            path: file.path.clone(),
            format: file.format.clone(),
            diagnostics: file.diagnostics.iter().map(|found| finding(sources, file, found)).collect(),
        });
        Self { files: files.collect(), summary }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string_pretty(self).map_err(|_| fmt::Error)?)
    }
}

impl Summary {
    /// Counts what was found.
    #[must_use]
    pub fn new(files: &[Checked]) -> Self {
        let mut summary = Self { files: files.len(), ..Self::default() };
        for found in files.iter().flat_map(|file| &file.diagnostics) {
            match found.severity {
                Severity::Error => summary.errors += 1,
                Severity::Warning => summary.warnings += 1,
                Severity::Note => summary.notes += 1,
            }
        }
        summary
    }
}

impl Place {
    /// A span as people count.
    #[must_use]
    pub fn new(sources: &SourceMap, span: Span) -> Self {
        let (start, end) = sources.locate(span);
        Self { line: start.line, column: start.column, end_line: end.line, end_column: end.column }
    }
}

fn finding(sources: &SourceMap, file: &Checked, found: &Diagnostic) -> Finding {
    let name = sources.name(found.primary.span);
    let related = found.labels.iter().map(|label| Related {
        path: sources.name(label.span).to_owned(),
        place: Place::new(sources, label.span),
        message: label.message.clone(),
    });
    Finding {
        code: found.code,
        severity: found.severity,
        message: found.message.clone(),
        path: (!name.is_empty() && name != file.path).then(|| name.to_owned()),
        place: Place::new(sources, found.primary.span),
        help: found.help.clone(),
        related: related.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    #[test]
    fn the_report_has_the_promised_fields() {
        let (sources, files) = sample::checked();
        let report: serde_json::Value =
            serde_json::from_str(&Report::new(&sources, &files).to_string()).unwrap();
        let expected = serde_json::json!({
            "files": [{
                "path": "ci dir/ci.yml",
                "format": "github-actions",
                "diagnostics": [
                    {
                        "code": "unknown-key", "severity": "error", "message": "unexpected key \"run-on\"",
                        "line": 2, "column": 7, "end_line": 2, "end_column": 13,
                        "help": "did you mean \"runs-on\"?",
                        "related": [{
                            "path": "ci dir/ci.yml", "line": 1, "column": 1, "end_line": 1, "end_column": 5,
                            "message": "in this section",
                        }],
                    },
                    {
                        "code": "bad-needs", "severity": "error", "message": "50% of: a, b\nare bad",
                        "path": "b.yml", "line": 1, "column": 8, "end_line": 3, "end_column": 2,
                        "help": null,
                        "related": [{
                            "path": "ci dir/ci.yml", "line": 3, "column": 10, "end_line": 3, "end_column": 15,
                            "message": "included here",
                        }],
                    },
                    {
                        "code": "style", "severity": "warning", "message": "hm",
                        "line": 3, "column": 1, "end_line": 3, "end_column": 1, "help": null, "related": [],
                    },
                ],
            }],
            "summary": {"files": 1, "errors": 2, "warnings": 1, "notes": 0},
        });
        assert_eq!(report, expected);
    }
}
