//! Jobs played through without a runner: a [`Play`] answers what the machine asks and writes down what happens.

mod actions;
mod beside;
mod endings;
mod groups;
mod steps;
mod values;

use super::*;
use events::{News, Outcome, Signal, StepId, Timestamp};
use expr::{Dialect, Expr, Template, Value};
use indexmap::IndexMap;
use plan::ir::{EnvEntry, EnvKind, Script, Shell, Spanned, Strictness};
use plan::{Assignment, Gate, Job, Phase, SecretUse, Step, StepWork};
use std::collections::HashMap;
use std::sync::Arc;

fn spanned<T>(value: T) -> Spanned<T> {
    Spanned::new(value, plan::ir::Span::NOWHERE)
}

fn github(text: &str) -> Template {
    Template::parse(&text.into(), Dialect::GitHub).0
}

fn condition(text: &str) -> Gate {
    let condition = Expr::parse(&text.into(), Dialect::GitHub).unwrap();
    Gate::If { implied: !condition.calls_status_function(), condition }
}

fn entry(name: &str, value: Template) -> EnvEntry {
    EnvEntry { name: spanned(name.to_owned()), value, kind: EnvKind::Expanded, prompt: None }
}

/// A step whose script is this.
fn run(line: &str) -> Step {
    let shell = Shell::Sh(Strictness::ErrExit);
    let script = Script { lines: vec![github(line)], echo: false, shell, directory: None, capture: None };
    step(StepWork::Script { script })
}

fn step(work: StepWork) -> Step {
    Step::new(Phase::Main, Gate::OnSuccess, work)
}

fn named(id: &str, line: &str) -> Step {
    Step { id: Some(id.to_owned()), ..run(line) }
}

fn assignment(steps: Vec<Step>) -> Assignment {
    let facts = events::Facts::new("run", events::GitRef::Branch("main".to_owned()));
    let job = Job::new("job", plan::Work::Steps { steps });
    let secrets = SecretUse::Context("secrets".to_owned());
    Assignment { secrets, ..Assignment::new("test", Dialect::GitHub, job, facts) }
}

struct NoFiles;

impl Files for NoFiles {
    fn hash(&self, patterns: &[&str]) -> Result<String, String> {
        Ok(format!("hash of {}", patterns.join(" ")))
    }
}

/// Plays one job: scripts end as told, and all that happens is written down, a line each.
struct Play {
    machine: JobMachine,
    now: Timestamp,
    answers: Vec<(&'static str, Ended)>,
    signals: Vec<(&'static str, Signal)>,
    actions: HashMap<&'static str, Resolved>,
    /// Scripts that go on until they are killed or told to end.
    hanging: Vec<&'static str>,
    running: Vec<(StepId, String)>,
    names: HashMap<StepId, String>,
    log: Vec<String>,
    execs: Vec<Exec>,
    builtins: Vec<Builtin>,
    program: fn(&plan::ir::ProgramCall) -> plan::ir::ProgramStep,
}

impl Play {
    fn new(assignment: Assignment) -> Self {
        Self::with_secrets(assignment, [])
    }

    fn with_secrets<const N: usize>(assignment: Assignment, secrets: [(&str, &str); N]) -> Self {
        let around = Surroundings {
            secrets: secrets.into_iter().map(|(name, text)| (name, Secret::new(text))).collect(),
            token: Some(plan::ir::Token { secret: "TOKEN", context: "forge", member: "key" }),
            files: Arc::new(NoFiles),
            temp: "/temp".to_owned(),
            env: vec![("HOME".to_owned(), "/home".to_owned())],
        };
        Self {
            machine: JobMachine::new(assignment, around, Timestamp(0)),
            now: Timestamp(0),
            answers: Vec::new(),
            signals: Vec::new(),
            actions: HashMap::new(),
            hanging: Vec::new(),
            running: Vec::new(),
            names: HashMap::new(),
            log: Vec::new(),
            execs: Vec::new(),
            builtins: Vec::new(),
            program: |_| panic!("there is no program"),
        }
    }

    /// Scripts that contain this end so.
    fn answer(mut self, part: &'static str, end: Ended) -> Self {
        self.answers.push((part, end));
        self
    }

    /// Scripts that contain this say that.
    fn says(mut self, part: &'static str, signal: Signal) -> Self {
        self.signals.push((part, signal));
        self
    }

    fn hangs(mut self, part: &'static str) -> Self {
        self.hanging.push(part);
        self
    }

    fn action(mut self, reference: &'static str, action: Resolved) -> Self {
        self.actions.insert(reference, action);
        self
    }

    /// Goes on until the job is over or waits.
    fn go(&mut self) -> Option<Finished> {
        loop {
            match self.machine.next(self.now) {
                Action::Report(News::StepStarted { step, name }) => {
                    self.log.push(format!("{name} begins"));
                    self.names.insert(step, name);
                }
                Action::Report(News::StepFinished { step, end }) => {
                    let name = self.names.get(&step).cloned().unwrap_or_default();
                    let (outcome, conclusion) = (end.outcome.as_str(), end.conclusion.as_str());
                    let cause = end.cause.map(|cause| format!(": {cause}")).unwrap_or_default();
                    let tolerated = if outcome == conclusion { "" } else { " (tolerated)" };
                    self.log.push(format!("{name} {outcome}{tolerated}{cause}"));
                }
                Action::Report(_) => {}
                Action::Start { step, work } => self.start(step, work),
                Action::Resolve { reference } => {
                    let text = reference.text().to_string();
                    let found = self.actions.get(text.as_str()).cloned();
                    let result = found.map(Box::new).ok_or_else(|| format!("`{text}` is nowhere"));
                    self.machine.apply(Input::Resolved { reference: text, result }, self.now);
                }
                Action::Ask { step, call } => {
                    let next = (self.program)(&call);
                    self.machine.apply(Input::Told { step, next }, self.now);
                }
                Action::Kill { step } => {
                    self.running.retain(|(running, _)| *running != step);
                    self.machine.apply(Input::Ended { step, end: Ended::Killed }, self.now);
                }
                Action::Wait { .. } => return None,
                Action::Finish(finished) => return Some(finished),
            }
        }
    }

    fn start(&mut self, step: StepId, work: Work) {
        let (text, default) = match work {
            Work::Exec(exec) => {
                let file = exec.files.last().map(|file| file.content.reveal().to_owned());
                let text = file.unwrap_or_else(|| format!("{:?} {:?}", exec.commands, exec.image));
                self.execs.push(exec);
                (text, Ended::Code(0))
            }
            Work::Builtin(builtin) => {
                let text = format!("{builtin:?}");
                self.builtins.push(builtin);
                (text, Ended::Done(IndexMap::new()))
            }
        };
        for (_, signal) in self.signals.iter().filter(|(part, _)| text.contains(part)) {
            self.machine.apply(Input::Signal { step, signal: signal.clone() }, self.now);
        }
        if self.hanging.iter().any(|part| text.contains(part)) {
            return self.running.push((step, text));
        }
        let answer = self.answers.iter().position(|(part, _)| text.contains(part));
        let end = answer.map_or(default, |at| self.answers.remove(at).1);
        self.machine.apply(Input::Ended { step, end }, self.now);
    }

    /// A hanging script ends.
    fn release(&mut self, part: &str, end: Ended) -> Option<Finished> {
        let at = self.running.iter().position(|(_, text)| text.contains(part)).expect("it runs");
        let (step, _) = self.running.remove(at);
        self.machine.apply(Input::Ended { step, end }, self.now);
        self.go()
    }

    fn tell(&mut self, input: Input) -> Option<Finished> {
        self.machine.apply(input, self.now);
        self.go()
    }

    fn after(&mut self, seconds: u64) -> Option<Finished> {
        self.now = Timestamp(self.now.0 + seconds * 1000);
        self.tell(Input::Tick)
    }

    /// Plays to the end.
    fn end(&mut self) -> Finished {
        self.go().expect("the job ends")
    }

    fn variable(&self, exec: usize, name: &str) -> Option<&str> {
        let env = &self.execs[exec].env;
        env.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}
