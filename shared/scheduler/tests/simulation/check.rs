use events::{Attempt, Event, Hold, JobId, Outcome, Record};
use expr::Value;
use ir::{SkippedNeed, Stages};
use plan::{Customs, Gate, Job, Plan, SpawnSource, Work};
use std::collections::HashMap;

/// Reads the log as it grows, and knows by itself what may not be in it.
pub struct Check {
    plan: Plan,
    jobs: HashMap<JobId, Seen>,
    pub seq: u64,
    pub finished: bool,
}

struct Seen {
    job: Job,
    /// The calling job's id; empty for the run itself.
    scope: String,
    /// What its pipeline takes for granted.
    customs: Customs,
    /// The gate of its stage, where that has one.
    stage: Option<Gate>,
    stands: Stands,
    attempt: u32,
}

#[derive(Clone, Debug, PartialEq)]
enum Stands {
    Waiting,
    Held(Hold),
    Queued,
    Running,
    Open,
    Expanded,
    Ended(Outcome),
}

impl Check {
    pub fn new(plan: Plan) -> Self {
        Self { plan, jobs: HashMap::new(), seq: 0, finished: false }
    }

    /// Takes in one more record, or says what is wrong with it.
    pub fn record(&mut self, record: &Record) -> Result<(), String> {
        self.seq += 1;
        if record.seq != self.seq {
            return Err(format!("record {} where {} must be", record.seq, self.seq));
        }
        if self.finished {
            return Err(format!("something happened after the end: {:?}", record.event));
        }
        self.event(&record.event).map_err(|violation| format!("{violation}: {record:?}"))
    }

    fn event(&mut self, event: &Event) -> Result<(), String> {
        match event {
            Event::RunCreated { .. } => self.add(String::new(), &self.plan.clone()),
            Event::JobExpanded { job, legs } => self.expanded(job, legs)?,
            Event::ScopeOpened { job, .. } => {
                self.begins(job)?;
                self.set(job, Stands::Open)?;
                self.overlaps(job)?;
                let inner = inner(&self.jobs[job].job);
                self.add(job.to_string(), &inner);
            }
            Event::JobHeld { job, hold } => {
                self.begins(job)?;
                self.set(job, Stands::Held(hold.clone()))?;
            }
            Event::JobQueued { job, attempt } => self.queued(job, *attempt)?,
            Event::JobStarted { job, attempt, .. } => {
                self.of_try(job, *attempt, &[Stands::Queued])?;
                self.set(job, Stands::Running)?;
            }
            Event::StepStarted { job, attempt, .. }
            | Event::StepFinished { job, attempt, .. }
            | Event::Annotated { job, attempt, .. } => {
                self.of_try(job, *attempt, &[Stands::Queued, Stands::Running])?;
            }
            Event::JobFinished { job, attempt, outcome, tolerated, .. } => {
                self.of_try(job, *attempt, &[])?;
                let fine = *outcome == Outcome::Failure && *tolerated;
                self.set(job, Stands::Ended(if fine { Outcome::Success } else { *outcome }))?;
            }
            Event::JobSkipped { job, .. } => self.set(job, Stands::Ended(Outcome::Skipped))?,
            Event::JobRetried { job, attempt, .. } | Event::JobLost { job, attempt } => {
                self.of_try(job, *attempt, &[Stands::Queued, Stands::Running])?;
                self.set(job, Stands::Waiting)?;
            }
            Event::RunFinished { .. } => self.finish()?,
            Event::JobAdded { job, .. } => {
                self.seen(job)?;
            }
            Event::JobApproved { .. }
            | Event::CancelRequested { .. }
            | Event::RunHeld { .. }
            | Event::RunApproved { .. } => {}
        }
        Ok(())
    }

    fn add(&mut self, scope: String, plan: &Plan) {
        for job in &plan.jobs {
            let id = id(&scope, &job.id);
            let graph = plan.customs.stages == Stages::Graph;
            let own = plan.stages.iter().find(|stage| graph && Some(&stage.name) == job.stage.as_ref());
            let seen = Seen {
                job: job.clone(),
                scope: scope.clone(),
                customs: plan.customs.clone(),
                stage: own.map(|stage| stage.gate.clone()),
                stands: Stands::Waiting,
                attempt: 0,
            };
            self.jobs.insert(id, seen);
        }
    }

    fn expanded(&mut self, job: &JobId, legs: &[serde_json::Value]) -> Result<(), String> {
        self.begins(job)?;
        self.set(job, Stands::Expanded)?;
        let seen = &self.jobs[job];
        let values = legs.iter().map(|leg| Value::from(leg.clone())).collect();
        let copies = seen.job.copies(values, self.plan.dialect);
        let (scope, customs, stage) = (seen.scope.clone(), seen.customs.clone(), seen.stage.clone());
        let plan = Plan { jobs: copies, customs: customs.clone(), ..self.plan.clone() };
        let added: Vec<JobId> = plan.jobs.iter().map(|copy| id(&scope, &copy.id)).collect();
        self.add(scope, &plan);
        for id in added {
            if let Some(copy) = self.jobs.get_mut(&id) {
                copy.stage.clone_from(&stage);
            }
        }
        Ok(())
    }

    fn queued(&mut self, job: &JobId, attempt: Attempt) -> Result<(), String> {
        let seen = self.seen(job)?;
        if attempt.0 != seen.attempt + 1 {
            return Err(format!("try {} after try {}", attempt.0, seen.attempt));
        }
        self.begins(job)?;
        self.set(job, Stands::Queued)?;
        if let Some(seen) = self.jobs.get_mut(job) {
            seen.attempt = attempt.0;
        }
        self.overlaps(job)
    }

    /// Nothing happens to a job before its needs have ended; and the plain gate is kept.
    fn begins(&self, job: &JobId) -> Result<(), String> {
        let seen = self.seen(job)?;
        for need in &seen.job.needs {
            for (id, other) in self.jobs.iter().filter(|(_, other)| other.scope == seen.scope) {
                if other.job.key != need.key {
                    continue;
                }
                // Nobody waits for a job that waits aside, nor again if it begins later.
                let begun = seen.stands != Stands::Waiting || seen.attempt > 0;
                let aside = need.by_stage
                    && (begun || other.stands == Stands::Held(Hold::Manual))
                    && matches!(other.job.hold, Some(plan::Hold::Manual { blocking: false }));
                let good = match &other.stands {
                    Stands::Ended(Outcome::Success) | Stands::Expanded => true,
                    Stands::Ended(Outcome::Skipped) => need.by_stage,
                    Stands::Ended(_) => false,
                    _ if aside => continue,
                    _ => return Err(format!("`{job}` did not wait for `{id}`")),
                };
                let gate = seen.stage.as_ref().filter(|_| need.by_stage).unwrap_or(&seen.job.gate);
                let skipped = other.stands == Stands::Ended(Outcome::Skipped);
                let passes = skipped && seen.customs.skipped_need == SkippedNeed::Passes;
                if !good && !aside && !passes && *gate == Gate::OnSuccess {
                    return Err(format!("`{job}` went on although `{id}` did not succeed"));
                }
            }
        }
        Ok(())
    }

    /// Copies keep to their number, groups to one at a time.
    fn overlaps(&self, job: &JobId) -> Result<(), String> {
        let seen = self.seen(job)?;
        let active = || self.jobs.iter().filter(|(_, other)| is_active(&other.stands));
        let is_copy = |other: &Seen| other.scope == seen.scope && other.job.key == seen.job.key;
        if let Some(limit) = &seen.job.strategy.max_parallel {
            let limit: usize = limit.as_literal().and_then(|text| text.parse().ok()).unwrap_or(usize::MAX);
            if active().filter(|(_, other)| is_copy(other)).count() > limit {
                return Err(format!("more than {limit} copies of `{}` at once", seen.job.key));
            }
        }
        let group = |job: &Job| job.concurrency.as_ref().map(|rule| rule.group.text().to_string());
        let related = |a: &JobId, b: &JobId| a.as_str().starts_with(&format!("{b} / "));
        for (id, other) in active().filter(|(id, _)| *id != job) {
            let same = group(&seen.job).is_some() && group(&seen.job) == group(&other.job);
            if same && !related(id, job) && !related(job, id) {
                return Err(format!("`{job}` and `{id}` are of one group and run at once"));
            }
        }
        Ok(())
    }

    /// An event of a try is of the latest one, and that goes on.
    fn of_try(&self, job: &JobId, attempt: Attempt, expected: &[Stands]) -> Result<(), String> {
        let seen = self.seen(job)?;
        if seen.attempt != attempt.0 {
            return Err(format!("try {} counts, not {}", seen.attempt, attempt.0));
        }
        if !expected.is_empty() && !expected.contains(&seen.stands) {
            return Err(format!("`{job}` is {:?}", seen.stands));
        }
        Ok(())
    }

    fn set(&mut self, job: &JobId, stands: Stands) -> Result<(), String> {
        let seen = self.jobs.get_mut(job).ok_or_else(|| format!("there is no job `{job}`"))?;
        if matches!(seen.stands, Stands::Ended(_) | Stands::Expanded) {
            return Err(format!("`{job}` has ended before"));
        }
        seen.stands = stands;
        Ok(())
    }

    fn finish(&mut self) -> Result<(), String> {
        self.finished = true;
        let over = |seen: &Seen| matches!(seen.stands, Stands::Ended(_) | Stands::Expanded);
        match self.jobs.iter().find(|(_, seen)| !over(seen)) {
            Some((id, seen)) => Err(format!("the run ended while `{id}` is {:?}", seen.stands)),
            None => Ok(()),
        }
    }

    fn seen(&self, job: &JobId) -> Result<&Seen, String> {
        self.jobs.get(job).ok_or_else(|| format!("there is no job `{job}`"))
    }

    /// All jobs, in a fixed order.
    pub fn ids(&self) -> Vec<JobId> {
        let mut ids: Vec<JobId> = self.jobs.keys().cloned().collect();
        ids.sort();
        ids
    }

    /// Jobs that wait for a person.
    pub fn awaited(&self) -> Vec<JobId> {
        let mut ids = self.ids();
        ids.retain(|id| self.jobs[id].stands == Stands::Held(Hold::Manual));
        ids
    }

    /// What does not end, for a message.
    pub fn left(&self) -> String {
        let left = self.ids().into_iter().filter_map(|id| match &self.jobs[&id].stands {
            Stands::Ended(_) | Stands::Expanded => None,
            stands => Some(format!("`{id}` {stands:?}")),
        });
        left.collect::<Vec<_>>().join(", ")
    }
}

fn id(scope: &str, job: &JobId) -> JobId {
    if scope.is_empty() { job.clone() } else { format!("{scope} / {job}").into() }
}

fn is_active(stands: &Stands) -> bool {
    matches!(stands, Stands::Queued | Stands::Running | Stands::Open)
}

fn inner(job: &Job) -> Plan {
    match &job.work {
        Work::Call(call) => Plan::clone(&call.plan),
        Work::Spawn(spawn) => match &spawn.source {
            SpawnSource::Planned { plan } => Plan::clone(plan),
            other => panic!("not simulated: {other:?}"),
        },
        Work::Steps { .. } => panic!("a job with steps opened a pipeline"),
    }
}
