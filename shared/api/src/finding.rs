use serde::{Deserialize, Serialize};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The pipeline cannot run.
    Error,
    /// It runs, but hardly does what was meant.
    Warning,
    /// Worth knowing.
    Note,
}

/// Something found in a pipeline. Lines and columns count from 1, columns in characters; the end is exclusive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Finding {
    /// The rule.
    pub code: String,
    /// How bad it is.
    pub severity: Level,
    /// What is wrong.
    pub message: String,
    /// The file, when it is one that the pipeline includes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// First line.
    pub line: u32,
    /// First column.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// One past the last column.
    pub end_column: u32,
    /// What to do.
    #[serde(default)]
    pub help: Option<String>,
    /// Other places that belong to it.
    #[serde(default)]
    pub related: Vec<Related>,
}

/// Another place, with a remark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Related {
    /// The file.
    pub path: String,
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
    /// What is to be seen there.
    pub message: String,
}

impl From<diag::Severity> for Level {
    fn from(severity: diag::Severity) -> Self {
        match severity {
            diag::Severity::Error => Self::Error,
            diag::Severity::Warning => Self::Warning,
            diag::Severity::Note => Self::Note,
        }
    }
}

impl From<diag::render::Finding> for Finding {
    fn from(found: diag::render::Finding) -> Self {
        let related = |related: diag::render::Related| Related {
            path: related.path,
            line: related.place.line,
            column: related.place.column,
            message: related.message,
        };
        Self {
            code: found.code.0.to_owned(),
            severity: found.severity.into(),
            message: found.message,
            path: found.path,
            line: found.place.line,
            column: found.place.column,
            end_line: found.place.end_line,
            end_column: found.place.end_column,
            help: found.help,
            related: found.related.into_iter().map(related).collect(),
        }
    }
}
