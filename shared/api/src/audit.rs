use crate::Time;
use serde::{Deserialize, Serialize};

/// Something that somebody did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEntry {
    /// Counts from 1.
    pub number: u64,
    /// When.
    pub at: Time,
    /// Who.
    pub actor: String,
    /// What: `pipelines.delete`.
    pub action: String,
    /// To what.
    pub target: String,
    /// More, as JSON.
    pub detail: String,
    /// Over this entry and the hash of the one before, in hexadecimal digits.
    pub hash: String,
}

/// Whether the audit log is as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "verdict", rename_all = "lowercase")]
pub enum AuditVerdict {
    /// It is. To notice that its end was cut off, compare with a head seen earlier.
    Whole {
        /// How many entries it has.
        entries: u64,
        /// The last one's hash.
        head: String,
    },
    /// From this entry on it is not.
    Broken {
        /// The first that does not fit.
        number: u64,
    },
}
