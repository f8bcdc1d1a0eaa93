use crate::{Span, Template};
use serde::{Deserialize, Serialize};

/// Jobs or runs of one group do not overlap.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Concurrency {
    /// Where it stands.
    pub span: Span,
    /// The group.
    pub group: Template,
    /// A newer one ends the one that runs. Evaluates to a boolean.
    pub cancel_running: Option<Template>,
    /// All that wait keep their place, rather than only the newest.
    pub queue_all: bool,
}
