//! Steps that stand for one: a group's own, and those that a program asks for one by one.

use super::frame::{Frame, Open, Program, Task};
use super::{Action, Ended, JobMachine, evaluate};
use events::{Cause, Outcome, Signal, StepId, Timestamp};
use expr::{Scope, Value};
use indexmap::IndexMap;
use plan::ir::{CommandResult, ProgramCall, ProgramStep, Text};
use plan::{SecretUse, Step};
use std::sync::Arc;

/// Variables and contexts.
type Seen = (IndexMap<String, String>, IndexMap<String, Value>);

/// How many commands one program may run.
const COMMANDS: usize = 10_000;
/// How much all that they gave back may take up, in bytes.
const RESULTS: usize = 64 << 20;

impl JobMachine {
    /// Goes into a group. Its steps know what was there before, and leave what they did to the steps after.
    pub(super) fn enter_group(&mut self, lane: usize, open: Open, steps: &[Step], now: Timestamp) {
        let task = |step: &Step| Task::Step(Arc::new(step.clone()), None);
        let queue = steps.iter().map(task).collect();
        self.push_frame(lane, open, Frame { queue, ..Frame::default() }, now);
    }

    /// Begins a program.
    pub(super) fn enter_program(&mut self, lane: usize, open: Open, text: &Text, now: Timestamp) {
        let program = Program { text: text.clone(), past: Arc::default(), current: None, asked: false };
        self.push_frame(lane, open, Frame { program: Some(Box::new(program)), ..Frame::default() }, now);
    }

    fn push_frame(&mut self, lane: usize, open: Open, frame: Frame, now: Timestamp) {
        let step = Arc::clone(&open.step);
        let env = match self.variables_of(lane, &step) {
            Ok(variables) => self.own_env(&step, &variables),
            Err(message) => return self.start(lane, open, Err(message), now),
        };
        let around = self.lanes[lane].frames.last();
        let inherited = around.map(Frame::inherited).unwrap_or_default();
        self.lanes[lane].frames.push(Frame { env, owner: Some(open), ..inherited.with(frame) });
    }

    /// Asks a program for its next command, unless it was asked and has not answered. Says whether anything was done.
    pub(super) fn ask(&mut self, lane: usize, now: Timestamp) -> bool {
        let Some(Frame { owner: Some(owner), program: Some(program), .. }) =
            self.lanes[lane].frames.last_mut()
        else {
            return false;
        };
        if owner.killed.is_some() {
            self.leave(lane, now);
            return true;
        }
        if program.asked {
            return false;
        }
        Arc::make_mut(&mut program.past).extend(program.current.take());
        let (text, past, id, step) =
            (program.text.clone(), program.past.clone(), owner.id, owner.step.clone());
        if past.len() >= COMMANDS {
            self.fail_program(lane, format!("it ran {COMMANDS} commands, and may not run more"), now);
            return true;
        }
        if past.iter().flat_map(|result| result.outputs.values()).map(String::len).sum::<usize>() > RESULTS {
            let limit = RESULTS >> 20;
            self.fail_program(
                lane,
                format!("what its commands gave back takes up more than {limit} MiB"),
                now,
            );
            return true;
        }
        match self.seen(lane, &step) {
            Ok((env, contexts)) => {
                let call = ProgramCall { text, env, contexts, past };
                self.outbox.push_back(Action::Ask { step: id, call: Box::new(call) });
                if let Some(program) = self.program(lane) {
                    program.asked = true;
                }
            }
            Err(message) => self.fail_program(lane, message, now),
        }
        true
    }

    /// The variables and contexts that a program sees.
    fn seen(&self, lane: usize, step: &Step) -> Result<Seen, String> {
        let variables = self.variables_of(lane, step)?;
        let scope = self.scope(self.lanes[lane].frames.last(), &variables, None);
        let given = self.assignment.environ.contexts.keys().map(String::as_str);
        let past = self.assignment.customs.past.iter().map(|context| &*context.name);
        let secrets = match &self.assignment.secrets {
            SecretUse::Context(name) => Some(name.as_str()),
            SecretUse::Environment | SecretUse::Hidden => None,
        };
        let usual = ["inputs", "matrix", "steps", "strategy", "job"];
        let names = given.chain(past).chain(usual).chain(secrets);
        let contexts = names.filter_map(|name| Some((name.to_owned(), scope.context(name)?))).collect();
        let env = variables.process(&self.around.temp, &mut Vec::new()).into_iter().collect();
        Ok((env, contexts))
    }

    /// A program has answered.
    pub(super) fn told(&mut self, step: StepId, next: ProgramStep, now: Timestamp) {
        let asked = |frame: &Frame| {
            frame.owner.as_ref().is_some_and(|owner| owner.id == step)
                && frame.program.as_ref().is_some_and(|program| program.asked)
        };
        let found = |lane: &super::frame::Lane| lane.frames.last().is_some_and(asked);
        let Some(lane) = self.lanes.iter().position(found) else { return };
        match next {
            ProgramStep::Run(command) => {
                let steps = plan::lower_steps(std::slice::from_ref(&command));
                let Some(frame) = self.lanes[lane].frames.last_mut() else { return };
                frame.queue = steps.into_iter().map(|step| Task::Step(Arc::new(step), None)).collect();
                if let Some(program) = &mut frame.program {
                    (program.asked, program.current) = (false, Some(CommandResult::default()));
                }
            }
            ProgramStep::Done { env, outputs } => {
                let Some(mut open) = self.lanes[lane].frames.pop().and_then(|frame| frame.owner) else {
                    return;
                };
                for (name, value) in env {
                    self.said_for_later(lane, Signal::Env { name, value });
                }
                open.outputs.extend(outputs);
                self.over_with(lane, open, Ended::Code(0), now);
            }
            ProgramStep::Failed { message, line } => {
                let place = line.map(|line| format!("line {line}: ")).unwrap_or_default();
                self.fail_program(lane, format!("{place}{message}"), now);
            }
        }
    }

    fn fail_program(&mut self, lane: usize, message: String, now: Timestamp) {
        if let Some(open) = self.lanes[lane].frames.pop().and_then(|frame| frame.owner) {
            self.over_with(lane, open, Ended::Failed(message), now);
        }
    }

    fn program(&mut self, lane: usize) -> Option<&mut Program> {
        self.lanes[lane].frames.last_mut().and_then(|frame| frame.program.as_deref_mut())
    }

    /// What a program's command came to is for the program to judge. Says whether there is one.
    pub(super) fn answer(
        &mut self,
        lane: usize,
        outcome: Outcome,
        cause: Option<&Cause>,
        outputs: &IndexMap<String, String>,
    ) -> bool {
        let Some(program) = self.program(lane) else { return false };
        let result = program.current.get_or_insert_default();
        result.outputs.extend(outputs.clone());
        if outcome == Outcome::Failure && result.failure.is_none() {
            result.code = match cause {
                Some(Cause::Exit { code }) => *code,
                _ => 1,
            };
            result.failure =
                Some(cause.map_or_else(|| "the step said it failed".to_owned(), Cause::to_string));
        }
        true
    }

    /// How long a pause takes.
    pub(super) fn pause(
        &self,
        lane: usize,
        step: &Step,
        time: &expr::Template,
    ) -> Result<std::time::Duration, String> {
        let variables = self.variables_of(lane, step)?;
        let scope = self.scope(self.lanes[lane].frames.last(), &variables, None);
        super::timing::pause(&time.eval(&scope).map_err(|error| error.to_string())?)
    }

    /// A text of a step, evaluated.
    pub(super) fn message(&self, lane: usize, step: &Step, text: &expr::Template) -> Result<String, String> {
        let variables = self.variables_of(lane, step)?;
        evaluate::text(text, &self.scope(self.lanes[lane].frames.last(), &variables, None))
    }
}
