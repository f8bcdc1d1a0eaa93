//! What the contexts hold, as far as the pipeline tells.
use super::matrix;
use crate::actions;
use crate::needs::Places;
use expr::{Members, Type, Types};
use ir::{Action, Call, CallTarget, Event, InputKind, Job, Output, Pipeline, Reference, Step, Work};
use std::sync::Arc;

/// The contexts that are the same in the whole pipeline.
pub(super) fn of_pipeline(pipeline: &Pipeline) -> Types {
    let mut types = Types::of(pipeline.dialect);
    let starts = |event: &Event| pipeline.triggers.iter().any(|trigger| trigger.event == *event);
    let inputs = || pipeline.inputs.iter();
    if !pipeline.triggers.is_empty() && !pipeline.partial {
        let known = inputs().map(|input| (name(&input.name), input_type(&input.kind)));
        types.set("inputs", Type::object(known));
    }
    if starts(&Event::Manual) && !starts(&Event::Call) {
        types.set_event_inputs(pipeline.dialect, inputs().map(|input| name(&input.name)));
    }
    let only_called = pipeline.triggers.iter().all(|trigger| trigger.event == Event::Call);
    if only_called && !pipeline.secrets.is_empty() {
        let mut secrets = match types.get("secrets") {
            Some(Type::Object(members)) => members.names().map(|name| (name.into(), Type::String)).collect(),
            _ => Vec::<(Arc<str>, Type)>::new(),
        };
        secrets.extend(pipeline.secrets.iter().map(|secret| (name(&secret.name), Type::String)));
        types.set("secrets", Type::object(secrets));
    }
    types
}

/// The same, and those that differ from job to job. Steps are added as they come.
pub(super) fn of_job(pipeline: &Pipeline, places: &Places<'_>, job: &Job, types: &Types) -> Types {
    let mut types = types.clone();
    // A job without needs of its own waits for all of the stages before.
    let after_stages = job.needs.is_none() && !pipeline.stages.is_empty();
    if !pipeline.partial && !after_stages {
        let needs = job.needs.as_deref().unwrap_or_default().iter();
        let needs = needs.map(|need| match places.get(&need.job) {
            Some(at) => (name(&need.job), result(&pipeline.jobs[at])),
            None => (name(&need.job), Type::Any),
        });
        let needs = needs.collect::<Vec<_>>();
        types.set("needs", Type::object(needs));
    }
    types.set("steps", Type::object::<Arc<str>>([]));
    let matrix = matrix::of(job.strategy.as_ref(), &types);
    types.set("matrix", matrix);
    types
}

/// All jobs and what comes out of them.
pub(super) fn jobs(pipeline: &Pipeline) -> Type {
    Type::object(pipeline.jobs.iter().map(|job| (name(&job.id), result(job))))
}

/// What later steps see of a step.
pub(super) fn step(pipeline: &Pipeline, step: &Step) -> Type {
    let outputs = match known_outputs(pipeline, step) {
        Some(names) => Type::Object(Members::strict(names.into_iter().map(|name| (name, Type::String)))),
        None => Type::map(Type::String),
    };
    Type::object([("conclusion", Type::String), ("outcome", Type::String), ("outputs", outputs)])
}

fn known_outputs<'a>(pipeline: &'a Pipeline, step: &Step) -> Option<Vec<&'a str>> {
    match &step.action {
        Action::Uses { reference: Reference::Local(name), .. } => {
            let own = pipeline.actions.iter().find(|action| action.reference == name.as_str())?;
            Some(own.outputs.iter().map(String::as_str).collect())
        }
        Action::Uses { reference, .. } | Action::Builtin { reference: Some(reference), .. } => {
            actions::outputs_of(reference)
        }
        _ => None,
    }
}

/// What later jobs see of a job.
fn result(job: &Job) -> Type {
    let outputs = match &job.work {
        Work::Call(Call { target: CallTarget::Read { pipeline, .. }, .. }) => outputs(&pipeline.outputs),
        Work::Call(_) | Work::Spawn(_) => Type::map(Type::String),
        Work::Steps(_) => outputs(&job.outputs),
    };
    Type::object([("outputs", outputs), ("result", Type::String)])
}

fn outputs(outputs: &[Output]) -> Type {
    Type::Object(Members::strict(outputs.iter().map(|output| (name(&output.name), Type::String))))
}

fn input_type(kind: &InputKind) -> Type {
    match kind {
        InputKind::Text { .. } | InputKind::Choice(_) | InputKind::Environment => Type::String,
        InputKind::Boolean => Type::Bool,
        InputKind::Number => Type::Number,
        InputKind::List => Type::array(Type::Any),
    }
}

fn name(name: &str) -> Arc<str> {
    Arc::from(name)
}
