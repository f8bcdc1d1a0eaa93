//! How jobs hang together: in which stages that stands which they need. That it exists, `lint` sees to.

use super::codes::NEEDS;
use diag::{Diagnostic, Spanned};
use ir::{Job, Pipeline, SpawnSource, Work};
use std::collections::HashMap;
use yaml::Findings;

/// Looks at needs and dependencies of all jobs.
pub fn check(pipeline: &Pipeline, findings: &Findings) {
    let mut jobs = HashMap::new();
    for job in &pipeline.jobs {
        jobs.entry(job.id.as_str()).or_insert(job);
    }
    let stages = pipeline.stages.iter().enumerate().map(|(at, stage)| (stage.name.as_str(), at));
    let order = Order { pipeline, findings, jobs, stages: stages.rev().collect() };
    for job in &pipeline.jobs {
        order.needs(job);
        order.dependencies(job);
        order.artifact(job);
        order.stop(job);
    }
}

struct Order<'a> {
    pipeline: &'a Pipeline,
    findings: &'a Findings,
    /// Jobs and stages by their names, for there may be thousands.
    jobs: HashMap<&'a str, &'a Job>,
    stages: HashMap<&'a str, usize>,
}

impl Order<'_> {
    fn needs(&self, job: &Job) {
        let needs = job.needs.as_deref().unwrap_or_default();
        for (at, need) in needs.iter().enumerate() {
            if needs[..at].iter().any(|earlier| earlier.job == need.job && earlier.legs == need.legs) {
                self.error(&need.job, format!("job \"{}\" is needed twice", need.job.value));
            }
        }
        let of_rules = job.rules.iter().filter_map(|rule| rule.needs.as_deref()).flatten();
        for need in needs.iter().chain(of_rules) {
            if let Some(other) = self.jobs.get(need.job.as_str()).copied() {
                self.not_later(job, other, &need.job);
            }
        }
    }

    fn not_later(&self, job: &Job, other: &Job, name: &Spanned<String>) {
        if let (Some(own), Some(its)) = (self.stage(job), self.stage(other))
            && its > own
        {
            let message =
                format!("job \"{}\" needs \"{}\", which is in a later stage", job.id.value, name.value);
            let finding = Diagnostic::error(NEEDS, name.span, message).label(other.id.span, "defined here");
            self.findings.push(finding.help("a job can need jobs of its own stage and earlier ones"));
        }
    }

    fn dependencies(&self, job: &Job) {
        for name in job.artifacts_from.as_deref().unwrap_or_default() {
            let Some(other) = self.jobs.get(name.as_str()).copied() else {
                if !self.pipeline.partial {
                    let message = format!(
                        "job \"{}\" depends on \"{}\", which does not exist",
                        job.id.value, name.value
                    );
                    self.error(name, message);
                }
                continue;
            };
            match &job.needs {
                Some(needs) if !needs.iter().any(|need| need.job == *name) => {
                    let message = format!(
                        "\"dependencies\" of job \"{}\" names \"{}\", which is not in its \"needs\"",
                        job.id.value, name.value
                    );
                    self.error(name, message);
                }
                Some(_) => {}
                None => {
                    if let (Some(own), Some(its)) = (self.stage(job), self.stage(other))
                        && its >= own
                    {
                        let message = format!(
                            "job \"{}\" depends on \"{}\", which is not in an earlier stage",
                            job.id.value, name.value
                        );
                        self.error(name, message);
                    }
                }
            }
        }
    }

    /// A child pipeline that a job makes.
    fn artifact(&self, job: &Job) {
        if let Work::Spawn(spawn) = &job.work
            && let SpawnSource::Artifact { job: maker, .. } = &spawn.source
            && !self.jobs.contains_key(maker.as_str())
            && !self.pipeline.partial
        {
            self.error(maker, format!("there is no job \"{}\" that could make this file", maker.value));
        }
    }

    /// The job that takes an environment down.
    fn stop(&self, job: &Job) {
        let Some(name) = job.environment.as_ref().and_then(|environment| environment.on_stop.as_ref()) else {
            return;
        };
        match self.jobs.get(name.as_str()).copied() {
            Some(other) => {
                let action = other.environment.as_ref().and_then(|environment| environment.action.as_ref());
                if action.is_none_or(|action| action.value != "stop") {
                    let message = format!(
                        "\"on_stop\" names job \"{}\", which has no environment with \"action: stop\"",
                        name.value
                    );
                    self.error(name, message);
                }
            }
            None if !self.pipeline.partial => {
                self.error(name, format!("\"on_stop\" names job \"{}\", which does not exist", name.value));
            }
            None => {}
        }
    }

    fn stage(&self, job: &Job) -> Option<usize> {
        self.stages.get(job.stage.as_ref()?.as_str()).copied()
    }

    fn error(&self, place: &Spanned<String>, message: String) {
        self.findings.push(Diagnostic::error(NEEDS, place.span, message));
    }
}
