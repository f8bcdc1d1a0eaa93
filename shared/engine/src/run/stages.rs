//! Stages that are a graph: each begins when those it needs have ended, if its own gate opens. Nothing of a stage is
//! kept: what it came to follows from its jobs.

use super::Run;
use super::gate::Status;
use super::job::JobIx;
use super::scope::{Scope, ScopeIx};
use events::Outcome;
use indexmap::IndexMap;
use ir::Stages;
use plan::{NeedResult, Stage, StageResult};
use std::collections::HashSet;

impl Run {
    /// The stage of a job, where stages are a graph.
    pub(super) fn stage_of(&self, job: JobIx) -> Option<&Stage> {
        let plan = &self.scope_of(job).plan;
        let name = self[job].planned().stage.as_deref()?;
        let graph = plan.customs.stages == Stages::Graph;
        plan.stages.iter().find(|stage| graph && stage.name == name)
    }

    /// The jobs of a stage.
    pub(super) fn stage_jobs<'a>(
        &'a self,
        scope: ScopeIx,
        stage: &'a str,
    ) -> impl Iterator<Item = JobIx> + 'a {
        let jobs = self[scope].jobs.iter().copied();
        jobs.filter(move |job| self[*job].planned().stage.as_deref() == Some(stage))
    }

    /// How things stand for a stage: what the stages before it came to.
    pub(super) fn stage_status(&self, job: JobIx, stage: &Stage) -> Status {
        let mut status = Status::of(self.is_cancelled(job));
        let scope = self[job].scope;
        for before in stages_before(&self[scope], stage) {
            self.look_at_stage(scope, before, &mut status);
        }
        status
    }

    /// What a stage came to, seen from one that needs it.
    pub(super) fn look_at_stage(&self, scope: ScopeIx, stage: &str, status: &mut Status) {
        let jobs: Vec<JobIx> = self.stage_jobs(scope, stage).collect();
        let ran = |job: &JobIx| self[*job].end().is_none_or(|end| end.outcome != Outcome::Skipped);
        // A stage of which something ran has run; only one of which nothing did was skipped.
        let some_ran = jobs.iter().any(ran);
        for job in jobs.into_iter().filter(|job| !some_ran || ran(job)) {
            self.look_at(job, false, status);
        }
    }

    /// The stages that a stage needs and what they came to, the outputs of their jobs as `job.name`.
    pub(super) fn stage_needs(&self, job: JobIx, stage: &Stage) -> IndexMap<String, NeedResult> {
        let scope = self[job].scope;
        let all = stage.needs.iter().map(|name| {
            let jobs: Vec<JobIx> = self.stage_jobs(scope, name).collect();
            let mut result = self.joined(&jobs, false, false);
            result.outputs = self
                .results_by_key(scope, name)
                .into_iter()
                .flat_map(|(key, job)| {
                    job.outputs.into_iter().map(move |(name, value)| (format!("{key}.{name}"), value))
                })
                .collect();
            (name.clone(), result)
        });
        all.collect()
    }

    /// What the stages before a job's own came to.
    pub(super) fn stage_results(&self, job: JobIx) -> IndexMap<String, StageResult> {
        let scope = self[job].scope;
        let before = self.stage_of(job).map(|stage| stages_before(&self[scope], stage)).unwrap_or_default();
        let result = |name: &str| (name.to_owned(), StageResult { jobs: self.results_by_key(scope, name) });
        before.into_iter().map(result).collect()
    }

    fn results_by_key(&self, scope: ScopeIx, stage: &str) -> IndexMap<String, NeedResult> {
        let mut copies: IndexMap<&str, Vec<JobIx>> = IndexMap::new();
        for job in self.stage_jobs(scope, stage) {
            copies.entry(plan::short_key(&self[job].planned().key, Some(stage))).or_default().push(job);
        }
        copies.into_iter().map(|(key, jobs)| (key.to_owned(), self.joined(&jobs, false, false))).collect()
    }
}

/// The stages that must have ended before one, in their order.
fn stages_before<'a>(scope: &'a Scope, stage: &'a Stage) -> Vec<&'a str> {
    let mut found: HashSet<&str> = HashSet::new();
    let mut open = vec![stage];
    while let Some(stage) = open.pop() {
        for need in &stage.needs {
            if found.insert(need) {
                open.extend(scope.plan.stages.iter().filter(|other| other.name == *need));
            }
        }
    }
    let names = scope.plan.stages.iter().map(|stage| stage.name.as_str());
    names.filter(|name| found.contains(name)).collect()
}
