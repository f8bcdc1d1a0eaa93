use super::{inputs, lower_called};
use crate::scope::Known;
use crate::{Call, Setting, Spawn, SpawnSource, Spawned, Work};
use diag::{Diagnostic, Spanned};
use expr::{Scope, Template, Value};
use ir::{CallTarget, EnvEntry, Pipeline};

/// A called pipeline, its inputs' defaults put in where the caller gives nothing.
pub(super) fn call(call: &ir::Call, setting: &Setting<'_>, findings: &mut Vec<Diagnostic>) -> Work {
    let pipeline = match &call.target {
        CallTarget::Read { pipeline, .. } => pipeline,
        CallTarget::Missing { reference } => {
            return unavailable(format!(
                "{reference} could not be read; see what was found when it was checked"
            ));
        }
    };
    let lowered = lower_called(pipeline, setting);
    findings.extend(lowered.diagnostics);
    let mut values = pairs(&call.inputs);
    for input in &pipeline.inputs {
        let given = values.iter().any(|(name, _)| *name == input.name.value);
        if let (false, None, Some(default)) = (given, inputs::literal(input), &input.default) {
            values.push((input.name.value.clone(), default.clone()));
        }
    }
    Work::Call(Call {
        plan: Box::new(lowered.plan),
        inputs: values,
        secrets: call.secrets.as_deref().map(pairs),
    })
}

/// A run of its own that a job starts. `variables` are those that the job sees.
pub(super) fn spawn(
    spawn: &ir::Spawn,
    job_env: &[EnvEntry],
    scope: &Known<'_>,
    setting: &Setting<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Work {
    let source = match &spawn.source {
        ir::SpawnSource::Read(pipeline) => planned(spawn, pipeline, job_env, scope, setting, findings),
        ir::SpawnSource::Artifact { path, job } => {
            SpawnSource::Artifact { path: path.to_string(), job: job.value.clone() }
        }
        ir::SpawnSource::Project { project, .. } => {
            let message = format!("{} is another project, whose pipelines do not run here", project.text());
            SpawnSource::Unavailable { message }
        }
        ir::SpawnSource::Missing { reference } => {
            let message = format!("{reference} could not be read; see what was found when it was checked");
            SpawnSource::Unavailable { message }
        }
    };
    Work::Spawn(Spawn {
        source,
        wait: spawn.wait,
        inputs: pairs(&spawn.inputs),
        forward_pipeline_variables: spawn.forward_pipeline_variables,
        forward_job_variables: spawn.forward_job_variables,
    })
}

fn planned(
    spawn: &ir::Spawn,
    pipeline: &Pipeline,
    job_env: &[EnvEntry],
    scope: &Known<'_>,
    setting: &Setting<'_>,
    findings: &mut Vec<Diagnostic>,
) -> SpawnSource {
    let Some(Spawned { facts, environ }) = &setting.spawned else {
        return SpawnSource::Unavailable {
            message: "a spawned pipeline cannot spawn others here".to_owned(),
        };
    };
    let mut environ = environ.clone();
    if !spawn.forward_pipeline_variables {
        environ.overrides.clear();
    }
    if spawn.forward_job_variables {
        let scope = scope.with(job_env);
        let names = scope.layers.iter().flat_map(|layer| layer.iter()).map(|entry| &entry.name.value);
        for name in names {
            if let Some(Value::String(value)) = scope.variable(name) {
                environ.overrides.retain(|(known, _)| known != name);
                environ.overrides.push((name.clone(), value.to_string()));
            }
        }
    }
    let child = Setting { facts, environ, choice: crate::Choice::default(), ..setting.clone() };
    let lowered = super::lower(pipeline, &child);
    findings.extend(lowered.diagnostics);
    if lowered.plan.jobs.is_empty() {
        return SpawnSource::Unavailable { message: "the child pipeline has no job in this run".to_owned() };
    }
    SpawnSource::Planned { plan: Box::new(lowered.plan) }
}

fn unavailable(message: String) -> Work {
    Work::Spawn(Spawn {
        source: SpawnSource::Unavailable { message },
        wait: true,
        inputs: Vec::new(),
        forward_pipeline_variables: false,
        forward_job_variables: false,
    })
}

fn pairs(list: &[(Spanned<String>, Template)]) -> Vec<(String, Template)> {
    list.iter().map(|(name, value)| (name.value.clone(), value.clone())).collect()
}
