//! RustCI's own language; `shared/formats/RUSTCI.md` describes it, [`SCHEMA`] is its JSON Schema.

mod artifact;
mod cache;
mod commands;
mod container;
mod detect;
mod draft;
mod environ;
mod include;
mod input;
mod needs;
mod notification;
mod pipeline;
mod rules;
mod stage;
mod step;
mod strategy;
mod trigger;
mod value;
mod variable;
mod write;

use crate::{Commands, Format, Masking, Reading, SecretUse, SignalFile};
use events::Source;
use expr::Dialect;
use ir::Conventions;

/// The JSON Schema of a pipeline file.
pub const SCHEMA: &str = include_str!("schema.json");

/// The row of the table of formats.
pub static RUSTCI: Format = Format {
    id: "rustci",
    title: "RustCI",
    dialect: Dialect::Native,
    paths: &["pipeline.{yml,yaml,json}", "rustci.{yml,yaml}", ".rustci.{yml,yaml}", ".rustci/*.{yml,yaml}"],
    detect: detect::detect,
    read: |reading: &mut Reading<'_>| pipeline::read(reading),
    comments: crate::write::comments,
    writer: Some(write::WRITER),
    environ: environ::of_run,
    job_environ: environ::of_job,
    events: &[
        ("push", Source::Push),
        ("tag", Source::Tag),
        ("pull_request", Source::PullRequest),
        ("schedule", Source::Schedule),
        ("manual", Source::Manual),
        ("api", Source::Api),
    ],
    conventions: Conventions::USUAL,
    secrets: SecretUse::Context("secrets"),
    status_variable: Some(("RUSTCI_STATUS", ["success", "success", "failure", "cancelled"])),
    commands: Commands {
        line: |_| None,
        files: &[
            SignalFile { variable: "RUSTCI_ENV", parse: commands::env },
            SignalFile { variable: "RUSTCI_OUTPUT", parse: commands::output },
            SignalFile { variable: "RUSTCI_PATH", parse: commands::path },
            SignalFile { variable: "RUSTCI_SUMMARY", parse: commands::summary },
        ],
    },
    masking: Masking { replacement: "***", token_prefixes: &[] },
    program: None,
    rules: rules::RULES,
};

#[cfg(test)]
mod tests;
