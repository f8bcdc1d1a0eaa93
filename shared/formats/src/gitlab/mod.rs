//! GitLab CI: <https://docs.gitlab.com/ci/yaml/>.
//!
//! `compose` makes one tree of a file and all it includes; `pipeline` reads that tree, `job` one job of it, and `order`
//! looks at how jobs hang together. `environ` makes the variables that jobs see, `sections` understands their output.

mod codes;
mod compose;
mod detect;
pub(crate) mod duration;
mod environ;
mod inherit;
mod job;
mod order;
mod pipeline;
mod sections;
mod selected;
mod tree;
mod value;
mod variables;
mod workflow;
mod write;

pub(crate) use pipeline::names_job;

use crate::{Commands, Format, Masking, SecretUse};
use events::Source;
use expr::Dialect;
use ir::{Conventions, CopyNames};

/// How tokens of GitLab begin (<https://docs.gitlab.com/security/tokens/#token-prefixes>): what follows is hidden in logs.
const TOKEN_PREFIXES: &[&str] = &[
    "glpat-", "gloas-", "gldt-", "glrt-", "glrtr-", "glcbt-", "glptt-", "glft-", "glimt-", "glagent-",
    "glsoat-", "glffct-",
];

/// GitLab CI.
pub static FORMAT: Format = Format {
    id: "gitlab-ci",
    title: "GitLab CI",
    dialect: Dialect::GitLab,
    paths: &[".gitlab-ci.yml"],
    detect: detect::score,
    read: pipeline::read,
    comments: crate::write::comments,
    writer: Some(write::WRITER),
    environ: environ::run,
    job_environ: environ::job,
    events: &[
        ("push", Source::Push),
        ("merge_request_event", Source::PullRequest),
        ("schedule", Source::Schedule),
        ("web", Source::Manual),
        ("api", Source::Api),
        ("trigger", Source::Api),
        ("pipeline", Source::Pipeline),
        ("parent_pipeline", Source::Parent),
        ("chat", Source::Manual),
        ("webide", Source::Manual),
        ("external", Source::Forge),
        ("external_pull_request_event", Source::Forge),
        ("container_registry_push", Source::Forge),
        ("ondemand_dast_scan", Source::Forge),
        ("ondemand_dast_validation", Source::Forge),
        ("security_orchestration_policy", Source::Forge),
    ],
    conventions: Conventions { copies: CopyNames::List, max_copies: 200, ..Conventions::USUAL },
    secrets: SecretUse::Environment,
    status_variable: Some(("CI_JOB_STATUS", ["success", "success", "failed", "canceled"])),
    commands: Commands { line: sections::line, files: &[] },
    masking: Masking { replacement: "[MASKED]", token_prefixes: TOKEN_PREFIXES },
    program: None,
    rules: codes::RULES,
};
