//! What actions do before the job's first step and after its last.

use super::frame::{Frame, Hooked, HookedWork, Open, Place, Task};
use super::{Body, Ended, JobMachine, Work};
use events::{News, Outcome, StepEnd, StepId, Timestamp};
use indexmap::IndexMap;
use plan::ir::Reference;
use plan::{Gate, Phase, Step, StepWork};
use std::sync::Arc;

impl JobMachine {
    /// Actions from elsewhere that must be known before the first step, as some of them have something to do before it.
    pub(super) fn ask_ahead<'a>(&mut self, steps: impl Iterator<Item = &'a Step>) {
        for step in steps {
            let StepWork::Action { reference: reference @ Reference::Remote { .. }, .. } = &step.work else {
                continue;
            };
            let text = reference.text().to_string();
            if !self.resolved.contains_key(&text) && self.ahead.insert(text) {
                self.outbox.push_back(super::Action::Resolve { reference: reference.clone() });
            }
        }
    }

    /// Puts the first phases of actions before the first step.
    pub(super) fn before(&mut self, now: Timestamp) {
        let Some(frame) = self.lanes.first().and_then(|lane| lane.frames.first()) else { return };
        let steps: Vec<_> = frame
            .queue
            .iter()
            .filter_map(|task| match task {
                Task::Step(step, Some(place)) => Some((Arc::clone(step), place.clone())),
                _ => None,
            })
            .collect();
        let mut hooks = Vec::new();
        for (step, place) in steps {
            self.first_phases(step, place, now, &mut hooks);
        }
        if let Some(frame) = self.lanes.first_mut().and_then(|lane| lane.frames.first_mut()) {
            hooks.into_iter().rev().for_each(|hook| frame.queue.push_front(Task::Hook(Box::new(hook))));
        }
    }

    /// The first phases of a step's action and of all actions in it. They see what their steps will see.
    fn first_phases(&mut self, step: Arc<Step>, place: Place, now: Timestamp, hooks: &mut Vec<Hooked>) {
        let StepWork::Action { reference, .. } = &step.work else { return };
        let Some(Ok(action)) = self.resolved.get(reference.text().as_str()).cloned() else { return };
        // What cannot be evaluated yet is told when the step itself runs.
        let Ok((env, inputs)) = self.entered(0, &step, &action) else { return };
        let hook = match &action.body {
            Body::Program { pre, .. } => pre.clone(),
            Body::Image(image) => image.pre.clone(),
            Body::Composite { .. } => {
                let owner = Open::new(StepId(self.steps), step, Some(place), now);
                let frame = Frame::of(&action, owner, inputs, env);
                return self.first_phases_in(frame, now, hooks);
            }
        };
        if let Some(hook) = hook {
            let around = self.lanes[0].frames.iter().flat_map(|frame| frame.env.clone());
            hooks.push(Hooked {
                name: format!("Pre {}", self.plain_title(&step)),
                hook,
                env: around.chain(env).collect(),
                state: IndexMap::new(),
                work: HookedWork::Action(action, inputs),
                before: Some(place),
                after: None,
            });
        }
    }

    /// The same for the steps of an action, looked at from among them.
    fn first_phases_in(&mut self, mut frame: Frame, now: Timestamp, hooks: &mut Vec<Hooked>) {
        let steps = std::mem::take(&mut frame.queue);
        self.lanes[0].frames.push(frame);
        for task in steps {
            if let Task::Step(step, Some(place)) = task {
                self.first_phases(step, place, now, hooks);
            }
        }
        self.lanes[0].frames.pop();
    }

    /// Begins what an action does before or after the steps.
    pub(super) fn begin_hook(&mut self, lane: usize, hook: Box<Hooked>, now: Timestamp) {
        let nothing = StepWork::Wait { steps: Vec::new() };
        let step = Arc::new(Step::new(Phase::Main, Gate::Always, nothing));
        let scope = self.scope(self.lanes[lane].frames.last(), &self.variables, None);
        let runs = hook.hook.condition.as_ref().map_or(Ok(true), |condition| condition.holds(&scope));
        let open = self.open(step, None, now);
        self.report(News::StepStarted { step: open.id, name: hook.name.clone() });
        let open = Open { state: hook.state.clone(), ..open };
        match runs {
            Ok(false) => {
                let end = StepEnd { outcome: Outcome::Skipped, conclusion: Outcome::Skipped, cause: None };
                self.report(News::StepFinished { step: open.id, end });
            }
            Ok(true) => {
                let work = match &hook.work {
                    HookedWork::Builtin(builtin) => Ok(Work::Builtin(builtin.clone())),
                    HookedWork::Action(action, inputs) => self.hook_work(lane, &hook, action, inputs),
                };
                self.start(lane, Open { hook: Some(hook), ..open }, work, now);
            }
            Err(error) => {
                let message = format!("condition: {error}");
                self.over_with(lane, Open { hook: Some(hook), ..open }, Ended::Invalid(message), now);
            }
        }
    }
}
