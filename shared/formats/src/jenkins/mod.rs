//! Jenkins: declarative pipelines, in Jenkinsfiles and in YAML
//! (<https://www.jenkins.io/doc/book/pipeline/syntax/>).
//!
//! A Jenkinsfile is a Groovy script; `declare` reads the pipeline in it and says all that Jenkins' validator would say.
//! YAML and JSON are spelled out as such a script first (`spell`).

mod declare;
mod detect;
mod environ;
mod lower;
mod model;
mod program;
mod read;
mod rules;
mod spell;
mod write;

use crate::{Commands, Format, Masking, Reading, Score, SecretUse};
use events::Source;
use expr::Dialect;
use ir::{Conventions, Past, PastContext, ResultWords, SkippedNeed, Sources, Stages, StepOutputs};
use std::borrow::Cow;

/// Jenkins' words for ends.
const WORDS: ResultWords = ResultWords {
    success: Cow::Borrowed("SUCCESS"),
    issues: Cow::Borrowed("UNSTABLE"),
    failure: Cow::Borrowed("FAILURE"),
    cancelled: Cow::Borrowed("ABORTED"),
    skipped: Cow::Borrowed("NOT_BUILT"),
};

/// Stages before, as scripts and conditions ask for them.
const PAST_STAGES: PastContext =
    PastContext { name: Cow::Borrowed("stages"), holds: Past::StageJobs, words: WORDS };

/// Jobs of the same stage before.
const PAST_JOBS: PastContext = PastContext { name: Cow::Borrowed("needs"), holds: Past::Needs, words: WORDS };

/// Jenkinsfiles, and what else holds such a pipeline: all of it is read, and Jenkinsfiles are written.
pub static FORMAT: Format = JENKINS;

/// The same in YAML, which is read as the other one is; it has a row of its own to be written.
pub static YAML: Format = Format {
    id: "jenkins-yaml",
    title: "Jenkins in YAML",
    paths: &[],
    detect: |_, _| Score(0),
    writer: Some(write::YAML),
    rules: &[],
    ..JENKINS
};

const JENKINS: Format = Format {
    id: "jenkins",
    title: "Jenkins",
    dialect: Dialect::Jenkins,
    paths: &["Jenkinsfile", "Jenkinsfile.*", "*.jenkinsfile", "jenkins.{yml,yaml}", "Jenkinsfile.{yml,yaml}"],
    detect: detect::detect,
    read: |reading: &mut Reading<'_>| read::read(reading),
    comments: read::comments,
    writer: Some(write::JENKINSFILE),
    environ: environ::of_run,
    job_environ: environ::of_job,
    events: &[
        ("push", Source::Push),
        ("tag", Source::Tag),
        ("pull_request", Source::PullRequest),
        ("change_request", Source::PullRequest),
        ("schedule", Source::Schedule),
        ("manual", Source::Manual),
        ("api", Source::Api),
        ("upstream", Source::Pipeline),
    ],
    conventions: Conventions {
        sources: Sources::OnRequest,
        stages: Stages::Graph,
        skipped_need: SkippedNeed::Passes,
        step_outputs: StepOutputs::All,
        past: &[PAST_STAGES, PAST_JOBS],
        ..Conventions::USUAL
    },
    secrets: SecretUse::Context("secrets"),
    status_variable: None,
    commands: Commands { line: |_| None, files: &[] },
    masking: Masking { replacement: "****", token_prefixes: &[] },
    program: Some(program::next),
    rules: rules::RULES,
};
