use crate::{Span, Spanned, Template, When};
use serde::{Deserialize, Serialize};

/// What a job leaves behind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Artifact {
    /// Where it stands.
    pub span: Span,
    /// What.
    pub content: ArtifactContent,
}

/// Files, or a report that the service reads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(clippy::large_enum_variant, reason = "there are few artifacts, and most of them are files")]
pub enum ArtifactContent {
    /// Files.
    Files(Upload),
    /// A report.
    Report(Report),
}

/// Files to keep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Upload {
    /// Where it stands.
    pub span: Span,
    /// Under which name.
    pub name: Option<Template>,
    /// Globs.
    pub paths: Vec<Template>,
    /// Globs to leave out.
    pub exclude: Vec<Template>,
    /// Also all files that git does not track.
    pub untracked: bool,
    /// The job's outcome at which they are kept.
    pub when: Spanned<When>,
    /// How long: a duration, or a number of days.
    pub retention: Option<Template>,
    /// What to do when no file matches: `error`, `warn` or `ignore`.
    pub if_none: Option<Template>,
    /// An artifact of that name is replaced.
    pub overwrite: Option<Template>,
    /// Hidden files come along.
    pub hidden: Option<Template>,
}

/// A report of tests, coverage or variables.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// What kind.
    pub kind: ReportKind,
    /// Which files.
    pub paths: Vec<Template>,
    /// The job's outcome at which it is read.
    pub when: Spanned<When>,
    /// Tests that failed fail the step that reads it.
    pub fails: bool,
}

/// Kinds of reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReportKind {
    /// `NAME=value` lines that become variables of later jobs.
    Dotenv,
    /// Test results in JUnit's XML.
    Junit,
    /// Any other, under the service's name for it.
    Other(String),
}
