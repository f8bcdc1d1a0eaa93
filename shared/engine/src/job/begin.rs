//! How a step begins.

use super::frame::{Frame, Lane, Open, Place, Task, Waits};
use super::standing::{at_once, opens};
use super::{Action, Builtin, Ended, JobMachine, Variables, Work, evaluate, timing};
use events::{News, Outcome, Signal, StepEnd, StepId, Timestamp};
use indexmap::IndexMap;
use plan::ir::{Builtin as Known, Reference};
use plan::{Step, StepWork};
use std::sync::Arc;

impl JobMachine {
    /// Begins a step of a lane, or passes it over.
    pub(super) fn begin(&mut self, lane: usize, step: Arc<Step>, place: Option<Place>, now: Timestamp) {
        if step.background && lane == 0 {
            self.aside(lane, vec![Arc::unwrap_or_clone(step)]);
            return;
        }
        let around = self.scope(self.lanes[lane].frames.last(), &self.variables, None).around();
        if at_once(&step.gate, around) == Some(false) {
            return self.pass_over(lane, &step);
        }
        let open = self.open(Arc::clone(&step), place, now);
        let begun = self.variables_of(lane, &step).and_then(|variables| {
            let scope = self.scope(self.lanes[lane].frames.last(), &variables, None);
            match opens(&step.gate, &scope).map_err(|error| format!("condition: {error}"))? {
                false => Ok(None),
                true => {
                    let limit = match &step.timeout {
                        Some(template) => timing::limit(&template.eval(&scope).map_err(|e| e.to_string())?)?,
                        None => None,
                    };
                    Ok(Some((self.title(&step, &scope), limit)))
                }
            }
        });
        match begun {
            Ok(None) => {
                self.steps -= 1;
                self.pass_over(lane, &step);
            }
            Ok(Some((name, limit))) => {
                self.report(News::StepStarted { step: open.id, name });
                let deadline = limit.map(|limit| now.after(limit));
                let limit = limit.map_or(0, |limit| limit.as_secs());
                self.work(lane, Open { deadline, limit, ..open }, now);
            }
            Err(message) => {
                self.report(News::StepStarted { step: open.id, name: self.plain_title(&step) });
                self.over_with(lane, open, Ended::Invalid(message), now);
            }
        }
    }

    pub(super) fn open(&mut self, step: Arc<Step>, place: Option<Place>, now: Timestamp) -> Open {
        let id = StepId(self.steps);
        self.steps += 1;
        Open::new(id, step, place, now)
    }

    /// Tells that a step does not run.
    fn pass_over(&mut self, lane: usize, step: &Arc<Step>) {
        let id = StepId(self.steps);
        self.steps += 1;
        let skipped = Outcome::Skipped;
        self.report(News::StepStarted { step: id, name: self.plain_title(step) });
        let end = StepEnd { outcome: skipped, conclusion: skipped, cause: None };
        self.report(News::StepFinished { step: id, end });
        self.answer(lane, skipped, None, &IndexMap::new());
        self.record(lane, step.id.as_deref(), skipped, skipped, IndexMap::new());
    }

    /// Does what a step is for.
    pub(super) fn work(&mut self, lane: usize, mut open: Open, now: Timestamp) {
        let step = Arc::clone(&open.step);
        let work = match &step.work {
            StepWork::Action { reference, .. } if !matches!(reference, Reference::Image(_)) => {
                let text = reference.text().to_string();
                match self.resolved.get(&text).cloned() {
                    Some(Ok(action)) => return self.enter(lane, open, &action, now),
                    Some(Err(message)) => Err(message),
                    None => {
                        self.outbox.push_back(Action::Resolve { reference: reference.clone() });
                        open.waits = Waits::Resolution(text);
                        self.lanes[lane].open = Some(open);
                        return;
                    }
                }
            }
            StepWork::Wait { steps } => {
                let named = |lane: &usize| {
                    steps.is_empty()
                        || self.lanes[*lane].name.as_ref().is_some_and(|name| steps.contains(name))
                };
                open.waits = Waits::Lanes(self.unjoined().into_iter().filter(named).collect());
                self.lanes[lane].open = Some(open);
                return;
            }
            StepWork::Cancel { step } => {
                let named = |lane: &usize| self.lanes[*lane].name.as_deref() == Some(step);
                let lanes: Vec<_> = self.unjoined().into_iter().filter(named).collect();
                for other in &lanes {
                    self.lanes[*other].dismissed = true;
                    self.lanes[*other].frames.iter_mut().for_each(|frame| frame.queue.clear());
                    self.lanes[*other].begun = true;
                    self.kill(*other, super::frame::Killed::Cancelled);
                }
                open.waits = Waits::Lanes(lanes);
                self.lanes[lane].open = Some(open);
                return;
            }
            StepWork::Parallel { steps } => {
                open.waits = Waits::Lanes(self.aside(lane, steps.clone()));
                self.lanes[lane].open = Some(open);
                return;
            }
            StepWork::Group { steps } => return self.enter_group(lane, open, steps, now),
            StepWork::Program { text } => return self.enter_program(lane, open, text, now),
            StepWork::Builtin { builtin: Known::Sleep { time }, .. } => match self.pause(lane, &step, time) {
                Ok(pause) => {
                    open.waits = Waits::Time(now.after(pause));
                    self.lanes[lane].open = Some(open);
                    return;
                }
                Err(message) => Err(message),
            },
            StepWork::Builtin { builtin: Known::Unstable { message }, .. } => {
                self.message(lane, &step, message).map(|message| {
                    self.issue(message.clone());
                    Work::Builtin(Builtin::Print { message })
                })
            }
            _ => self.leaf(lane, &open, &step),
        };
        self.start(lane, open, work, now);
    }

    /// Starts what a step comes down to, or ends it.
    pub(super) fn start(&mut self, lane: usize, open: Open, work: Result<Work, String>, now: Timestamp) {
        match work {
            Ok(work) => {
                self.outbox.push_back(Action::Start { step: open.id, work });
                self.lanes[lane].open = Some(Open { waits: Waits::Process, ..open });
            }
            Err(message) => self.over_with(lane, open, Ended::Invalid(message), now),
        }
    }

    /// What a step that needs no resolving comes down to.
    fn leaf(&self, lane: usize, open: &Open, step: &Step) -> Result<Work, String> {
        let variables = self.variables_of(lane, step)?;
        let scope = self.scope(self.lanes[lane].frames.last(), &variables, None);
        match &step.work {
            StepWork::Script { script } => self.script(lane, open, script, &variables, &scope),
            StepWork::Action { reference, with } => self.image(lane, reference, with, &variables, &scope),
            StepWork::Builtin { builtin, with } => {
                evaluate::builtin(builtin, with, step.phase, &scope).map(Work::Builtin)
            }
            StepWork::ReadVariables { paths } => {
                evaluate::texts(paths, &scope).map(|paths| Work::Builtin(Builtin::ReadVariables { paths }))
            }
            StepWork::ReadTests { paths } => evaluate::texts(paths, &scope)
                .map(|paths| Work::Builtin(Builtin::ReadTests { paths, fails: false })),
            StepWork::BringArtifacts { from } => {
                let needs = from.iter().filter_map(|need| self.assignment.needs.get(&need.key));
                let jobs = needs.flat_map(|need| need.jobs.iter().cloned()).collect();
                Ok(Work::Builtin(Builtin::BringArtifacts { jobs }))
            }
            StepWork::Wait { .. }
            | StepWork::Cancel { .. }
            | StepWork::Parallel { .. }
            | StepWork::Group { .. }
            | StepWork::Program { .. } => {
                Err("this step waits for others and starts nothing itself".to_owned())
            }
        }
    }

    /// Starts steps beside the job's own; says in which lanes.
    fn aside(&mut self, from: usize, steps: Vec<Step>) -> Vec<usize> {
        let first = self.lanes.len();
        for step in steps {
            let frames = &self.lanes[from].frames;
            let env = frames.iter().flat_map(|frame| frame.env.clone()).collect();
            let failed = frames.last().is_some_and(|frame| frame.failed);
            let around = frames.last().map(Frame::inherited).unwrap_or_default();
            let name = step.id.clone();
            let queue = [Task::Step(Arc::new(Step { background: false, ..step }), None)].into();
            let frame = Frame { queue, env, failed, shared: false, ..around };
            self.lanes.push(Lane { frames: vec![frame], name, ..Lane::default() });
        }
        (first..self.lanes.len()).collect()
    }

    /// Background steps that nobody has waited for.
    pub(super) fn unjoined(&self) -> Vec<usize> {
        (1..self.lanes.len()).filter(|lane| !self.lanes[*lane].joined).collect()
    }

    /// The variables that a step's expressions and process see.
    pub(super) fn variables_of(&self, lane: usize, step: &Step) -> Result<Variables, String> {
        let mut variables = self.variables.clone();
        if let Some(status) = &self.assignment.status_variable {
            let value = match self.standing.word() {
                "success" if self.issues.is_some() => status.issues.as_ref().unwrap_or(&status.success),
                "success" => &status.success,
                "failure" => &status.failure,
                _ => &status.cancelled,
            };
            variables.give(&status.name, value.as_str());
        }
        for signal in &self.lanes[lane].held {
            match signal {
                Signal::Env { name, value } => variables.set(name, value.as_str()),
                Signal::Variable(variable) => variables.set_by(variable),
                _ => {}
            }
        }
        for (name, value) in self.lanes[lane].frames.iter().flat_map(|frame| &frame.env) {
            variables.set(name, value.as_str());
            variables.keep(name);
        }
        let frame = self.lanes[lane].frames.last();
        for entry in &step.env {
            let laid = variables.evaluate(entry, &self.around.secrets, &self.scope(frame, &variables, None));
            let laid = laid.map_err(|error| format!("variable `{}`: {error}", entry.name.value))?;
            variables.lay(laid);
            variables.keep(&entry.name.value);
        }
        if let Some(template) = &step.computed_env {
            let value =
                template.eval(&self.scope(frame, &variables, None)).map_err(|e| format!("variables: {e}"))?;
            variables.lay_computed(&value, self.assignment.dialect, &self.around.secrets)?;
        }
        Ok(variables)
    }
}
