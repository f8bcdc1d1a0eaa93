//! Writes native pipelines, as `RUSTCI.md` describes them.

mod container;
mod files;
mod job;
mod step;
mod strategy;
mod trigger;

use crate::convert::losses::{CONCURRENCY, NAME, VARIABLE};
use crate::write::{self, Form, Lack, Unsaid, Writer, Writing};
use ir::{Concurrency, Env, EnvEntry, EnvKind, Job, Notification, Pipeline, Stage};
use yaml::{Manner, Map, Tree};

/// How it is written.
pub(super) const WRITER: Writer = Writer {
    write,
    form: Form::Yaml(Manner { plain_keys: &[] }),
    file: "pipeline.yaml",
    files: ".rustci/{}.yaml",
};

/// What a pipeline has no words for.
const UNSAID: Unsaid = Unsaid {
    triggers: None,
    inputs: None,
    secrets: Some(Lack("nobody hands in the secret {}", "list it under \"secrets\" where it is used")),
    outputs: Some(Lack("the output {} reaches no other pipeline", "keep it in a file")),
    permissions: Some(Lack("a job has no token whose rights could be set", "nothing")),
    concurrency: None,
    rules: Some(Lack("a pipeline has no rules for whether there is a run", "filter its \"triggers\"")),
    stages: None,
    notifications: None,
    auto_cancel: Some(Lack(
        "a newer run does not end older ones",
        "add \"concurrency\" with \"cancel_running: true\"",
    )),
    cancel_on_failure: Some(Lack("a failing job does not end the others", "let jobs need one another")),
};

/// A pipeline in RustCI's own words.
fn write(pipeline: &Pipeline, writing: &mut Writing<'_>) -> Tree {
    UNSAID.tell(pipeline, writing);
    let Pipeline { name, run_name, triggers, inputs, env, concurrency, stages, jobs, notifications, .. } =
        pipeline;
    let mut root = Map::default();
    root.put_some("name", name.as_ref().or(run_name.as_ref()).map(write::text));
    if let (Some(_), Some(run_name)) = (name, run_name) {
        let message = "a run has no name of its own";
        writing.lost(NAME, run_name.text().span(), message, "nothing");
    }
    root.put_filled("triggers", trigger::triggers(triggers, writing));
    root.put_filled("inputs", trigger::inputs(inputs, writing));
    root.put_filled("variables", variables(env, writing));
    root.put_filled("secrets", secrets_of(env));
    root.put_some(
        "concurrency",
        concurrency.as_ref().map(|concurrency| self::concurrency(concurrency, writing)),
    );
    root.put_filled(
        "stages",
        Tree::list(stages.iter().map(|stage| self::stage(stage, jobs, writing)).collect()),
    );
    let declared = |name: &str| stages.iter().any(|stage| stage.name.value == name);
    let outside = jobs.iter().filter(|job| !job.stage.as_ref().is_some_and(|stage| declared(stage)));
    let mut all = Map::default();
    for job in outside {
        all.put_at(job.id.value.as_str(), job.id.span, job::write(job, writing));
    }
    root.put_filled("jobs", all.airy());
    root.put_filled("notifications", self::notifications(notifications));
    root.airy().into()
}

/// A stage: its name, the one job it is, or its jobs.
fn stage(stage: &Stage, jobs: &[Job], writing: &mut Writing<'_>) -> Tree {
    let own: Vec<&Job> =
        jobs.iter().filter(|job| job.stage.as_ref().is_some_and(|name| *name == stage.name)).collect();
    let mut map = Map::default();
    map.put("name", write::name(&stage.name));
    match own.as_slice() {
        [] => return write::name(&stage.name),
        [job] if job.id.value == stage.name.value && job.name.is_none() => {
            map.join(job::write(job, writing));
            return Tree::from(map).at(stage.span);
        }
        own => {
            let mut all = Map::default();
            for job in own {
                all.put_at(job.id.value.as_str(), job.id.span, job::write(job, writing));
            }
            map.put("jobs", all);
        }
    }
    Tree::from(map).at(stage.span)
}

/// `variables`, but not secrets.
fn variables(env: &Env, writing: &mut Writing<'_>) -> Map {
    if let Env::Computed(template) = env {
        let help = "list the variables one by one";
        writing.lost(VARIABLE, template.text().span(), "variables cannot be computed all at once", help);
    }
    let mut map = Map::default();
    for EnvEntry { name, value, kind, prompt } in env.entries() {
        let raw = *kind == EnvKind::Raw && value.text().as_str().contains('$');
        let tree = match kind {
            EnvKind::Secret => continue,
            EnvKind::Expanded | EnvKind::Raw if !raw && prompt.is_none() => write::counted(value),
            kind => {
                let mut long = Map::default();
                long.put("value", write::counted(value));
                if let Some(prompt) = prompt {
                    long.put_some("description", prompt.description.as_ref().map(write::plain));
                    let options =
                        prompt.options.iter().map(|option| write::value(&option.value).at(option.span));
                    long.put_filled("options", Tree::list(options.collect()));
                }
                match kind {
                    EnvKind::Raw => long.put("expand", false),
                    EnvKind::File => long.put("file", true),
                    EnvKind::Expanded | EnvKind::Secret => {}
                }
                long.into()
            }
        };
        map.put_at(name.value.as_str(), name.span, tree);
    }
    map
}

/// `secrets`: a list where each variable has its secret's name.
fn secrets_of(env: &Env) -> Tree {
    let secrets = || env.entries().iter().filter(|entry| entry.kind == EnvKind::Secret);
    if secrets().all(|entry| entry.value.text().as_str() == entry.name.value) {
        return Tree::row(secrets().map(|entry| write::name(&entry.name)).collect());
    }
    let mut map = Map::default();
    secrets()
        .for_each(|entry| map.put_at(entry.name.value.as_str(), entry.name.span, write::text(&entry.value)));
    map.into()
}

fn concurrency(concurrency: &Concurrency, writing: &mut Writing<'_>) -> Tree {
    let Concurrency { span, group, cancel_running, queue_all } = concurrency;
    if cancel_running.is_none() && !queue_all {
        return write::text(group);
    }
    let mut map = Map::default();
    map.put("group", write::text(group));
    match cancel_running {
        Some(flag) if !matches!(flag.as_literal(), Some("true" | "false")) => {
            let message = "whether a newer run ends older ones cannot be computed";
            writing.lost(CONCURRENCY, flag.text().span(), message, "write true or false");
        }
        flag => map.put_some("cancel_running", flag.as_ref().map(write::typed)),
    }
    if *queue_all {
        map.put("queue_all", true);
    }
    Tree::from(map).at(*span)
}

fn notifications(notifications: &[Notification]) -> Map {
    let mut all = Map::default();
    for Notification { span: _, channel, target, when } in notifications {
        let address = match channel.value.as_str() {
            "slack" => "webhook",
            "email" => "to",
            _ => "url",
        };
        let mut map = Map::default();
        map.put(address, write::text(target));
        if when.success {
            map.put("on_success", true);
        }
        if !when.failure {
            map.put("on_failure", false);
        }
        all.put_at(channel.value.as_str(), channel.span, map);
    }
    all
}
