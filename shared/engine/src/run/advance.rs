use super::decide::Draft;
use super::gate::Verdict;
use super::job::{Job, JobIx, State};
use super::scope::ScopeIx;
use super::{Progress, Run};
use events::{Cause, Event, Hold, Skip};

impl Draft {
    /// Lets every job go on that can, until none can any more.
    pub(super) fn advance(&mut self) {
        while self.run.progress == Progress::Going {
            let before = self.len();
            for job in self.run.indices() {
                self.step(job);
            }
            // Copies and called pipelines add jobs in the meantime: the next round sees them.
            if self.len() == before {
                self.settle();
            }
            if self.len() == before {
                return;
            }
        }
    }

    fn step(&mut self, job: JobIx) {
        match &self.run[job].state {
            State::Waiting => {
                if self.run.needs_ended(job) {
                    self.enter(job);
                }
            }
            State::Held { hold, .. } => {
                let hold = hold.clone();
                self.held(job, &hold);
            }
            State::Queued | State::Running { .. } => self.cancel_with_scope(job),
            State::Open { scope } => self.close(job, *scope),
            State::Expanded | State::Ended(_) => {}
        }
    }

    /// Its needs have ended.
    fn enter(&mut self, job: JobIx) {
        if !self.passes_gate(job) {
            return;
        }
        if self.run[job].planned().expansion.is_some() {
            return self.expand(job);
        }
        match &self.run[job].planned().hold {
            Some(plan::Hold::Manual { .. }) if !self.run[job].approved => self.hold(job, Hold::Manual),
            Some(plan::Hold::Delayed { wait }) if !self.run[job].approved => {
                let at = self.now.after(*wait);
                self.hold(job, Hold::Until { at });
            }
            _ => self.claim_slot(job),
        }
    }

    fn held(&mut self, job: JobIx, hold: &Hold) {
        let free = match hold {
            Hold::Manual => self.run[job].approved,
            Hold::Until { at } => self.run[job].approved || *at <= self.now,
            Hold::Group { .. } | Hold::MaxParallel { .. } => true,
        };
        if self.run.is_cancelled(job) {
            let for_slot = matches!(hold, Hold::Group { .. } | Hold::MaxParallel { .. });
            if !for_slot && !free {
                self.skip(job, Skip::Cancelled);
                return;
            }
            if !self.passes_gate(job) {
                return;
            }
        }
        if free {
            self.claim_slot(job);
        }
    }

    fn passes_gate(&mut self, job: JobIx) -> bool {
        match self.run.gate(job) {
            Verdict::Open => return true,
            Verdict::Shut(skip) => self.skip(job, skip),
            Verdict::Wrong(message) => self.fail(job, Cause::Invalid { message }),
        }
        false
    }

    pub(super) fn hold(&mut self, job: JobIx, hold: Hold) {
        if !matches!(&self.run[job].state, State::Held { hold: now, .. } if *now == hold) {
            self.push(Event::JobHeld { job: self.run[job].id.clone(), hold });
        }
    }

    pub(super) fn skip(&mut self, job: JobIx, skip: Skip) {
        self.push(Event::JobSkipped { job: self.run[job].id.clone(), skip });
    }

    /// Nothing moves by itself any more: what nobody waits for is left out, and the run may end.
    fn settle(&mut self) {
        let jobs = || self.run.indices().map(|job| &self.run[job]);
        if jobs().all(Job::has_ended) {
            let outcome = self.run.outcome(ScopeIx(0));
            let outputs = self.run.outputs_that_read(ScopeIx(0));
            return self.push(Event::RunFinished { outcome, outputs });
        }
        let goes_on = |job: &Job| match job.state {
            State::Queued | State::Running { .. } => true,
            State::Held { hold: Hold::Manual, .. } => !job.waits_aside(),
            State::Held { hold: Hold::Until { .. }, .. } => true,
            _ => false,
        };
        if jobs().any(goes_on) {
            return;
        }
        let aside: Vec<JobIx> = self.run.indices().filter(|job| self.run[*job].waits_aside()).collect();
        if !aside.is_empty() {
            return aside.into_iter().for_each(|job| self.skip(job, Skip::Manual));
        }
        // Only jobs that wait for each other are left.
        let for_group = |job: &JobIx| match &self.run[*job].state {
            State::Held { hold: Hold::Group { group }, .. } => Some((*job, group.clone())),
            _ => None,
        };
        if let Some((job, group)) = self.run.indices().find_map(|job| for_group(&job)) {
            let message = format!("`{}` waits for group `{group}`, which waits for it", self.run[job].id);
            return self.fail(job, Cause::Invalid { message });
        }
        if let Some(job) = self.run.indices().find(|job| self.run[*job].state == State::Waiting) {
            let message = format!("`{}` waits for jobs that wait for it", self.run[job].id);
            self.fail(job, Cause::Invalid { message });
        }
    }

    /// Tells of jobs that the run has from now on.
    pub(super) fn announce(&mut self, jobs: Vec<JobIx>) {
        for at in jobs {
            let job = &self.run[at];
            let (id, stage) = (job.id.clone(), job.planned().stage.clone());
            let (name, needs) = (self.run.shown_name(at), self.run.needed_ids(at));
            self.push(Event::JobAdded { job: id, name, stage, needs });
            self.keep_done(at);
        }
    }
}

impl Run {
    /// What people see of a job. Names that need what is not known yet are shown as the id.
    fn shown_name(&self, at: JobIx) -> String {
        let job = &self[at];
        let caller = self.scope_of(at).caller;
        let own = job.planned().name.as_ref().filter(|_| job.planned().expansion.is_none());
        let scope = super::context::JobScope::new(self, at);
        match (own.and_then(|name| name.render(&scope).ok()), caller) {
            (Some(name), Some(caller)) => format!("{} / {name}", self.shown_name(caller)),
            (Some(name), None) => name,
            (None, _) => job.id.to_string(),
        }
    }
}
