//! Who hears of what happens to runs. A sink sees events only, and never makes anybody wait.

mod machine;
mod metrics;
mod outgoing;
mod tap;

pub use machine::Machine;
pub use metrics::{Metrics, Usage};
pub use outgoing::{Call, Names, Outgoing, OutgoingError, Refused, Reply, SystemNames};
pub use tap::{Sink, Tap};
