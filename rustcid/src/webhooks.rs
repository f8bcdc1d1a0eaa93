//! What forges tell of their repositories. Here is only what they say and how they prove it; nothing is looked up.

mod bitbucket;
mod forge;
mod gitea;
mod github;
mod gitlab;
mod payload;
mod proof;

pub use forge::Forge;
pub use payload::Delivery;
pub use proof::Proof;
