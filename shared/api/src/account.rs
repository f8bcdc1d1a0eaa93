use crate::Time;
use serde::{Deserialize, Serialize};

/// Who is asking, as the server sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// Their name.
    pub name: String,
    /// Their roles.
    pub roles: Vec<String>,
    /// What they may do with what they signed in with.
    pub permissions: Vec<String>,
    /// Until when that lets them in; none: until it is taken back.
    #[serde(default)]
    pub expires: Option<Time>,
}

/// A name and a password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// Who.
    pub username: String,
    /// Their password.
    pub password: String,
}

/// Asks for a new access token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    /// What the session was begun or last refreshed with.
    pub refresh_token: String,
}

/// A session that was begun or goes on.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// Goes into `Authorization: Bearer ...`.
    pub access_token: String,
    /// For how many seconds.
    pub expires_in: u64,
    /// Gets the next access token, once.
    pub refresh_token: String,
}

/// Somebody who may sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// Unique.
    pub name: String,
    /// Their roles.
    pub roles: Vec<String>,
    /// They may not sign in any more.
    pub disabled: bool,
    /// Since when they are known.
    pub created: Time,
}

/// What a user shall be.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PutUser {
    /// Their roles.
    pub roles: Vec<String>,
    /// A new password; without one, an old one stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// They may not sign in any more.
    #[serde(default)]
    pub disabled: bool,
}

/// An API token, without what lets in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Token {
    /// Which.
    pub id: String,
    /// Whose.
    pub user: String,
    /// What its owner calls it.
    pub name: String,
    /// What it may do at most.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created: Time,
    /// From when on it lets nobody in.
    #[serde(default)]
    pub expires: Option<Time>,
    /// When it was taken back.
    #[serde(default)]
    pub revoked: Option<Time>,
}

/// A token to make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// What its owner calls it.
    pub name: String,
    /// What it may do at most: `pipelines:read`, `pipelines:*`; without any, what its maker may.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// For how many days; without any, until it is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 36500))]
    pub days: Option<u32>,
}

/// A token that was made. What lets in is told this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadeToken {
    /// Goes into `Authorization: Bearer ...`.
    pub secret: String,
    /// What is known of it.
    #[serde(flatten)]
    pub token: Token,
}
