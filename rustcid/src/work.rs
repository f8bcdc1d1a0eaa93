//! Takes jobs and runs them in this process.

mod caches;
mod desk;
mod executors;
pub(crate) mod neighbours;
mod pool;
mod run_folders;
pub(crate) mod secrets;
mod shelves;

pub use caches::CacheScopes;
pub use desk::Desk;
pub use executors::Executors;
pub use pool::Pool;
pub use shelves::{JobShelves, Shelves};
