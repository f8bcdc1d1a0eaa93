use crate::Run;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// What a run shall be made for. All of it may be left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Trigger {
    /// The branch, or the whole ref: `refs/tags/v1`.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub git_ref: Option<String>,
    /// The file, where the pipeline's repository has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What happens, in the words of the pipeline's language: `push`, `workflow_dispatch`, ...
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Values for its inputs.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub inputs: IndexMap<String, serde_json::Value>,
    /// Variables.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub variables: IndexMap<String, String>,
    /// Only these jobs, and what they need.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub jobs: Vec<String>,
}

/// A run that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Triggered {
    /// The run.
    #[serde(flatten)]
    pub run: Run,
    /// Jobs that are not in it, each with why.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub absent: IndexMap<String, String>,
}

/// What of a run shall be done again. Without a word, all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Rerun {
    /// Only this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only: Option<Only>,
}

/// A part of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Only {
    /// Jobs that failed or were cancelled, and those after them. Others keep their outputs and artifacts.
    Failed,
}
