use crate::RunStatus;
use serde::{Deserialize, Serialize};

/// A piece of a job's log, the data of an event `log`. The event's id says where the stream goes on after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogLine {
    /// The job.
    pub job: String,
    /// Which try of it.
    pub attempt: u32,
    /// The step that printed it.
    pub step: u32,
    /// Counts the pieces of this try, from 0.
    pub number: u64,
    /// Whole lines.
    pub text: String,
}

/// All has been sent, the data of an event `end`: there is no more to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogEnd {
    /// How the run ended.
    pub status: RunStatus,
}
