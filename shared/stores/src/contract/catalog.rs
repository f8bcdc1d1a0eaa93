//! What holds beside runs must keep to.

mod accounts;
mod audit;
mod claims;
mod pipelines;
mod registry;
mod runs;
mod secrets;
