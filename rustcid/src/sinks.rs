//! Who hears of what happens to runs. A sink sees events only, and never makes anybody wait.

mod endings;
mod machine;
mod metrics;
mod notify;
mod outgoing;
mod tap;
pub mod trace;

pub use endings::Endings;
pub use machine::Machine;
pub use metrics::{Metrics, Usage};
pub use notify::Notifier;
pub use outgoing::{Call, Names, Outgoing, OutgoingError, Refused, Reply, SystemNames, may};
pub use tap::{Sink, Tap};
