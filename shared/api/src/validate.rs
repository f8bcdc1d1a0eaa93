use crate::Finding;
use serde::{Deserialize, Serialize};

/// A pipeline to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Validate {
    /// The file.
    pub yaml: String,
    /// Its language; without one it is recognised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Its place in a repository, by which its language may be recognised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Validated {
    /// Whether nothing found forbids to run it.
    pub valid: bool,
    /// The language it was taken for.
    pub format: Option<String>,
    /// What was found.
    pub findings: Vec<Finding>,
}
