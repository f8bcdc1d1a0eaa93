use serde::{Deserialize, Serialize};

/// What became of what a forge told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Heard {
    /// What was understood.
    pub message: String,
    /// What became of it, for each file of a pipeline.
    pub files: Vec<HeardFile>,
}

/// What became of a file of a pipeline in whose repository something happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeardFile {
    /// The pipeline.
    pub pipeline: String,
    /// The file; none where it did not come to that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The run that was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    /// Why none was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}
