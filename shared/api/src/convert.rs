use crate::Finding;
use serde::{Deserialize, Serialize};

/// A pipeline to say in another language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Convert {
    /// Its language; without one it is recognised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The language wanted.
    pub to: String,
    /// The file.
    pub yaml: String,
}

/// The pipeline in the other language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Converted {
    /// The language it was in.
    pub from: String,
    /// The language it is in.
    pub to: String,
    /// The file.
    pub yaml: String,
    /// What is lost or changes what it means, by its place in the old file.
    pub losses: Vec<Finding>,
}
