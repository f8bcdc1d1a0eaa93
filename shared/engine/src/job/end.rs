//! How a step ends, and what that means for the steps after it.

use super::finish::holds;
use super::frame::{Done, Hooked, HookedWork, Killed, Open, Waits};
use super::resolved::Hook;
use super::{Builtin, Ended, JobMachine, Key, evaluate};
use events::{Cause, News, Outcome, Signal, StepEnd, StepId, Timestamp, Variable};
use expr::Value;
use indexmap::IndexMap;
use plan::StepWork;
use plan::ir::{Builtin as Known, Mark, ReportKind, Retry, RetryWhen};

impl JobMachine {
    /// What was started for a step has ended, or could not be started.
    pub(super) fn over_with(&mut self, lane: usize, mut open: Open, end: Ended, now: Timestamp) {
        let cause = match end {
            Ended::Code(0) => open.refused.take().map(|message| Cause::Invalid { message }),
            Ended::Code(code) => Some(Cause::Exit { code }),
            Ended::Done(outputs) => {
                self.after_builtin(&mut open, outputs);
                None
            }
            Ended::Killed => Some(Cause::Broken { message: "the step was ended from outside".to_owned() }),
            Ended::Failed(message) => Some(Cause::Failed { message }),
            Ended::Invalid(message) => Some(Cause::Invalid { message }),
            Ended::Broken(message) => Some(Cause::Broken { message }),
        };
        let (outcome, cause) = match (open.killed, cause, open.completed) {
            (Some(Killed::TimedOut), ..) => (Outcome::Failure, Some(Cause::TimedOut { seconds: open.limit })),
            (Some(Killed::Cancelled), ..) => (Outcome::Cancelled, None),
            (None, Some(cause), _) => (Outcome::Failure, Some(cause)),
            (None, None, Some(outcome)) => (outcome, None),
            (None, None, None) => (Outcome::Success, None),
        };
        if outcome == Outcome::Failure && self.again(&open, cause.as_ref()) {
            let deadline = open.deadline.map(|at| now.after(at.since(open.began)));
            let retry = Open {
                tries: open.tries + 1,
                deadline,
                began: now,
                killed: None,
                completed: None,
                refused: None,
                ..open
            };
            return self.work(lane, retry, now);
        }
        self.conclude(lane, open, outcome, cause);
    }

    /// Whether a failed step is tried again.
    fn again(&self, open: &Open, cause: Option<&Cause>) -> bool {
        let Some(retry) = &open.step.retry else { return false };
        let Retry { max, when, exit_codes } = retry;
        let code = match cause {
            Some(Cause::Exit { code }) => Some(*code),
            _ => None,
        };
        let kind = when.is_empty() || when.iter().any(|when| matches(&when.value, cause));
        let coded =
            exit_codes.is_empty() || code.is_some_and(|code| exit_codes.iter().any(|c| c.value == code));
        open.tries < max.value && kind && coded && !self.standing.cancelled
    }

    /// Says what a step came to.
    fn conclude(&mut self, lane: usize, open: Open, outcome: Outcome, mut cause: Option<Cause>) {
        let tolerated = outcome == Outcome::Failure
            && match open
                .step
                .continue_on_error
                .as_ref()
                .map(|template| self.evaluated(lane, &open, template))
            {
                None => false,
                Some(Ok(value)) => holds(&value),
                Some(Err(message)) => {
                    cause = Some(Cause::Invalid { message });
                    false
                }
            };
        let conclusion = if tolerated { Outcome::Success } else { outcome };
        if tolerated {
            self.mark(open.step.mark, cause.as_ref());
        }
        if open.hook.is_none() && self.answer(lane, conclusion, cause.as_ref(), &open.outputs) {
            // The program that asked for the step decides what its failure means.
        } else if conclusion == Outcome::Failure {
            let cause = cause
                .clone()
                .unwrap_or_else(|| Cause::Invalid { message: "the step said it failed".to_owned() });
            self.failed(lane, cause);
        }
        match open.hook {
            Some(hook) => {
                if let Some(place) = hook.before {
                    self.kept.insert(place, open.state);
                }
            }
            None => self.record(lane, open.step.id.as_deref(), outcome, conclusion, open.outputs),
        }
        self.report(News::StepFinished { step: open.id, end: StepEnd { outcome, conclusion, cause } });
    }

    fn evaluated(&self, lane: usize, open: &Open, template: &expr::Template) -> Result<Value, String> {
        let variables = self.variables_of(lane, &open.step)?;
        let scope = self.scope(self.lanes[lane].frames.last(), &variables, None);
        template.eval(&scope).map_err(|error| error.to_string())
    }

    /// What a tolerated failure leaves on the job.
    fn mark(&mut self, mark: Mark, cause: Option<&Cause>) {
        let cause =
            || cause.cloned().unwrap_or_else(|| Cause::Failed { message: "a step failed".to_owned() });
        match mark {
            Mark::Nothing => {}
            Mark::Issues => self.issue(cause().to_string()),
            Mark::Failure => {
                self.standing.owing = true;
                let cause = cause();
                self.cause.get_or_insert(cause);
            }
        }
    }

    /// From now on the job has issues.
    pub(super) fn issue(&mut self, message: String) {
        self.issues.get_or_insert(Cause::Unstable { message });
    }

    /// A failure that counts, among the steps of an action or of the job.
    fn failed(&mut self, lane: usize, cause: Cause) {
        let dismissed = self.lanes[lane].dismissed;
        if let Some(frame) = self.lanes[lane].frames.last_mut() {
            frame.failed = true;
            if !frame.is_nested() && lane == 0 {
                return self.fail(cause);
            }
            frame.cause.get_or_insert(cause);
        }
        if dismissed && let Some(frame) = self.lanes[lane].frames.first_mut() {
            frame.failed = false;
        }
    }

    /// Keeps what a step came to for the expressions of later ones.
    pub(super) fn record(
        &mut self,
        lane: usize,
        id: Option<&str>,
        outcome: Outcome,
        conclusion: Outcome,
        outputs: IndexMap<String, String>,
    ) {
        if let (Some(id), Some(frame)) = (id, self.lanes[lane].frames.last_mut()) {
            frame.done.insert(id.to_owned(), Done { outcome, conclusion, outputs });
        }
    }

    /// All steps of an action have ended.
    pub(super) fn leave(&mut self, lane: usize, now: Timestamp) {
        let Some(frame) = self.lanes[lane].frames.pop() else { return };
        let mut outputs = IndexMap::new();
        let mut wrong = None;
        for (name, template) in &frame.outputs {
            match template.render(&self.scope(Some(&frame), &self.variables, None)) {
                Ok(value) => drop(outputs.insert(name.clone(), value)),
                Err(error) => wrong = Some(format!("output `{name}`: {error}")),
            }
        }
        let Some(mut open) = frame.owner else { return };
        if let (true, Some(around)) = (frame.shared, self.lanes[lane].frames.last_mut()) {
            if open.step.id.is_some() {
                // A group that has an id shows what its steps gave as its own.
                let own = frame.done.iter().filter(|(id, _)| !around.done.contains_key(*id));
                let named = own.flat_map(|(id, done)| {
                    done.outputs.iter().map(move |(name, value)| (format!("{id}.{name}"), value.clone()))
                });
                outputs.extend(named);
            }
            around.done = frame.done;
        }
        open.outputs = outputs;
        match (frame.failed, wrong) {
            (true, _) => {
                let cause =
                    frame.cause.unwrap_or_else(|| Cause::Broken { message: "a step failed".to_owned() });
                let outcome = match open.killed {
                    Some(Killed::Cancelled) => Outcome::Cancelled,
                    _ => Outcome::Failure,
                };
                let cause = match open.killed {
                    Some(Killed::TimedOut) => Cause::TimedOut { seconds: open.limit },
                    _ => cause,
                };
                if outcome == Outcome::Failure && self.again(&open, Some(&cause)) {
                    return self.work(lane, Open { tries: open.tries + 1, killed: None, ..open }, now);
                }
                self.conclude(lane, open, outcome, Some(cause));
            }
            (false, Some(message)) => self.over_with(lane, open, Ended::Invalid(message), now),
            (false, None) => self.over_with(lane, open, Ended::Code(0), now),
        }
    }

    /// The steps that a step waited for have ended.
    pub(super) fn waited(&mut self, lane: usize, open: Open, now: Timestamp) {
        let lanes = match &open.waits {
            Waits::Lanes(lanes) => lanes,
            Waits::Time(_) => return self.over_with(lane, open, Ended::Code(0), now),
            Waits::Process | Waits::Resolution(_) => return,
        };
        match self.join(&lanes.clone()) {
            Some(cause) => self.conclude(lane, open, Outcome::Failure, Some(cause)),
            None => self.over_with(lane, open, Ended::Code(0), now),
        }
    }

    /// What background steps came to becomes known to the job. Says why one failed.
    pub(super) fn join(&mut self, lanes: &[usize]) -> Option<Cause> {
        let mut cause = None;
        for &lane in lanes {
            if std::mem::replace(&mut self.lanes[lane].joined, true) {
                continue;
            }
            for signal in std::mem::take(&mut self.lanes[lane].held) {
                self.lasting(signal);
            }
            let name = self.lanes[lane].name.clone();
            let dismissed = self.lanes[lane].dismissed;
            let Some(frame) = self.lanes[lane].frames.first_mut() else { continue };
            let done = name.and_then(|name| frame.done.shift_remove_entry(&name));
            let failure = frame.cause.take().filter(|_| frame.failed && !dismissed);
            if let (Some((name, done)), Some(first)) = (done, self.lanes[0].frames.first_mut()) {
                first.done.insert(name, done);
            }
            if let Some(failure) = failure {
                if let Some(first) = self.lanes[0].frames.first_mut() {
                    first.failed = true;
                }
                self.fail(failure.clone());
                cause.get_or_insert(failure);
            }
        }
        cause
    }

    /// A running step said something.
    pub(super) fn signal(&mut self, step: StepId, signal: Signal) {
        let found = (0..self.lanes.len())
            .find_map(|lane| self.lanes[lane].open.as_ref().filter(|open| open.id == step).map(|_| lane));
        let Some(lane) = found else { return };
        match signal {
            Signal::Annotate(annotation) => self.report(News::Annotated { annotation }),
            Signal::Env { .. } | Signal::Path { .. } => self.said_for_later(lane, signal),
            Signal::Variable(variable) => {
                let Variable { name, value, output, .. } = &variable;
                let open = self.lanes[lane].open.as_mut().filter(|_| *output);
                let own = open.map(|open| {
                    open.outputs.insert(name.clone(), value.clone());
                    open.step.id.as_ref().map_or_else(|| name.clone(), |id| format!("{id}.{name}"))
                });
                let name = own.unwrap_or_else(|| name.clone());
                let signal = Signal::Variable(Variable { name, ..variable });
                self.said_for_later(lane, signal);
            }
            Signal::Output { name, value } => {
                if let Some(open) = &mut self.lanes[lane].open {
                    open.outputs.insert(name, value);
                }
            }
            Signal::State { name, value } => {
                if let Some(hook) = self.posts.iter_mut().find(|hook| hook.after == Some(step)) {
                    hook.state.insert(name.clone(), value.clone());
                }
                if let Some(open) = &mut self.lanes[lane].open {
                    open.state.insert(name, value);
                }
            }
            Signal::Complete { outcome } => {
                if let Some(open) = &mut self.lanes[lane].open {
                    let failed = open.completed == Some(Outcome::Failure);
                    open.completed = Some(if failed { Outcome::Failure } else { outcome });
                }
            }
            Signal::Issues { message } => self.issue(message),
            Signal::Broken { reason } => {
                if let Some(open) = &mut self.lanes[lane].open {
                    open.refused.get_or_insert(reason);
                }
            }
            // These concern the log, or depend on it; the pump has taken them in.
            Signal::Guarded { .. }
            | Signal::Mask { .. }
            | Signal::GroupStart { .. }
            | Signal::GroupEnd
            | Signal::Debug { .. }
            | Signal::Summary { .. }
            | Signal::SummaryFile { .. }
            | Signal::Keep { .. }
            | Signal::Tests { .. }
            | Signal::StopCommands { .. }
            | Signal::Echo { .. }
            | Signal::AddMatcher { .. }
            | Signal::RemoveMatcher { .. }
            | Signal::RemoveMatchersOf { .. } => {}
        }
    }

    /// Something for all steps after the one that said it; a background one's, once it is waited for.
    pub(super) fn said_for_later(&mut self, lane: usize, signal: Signal) {
        if lane > 0 { self.lanes[lane].held.push(signal) } else { self.lasting(signal) }
    }

    /// Something for all steps after the one that said it.
    fn lasting(&mut self, signal: Signal) {
        match signal {
            Signal::Env { name, value } => self.variables.set(&name, value),
            Signal::Variable(variable) => self.variables.set_by(&variable),
            Signal::Path { folder } => {
                self.path.retain(|known| *known != folder);
                self.path.insert(0, folder);
            }
            _ => {}
        }
    }

    /// Something of ours went well: its outputs, and what it does at the job's end.
    fn after_builtin(&mut self, open: &mut Open, outputs: IndexMap<String, String>) {
        match &open.step.work {
            StepWork::ReadVariables { .. } => return self.reported.extend(outputs),
            StepWork::Builtin { builtin: Known::Report(report), .. } if report.kind == ReportKind::Dotenv => {
                return self.reported.extend(outputs);
            }
            StepWork::Builtin { builtin: Known::Cache(cache), .. } if open.hook.is_none() => {
                if let Some(cache) = self.saved_later(open, cache, &outputs) {
                    self.posts.push(Hooked {
                        name: format!("Post {}", self.plain_title(&open.step)),
                        hook: Hook { run: String::new(), condition: None },
                        env: Vec::new(),
                        state: IndexMap::new(),
                        work: HookedWork::Builtin(Builtin::SaveCache(cache)),
                        before: None,
                        after: Some(open.id),
                    });
                }
            }
            _ => {}
        }
        open.outputs.extend(outputs);
    }

    /// The cache that a restoring step saves when the job ends.
    fn saved_later(
        &self,
        open: &Open,
        cache: &plan::ir::Cache,
        outputs: &IndexMap<String, String>,
    ) -> Option<super::Cache> {
        let variables = self.variables_of(0, &open.step).ok()?;
        let scope = self.scope(self.lanes.first()?.frames.last(), &variables, None);
        if !evaluate::saves_later(cache, open.step.phase, &scope) {
            return None;
        }
        let evaluated = evaluate::cache(cache, &scope).ok()?;
        let key =
            outputs.get("cache-primary-key").map_or(evaluated.key.clone(), |key| Key::Text(key.clone()));
        let hit = outputs.get("cache-hit").is_some_and(|hit| hit == "true");
        Some(super::Cache { key, hit, ..evaluated })
    }
}

fn matches(when: &RetryWhen, cause: Option<&Cause>) -> bool {
    match when {
        RetryWhen::Always => true,
        RetryWhen::ScriptFailure => matches!(cause, Some(Cause::Exit { .. } | Cause::Failed { .. })),
        RetryWhen::SystemFailure => matches!(cause, Some(Cause::Broken { .. })),
        RetryWhen::Timeout => matches!(cause, Some(Cause::TimedOut { .. })),
        RetryWhen::Other(_) => false,
    }
}
