//! The steps of a job: what its author wrote, between what its needs bring and what it leaves.

use crate::{Gate, Need, Phase, Step, StepWork};
use diag::Span;
use expr::{Expr, Template};
use ir::{
    Action, ArtifactContent, Builtin, Cache, CachePolicy, Env, Report, ReportKind, Sources, Text, Upload,
    When,
};

/// All steps of a job, in the order in which they run.
pub(super) fn of(job: &ir::Job, written: &[ir::Step], needs: &[Need], sources: Sources) -> Vec<Step> {
    let mut steps = before(job, needs, sources);
    steps.extend(written.iter().flat_map(|step| lower(step, Phase::Main)));
    steps.extend(job.after.iter().flat_map(|step| lower(step, Phase::Finish)));
    steps.extend(leavings(job));
    steps
}

fn before(job: &ir::Job, needs: &[Need], sources: Sources) -> Vec<Step> {
    let mut steps = Vec::new();
    if let Some(script) = &job.before_checkout {
        steps.push(Step::new(Phase::Prepare, Gate::OnSuccess, StepWork::Script { script: script.clone() }));
    }
    if sources == Sources::Always {
        let checkout =
            Builtin::Checkout { repository: None, revision: None, path: None, submodules: None, depth: None };
        steps.push(builtin(Phase::Prepare, Gate::OnSuccess, checkout));
    }
    for cache in job.caches.iter().filter(|cache| cache.policy != CachePolicy::Push) {
        steps.push(builtin(Phase::Prepare, Gate::OnSuccess, one_way(cache, CachePolicy::Pull)));
    }
    let from: Vec<Need> = needs.iter().filter(|need| need.artifacts).cloned().collect();
    if !from.is_empty() {
        steps.push(Step::new(Phase::Prepare, Gate::OnSuccess, StepWork::BringArtifacts { from }));
    }
    steps
}

fn leavings(job: &ir::Job) -> Vec<Step> {
    let mut steps = Vec::new();
    for cache in job.caches.iter().filter(|cache| cache.policy != CachePolicy::Pull) {
        let gate = gate(&cache.save_when.value);
        steps.push(builtin(Phase::Finish, gate, one_way(cache, CachePolicy::Push)));
    }
    for artifact in &job.artifacts {
        steps.push(match &artifact.content {
            ArtifactContent::Files(upload) => upload_step(Phase::Finish, upload),
            ArtifactContent::Report(report) => report_step(report),
        });
    }
    steps
}

/// A cache that only restores or only saves; one whose way is known only at run time stays as it is.
fn one_way(cache: &Cache, policy: CachePolicy) -> Builtin {
    let computed = matches!(cache.policy, CachePolicy::Computed(_));
    let policy = if computed { cache.policy.clone() } else { policy };
    Builtin::Cache(Box::new(Cache { policy, ..cache.clone() }))
}

fn report_step(report: &Report) -> Step {
    let gate = gate(&report.when.value);
    let paths = report.paths.clone();
    match &report.kind {
        ReportKind::Dotenv => Step::new(Phase::Finish, gate, StepWork::ReadVariables { paths }),
        ReportKind::Junit => Step::new(Phase::Finish, gate, StepWork::ReadTests { paths }),
        ReportKind::Other(name) => {
            let upload = Upload {
                span: Span::NOWHERE,
                name: Some(Template::literal(Text::plain(name.as_str(), Span::NOWHERE))),
                paths,
                exclude: Vec::new(),
                untracked: false,
                when: report.when.clone(),
                retention: None,
                if_none: None,
                overwrite: None,
                hidden: None,
            };
            builtin(Phase::Finish, gate, Builtin::Upload(Box::new(upload)))
        }
    }
}

fn upload_step(phase: Phase, upload: &Upload) -> Step {
    builtin(phase, gate(&upload.when.value), Builtin::Upload(Box::new(upload.clone())))
}

/// A written step, and the uploads of what it leaves.
pub(super) fn lower(step: &ir::Step, phase: Phase) -> Vec<Step> {
    let work = match &step.action {
        Action::Run(script) => StepWork::Script { script: script.clone() },
        Action::Uses { reference, with } => {
            StepWork::Action { reference: reference.clone(), with: with.clone() }
        }
        Action::Builtin { builtin, with, .. } => {
            StepWork::Builtin { builtin: builtin.clone(), with: with.clone() }
        }
        Action::Wait { steps } => StepWork::Wait { steps: steps.iter().map(|id| id.value.clone()).collect() },
        Action::Cancel { step } => StepWork::Cancel { step: step.value.clone() },
        Action::Parallel(steps) => {
            StepWork::Parallel { steps: steps.iter().flat_map(|step| lower(step, phase)).collect() }
        }
        // A group's own condition says when it runs at the job's end; its steps look at each other only.
        Action::Group(steps) => {
            StepWork::Group { steps: steps.iter().flat_map(|step| lower(step, Phase::Main)).collect() }
        }
        Action::Program(text) => StepWork::Program { text: text.clone() },
    };
    let gate = match (&step.condition, phase) {
        (None, Phase::Finish) => Gate::Always,
        (written, _) => condition(written.as_ref()),
    };
    let (env, computed_env) = environment(&step.env);
    let mut steps = vec![Step {
        id: step.id.as_ref().map(|id| id.value.clone()),
        name: step.name.clone(),
        gate: gate.clone(),
        work,
        env,
        computed_env,
        continue_on_error: step.continue_on_error.clone(),
        mark: step.mark,
        timeout: step.timeout.clone(),
        retry: step.retry.clone(),
        background: step.background,
        phase,
    }];
    steps.extend(
        step.artifacts.iter().map(|upload| Step { gate: gate.clone(), ..upload_step(phase, upload) }),
    );
    steps
}

/// When something runs that has a condition: unless that asks how things went, only while all went well.
pub(super) fn condition(condition: Option<&Expr>) -> Gate {
    match condition {
        Some(condition) => Gate::If { condition: condition.clone(), implied: condition.implies_success() },
        None => Gate::OnSuccess,
    }
}

/// The gate of a `when`; what else it asks for is no matter of a gate.
pub(super) fn gate(when: &When) -> Gate {
    match when {
        When::OnFailure => Gate::OnFailure,
        When::Always => Gate::Always,
        When::OnSuccess | When::Never | When::Manual | When::Delayed(_) => Gate::OnSuccess,
    }
}

/// Listed variables, and the expression that yields more.
pub(super) fn environment(env: &Env) -> (Vec<ir::EnvEntry>, Option<Template>) {
    match env {
        Env::List(entries) => (entries.clone(), None),
        Env::Computed(template) => (Vec::new(), Some(template.clone())),
    }
}

fn builtin(phase: Phase, gate: Gate, builtin: Builtin) -> Step {
    Step::new(phase, gate, StepWork::Builtin { builtin, with: Vec::new() })
}
