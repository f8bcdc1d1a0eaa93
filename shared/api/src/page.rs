use serde::{Deserialize, Serialize};

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The part.
    pub items: Vec<T>,
    /// What to ask for as `cursor` to get the next part; none: this was the last.
    #[serde(default)]
    pub next: Option<String>,
}
