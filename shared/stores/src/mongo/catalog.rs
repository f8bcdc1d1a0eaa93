mod accounts;
mod audit;
mod claims;
mod pipelines;
mod registry;
mod runs;
mod secrets;

pub(super) use audit::Head;
