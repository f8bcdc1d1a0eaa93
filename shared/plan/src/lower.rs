//! From what the author wrote and what is known to what will run.

mod called;
mod choose;
mod holds;
mod inputs;
mod jobs;
mod limits;
mod needs;
mod paths;
mod refs;
mod select;
mod stages;
mod steps;
mod templates;
mod triggers;

use crate::rules::{CYCLE, EVALUATION, TOO_MANY_JOBS};
use crate::scope::Known;
use crate::{Absent, Concurrency, Environ, Job, Plan, Setting, Stage, VERSION, graph};
use diag::Diagnostic;
use events::{JobId, Skip, Source};
use expr::Value;
use holds::World;
use indexmap::IndexMap;
use ir::{Env, EnvEntry, InputUse, Pipeline};
use needs::Members;
use select::Entry;

pub use holds::{asks_for_changes, compared_with};
pub use limits::check_copies;
pub use triggers::usual_source;

/// More jobs than this are a mistake.
const JOBS: usize = 10_000;

/// A plan, and what was wrong on the way to it. With an error among the findings the plan must not run.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// What will run.
    pub plan: Plan,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
}

/// Lowers a pipeline: decides which jobs are in the run, multiplies them, and puts their steps and needs in order.
#[must_use]
pub fn lower(pipeline: &Pipeline, setting: &Setting<'_>) -> Lowered {
    let base = known(pipeline, setting, None);
    let mut findings = Vec::new();
    let asked = matches!(setting.facts.source, Source::Manual | Source::Api | Source::Parent);
    let inputs = match setting.conventions.inputs {
        InputUse::WhenAsked if !asked => Value::object(Vec::<(String, Value)>::new()),
        InputUse::WhenAsked | InputUse::Always => {
            inputs::values(&pipeline.inputs, &setting.facts.inputs, &base, pipeline.span, &mut findings)
        }
    };
    let started = triggers::started(&pipeline.triggers, &world(setting), &base);
    Lowering { pipeline, setting, findings, stages: Vec::new() }.run(started, &inputs, true)
}

/// Lowers a pipeline that another one calls: no event starts it, and its inputs are not known yet.
fn lower_called(pipeline: &Pipeline, setting: &Setting<'_>) -> Lowered {
    let literals = pipeline.inputs.iter();
    let literals = literals.filter_map(|input| Some((input.name.value.as_str(), inputs::literal(input)?)));
    let inputs = Value::object(literals.collect::<Vec<_>>());
    let setting = Setting { choice: crate::Choice::default(), ..setting.clone() };
    Lowering { pipeline, setting: &setting, findings: Vec::new(), stages: Vec::new() }.run(
        Ok(Ok(())),
        &inputs,
        false,
    )
}

fn known<'a>(pipeline: &'a Pipeline, setting: &'a Setting<'_>, inputs: Option<&'a Value>) -> Known<'a> {
    let Environ { contexts, env, overrides } = &setting.environ;
    Known {
        contexts,
        inputs,
        base: env,
        layers: vec![pipeline.env.entries()],
        overrides,
        dialect: pipeline.dialect,
    }
}

fn world<'a>(setting: &Setting<'a>) -> World<'a> {
    World { facts: setting.facts, conventions: setting.conventions }
}

struct Lowering<'a> {
    pipeline: &'a Pipeline,
    setting: &'a Setting<'a>,
    findings: Vec<Diagnostic>,
    stages: Vec<Stage>,
}

impl Lowering<'_> {
    fn run(
        mut self,
        started: Result<Result<(), Skip>, Box<Diagnostic>>,
        inputs: &Value,
        inputs_known: bool,
    ) -> Lowered {
        let (pipeline, setting) = (self.pipeline, self.setting);
        let scope = known(pipeline, setting, inputs_known.then_some(inputs));
        let entry = self.entry(started, &scope);
        let env = self.env(entry.as_ref().map_or(&[], |entry| &entry.env), &scope);
        let scope = Known { layers: vec![&env], ..scope };
        self.stages = self.stages(&scope);
        let mut members = Members::new(pipeline);
        for job in &pipeline.jobs {
            self.admit(job, entry.as_ref().err(), &mut members, &scope);
        }
        let graph = setting.conventions.stages == ir::Stages::Graph;
        let needs: IndexMap<&str, Vec<crate::Need>> = members
            .present
            .iter()
            .map(|(key, (job, entry))| {
                (
                    *key,
                    members.needs_of(job, entry, graph.then_some(&self.stages), &scope, &mut self.findings),
                )
            })
            .collect();
        self.cycles(&needs);
        let wanted = choose::jobs(&setting.choice, &members, &needs, pipeline.span, &mut self.findings);
        let mut jobs = Vec::new();
        for (key, (job, entry)) in &members.present {
            if wanted.contains(key) {
                let needs =
                    needs[key].iter().filter(|need| wanted.contains(need.key.as_str())).cloned().collect();
                jobs.extend(self.job(job, entry, needs, &scope));
            }
        }
        self.limit(&mut jobs);
        choose::copies_were_found(&setting.choice, &jobs, pipeline, &mut self.findings);
        let absent = self.absent(&members, &jobs);
        let plan = Plan {
            version: VERSION,
            format: setting.format.to_owned(),
            dialect: pipeline.dialect,
            name: self.name(&scope),
            environ: setting.environ.clone(),
            env,
            inputs: inputs.clone(),
            secrets: setting.secrets.clone(),
            status_variable: setting.status_variable.clone(),
            concurrency: pipeline.concurrency.as_ref().map(concurrency),
            stages: self.stages,
            customs: setting.conventions.into(),
            jobs,
            absent,
            outputs: pipeline.outputs.iter().map(|out| (out.name.value.clone(), out.value.clone())).collect(),
            notifications: pipeline.notifications.clone(),
            cancel_on_failure: pipeline.cancel_on_failure,
        };
        Lowered { plan, diagnostics: self.findings }
    }

    /// Whether there is a run at all, by what started it and by the pipeline's own rules.
    fn entry(
        &mut self,
        started: Result<Result<(), Skip>, Box<Diagnostic>>,
        scope: &Known<'_>,
    ) -> Result<Entry, Skip> {
        let entry = started.and_then(|started| match started {
            Ok(()) => {
                select::by_rules(&self.pipeline.rules, &ir::When::OnSuccess, &world(self.setting), scope)
            }
            Err(skip) => Ok(Err(skip)),
        });
        entry.unwrap_or_else(|finding| {
            self.findings.push(*finding);
            Err(Skip::NoRule)
        })
    }

    /// The pipeline's variables, with those that its rules add.
    fn env(&mut self, added: &[EnvEntry], scope: &Known<'_>) -> Vec<EnvEntry> {
        let mut env = match &self.pipeline.env {
            Env::List(entries) => entries.clone(),
            Env::Computed(template) => jobs::computed_env(template, scope).unwrap_or_else(|finding| {
                self.findings.push(*finding);
                Vec::new()
            }),
        };
        env.retain(|entry| added.iter().all(|added| added.name.value != entry.name.value));
        env.extend_from_slice(added);
        env
    }

    fn admit<'p>(
        &mut self,
        job: &'p ir::Job,
        out: Option<&Skip>,
        members: &mut Members<'p>,
        scope: &Known<'_>,
    ) {
        let key = job.id.value.as_str();
        if let Some(skip) = out {
            members.absent.insert(key, skip.clone());
            return;
        }
        let scope = scope.with(job.env.entries());
        match select::by_rules(&job.rules, &job.when.value, &world(self.setting), &scope) {
            Ok(Ok(entry)) => _ = members.present.insert(key, (job, entry)),
            Ok(Err(skip)) => _ = members.absent.insert(key, skip),
            Err(finding) => {
                self.findings.push(*finding);
                members.absent.insert(key, Skip::NoRule);
            }
        }
    }

    fn cycles(&mut self, needs: &IndexMap<&str, Vec<crate::Need>>) {
        let keys = choose::keys(needs);
        for group in graph::cycles(&keys) {
            let span = self.pipeline.job(group[0]).map_or(self.pipeline.span, |job| job.id.span);
            let message = format!("these jobs wait for each other: {}", group.join(", "));
            self.findings.push(Diagnostic::error(CYCLE, span, message).help("remove one of their needs"));
        }
    }

    fn limit(&mut self, jobs: &mut Vec<Job>) {
        if jobs.len() > JOBS {
            let message = format!("the run has {} jobs, more than {JOBS}", jobs.len());
            self.findings.push(Diagnostic::error(TOO_MANY_JOBS, self.pipeline.span, message));
            jobs.truncate(JOBS);
        }
    }

    fn absent(&self, members: &Members<'_>, jobs: &[Job]) -> Vec<Absent> {
        let absent = self.pipeline.jobs.iter().filter_map(|job| {
            let key = job.id.value.as_str();
            let planned = jobs.iter().any(|job| job.key == key);
            let skip = members.absent.get(key).cloned().unwrap_or(Skip::NotChosen);
            (!planned).then(|| Absent { job: JobId::from(key), skip })
        });
        absent.collect()
    }

    fn name(&mut self, scope: &Known<'_>) -> String {
        let Some(name) = &self.pipeline.name else { return self.setting.facts.pipeline_path.clone() };
        name.render(scope).unwrap_or_else(|error| {
            self.findings.push(Diagnostic::warning(EVALUATION, error.span, error.message));
            name.text().to_string()
        })
    }
}

fn concurrency(concurrency: &ir::Concurrency) -> Concurrency {
    let ir::Concurrency { group, cancel_running, queue_all, .. } = concurrency;
    Concurrency { group: group.clone(), cancel_running: cancel_running.clone(), queue_all: *queue_all }
}

/// Steps by themselves: those of an action that steps make up.
#[must_use]
pub fn lower_steps(written: &[ir::Step]) -> Vec<crate::Step> {
    written.iter().flat_map(|step| steps::lower(step, crate::Phase::Main)).collect()
}
