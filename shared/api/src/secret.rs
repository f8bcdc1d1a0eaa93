use crate::Time;
use serde::{Deserialize, Serialize};

/// Where a secret may be seen; all that is said must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[serde(default)]
pub struct SecretScope {
    /// Only in runs of this pipeline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pipeline: Option<String>,
    /// Only on branches and tags of this name; `*` stands for any part of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// Only in jobs that deploy to this environment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
}

/// A secret to keep. Its value is never told again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PutSecret {
    /// Its value.
    pub value: String,
    /// Where it may be seen; without more, everywhere.
    #[serde(default)]
    pub scope: SecretScope,
}

/// A secret that is kept, without its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Secret {
    /// Its name.
    pub name: String,
    /// Where it may be seen.
    pub scope: SecretScope,
    /// When it was made.
    pub created: Time,
    /// When its value was changed last.
    pub updated: Time,
}

/// What a rotation of the master key did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rotated {
    /// What the newest master key is called; it tells nothing of the key.
    pub key: String,
    /// How many secrets are under it now that were not before.
    pub resealed: u64,
    /// Those that do not open, and stay as they are: each with why.
    pub left: Vec<String>,
}
