use crate::{
    Artifact, Cache, Concurrency, Container, Env, Expr, Notification, Output, Permissions, Pipeline, Retry,
    Rule, Script, Service, Span, Spanned, Step, Strategy, Template, Text, When,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One job.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Where it stands.
    pub span: Span,
    /// Its key, unique in the pipeline.
    pub id: Spanned<String>,
    /// What people see.
    pub name: Option<Template>,
    /// The stage it belongs to, where the dialect has stages.
    pub stage: Option<Spanned<String>>,
    /// What must end before it. With [`crate::Stages::Barrier`], `None` is all of the stages before and `Some([])`
    /// nothing; with [`crate::Stages::Graph`] these are jobs of its stage, and both are nothing but the stage's begin.
    pub needs: Option<Vec<Need>>,
    /// From whom it takes artifacts, if not from its needs.
    pub artifacts_from: Option<Vec<Spanned<String>>>,
    /// Whether it is in a run, decided when the run is made. Empty: `when`.
    pub rules: Vec<Rule>,
    /// How it waits, if no rule says otherwise.
    pub when: Spanned<When>,
    /// Whether it runs, decided when its needs have ended.
    pub condition: Option<Expr>,
    /// The machine it asks for.
    pub runs_on: RunsOn,
    /// The container its steps run in.
    pub container: Option<Container>,
    /// Containers beside it.
    pub services: Vec<Service>,
    /// Its variables.
    pub env: Env,
    /// Variables of the pipeline that it does not get.
    pub ignored_env: Vec<String>,
    /// Its copies.
    pub strategy: Option<Strategy>,
    /// What it does.
    pub work: Work,
    /// Steps at its end, however it went: each a process of its own that changes nothing about how the job ended.
    pub after: Vec<Step>,
    /// Files kept between runs.
    pub caches: Vec<Cache>,
    /// Files kept of this run.
    pub artifacts: Vec<Artifact>,
    /// Values for later jobs.
    pub outputs: Vec<Output>,
    /// Minutes (GitHub), or a duration in the dialect's words, as a template over seconds: see [`crate::Step::timeout`].
    pub timeout: Option<Template>,
    /// Which failures do not count.
    pub tolerance: Tolerance,
    /// When to try again.
    pub retry: Option<Retry>,
    /// Rights of its token.
    pub permissions: Option<Permissions>,
    /// What it may not overlap with.
    pub concurrency: Option<Concurrency>,
    /// Where it deploys to.
    pub environment: Option<Environment>,
    /// Whether a newer run may end it.
    pub interruptible: Option<Spanned<bool>>,
    /// A regular expression (RE2, no slashes) whose last match in the log is the coverage.
    pub coverage: Option<Text>,
    /// Whom to tell when it ends.
    pub notifications: Vec<Notification>,
    /// Commands beside the steps that the job runs before its sources are fetched.
    pub before_checkout: Option<Script>,
    /// The image that its machine becomes when it has passed.
    pub snapshot: Option<Snapshot>,
    /// The folder it works in.
    pub workspace: Workspace,
    /// What is in that folder when its first step begins.
    pub begins_with: Beginning,
}

/// What a job's folder holds when its first step begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Beginning {
    /// The sources, at hand for the step that brings them.
    #[default]
    Sources,
    /// Nothing: no step brings the sources.
    Nothing,
}

/// The folder that a job works in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Workspace {
    /// Its own, made for it and removed at its end.
    #[default]
    Own,
    /// One for all jobs of the run that give the same name: the first makes it, the run's end removes it.
    Shared(String),
}

/// An image of the job's machine, made when the job has passed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Where it stands.
    pub span: Span,
    /// The image's name.
    pub image: Template,
    /// Its major version.
    pub version: Option<Template>,
    /// Whether it is made.
    pub condition: Option<Expr>,
}

/// Another job that must end first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Need {
    /// Its id.
    pub job: Spanned<String>,
    /// Not an error if the run has no such job.
    pub optional: bool,
    /// Its artifacts are brought along.
    pub artifacts: bool,
    /// Only these copies of it. Empty: all.
    pub legs: Vec<NeedLeg>,
}

/// One copy of a matrix job: its variables.
pub type NeedLeg = Vec<(Spanned<String>, Template)>;

/// What the job asks of a runner. Empty labels: any.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunsOn {
    /// Labels, all of which the runner must have. One template may yield a list.
    pub labels: Vec<Template>,
    /// A group of runners.
    pub group: Option<Template>,
}

/// What a job does.
#[derive(Clone, Debug, PartialEq)]
pub enum Work {
    /// Steps, one after the other, in one workspace.
    Steps(Vec<Step>),
    /// Another pipeline, as a part of this run.
    Call(Call),
    /// Another pipeline, as a run of its own.
    Spawn(Spawn),
}

/// A pipeline called as a part of this one: its jobs run in place of the job.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// What is called.
    pub target: CallTarget,
    /// Values for its inputs.
    pub inputs: Vec<(Spanned<String>, Template)>,
    /// Values for its secrets. `None`: all of ours.
    pub secrets: Option<Vec<(Spanned<String>, Template)>>,
}

/// What a [`Call`] calls.
#[derive(Clone, Debug, PartialEq)]
pub enum CallTarget {
    /// Read and checked.
    Read {
        /// As written.
        reference: Text,
        /// What it says.
        pipeline: Arc<Pipeline>,
    },
    /// Not at hand: a finding says why.
    Missing {
        /// As written.
        reference: Text,
    },
}

/// A run started by a job.
#[derive(Clone, Debug, PartialEq)]
pub struct Spawn {
    /// What it runs.
    pub source: SpawnSource,
    /// The job ends as the run ends, rather than when it is made.
    pub wait: bool,
    /// Values for its inputs.
    pub inputs: Vec<(Spanned<String>, Template)>,
    /// Hand on the pipeline's own variables (beside the job's).
    pub forward_pipeline_variables: bool,
    /// Hand on the job's variables.
    pub forward_job_variables: bool,
}

/// Where a spawned pipeline comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum SpawnSource {
    /// Files of this repository, read and checked.
    Read(Arc<Pipeline>),
    /// A file that a job of this run makes: `(path, job)`.
    Artifact {
        /// Path in the artifact.
        path: Text,
        /// The job that makes it.
        job: Spanned<String>,
    },
    /// Another project's pipeline.
    Project {
        /// Its path.
        project: Template,
        /// Its branch.
        branch: Option<Template>,
    },
    /// Not at hand: a finding says why.
    Missing {
        /// As written.
        reference: Text,
    },
}

/// Which failures of a job do not make its run fail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Tolerance {
    /// None is tolerated.
    None,
    /// All are.
    All,
    /// Those with one of these exit codes are.
    ExitCodes(Vec<i32>),
    /// As an expression says.
    If(Template),
}

/// A place that a job deploys to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Environment {
    /// Where it stands.
    pub span: Span,
    /// Its name.
    pub name: Template,
    /// Where people find it.
    pub url: Option<Template>,
    /// `start`, `stop`, `prepare`, `verify` or `access`.
    pub action: Option<Spanned<String>>,
    /// The job that takes it down.
    pub on_stop: Option<Spanned<String>>,
    /// How long it lives.
    pub auto_stop_in: Option<Template>,
    /// Its tier, as `production`.
    pub tier: Option<Spanned<String>>,
}

impl Job {
    /// A job that does nothing.
    #[must_use]
    pub fn empty(id: Spanned<String>, span: Span) -> Self {
        Self {
            span,
            when: Spanned::new(When::OnSuccess, id.span),
            id,
            name: None,
            stage: None,
            needs: None,
            artifacts_from: None,
            rules: Vec::new(),
            condition: None,
            runs_on: RunsOn::default(),
            container: None,
            services: Vec::new(),
            env: Env::default(),
            ignored_env: Vec::new(),
            strategy: None,
            work: Work::Steps(Vec::new()),
            after: Vec::new(),
            caches: Vec::new(),
            artifacts: Vec::new(),
            outputs: Vec::new(),
            timeout: None,
            tolerance: Tolerance::None,
            retry: None,
            permissions: None,
            concurrency: None,
            environment: None,
            interruptible: None,
            coverage: None,
            notifications: Vec::new(),
            before_checkout: None,
            snapshot: None,
            workspace: Workspace::Own,
            begins_with: Beginning::Sources,
        }
    }
}
