//! Pumps the run machine over a store.
//!
//! [`Scheduler`] decides nothing itself: it hands inputs to [`engine::run::Run`], appends the events that follow to
//! the store, and only then performs their effects. An append that comes second means that another replica was
//! faster; then the run is read again and decides again. So any number of schedulers may share a store, and one that
//! dies is replaced by any other with [`Scheduler::recover`].

mod claim;
mod clock;
mod effects;
mod error;
mod follow;
mod live;
mod pump;
mod scheduler;
mod serve;
mod timers;
mod turns;

pub use claim::{Claim, Stop};
pub use clock::{Clock, SystemClock};
pub use effects::{PlanLoader, PlanWanted};
pub use engine::run::{Standing, Trial};
pub use error::SchedulerError;
pub use follow::Follow;
pub use scheduler::{Hooks, Scheduler};
