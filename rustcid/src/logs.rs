//! What jobs print, for those who read it: all at once, or as it comes.

mod follow;
mod position;
mod text;

pub use follow::{Follow, Item, LogError, Wanted};
pub use position::Position;
pub use text::text;
