use super::frame::{Frame, Hooked, Lane, Open, Place, Task, Waits};
use super::scope::StepScope;
use super::standing::Standing;
use super::{Action, Body, Finished, Input, Resolved, Secrets, Variables, timing};
use events::{Cause, News, Outcome, StepId, Timestamp};
use indexmap::IndexMap;
use plan::ir::Token;
use plan::{Assignment, Phase, SecretUse, Step, Work};
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

/// Looks at the job's files for expressions.
pub trait Files: Send + Sync {
    /// The hash over all files that match the globs; empty when none does.
    ///
    /// # Errors
    /// A sentence for the user when they cannot be read.
    fn hash(&self, patterns: &[&str]) -> Result<String, String>;
}

/// What a job is given beside its assignment.
pub struct Surroundings {
    /// Secrets that the job may use.
    pub secrets: Secrets,
    /// The one among them that has a place of its own.
    pub token: Option<Token>,
    /// Looks at its files.
    pub files: Arc<dyn Files>,
    /// A folder for files of the steps, as the job sees it.
    pub temp: String,
    /// What processes start with, for `$NAME` where the pipeline sets no such variable.
    pub env: Vec<(String, String)>,
}

/// Decides what happens next in one job. It does nothing itself and knows no clock: [`JobMachine::next`] says what to
/// do, [`JobMachine::apply`] hears what came of it.
pub struct JobMachine {
    pub(super) assignment: Assignment,
    pub(super) around: Surroundings,
    /// The job's variables; steps lay theirs on top.
    pub(super) variables: Variables,
    /// Folders in front of the `PATH`, the latest first.
    pub(super) path: Vec<String>,
    pub(super) standing: Standing,
    pub(super) cause: Option<Cause>,
    /// Why the job has issues although it goes well.
    pub(super) issues: Option<Cause>,
    /// Steps in their order, and those beside them. The first is the job's own.
    pub(super) lanes: Vec<Lane>,
    /// Actions by their references.
    pub(super) resolved: HashMap<String, Result<Arc<Resolved>, String>>,
    /// Actions that must be known before the first step.
    pub(super) ahead: HashSet<String>,
    /// What actions do after the last step, the latest last.
    pub(super) posts: Vec<Hooked>,
    /// What actions kept in their first phase, by the step's place.
    pub(super) kept: HashMap<Place, IndexMap<String, String>>,
    pub(super) outbox: VecDeque<Action>,
    /// Variables for later jobs.
    pub(super) reported: IndexMap<String, String>,
    pub(super) steps: u32,
    pub(super) deadline: Option<(Timestamp, u64)>,
    /// The time limit, once it has passed.
    pub(super) timed_out: bool,
    over: bool,
}

/// Background steps that may run at once.
const BESIDE: usize = 10;

impl JobMachine {
    /// A job that is about to begin. Its `environ` holds the job's own contexts and variables too.
    ///
    /// An error ends the job before its first step; it is told as any other.
    #[must_use]
    pub fn new(mut assignment: Assignment, around: Surroundings, now: Timestamp) -> Self {
        let work = std::mem::replace(&mut assignment.job.work, Work::Steps { steps: Vec::new() });
        let mut machine = Self {
            assignment,
            around,
            variables: Variables::default(),
            path: Vec::new(),
            standing: Standing::default(),
            cause: None,
            issues: None,
            lanes: Vec::new(),
            resolved: HashMap::new(),
            ahead: HashSet::new(),
            posts: Vec::new(),
            kept: HashMap::new(),
            outbox: VecDeque::new(),
            reported: IndexMap::new(),
            steps: 0,
            deadline: None,
            timed_out: false,
            over: false,
        };
        let steps = match work {
            Work::Steps { steps } => steps,
            Work::Call(_) | Work::Spawn(_) => {
                machine.fail(Cause::Broken {
                    message: "a job that stands for other jobs was given to a runner".to_owned(),
                });
                Vec::new()
            }
        };
        match machine.prepare(now) {
            Ok(()) => machine.arrange(steps),
            Err(message) => {
                machine.fail(Cause::Invalid { message });
                machine.arrange(Vec::new());
            }
        }
        machine
    }

    /// Lays the job's variables and sets its time limit.
    fn prepare(&mut self, now: Timestamp) -> Result<(), String> {
        let assignment = self.assignment.clone();
        self.variables = Variables::named(assignment.customs.env_names);
        for (name, value) in &assignment.environ.env {
            self.variables.give(name, value.as_str());
        }
        for entry in assignment.env.iter().chain(&assignment.job.env) {
            let scope = self.scope(None, &self.variables, None);
            let laid = self.variables.evaluate(entry, &self.around.secrets, &scope);
            let laid = laid.map_err(|error| format!("variable `{}`: {error}", entry.name.value))?;
            self.variables.lay(laid);
        }
        if let Some(template) = &assignment.job.computed_env {
            let value = template.eval(&self.scope(None, &self.variables, None)).map_err(|e| e.to_string())?;
            self.variables.lay_computed(&value, assignment.dialect, &self.around.secrets)?;
        }
        for need in assignment.needs.values() {
            for (name, value) in &need.variables {
                self.variables.set(name, value.as_str());
            }
        }
        for (name, secret) in self.around.secrets.clone().iter() {
            match assignment.secrets {
                SecretUse::Environment => self.variables.give(name, secret.reveal()),
                SecretUse::Hidden => self.variables.hide(name, secret.reveal()),
                SecretUse::Context(_) => {}
            }
        }
        for (name, value) in &assignment.environ.overrides {
            self.variables.fix(name, value);
        }
        if let Some(template) = &assignment.job.timeout {
            let value = template.eval(&self.scope(None, &self.variables, None)).map_err(|e| e.to_string())?;
            self.deadline = timing::limit(&value)?.map(|limit| (now.after(limit), limit.as_secs()));
        }
        Ok(())
    }

    /// Puts the job's steps in their order: the author's, then what actions do at the end, then ours.
    fn arrange(&mut self, steps: Vec<Step>) {
        let (last, first): (Vec<_>, Vec<_>) = steps
            .into_iter()
            .enumerate()
            .map(|(place, step)| (place, Arc::new(step)))
            .partition(|(_, step)| step.phase == Phase::Finish);
        let written: Vec<_> = first.iter().map(|(_, step)| Arc::clone(step)).collect();
        self.ask_ahead(written.iter().map(|step| &**step));
        let task = |(place, step)| Task::Step(step, Some(vec![place]));
        let queue =
            first.into_iter().map(task).chain([Task::WaitAll, Task::Posts]).chain(last.into_iter().map(task));
        let frame = Frame { queue: queue.collect(), ..Frame::default() };
        self.lanes = vec![Lane { frames: vec![frame], begun: true, ..Lane::default() }];
    }

    /// What to do next. Never the same twice; [`Action::Wait`] when all depends on what will be told.
    pub fn next(&mut self, now: Timestamp) -> Action {
        loop {
            if let Some(action) = self.outbox.pop_front() {
                return action;
            }
            if self.over || !self.ahead.is_empty() {
                return Action::Wait { until: self.nearest() };
            }
            // Background steps first: what comes after them may want to end them.
            let moved = (0..self.lanes.len())
                .rev()
                .map(|lane| self.advance(lane, now))
                .filter(|moved| *moved)
                .count()
                > 0;
            if !moved && self.outbox.is_empty() {
                match self.lanes.iter().all(Lane::is_done) {
                    true => {
                        self.over = true;
                        return Action::Finish(self.finish());
                    }
                    false => return Action::Wait { until: self.nearest() },
                }
            }
        }
    }

    /// Takes in what happened.
    pub fn apply(&mut self, input: Input, now: Timestamp) {
        match input {
            Input::Ended { step, end } => self.ended(step, end, now),
            Input::Signal { step, signal } => self.signal(step, signal),
            Input::Resolved { reference, result } => self.resolved(reference, result, now),
            Input::Told { step, next } => self.told(step, next, now),
            Input::Cancel => self.cancel(),
            Input::Abort => self.abort(),
            Input::Tick => self.tick(now),
        }
    }

    fn resolved(&mut self, reference: String, result: Result<Box<Resolved>, String>, now: Timestamp) {
        let action = result.map(|action| Arc::new(*action));
        self.resolved.insert(reference.clone(), action.clone());
        if self.ahead.remove(&reference) {
            if let Ok(Resolved { body: Body::Composite { steps, .. }, .. }) = action.as_deref() {
                self.ask_ahead(steps.iter());
            }
            if self.ahead.is_empty() {
                self.before(now);
            }
        }
        for lane in 0..self.lanes.len() {
            let waits =
                |open: &mut Open| matches!(&open.waits, Waits::Resolution(text) if *text == reference);
            if let Some(open) = self.lanes[lane].open.take_if(waits) {
                self.work(lane, open, now);
            }
        }
    }

    /// Does the next thing in a lane, if it can. Says whether it did.
    fn advance(&mut self, lane: usize, now: Timestamp) -> bool {
        if !self.lanes[lane].begun {
            let beside = self.lanes.iter().skip(1).filter(|lane| lane.begun && !lane.is_done()).count();
            if beside >= BESIDE {
                return false;
            }
            self.lanes[lane].begun = true;
        }
        let waited = match &self.lanes[lane].open {
            Some(Open { waits: Waits::Lanes(lanes), .. }) => {
                lanes.iter().all(|other| self.lanes[*other].is_done())
            }
            Some(Open { waits: Waits::Time(at), killed, .. }) => *at <= now || killed.is_some(),
            Some(_) => return false,
            None => {
                return self.take(lane, now);
            }
        };
        match self.lanes[lane].open.take_if(|_| waited) {
            Some(open) => {
                self.waited(lane, open, now);
                true
            }
            None => false,
        }
    }

    /// Takes the next task of a lane.
    fn take(&mut self, lane: usize, now: Timestamp) -> bool {
        let Some(frame) = self.lanes[lane].frames.last_mut() else { return false };
        match frame.queue.pop_front() {
            Some(Task::Step(step, place)) => self.begin(lane, step, place, now),
            Some(Task::Hook(hook)) => self.begin_hook(lane, hook, now),
            Some(Task::WaitAll) => {
                let open = self.unjoined();
                if open.iter().all(|lane| self.lanes[*lane].is_done()) {
                    self.join(&open);
                } else if let Some(frame) = self.lanes[lane].frames.last_mut() {
                    frame.queue.push_front(Task::WaitAll);
                    return false;
                }
            }
            Some(Task::Posts) => {
                for hook in std::mem::take(&mut self.posts) {
                    frame.queue.push_front(Task::Hook(Box::new(hook)));
                }
            }
            None if frame.program.is_some() => return self.ask(lane, now),
            None if frame.is_nested() => self.leave(lane, now),
            None => return false,
        }
        true
    }

    /// A failure of the job.
    pub(super) fn fail(&mut self, cause: Cause) {
        self.standing.failed = true;
        self.cause.get_or_insert(cause);
    }

    pub(super) fn report(&mut self, news: News) {
        self.outbox.push_back(Action::Report(news));
    }

    pub(super) fn scope<'a>(
        &'a self,
        frame: Option<&'a Frame>,
        variables: &'a Variables,
        inputs: Option<&'a expr::Value>,
    ) -> StepScope<'a> {
        StepScope {
            assignment: &self.assignment,
            secrets: &self.around.secrets,
            token: self.around.token,
            files: &*self.around.files,
            standing: self.standing,
            issues: self.issues.is_some(),
            frame,
            variables,
            inputs,
            machine: &self.around.env,
        }
    }

    fn ended(&mut self, step: StepId, end: super::Ended, now: Timestamp) {
        let running = |open: &mut Open| open.id == step && matches!(open.waits, Waits::Process);
        let found = (0..self.lanes.len())
            .find_map(|lane| self.lanes[lane].open.take_if(running).map(|open| (lane, open)));
        if let Some((lane, open)) = found {
            self.over_with(lane, open, end, now);
        }
    }

    fn finish(&mut self) -> Finished {
        let mut outputs = IndexMap::new();
        for (name, template) in self.assignment.job.outputs.clone() {
            let frame = self.lanes.first().and_then(|lane| lane.frames.first());
            match template.render(&self.scope(frame, &self.variables, None)) {
                Ok(value) => drop(outputs.insert(name, value)),
                Err(error) => self.fail(Cause::Invalid { message: format!("output `{name}`: {error}") }),
            }
        }
        self.all_outputs(&mut outputs);
        let outcome = self.outcome();
        // What goes well only with issues is a failure that does not count.
        if outcome == Outcome::Success
            && let Some(issues) = self.issues.take()
        {
            let variables = std::mem::take(&mut self.reported);
            return Finished {
                outcome: Outcome::Failure,
                tolerated: true,
                cause: Some(issues),
                outputs,
                variables,
            };
        }
        Finished {
            outcome,
            tolerated: self.tolerated(outcome),
            cause: self.cause.take(),
            outputs,
            variables: std::mem::take(&mut self.reported),
        }
    }
}
