use super::resolved::Hook;
use super::{Body, Builtin, Resolved};
use events::{Cause, Outcome, Signal, StepId, Timestamp};
use expr::Value;
use indexmap::IndexMap;
use plan::Step;
use plan::ir::{CommandResult, Template, Text};
use std::collections::VecDeque;
use std::sync::Arc;

/// Steps one after the other, and what they know of each other: a job's, or those of an action.
#[derive(Default)]
pub(super) struct Frame {
    pub queue: VecDeque<Task>,
    /// What the steps came to, by their ids.
    pub done: IndexMap<String, Done>,
    pub failed: bool,
    /// Why, if it is not the job's own.
    pub cause: Option<Cause>,
    /// The step whose action this is.
    pub owner: Option<Open>,
    /// The action's inputs.
    pub inputs: Value,
    /// Variables that the owner gives to the steps.
    pub env: Vec<(String, String)>,
    /// Members of contexts that are the action's own.
    pub facts: IndexMap<String, Vec<(String, Value)>>,
    /// The action's outputs.
    pub outputs: Vec<(String, Template)>,
    /// The steps are an action's: inputs and facts are its own.
    pub action: bool,
    /// The steps are known to those around them: they are a group's.
    pub shared: bool,
    /// The steps come from a program.
    pub program: Option<Box<Program>>,
}

/// A program that runs.
pub(super) struct Program {
    pub text: Text,
    /// What its commands came to.
    pub past: Arc<Vec<CommandResult>>,
    /// What the one that runs has come to so far.
    pub current: Option<CommandResult>,
    /// It was asked for the next one, and has not answered.
    pub asked: bool,
}

/// Where a step stands: its number among the job's steps, then among those of each action around it.
pub(super) type Place = Vec<usize>;

/// Something to do in its turn.
pub(super) enum Task {
    /// A step; with its place, unless it is a background one or in one.
    Step(Arc<Step>, Option<Place>),
    /// What an action does before or after the steps.
    Hook(Box<Hooked>),
    /// All background steps end here.
    WaitAll,
    /// The actions' last phases begin.
    Posts,
}

/// What an action does before or after the job's steps.
pub(super) struct Hooked {
    pub name: String,
    pub hook: Hook,
    pub env: Vec<(String, String)>,
    pub state: IndexMap<String, String>,
    pub work: HookedWork,
    /// The place of the step before whose main phase it runs.
    pub before: Option<Place>,
    /// The step after whose main phase it runs.
    pub after: Option<StepId>,
}

pub(super) enum HookedWork {
    Action(Arc<Resolved>, Value),
    Builtin(Builtin),
}

/// What a step came to.
#[derive(Clone)]
pub(super) struct Done {
    pub outcome: Outcome,
    pub conclusion: Outcome,
    pub outputs: IndexMap<String, String>,
}

/// A step that has begun.
pub(super) struct Open {
    pub id: StepId,
    pub step: Arc<Step>,
    pub place: Option<Place>,
    pub began: Timestamp,
    pub deadline: Option<Timestamp>,
    pub limit: u64,
    pub tries: u32,
    pub killed: Option<Killed>,
    pub outputs: IndexMap<String, String>,
    pub state: IndexMap<String, String>,
    pub completed: Option<Outcome>,
    /// Why the step fails although its process ends well: it gave a command that cannot be obeyed.
    pub refused: Option<String>,
    pub waits: Waits,
    /// What it does belongs before or after the job's steps.
    pub hook: Option<Box<Hooked>>,
}

/// What a step waits for.
pub(super) enum Waits {
    /// Something that was started.
    Process,
    /// What an action is made of.
    Resolution(String),
    /// Other lanes, by their numbers.
    Lanes(Vec<usize>),
    /// A point in time.
    Time(Timestamp),
}

/// Why a step was ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Killed {
    TimedOut,
    Cancelled,
}

/// Steps that go on beside others.
#[derive(Default)]
pub(super) struct Lane {
    pub frames: Vec<Frame>,
    /// The innermost step that has begun.
    pub open: Option<Open>,
    /// Its step's id, if it is a background one.
    pub name: Option<String>,
    /// It may begin.
    pub begun: bool,
    /// Somebody has waited for it.
    pub joined: bool,
    /// Its failure does not count, because a step ended it.
    pub dismissed: bool,
    /// What its steps say to the steps after them: told to others when it is waited for.
    pub held: Vec<Signal>,
}

impl Open {
    /// A step that begins now.
    pub fn new(id: StepId, step: Arc<Step>, place: Option<Place>, now: Timestamp) -> Self {
        Self {
            id,
            step,
            place,
            began: now,
            deadline: None,
            limit: 0,
            tries: 0,
            killed: None,
            outputs: IndexMap::new(),
            state: IndexMap::new(),
            completed: None,
            refused: None,
            waits: Waits::Process,
            hook: None,
        }
    }
}

impl Frame {
    /// The steps of an action that `owner` uses.
    pub fn of(action: &Resolved, owner: Open, inputs: Value, env: Vec<(String, String)>) -> Self {
        let Body::Composite { steps, outputs } = &action.body else { return Self::default() };
        let place = |number| owner.place.as_ref().map(|place| [place.as_slice(), &[number]].concat());
        let task = |(number, step): (usize, &Step)| Task::Step(Arc::new(step.clone()), place(number));
        Self {
            queue: steps.iter().enumerate().map(task).collect(),
            env: env.into_iter().chain(action.env.iter().cloned()).collect(),
            inputs,
            facts: action.facts.clone(),
            outputs: outputs.clone(),
            owner: Some(owner),
            action: true,
            ..Self::default()
        }
    }

    pub fn is_nested(&self) -> bool {
        self.owner.is_some()
    }

    /// Steps among the same others, that begin now.
    pub fn inherited(&self) -> Self {
        Self {
            done: self.done.clone(),
            inputs: self.inputs.clone(),
            facts: self.facts.clone(),
            action: self.action,
            shared: true,
            ..Self::default()
        }
    }

    /// The same, with what there is to do.
    pub fn with(self, Self { queue, program, .. }: Self) -> Self {
        Self { queue, program, ..self }
    }

    /// The `steps` context.
    pub fn results(&self) -> Value {
        Value::object(self.done.iter().map(|(id, done)| {
            let outputs =
                done.outputs.iter().map(|(name, value)| (name.as_str(), Value::from(value.as_str())));
            let members = [
                ("outputs", Value::object(outputs)),
                ("outcome", Value::from(done.outcome.as_str())),
                ("conclusion", Value::from(done.conclusion.as_str())),
            ];
            (id.as_str(), Value::object(members))
        }))
    }
}

impl Lane {
    /// Nothing is left to do.
    pub fn is_done(&self) -> bool {
        self.begun && self.open.is_none() && matches!(&self.frames[..], [frame] if frame.queue.is_empty())
    }

    /// The steps that have begun, outermost first.
    pub fn opens(&self) -> impl Iterator<Item = &Open> {
        self.frames.iter().filter_map(|frame| frame.owner.as_ref()).chain(&self.open)
    }

    /// The steps that have begun, outermost first.
    pub fn opens_mut(&mut self) -> impl Iterator<Item = &mut Open> {
        self.frames.iter_mut().filter_map(|frame| frame.owner.as_mut()).chain(&mut self.open)
    }
}
