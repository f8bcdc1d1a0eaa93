use crate::chance::Chance;
use crate::check::Check;
use crate::facts::facts;
use crate::faulty::{Faulty, Planted};
use crate::plans;
use crate::runner::{Runner, Work};
use async_trait::async_trait;
use engine::run::Run;
use events::{Attempt, Cause, Event, JobId, Outcome, Record, Report, RunId, Timestamp, fold};
use futures_util::FutureExt;
use plan::Plan;
use scheduler::{Clock, Hooks, PlanLoader, PlanWanted, Scheduler, SchedulerError, Stop, Trial};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;
use stores::{Labels, MemoryStore, Store};

/// A clock that stands until it is moved.
struct StandingClock(AtomicU64);

#[async_trait]
impl Clock for StandingClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }

    async fn sleep_until(&self, _: Timestamp) {
        std::future::pending::<()>().await;
    }
}

struct NoPlans;

#[async_trait]
impl PlanLoader for NoPlans {
    async fn load(&self, _: PlanWanted) -> Result<Plan, String> {
        Err("not simulated".into())
    }
}

/// A scheduler that may die and come back.
struct Replica {
    scheduler: Scheduler,
    fuse: Arc<AtomicI64>,
    life: u64,
}

pub struct World {
    chance: Chance,
    planted: Planted,
    tell: bool,
    store: Arc<MemoryStore>,
    clock: Arc<StandingClock>,
    replicas: Vec<Replica>,
    runners: Vec<Runner>,
    /// Copies of reports that are still under way.
    stray: Vec<Report>,
    handed_out: HashSet<(JobId, Attempt)>,
    /// How runners say that tries ended.
    ends: HashMap<(JobId, Attempt), Outcome>,
    run: RunId,
    plan: Arc<Plan>,
    state: Run,
    check: Check,
    records: Vec<Record>,
    violation: Option<String>,
}

const LEASE: Duration = Duration::from_secs(30);

/// Nothing in the simulation waits: a store in memory answers at once.
fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("a call that does not wait")
}

impl World {
    pub fn new(seed: u64, planted: Planted, tell: bool) -> Self {
        let mut chance = Chance::new(seed);
        let plan = Arc::new(plans::plan(&mut chance, 0));
        let run = RunId::from("run");
        let facts = Arc::new(facts(&run));
        let runners =
            (0..1 + chance.below(4)).map(|n| Runner { id: format!("runner {n}").into(), work: None });
        let mut world = Self {
            planted,
            tell,
            store: Arc::new(MemoryStore::new()),
            clock: Arc::new(StandingClock(AtomicU64::new(1_000_000))),
            replicas: Vec::new(),
            runners: runners.collect(),
            stray: Vec::new(),
            handed_out: HashSet::new(),
            ends: HashMap::new(),
            state: Run::new(Arc::clone(&plan), facts),
            check: Check::new(Plan::clone(&plan)),
            run,
            plan,
            chance,
            records: Vec::new(),
            violation: None,
        };
        for _ in 0..2 {
            let replica = world.new_replica(0);
            world.replicas.push(replica);
        }
        world
    }

    /// What happened, as text.
    pub fn log(&self) -> String {
        format!("{:?}", self.records)
    }

    /// A bad day, then a calm one on which all must come to its end.
    pub fn play(&mut self) -> Result<(), String> {
        let facts = Arc::new(facts(&self.run));
        while let Err(error) =
            now(self.replicas[0].scheduler.submit(Arc::clone(&self.plan), Arc::clone(&facts)))
        {
            self.crash(0, &error);
        }
        for _ in 0..20 + self.chance.below(80) {
            self.mischief();
            self.look()?;
        }
        self.replicas.iter().for_each(|replica| replica.fuse.store(-1, Ordering::Relaxed));
        for _ in 0..5_000 {
            if self.check.finished {
                return self.compare();
            }
            self.calm_round();
            self.look()?;
        }
        Err(format!("the run does not end: {}", self.check.left()))
    }

    fn mischief(&mut self) {
        let replica = self.chance.below(2);
        let runner = self.chance.below(self.runners.len());
        match self.chance.below(40) {
            0 => {
                let life = self.replicas[replica].life + 1;
                self.note("a scheduler is killed", |world| {
                    world.replicas[replica] = world.new_replica(life);
                });
            }
            1 => {
                let calls = self.chance.below(12) as i64;
                self.note("a line will break", |world| {
                    world.replicas[replica].fuse.store(calls, Ordering::Relaxed);
                });
            }
            2 => self.note("a scheduler recovers", |world| world.recover(replica)),
            3 => self.note("a runner is killed", |world| world.runners[runner].work = None),
            4..=6 => self.advance(replica),
            7 => self.stray_report(replica),
            8 if self.chance.percent(15) => self.cancel(replica, None),
            9 if self.chance.percent(40) => {
                let job = self.any_job();
                self.cancel(replica, job);
            }
            10 => {
                let job = self.any_job();
                self.approve(replica, job);
            }
            11 | 12 => self.renew(replica, runner),
            _ => self.work(replica, runner),
        }
    }

    fn calm_round(&mut self) {
        for replica in 0..self.replicas.len() {
            self.recover(replica);
        }
        for runner in 0..self.runners.len() {
            self.work(runner % 2, runner);
            self.renew((runner + 1) % 2, runner);
        }
        for job in self.check.awaited() {
            self.approve(0, Some(job));
        }
        self.advance(0);
        self.advance(1);
    }

    /// A runner does what it does: takes a job, goes on with it, reports.
    fn work(&mut self, replica: usize, runner: usize) {
        let Some(work) = &mut self.runners[runner].work else { return self.claim(replica, runner) };
        // Only while the scheduler lives that gave it the job can it call the runner back.
        if work.from == (replica, self.replicas[replica].life) {
            match work.claim.stopped().now_or_never() {
                Some(Stop::Over) => {
                    self.runners[runner].work = None;
                    return;
                }
                Some(Stop::Cancelled { .. }) => work.finish(Outcome::Cancelled, None),
                None => {}
            }
        }
        work.go_on(&mut self.chance);
        if let Some(end) = work.end {
            let id = work.claim.id.clone();
            self.ends.insert((id.job, id.attempt), end);
        }
        let Some(report) = work.reports.front().cloned() else { return };
        if self.chance.percent(15) {
            self.stray.push(report.clone());
        }
        if self.chance.percent(15) {
            return; // lost on the way
        }
        let trial = self.deliver(replica, report);
        if self.chance.percent(15) {
            return; // the answer is lost: it will report again
        }
        let Some(work) = &mut self.runners[runner].work else { return };
        match trial {
            None => return,
            Some(Trial::Cancelled { .. }) => work.finish(Outcome::Cancelled, None),
            Some(Trial::Over) => work.reports.clear(),
            Some(Trial::Current) => {}
        }
        work.reports.pop_front();
        if trial == Some(Trial::Over) || work.is_done() {
            self.runners[runner].work = None;
        }
    }

    fn claim(&mut self, replica: usize, runner: usize) {
        let id = self.runners[runner].id.clone();
        let from = (replica, self.replicas[replica].life);
        match now(self.replicas[replica].scheduler.try_claim(&Labels::Any, &id)) {
            Ok(Some(claim)) => {
                self.say(|| format!("{id} takes {}", claim.id));
                let key = (claim.id.job.clone(), claim.id.attempt);
                if !self.handed_out.insert(key) {
                    self.violation = Some(format!("{} was handed out twice", claim.id));
                }
                self.runners[runner].work = Some(Work::new(claim, from));
            }
            Ok(None) => {}
            Err(error) => self.crash(replica, &error),
        }
    }

    fn deliver(&mut self, replica: usize, mut report: Report) -> Option<Trial> {
        if self.planted == Planted::ForgetsAttempts {
            let view = fold(&self.records);
            report.attempt = view.jobs.get(&report.job).map_or(report.attempt, |job| job.attempt);
        }
        self.say(|| format!("report to {replica}: {report:?}"));
        match now(self.replicas[replica].scheduler.report(report)) {
            Ok(trial) => Some(trial),
            Err(error) => {
                self.crash(replica, &error);
                None
            }
        }
    }

    fn stray_report(&mut self, replica: usize) {
        if !self.stray.is_empty() {
            let at = self.chance.below(self.stray.len());
            let report = self.stray.swap_remove(at);
            self.deliver(replica, report);
        }
    }

    fn renew(&mut self, replica: usize, runner: usize) {
        let Some(work) = &mut self.runners[runner].work else { return };
        match now(self.replicas[replica].scheduler.renew(&work.claim)) {
            Ok(Trial::Current) => {}
            Ok(Trial::Cancelled { .. }) => work.finish(Outcome::Cancelled, None),
            Ok(Trial::Over) => self.runners[runner].work = None,
            Err(error) => self.crash(replica, &error),
        }
    }

    fn advance(&mut self, replica: usize) {
        let seconds = self.chance.next() % 20;
        self.say(|| format!("{seconds} s pass"));
        self.clock.0.fetch_add(seconds * 1000, Ordering::Relaxed);
        if let Err(error) = now(self.replicas[replica].scheduler.tick()) {
            self.crash(replica, &error);
        }
    }

    fn cancel(&mut self, replica: usize, job: Option<JobId>) {
        self.say(|| format!("cancel {job:?}"));
        if let Err(error) = now(self.replicas[replica].scheduler.cancel(&self.run, job, "by the user")) {
            self.crash(replica, &error);
        }
    }

    fn approve(&mut self, replica: usize, job: Option<JobId>) {
        let Some(job) = job else { return };
        self.say(|| format!("approve {job}"));
        if let Err(error) = now(self.replicas[replica].scheduler.approve(&self.run, job, "somebody")) {
            self.crash(replica, &error);
        }
    }

    fn recover(&mut self, replica: usize) {
        if let Err(error) = now(self.replicas[replica].scheduler.recover()) {
            self.crash(replica, &error);
        }
    }

    fn any_job(&mut self) -> Option<JobId> {
        let ids = self.check.ids();
        (!ids.is_empty()).then(|| self.chance.pick(&ids).clone())
    }

    /// What went wrong for a scheduler kills it.
    fn crash(&mut self, replica: usize, error: &SchedulerError) {
        self.say(|| format!("scheduler {replica} dies: {error}"));
        let life = self.replicas[replica].life + 1;
        self.replicas[replica] = self.new_replica(life);
    }

    fn new_replica(&self, life: u64) -> Replica {
        let fuse = Arc::new(AtomicI64::new(-1));
        let store = Faulty { store: Arc::clone(&self.store), fuse: Arc::clone(&fuse), planted: self.planted };
        let hooks = Hooks {
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            plans: Arc::new(NoPlans),
            lease: LEASE,
            trouble: Arc::new(|_| {}),
        };
        Replica { scheduler: Scheduler::new(Arc::new(store), hooks), fuse, life }
    }

    /// Reads what is new in the log.
    fn look(&mut self) -> Result<(), String> {
        if let Some(violation) = self.violation.take() {
            return Err(violation);
        }
        let new = now(self.store.records(&self.run, self.check.seq)).map_err(|error| error.to_string())?;
        for record in new {
            self.say(|| format!("  {} {:?}", record.seq, record.event));
            self.check.record(&record)?;
            self.really_ended(&record.event)?;
            self.state.apply(&record).map_err(|error| error.to_string())?;
            self.records.push(record);
        }
        if self.chance.percent(3) { self.compare() } else { Ok(()) }
    }

    /// A try ended as its own runner said, not as another's.
    fn really_ended(&self, event: &Event) -> Result<(), String> {
        let (job, attempt, outcome) = match event {
            Event::JobFinished { job, attempt, outcome: Outcome::Success, .. } if attempt.0 > 0 => {
                (job, attempt, Outcome::Success)
            }
            Event::JobFinished { job, attempt, cause: Some(Cause::Exit { .. }), .. }
            | Event::JobRetried { job, attempt, .. } => (job, attempt, Outcome::Failure),
            _ => return Ok(()),
        };
        match self.ends.get(&(job.clone(), *attempt)) {
            Some(end) if *end == outcome => Ok(()),
            end => Err(format!("try {} of `{job}` ended in {outcome:?}, its runner said {end:?}", attempt.0)),
        }
    }

    /// The log read at once comes to what the log read as it grew came to, and to what the schedulers think.
    fn compare(&mut self) -> Result<(), String> {
        let again = Run::replay(Arc::clone(&self.plan), Arc::new(facts(&self.run)), &self.records);
        let again = again.map_err(|error| error.to_string())?;
        if again != self.state {
            return Err("the state differs from what its log comes to".into());
        }
        for replica in 0..self.replicas.len() {
            match now(self.replicas[replica].scheduler.state(&self.run)) {
                Ok(state) if state == again => {}
                Ok(_) => return Err(format!("scheduler {replica} differs from the log")),
                Err(error) => self.crash(replica, &error),
            }
        }
        let view = fold(&self.records);
        let finished = matches!(view.state, events::RunState::Finished(_));
        if finished != self.check.finished {
            return Err("what people see differs from the log".into());
        }
        Ok(())
    }

    fn note(&mut self, what: &str, act: impl FnOnce(&mut Self)) {
        self.say(|| what.to_owned());
        act(self);
    }

    fn say(&self, what: impl FnOnce() -> String) {
        if self.tell {
            println!("{}", what());
        }
    }
}
