//! Azure Pipelines: <https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema>.
//!
//! `template` makes one tree of a file and all the templates it names; `pipeline` reads that tree, `stage`, `job`,
//! `deployment` and `step` parts of it, and `order` looks at how they hang together. What tasks take and mean, how steps
//! speak, and the variables they see, have folders of their own.

mod container;
mod deployment;
mod detect;
mod environ;
mod group;
mod job;
mod order;
mod past;
mod pipeline;
mod pool;
mod resources;
mod rules;
mod script;
mod signal;
mod stage;
mod step;
mod strategy;
mod tasks;
mod template;
mod trigger;
mod value;
mod variable;
mod write;

pub use group::{FOLDER as GROUP_FOLDER, secrets as group_secrets};

use crate::{Format, Masking, SecretUse};
use events::Source;
use expr::Dialect;
use ir::{Conventions, EnvNames, Past, PastContext, ResultWords, Sources, Stages, StepOutputs};
use std::borrow::Cow;

/// How results are told (<https://learn.microsoft.com/en-us/azure/devops/pipelines/process/expressions#dependencies>).
const WORDS: ResultWords = ResultWords {
    success: Cow::Borrowed("Succeeded"),
    issues: Cow::Borrowed("SucceededWithIssues"),
    failure: Cow::Borrowed("Failed"),
    cancelled: Cow::Borrowed("Canceled"),
    skipped: Cow::Borrowed("Skipped"),
};

/// Azure Pipelines.
pub static FORMAT: Format = Format {
    id: "azure-pipelines",
    title: "Azure Pipelines",
    dialect: Dialect::Azure,
    paths: &["azure-pipelines*.{yml,yaml}", ".azure-pipelines/*.{yml,yaml}", ".azuredevops/*.{yml,yaml}"],
    detect: detect::score,
    read: pipeline::read,
    comments: crate::write::comments,
    writer: Some(write::WRITER),
    environ: environ::run,
    job_environ: environ::job,
    events: &[
        ("IndividualCI", Source::Push),
        ("BatchedCI", Source::Push),
        ("PullRequest", Source::PullRequest),
        ("Schedule", Source::Schedule),
        ("Manual", Source::Manual),
        ("ResourceTrigger", Source::Pipeline),
        ("BuildCompletion", Source::Pipeline),
    ],
    conventions: Conventions {
        sources: Sources::OnRequest,
        stages: Stages::Graph,
        step_outputs: StepOutputs::All,
        env_names: EnvNames::UpperUnderscore,
        past: &[
            PastContext { name: Cow::Borrowed("dependencies"), holds: Past::Needs, words: WORDS },
            PastContext { name: Cow::Borrowed("stageDependencies"), holds: Past::StageJobs, words: WORDS },
        ],
        ..Conventions::USUAL
    },
    secrets: SecretUse::Hidden,
    status_variable: Some(("Agent.JobStatus", ["Succeeded", "SucceededWithIssues", "Failed", "Canceled"])),
    commands: signal::COMMANDS,
    program: None,
    masking: Masking { replacement: "***", token_prefixes: &[] },
    rules: rules::RULES,
};
