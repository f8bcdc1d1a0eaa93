use super::inputs::Spec;
use crate::gitlab::codes::{CONTENT, INPUT};
use crate::gitlab::value::SCHEMA;
use diag::{Diagnostic, Severity, SourceId, SourceMap, Span};
use yaml::{Cursor, Document, Findings, Limits, Node};

/// A file, taken apart: the header that says which inputs it takes, and its content.
pub struct Source {
    /// What stands before `---`, if it is a header.
    pub header: Option<Header>,
    /// The pipeline, or a part of one.
    pub content: Node,
}

/// The document before the content: <https://docs.gitlab.com/ci/yaml/#header-keywords>.
pub struct Header {
    /// What it says of inputs.
    pub spec: Spec,
}

impl Source {
    /// Reads a file. Nothing when there is nothing to go on with; the findings say why.
    pub fn read(sources: &SourceMap, file: SourceId, findings: &Findings) -> Option<Self> {
        let read = yaml::read(sources, file, &Limits::default());
        let broken = read.diagnostics.iter().any(Diagnostic::is_error);
        read.diagnostics.into_iter().map(lenient).for_each(|finding| findings.push(finding));
        let (header, content) = match read.documents.as_slice() {
            [header, content, ..] if has_spec(header) => (Some(Header::read(header, findings)), content),
            [content, ..] => (lone_header(content, findings), content),
            [] if broken => return None,
            [] => {
                findings.push(Diagnostic::error(CONTENT, Span::point(file, 0), "the file is empty"));
                return None;
            }
        };
        if content.root.as_map().is_none() {
            let cursor = Cursor::root(content, SCHEMA, findings);
            if !(broken && content.root.is_null(SCHEMA)) {
                let finding = cursor.error(CONTENT, "a pipeline must be a mapping of keywords and jobs");
                findings
                    .push(finding.help("begin with a job: its name, a colon, and an indented \"script\""));
            }
            return None;
        }
        Some(Self { header, content: content.root.clone() })
    }
}

impl Header {
    fn read(document: &Document, findings: &Findings) -> Self {
        let mut spec = Spec::default();
        if let Some(mut header) = Cursor::root(document, SCHEMA, findings).map("header") {
            if let Some(cursor) = header.optional("spec").and_then(Cursor::present) {
                spec = Spec::read(cursor);
            }
            header.finish();
        }
        Self { spec }
    }
}

fn has_spec(document: &Document) -> bool {
    document.root.as_map().is_some_and(|map| map.get("spec").is_some())
}

/// A `spec` in the content itself does nothing; GitLab reads it as a job.
fn lone_header(content: &Document, findings: &Findings) -> Option<Header> {
    let entry = content.root.as_map()?.entry("spec")?;
    let finding = Diagnostic::error(INPUT, entry.key.span, "\"spec\" must stand in a header of its own");
    findings.push(finding.help("put a line with \"---\" between \"spec\" and the rest of the file"));
    None
}

/// GitLab lets the last one of two keys win and says nothing.
fn lenient(mut finding: Diagnostic) -> Diagnostic {
    if finding.code == yaml::rules::DUPLICATE_KEY {
        finding.severity = Severity::Warning;
    }
    finding
}
