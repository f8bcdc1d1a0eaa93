//! GitHub Actions: workflows (`.github/workflows/*.yml`) and the metadata of actions (`action.yml`).
//!
//! The reader follows <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax>. It goes
//! on after every error, and reports what GitHub's own reader would, and what only this dialect knows: events, machines,
//! shells, permissions. What holds of any pipeline (needs, types of expressions, times) is left to the lints.

pub mod action;
mod builtin;
mod calls;
mod concurrency;
mod container;
mod detect;
mod env;
mod environ;
mod environment;
mod events;
mod glob;
mod id;
mod job;
mod notation;
mod on;
mod permissions;
mod read;
mod reader;
mod rules;
mod runs_on;
mod shell;
pub mod signal;
mod step;
mod strategy;
mod uses;
mod workflow;
mod write;

pub(crate) use builtin::of as builtin_of;
pub(crate) use write::service_name;

use crate::{Format, Masking, SecretUse};
use expr::Dialect;
use ir::{Conventions, EndedPlaces, Globs, InputUse, MatrixUse, Sources, Token};

/// The metadata of actions: it is checked; what an action does, a step that uses it runs.
pub const ACTION: &Format = &Format {
    id: "github-action",
    title: "GitHub action metadata",
    paths: &["action.yml", "action.yaml", ".github/actions/**/action.yml", ".github/actions/**/action.yaml"],
    detect: detect::metadata_score,
    read: read::read_metadata,
    writer: None,
    rules: &[],
    ..WORKFLOW
};

/// Workflows.
pub const FORMAT: &Format = &WORKFLOW;

const WORKFLOW: Format = Format {
    id: "github-actions",
    title: "GitHub Actions",
    dialect: Dialect::GitHub,
    paths: &[".github/workflows/*.yml", ".github/workflows/*.yaml"],
    detect: detect::score,
    read: read::read,
    comments: crate::write::comments,
    writer: Some(write::WRITER),
    environ: environ::run,
    job_environ: environ::job,
    events: events::SOURCES,
    conventions: Conventions {
        matrix: MatrixUse::Context,
        globs: Globs::Repeating,
        sources: Sources::OnRequest,
        inputs: InputUse::WhenAsked,
        fail_fast: true,
        trusted_event: Some("pull_request_target"),
        token: Some(Token { secret: "GITHUB_TOKEN", context: "github", member: "token" }),
        ended: Some(EndedPlaces {
            name: "/workflow_run/name",
            branch: "/workflow_run/head_branch",
            outcome: "/workflow_run/conclusion",
            sha: "/workflow_run/head_sha",
            run: "/workflow_run/id",
        }),
        ..Conventions::USUAL
    },
    secrets: SecretUse::Context("secrets"),
    status_variable: None,
    commands: signal::COMMANDS,
    masking: Masking { replacement: "***", token_prefixes: &[] },
    program: None,
    rules: rules::RULES,
};
