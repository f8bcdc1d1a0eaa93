use super::on::{self, Triggers};
use super::reader::Reader;
use super::rules::EMPTY;
use super::shell::{self, Defaults};
use super::{concurrency, env, job, permissions};
use expr::{Dialect, Template};
use ir::{Pipeline, RunsOn, Work};
use yaml::{Cursor, Document, Schema};

/// A workflow as read, before its expressions are checked and the workflows it calls are brought.
pub(super) struct Workflow {
    pub pipeline: Pipeline,
    pub triggers: Triggers,
}

/// Reads a workflow.
pub(super) fn read<'a>(reader: &Reader<'a>, document: &'a Document) -> Option<Workflow> {
    let root = Cursor::root(document, Schema::Core, reader.findings);
    if root.present().is_none() {
        reader.error(EMPTY, root.span(), "the workflow is empty");
        return None;
    }
    let mut map = root.map("workflow")?;
    let mut pipeline = Pipeline::empty(root.span(), Dialect::GitHub);
    let name = reader.given(map.optional("name")).and_then(|name| reader.plain(name));
    pipeline.name = name.map(|name| Template::literal(name.clone()));
    map.optional("description").and_then(Cursor::present).map(|text| reader.plain(text));
    let run_name = reader.given(map.optional("run-name"));
    pipeline.run_name = run_name.and_then(|name| reader.text(name));
    let on = reader.required(&mut map, "on");
    pipeline.starts = on.map(Cursor::key_span);
    let triggers = on.map(|on| on::read(reader, on)).unwrap_or_default();
    if let Some(vars) = map.optional("env") {
        pipeline.env = env::read(reader, vars, "env");
    }
    pipeline.permissions = map.optional("permissions").and_then(|value| permissions::read(reader, value));
    let concurrency = map.optional("concurrency");
    pipeline.concurrency = concurrency.and_then(|value| concurrency::read(reader, value));
    let defaults = reader.section(map.optional("defaults"));
    let defaults = defaults.map(|value| shell::of_workflow(reader, value)).unwrap_or_default();
    if let Some(jobs) = reader.required(&mut map, "jobs") {
        read_jobs(reader, jobs, &defaults, &mut pipeline);
    }
    map.finish();
    pipeline.words = reader.words();
    Some(Workflow { pipeline: with_triggers(pipeline, &triggers), triggers })
}

fn read_jobs(reader: &Reader<'_>, jobs: Cursor<'_>, defaults: &Defaults, pipeline: &mut Pipeline) {
    let Some(entries) = jobs.entries() else { return };
    reader.unique(jobs);
    for (name, value) in entries {
        pipeline.jobs.push(job::read(reader, name, value, defaults));
    }
    if pipeline.jobs.is_empty() {
        reader.error(EMPTY, jobs.span(), "the workflow has no job");
    }
    check_unused_shell(reader, defaults, pipeline);
}

/// A default shell that no job uses is checked for its name alone.
fn check_unused_shell(reader: &Reader<'_>, defaults: &Defaults, pipeline: &Pipeline) {
    let called = |job: &ir::Job| matches!(job.work, Work::Call(_)) || job.runs_on == RunsOn::default();
    if let Some(shell) = defaults.shell.as_ref().filter(|_| pipeline.jobs.iter().all(called)) {
        shell::check(reader, shell, None);
    }
}

fn with_triggers(mut pipeline: Pipeline, triggers: &Triggers) -> Pipeline {
    pipeline.triggers.clone_from(&triggers.list);
    pipeline.inputs = triggers.dispatch.clone().unwrap_or_default();
    if let Some(call) = &triggers.call {
        let known = |name: &str| pipeline.inputs.iter().any(|input| input.name.eq_ignore_ascii_case(name));
        let more: Vec<_> = call.inputs.iter().filter(|input| !known(&input.name)).cloned().collect();
        pipeline.inputs.extend(more);
        pipeline.secrets.clone_from(&call.secrets);
        pipeline.outputs.clone_from(&call.outputs);
    }
    pipeline
}
