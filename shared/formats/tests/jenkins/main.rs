//! Jenkinsfiles, and pipelines in YAML and JSON: what is found in them, and where.

mod findings;
mod forms;
mod lowering;
mod programs;
mod reading;
