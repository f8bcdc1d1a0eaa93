use crate::Time;
use serde::{Deserialize, Serialize};

/// Whether a runner takes jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum RunnerState {
    /// It does.
    Active,
    /// It ends what it has, and takes no more.
    Draining,
}

/// Who runs jobs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Runner {
    /// Which.
    pub id: String,
    /// What people see.
    pub name: String,
    /// What it offers.
    pub labels: Vec<String>,
    /// How many jobs it takes at once.
    pub slots: u32,
    /// Whether it takes any.
    pub state: RunnerState,
    /// Since when it is known.
    pub registered: Time,
    /// When it was heard of last.
    pub seen: Time,
}

/// How many jobs shall run at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// In what: `docker`, `native`, ...
    #[serde(rename = "type")]
    pub kind: String,
    /// How many.
    pub replicas: u32,
}
