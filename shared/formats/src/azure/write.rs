//! Writes pipelines: <https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/pipeline>.

mod container;
mod deployment;
mod job;
mod parameter;
mod script;
mod step;
mod strategy;
mod task;
mod trigger;
mod variable;

use crate::convert::losses::{INTERRUPTION, NAME};
use crate::write::{self, Form, Lack, Unsaid, Writer, Writing};
use container::Resources;
use expr::Dialect;
use ir::{Env, Job, Pipeline, RunsOn, Stage, When, Work};
use yaml::{Manner, Map, Tree};

/// How it is written.
pub(super) const WRITER: Writer = Writer {
    write,
    form: Form::Yaml(Manner { plain_keys: &["on"] }),
    file: "azure-pipelines.yml",
    files: ".azure-pipelines/{}.yml",
};

/// What pipelines have no words for.
const UNSAID: Unsaid = Unsaid {
    triggers: None,
    inputs: None,
    secrets: Some(Lack("nobody hands in the secret {}", "add a secret variable to the pipeline")),
    outputs: Some(Lack("the output {} reaches no other pipeline", "publish it in a file")),
    permissions: Some(Lack(
        "the file does not limit the run's token",
        "set the job authorization scope in the project's settings",
    )),
    concurrency: Some(Lack(
        "runs of one group may overlap",
        "add an exclusive lock to an environment, or \"batch: true\" to the trigger",
    )),
    rules: Some(Lack(
        "a pipeline has no rules for whether there is a run",
        "filter what starts it under \"trigger\" and \"pr\"",
    )),
    stages: None,
    notifications: Some(Lack(
        "the pipeline itself tells nobody how it ended",
        "subscribe to notifications in the project's settings",
    )),
    auto_cancel: Some(Lack(
        "a newer push does not end the run of an older one",
        "nothing for pull requests, where newer pushes end older runs",
    )),
    cancel_on_failure: Some(Lack("a failing job does not end the others", "let jobs depend on one another")),
};

/// A pipeline whose expressions are Azure's.
fn write(pipeline: &Pipeline, writing: &mut Writing<'_>) -> Tree {
    UNSAID.tell(pipeline, writing);
    let Pipeline { name, run_name, triggers, inputs, env, stages, jobs, .. } = pipeline;
    let own = writing.from.dialect == Dialect::Azure;
    if let (Some(name), false) = (name, own) {
        let message = "a pipeline is named in the service, where \"name\" is the number of a run";
        writing.lost(NAME, name.text().span(), message, "name the pipeline when you create it");
    }
    let mut resources = Resources::default();
    let shared = shared_pool(jobs);
    let mut work = Map::default();
    let mut variables = variable::map(env, writing);
    let simple = match jobs.as_slice() {
        [job] if stages.is_empty() && job::is_plain(job, own) => Some(job),
        _ => None,
    };
    if let Some(job) = simple {
        // One variable of a name is left: the job's.
        let inner = job.env.entries();
        let outer = env.entries().iter().filter(|outer| {
            !inner.iter().any(|inner| inner.name.value.eq_ignore_ascii_case(&outer.name.value))
        });
        let whole = Env::List(outer.chain(inner).cloned().collect());
        variables = if inner.is_empty() { variables } else { variable::map(&whole, writing) };
        work = job::at_root(job, env, &mut resources, writing);
    } else if stages.is_empty() {
        let jobs = jobs.iter().map(|job| job::write(job, env, &shared, &mut resources, writing));
        work.put("jobs", Tree::list(jobs.collect()));
    } else {
        let stages =
            stages.iter().map(|stage| self::stage(stage, pipeline, &shared, &mut resources, writing));
        work.put("stages", Tree::list(stages.collect()));
    }
    let mut root = Map::default();
    let title = if own { name.as_ref().or(run_name.as_ref()) } else { run_name.as_ref() };
    root.put_some("name", title.map(write::text));
    trigger::pushes(triggers, &mut root, writing);
    root.put_filled("schedules", trigger::schedules(triggers, writing));
    root.put_filled("parameters", parameter::list(inputs, writing));
    root.put_filled("resources", resources.tree(triggers, writing));
    root.put_filled("variables", variables);
    if simple.is_none() {
        root.put_filled("pool", job::pool(&shared));
    }
    root.join(work);
    let tree = Tree::from(root.airy());
    match name.as_ref().filter(|_| !own) {
        Some(name) => tree.note(name.text().as_str().lines().next().unwrap_or_default()),
        None => tree,
    }
}

/// The machine that all jobs ask for.
fn shared_pool(jobs: &[Job]) -> RunsOn {
    let Some((first, rest)) = jobs.split_first() else { return RunsOn::default() };
    let same = rest.iter().all(|job| job::pool_text(&job.runs_on) == job::pool_text(&first.runs_on));
    if same && !rest.is_empty() { first.runs_on.clone() } else { RunsOn::default() }
}

fn stage(
    stage: &Stage,
    pipeline: &Pipeline,
    shared: &RunsOn,
    resources: &mut Resources,
    writing: &mut Writing<'_>,
) -> Tree {
    let Stage { span, name, title, needs, condition, env, fail_fast } = stage;
    if *fail_fast {
        let message = "a failing job does not end the others of its stage";
        writing.lost(INTERRUPTION, *span, message, "let jobs depend on one another");
    }
    let mut map = Map::default();
    map.put_at("stage", name.span, write::name(name));
    map.put_some("displayName", title.as_ref().map(write::text));
    match needs.as_deref() {
        None => {}
        Some([]) => map.put("dependsOn", Tree::row(Vec::new())),
        Some(needs) => map.put("dependsOn", Tree::one_or_row(needs.iter().map(write::name).collect())),
    }
    map.put_some("condition", condition.as_ref().map(|condition| write::plain(condition.text())));
    let own: Vec<&Job> = pipeline
        .jobs
        .iter()
        .filter(|job| job.stage.as_ref().is_some_and(|its| its.value == name.value))
        .collect();
    let mut first = own.iter().filter(|job| job.needs.as_ref().is_none_or(Vec::is_empty)).peekable();
    if first.peek().is_some() && first.all(|job| job.when.value == When::Manual) {
        map.put("trigger", Tree::text("manual"));
    }
    map.put_filled("variables", variable::map(env, writing));
    let outer = both(&pipeline.env, env);
    let jobs = own.iter().map(|job| job::write(job, &outer, shared, resources, writing));
    let jobs: Vec<Tree> = jobs.collect();
    map.put("jobs", if jobs.is_empty() { Tree::row(jobs) } else { Tree::list(jobs) });
    Tree::from(map).at(*span)
}

/// The variables of two scopes.
fn both(outer: &Env, inner: &Env) -> Env {
    Env::List(outer.entries().iter().chain(inner.entries()).cloned().collect())
}

/// The steps of a job.
fn steps(job: &Job) -> &[ir::Step] {
    match &job.work {
        Work::Steps(steps) => steps,
        Work::Call(_) | Work::Spawn(_) => &[],
    }
}
