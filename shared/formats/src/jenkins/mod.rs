//! Jenkins: declarative pipelines, in Jenkinsfiles and in YAML
//! (<https://www.jenkins.io/doc/book/pipeline/syntax/>).
//!
//! A Jenkinsfile is a Groovy script; `declare` reads the pipeline in it and says all that Jenkins' validator would say.
//! YAML and JSON are spelled out as such a script first (`spell`).

mod declare;
mod detect;
mod model;
mod read;
mod rules;
mod spell;

use crate::{Commands, Environ, Format, Masking, Reading, SecretUse};
use events::Source;
use expr::Dialect;
use ir::{
    Conventions, CopyNames, EnvNames, Globs, InputUse, MatrixUse, PastContext, SkippedNeed, Sources, Stages,
    StepOutputs,
};

/// The row of the table of formats.
pub static FORMAT: Format = Format {
    id: "jenkins",
    title: "Jenkins",
    dialect: Dialect::Jenkins,
    paths: &["Jenkinsfile", "Jenkinsfile.*", "*.jenkinsfile", "jenkins.{yml,yaml}", "Jenkinsfile.{yml,yaml}"],
    detect: detect::detect,
    read: |reading: &mut Reading<'_>| read::read(reading),
    writer: None,
    environ: |_| Environ::default(),
    job_environ: |_, _| Environ::default(),
    events: &[("push", Source::Push)],
    conventions: Conventions {
        copies: CopyNames::Brackets,
        matrix: MatrixUse::Variables,
        globs: Globs::Shell,
        sources: Sources::OnRequest,
        inputs: InputUse::Always,
        max_copies: 256,
        fail_fast: false,
        trusted_event: None,
        ended: None,
        token: None,
        stages: Stages::Graph,
        skipped_need: SkippedNeed::Passes,
        step_outputs: StepOutputs::All,
        env_names: EnvNames::AsWritten,
        past: &[PastContext::NEEDS],
    },
    secrets: SecretUse::Context("secrets"),
    status_variable: None,
    commands: Commands { line: |_| None, files: &[] },
    masking: Masking { replacement: "****", token_prefixes: &[] },
    program: None,
    rules: rules::RULES,
};
