use super::Run;
use super::job::JobIx;
use events::{JobId, Outcome};
use expr::Value;
use indexmap::IndexMap;
use ir::Stages;
use plan::{Need, NeedResult};
use std::collections::HashSet;

impl Run {
    /// The copies that a need means. None, if the run has no such job: nothing to wait for.
    pub(super) fn needed<'a>(&'a self, job: JobIx, need: &'a Need) -> impl Iterator<Item = JobIx> + 'a {
        let copies = self.scope_of(job).keys.get(&need.key).map_or(&[][..], Vec::as_slice);
        copies.iter().copied().filter(|copy| {
            need.legs.is_empty()
                || need.legs.iter().any(|leg| includes(&self[*copy].planned().leg.matrix, leg))
        })
    }

    /// Whether nothing that this job waits for goes on.
    pub(super) fn needs_ended(&self, job: JobIx) -> bool {
        self[job].planned().needs.iter().all(|need| {
            self.needed(job, need).all(|needed| {
                let needed = &self[needed];
                needed.has_ended() || (need.by_stage && needed.waits_aside())
            })
        })
    }

    /// The jobs it waits for, each once.
    pub(super) fn needed_ids(&self, job: JobIx) -> Vec<JobId> {
        let mut seen = HashSet::new();
        let needs = &self[job].planned().needs;
        let all = needs.iter().flat_map(|need| self.needed(job, need));
        all.filter(|needed| seen.insert(*needed)).map(|needed| self[needed].id.clone()).collect()
    }

    /// What its needs came to, by key.
    pub(super) fn need_results(&self, job: JobIx) -> IndexMap<String, NeedResult> {
        let mut copies: IndexMap<&str, (Vec<JobIx>, bool, bool)> = IndexMap::new();
        for need in &self[job].planned().needs {
            let (jobs, artifacts, by_stage) =
                copies.entry(&need.key).or_insert_with(|| (Vec::new(), false, true));
            jobs.extend(self.needed(job, need));
            *artifacts |= need.artifacts;
            *by_stage &= need.by_stage;
        }
        let with_jobs = copies.into_iter().filter(|(_, (jobs, ..))| !jobs.is_empty());
        with_jobs
            .map(|(key, (mut jobs, artifacts, by_stage))| {
                jobs.sort_unstable();
                jobs.dedup();
                (key.to_owned(), self.joined(&jobs, artifacts, by_stage))
            })
            .collect()
    }

    /// Several copies as one.
    pub(super) fn joined(&self, copies: &[JobIx], artifacts: bool, by_stage: bool) -> NeedResult {
        let jobs = || copies.iter().map(|copy| &self[*copy]);
        let mut ends: Vec<_> = jobs().filter_map(|job| Some((job, job.end()?))).collect();
        ends.sort_by_key(|(_, end)| end.seq);
        let (mut outputs, mut variables) = (IndexMap::new(), IndexMap::new());
        for (job, end) in ends {
            let plan::Job { strategy, leg, .. } = job.planned();
            let copy =
                strategy.names.get(leg.index as usize).filter(|_| strategy.names.len() == leg.total as usize);
            for (name, value) in &end.outputs {
                let name = copy.map_or_else(|| name.clone(), |copy| format!("{copy}.{name}"));
                if !value.is_empty() || !outputs.contains_key(&name) {
                    outputs.insert(name, value.clone());
                }
            }
            variables.extend(end.variables.clone());
        }
        let outcomes = jobs().map(|job| job.end().map_or(Outcome::Skipped, |end| end.counts_as()));
        NeedResult {
            outcome: worst(outcomes),
            issues: jobs().any(|job| job.end().is_some_and(|end| end.tolerated)),
            outputs,
            variables,
            jobs: jobs().map(|job| job.id.clone()).collect(),
            artifacts,
            by_stage,
        }
    }

    /// A job's needs, their needs and so on; in a graph of stages, within its stage.
    pub(super) fn ancestors(&self, job: JobIx) -> Vec<JobIx> {
        let mut found = Vec::new();
        let mut seen = HashSet::from([job]);
        let mut open = vec![job];
        while let Some(next) = open.pop() {
            let needs = &self[next].planned().needs;
            let graph = self.scope_of(next).plan.customs.stages == Stages::Graph;
            let own = needs.iter().filter(|need| !(graph && need.by_stage));
            for needed in own.flat_map(|need| self.needed(next, need)) {
                if seen.insert(needed) {
                    found.push(needed);
                    open.push(needed);
                }
            }
        }
        found
    }
}

/// One failure is a failure; all skipped is skipped.
pub(super) fn worst(outcomes: impl Iterator<Item = Outcome>) -> Outcome {
    let rank = |outcome: &Outcome| match outcome {
        Outcome::Skipped => 0,
        Outcome::Success => 1,
        Outcome::Cancelled => 2,
        Outcome::Failure => 3,
    };
    outcomes.max_by_key(rank).unwrap_or(Outcome::Skipped)
}

/// Whether a copy has all values that are asked for.
fn includes(matrix: &Value, asked: &Value) -> bool {
    match (matrix, asked) {
        (Value::Object(matrix), Value::Object(asked)) => {
            asked.iter().all(|(name, value)| matrix.get(name) == Some(value))
        }
        _ => matrix == asked,
    }
}
