use diag::{Span, Spanned, Text};
use engine::run::{Effect, Input, Run, Standing};
use events::{Attempt, Cause, Earlier, Event, Facts, GitRef, News, Outcome, Record, Report, Timestamp, fold};
use expr::{Dialect, Expr, Template, Value};
use indexmap::IndexMap;
use ir::{EnvEntry, EnvKind};
use plan::{Gate, Job, Need, Plan, SecretUse, Work};
use std::sync::Arc;
use std::time::Duration;

/// A run that is played.
pub struct Stage {
    pub run: Run,
    pub log: Vec<Record>,
    /// What the last input asked of the world.
    pub effects: Vec<Effect>,
    plan: Arc<Plan>,
    facts: Arc<Facts>,
    now: Timestamp,
}

impl Stage {
    /// A run of this plan, submitted.
    pub fn of(plan: Plan) -> Self {
        Self::with(Arc::new(plan), Facts::new("run", GitRef::Branch("main".into())))
    }

    /// Another run of the plan, of what did not go well in this one.
    pub fn repeat(&self) -> Self {
        let earlier = Some(Earlier { run: "run".into(), done: self.run.done() });
        Self::with(Arc::clone(&self.plan), Facts { earlier, ..Facts::clone(&self.facts) })
    }

    fn with(plan: Arc<Plan>, facts: Facts) -> Self {
        let facts = Arc::new(facts);
        let run = Run::new(plan.clone(), facts.clone());
        let mut stage = Self { run, log: Vec::new(), effects: Vec::new(), plan, facts, now: Timestamp(1000) };
        stage.input(Input::Submit);
        stage
    }

    /// Takes an input in; afterwards the log must come to the same run. Says how many events followed.
    pub fn input(&mut self, input: Input) -> usize {
        let events = self.run.decide(input, self.now).unwrap();
        self.effects.clear();
        for event in &events {
            let record = Record { seq: self.run.seq() + 1, at: self.now, event: event.clone() };
            self.run.apply(&record).unwrap();
            self.effects.extend(self.run.effects(event));
            self.log.push(record);
        }
        let again = Run::replay(self.plan.clone(), self.facts.clone(), &self.log).unwrap();
        assert_eq!(again, self.run);
        events.len()
    }

    pub fn pass(&mut self, time: Duration) {
        self.now = self.now.after(time);
        self.input(Input::Tick);
    }

    pub fn report(&mut self, job: &str, attempt: u32, news: News) -> usize {
        let attempt = Attempt(attempt);
        self.input(Input::Report(Report { run: "run".into(), job: job.into(), attempt, news }))
    }

    pub fn start(&mut self, job: &str) {
        let attempt = self.attempt(job);
        assert_eq!(self.report(job, attempt, News::Started { runner: "here".into() }), 1, "{job} starts");
    }

    pub fn succeed(&mut self, job: &str) {
        self.succeed_with(job, &[]);
    }

    pub fn succeed_with(&mut self, job: &str, outputs: &[(&str, &str)]) {
        let attempt = self.attempt(job);
        assert!(self.report(job, attempt, finished(Outcome::Success, None, outputs)) > 0, "{job} ends");
    }

    pub fn fail(&mut self, job: &str, code: i32) {
        let attempt = self.attempt(job);
        let cause = Some(Cause::Exit { code });
        assert!(self.report(job, attempt, finished(Outcome::Failure, cause, &[])) > 0, "{job} ends");
    }

    pub fn cancel(&mut self, job: Option<&str>) {
        self.input(Input::Cancel { job: job.map(Into::into), reason: "by the user".into() });
    }

    pub fn approve(&mut self, job: &str) {
        self.input(Input::Approve { job: job.into(), by: "somebody".into() });
    }

    pub fn attempt(&self, job: &str) -> u32 {
        fold(&self.log).jobs[&events::JobId::from(job)].attempt.0
    }

    /// How each job stands: `build: queued, test: waiting`.
    pub fn shows(&self) -> String {
        use events::JobState;
        let view = fold(&self.log);
        let shown = view.jobs.iter().map(|(id, job)| {
            let state = match &job.state {
                JobState::Waiting => "waiting".to_owned(),
                JobState::Held { hold } => match hold {
                    events::Hold::Manual => "manual".to_owned(),
                    events::Hold::Until { .. } => "delayed".to_owned(),
                    events::Hold::Group { .. } => "group".to_owned(),
                    events::Hold::MaxParallel { .. } => "max-parallel".to_owned(),
                },
                JobState::Queued => "queued".to_owned(),
                JobState::Running { .. } => "running".to_owned(),
                JobState::Finished { tolerated: true, .. } => "tolerated".to_owned(),
                JobState::Finished { outcome, .. } => outcome.as_str().to_owned(),
                JobState::Skipped { skip } => format!("skipped ({skip})"),
            };
            format!("{id}: {state}")
        });
        shown.collect::<Vec<_>>().join(", ")
    }

    /// How the run ended.
    pub fn outcome(&self) -> Outcome {
        match self.run.standing() {
            Standing::Finished(outcome) => outcome,
            other => panic!("{other:?}: {}", self.shows()),
        }
    }

    pub fn cause(&self, job: &str) -> String {
        let found = self.log.iter().find_map(|record| match &record.event {
            Event::JobFinished { job: id, cause: Some(cause), .. } if id.as_str() == job => Some(cause),
            _ => None,
        });
        found.map(ToString::to_string).unwrap()
    }

    pub fn outputs(&self) -> IndexMap<String, String> {
        match self.log.last().map(|record| &record.event) {
            Some(Event::RunFinished { outputs, .. }) => outputs.clone(),
            other => panic!("{other:?}"),
        }
    }
}

pub fn finished(outcome: Outcome, cause: Option<Cause>, outputs: &[(&str, &str)]) -> News {
    let outputs = outputs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    News::Finished { outcome, cause, tolerated: false, outputs, variables: IndexMap::new() }
}

pub fn plan(jobs: Vec<Job>) -> Plan {
    Plan { secrets: SecretUse::Context("secrets".into()), ..Plan::new("test", Dialect::GitHub, jobs) }
}

/// A plan whose jobs wait for all of the stages before theirs.
pub fn staged(stages: &[&str], jobs: &[(&str, Job)]) -> Plan {
    let place = |stage: &str| stages.iter().position(|other| *other == stage).unwrap();
    let mut all = Vec::new();
    for (stage, job) in jobs {
        let mut job = Job { stage: Some((*stage).to_owned()), ..job.clone() };
        for (before, other) in jobs.iter().filter(|(before, _)| place(before) < place(stage)) {
            assert!(place(before) < place(stage));
            job.needs.push(Need {
                key: other.key.clone(),
                legs: Vec::new(),
                artifacts: true,
                by_stage: true,
            });
        }
        all.push(job);
    }
    Plan {
        stages: stages.iter().map(|stage| plan::Stage::new(stage)).collect(),
        dialect: Dialect::GitLab,
        ..plan(all)
    }
}

pub fn job(key: &str, needs: &[&str]) -> Job {
    let need = |key: &&str| Need { key: (*key).into(), legs: Vec::new(), artifacts: true, by_stage: false };
    Job { needs: needs.iter().map(need).collect(), ..Job::new(key, Work::Steps { steps: Vec::new() }) }
}

/// The job with this condition, as written behind `if:`.
pub fn when(condition: &str, job: Job) -> Job {
    let condition = Expr::parse(&Text::from(condition), Dialect::GitHub).unwrap();
    let implied = !condition.calls_status_function();
    Job { gate: Gate::If { condition, implied }, ..job }
}

/// Copies of a job with these values of `os`.
pub fn matrix(values: &[&str], job: &Job) -> Vec<Job> {
    let legs = values.iter().map(|os| Value::object([("os", Value::from(*os))])).collect();
    job.copies(legs, Dialect::GitHub)
}

pub fn template(text: &str) -> Template {
    let (template, problems) = Template::parse(&Text::from(text), Dialect::GitHub);
    assert!(problems.is_empty(), "{problems:?}");
    template
}

pub fn variable(name: &str, value: &str, dialect: Dialect) -> EnvEntry {
    let value = Template::parse(&Text::from(value), dialect).0;
    EnvEntry { name: spanned(name.to_owned()), value, kind: EnvKind::Expanded, prompt: None }
}

pub fn spanned<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::NOWHERE)
}
