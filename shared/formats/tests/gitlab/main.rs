//! GitLab CI: files in, pipelines and findings out.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod compose;
mod environ;
mod findings;
mod folder;
mod jobs;
