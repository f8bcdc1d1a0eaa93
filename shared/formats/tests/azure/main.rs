//! Azure Pipelines: files in, pipelines and findings out.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod findings;
mod folder;
mod pipelines;
mod templates;
