//! Writes workflows: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax>.

mod container;
mod job;
mod on;
mod step;
mod strategy;

pub(crate) use container::of_image as service_name;

use crate::convert::losses::{EVENT, VARIABLE};
use crate::write::{self, Form, Lack, Unsaid, Writer, Writing};
use expr::Template;
use ir::{Concurrency, Env, EnvEntry, Permissions, Pipeline};
use step::Defaults;
use yaml::{Manner, Map, Tree};

/// How it is written.
pub(super) const WRITER: Writer = Writer {
    write,
    form: Form::Yaml(Manner { plain_keys: &["on"] }),
    file: ".github/workflows/ci.yml",
    files: ".github/workflows/{}.yml",
};

/// What a workflow has no words for.
const UNSAID: Unsaid = Unsaid {
    triggers: None,
    inputs: None,
    secrets: None,
    outputs: None,
    permissions: None,
    concurrency: None,
    rules: Some(Lack("a workflow has no rules for whether there is a run", "filter the events under \"on\"")),
    stages: Some(Lack("a workflow has no stages", "say with \"needs\" which jobs wait for which")),
    notifications: Some(Lack(
        "GitHub sends notifications by each person's settings, not by the workflow",
        "add a last job with \"if: always()\" that calls the channel",
    )),
    auto_cancel: Some(Lack(
        "older runs are not ended by newer ones",
        "add \"concurrency\" with \"cancel-in-progress: true\"",
    )),
    cancel_on_failure: Some(Lack(
        "a failing job does not end the others here",
        "let jobs need one another, or cancel the run from a step",
    )),
};

/// A pipeline whose expressions are GitHub's as a workflow.
fn write(pipeline: &Pipeline, writing: &mut Writing<'_>) -> Tree {
    UNSAID.tell(pipeline, writing);
    let mut root = Map::default();
    root.put_some("name", pipeline.name.as_ref().map(write::text));
    root.put_some("run-name", pipeline.run_name.as_ref().map(write::text));
    let Pipeline { triggers, inputs, secrets, outputs, env, permissions, concurrency, jobs, .. } = pipeline;
    if triggers.is_empty() {
        writing.lost(
            EVENT,
            pipeline.span,
            "nothing says what starts the workflow",
            "name the events under \"on\"",
        );
    }
    root.put("on", on::write(triggers, inputs, secrets, outputs, writing));
    root.put_some("permissions", permissions.as_ref().map(self::permissions));
    root.put_filled("env", self::env(env, writing));
    root.put_some("concurrency", concurrency.as_ref().map(self::concurrency));
    let defaults = Defaults::of(jobs);
    root.put_filled("defaults", defaults.tree());
    let mut all = Map::default();
    for job in jobs {
        all.put_at(job.id.value.as_str(), job.id.span, job::write(job, &defaults, writing));
    }
    root.put("jobs", all.airy());
    root.airy().into()
}

/// `env`.
fn env(env: &Env, writing: &mut Writing<'_>) -> Tree {
    let entries = match env {
        Env::Computed(template) => return write::text(template),
        Env::List(entries) => entries,
    };
    let mut map = Map::default();
    for EnvEntry { name, value, kind, prompt } in entries {
        if prompt.is_some() {
            writing.lost(
                VARIABLE,
                name.span,
                format!("nobody is asked for \"{}\" when a run is started", name.value),
                "make it an input of \"workflow_dispatch\"",
            );
        }
        if *kind == ir::EnvKind::File {
            writing.lost(
                VARIABLE,
                name.span,
                format!("\"{}\" holds its value here, not the path of a file", name.value),
                "write the value into a file in a first step",
            );
        }
        let value = match (kind, value.as_literal()) {
            (ir::EnvKind::Secret, Some(secret)) => {
                Tree::text(format!("${{{{ secrets.{secret} }}}}")).at(value.text().span())
            }
            _ => scalar(value),
        };
        map.put_at(name.value.as_str(), name.span, value);
    }
    map.into()
}

/// A value where GitHub makes text of anything.
fn scalar(value: &Template) -> Tree {
    match value.as_literal() {
        Some("true" | "false") => write::typed(value),
        _ => write::counted(value),
    }
}

fn permissions(permissions: &Permissions) -> Tree {
    match permissions {
        Permissions::All(access) => {
            let word = match access.value {
                ir::Access::None => return Map::default().into(),
                ir::Access::Read => "read-all",
                ir::Access::Write => "write-all",
            };
            Tree::text(word).at(access.span)
        }
        Permissions::Scopes { span, scopes } => {
            let mut map = Map::default();
            for (scope, access) in scopes {
                map.put_at(
                    scope.value.as_str(),
                    scope.span,
                    Tree::text(write::access(access.value)).at(access.span),
                );
            }
            Tree::from(map).at(*span)
        }
    }
}

fn concurrency(concurrency: &Concurrency) -> Tree {
    let Concurrency { span, group, cancel_running, queue_all } = concurrency;
    if cancel_running.is_none() && !queue_all {
        return write::text(group);
    }
    let mut map = Map::default();
    map.put("group", write::text(group));
    map.put_some("cancel-in-progress", cancel_running.as_ref().map(write::typed));
    if *queue_all {
        map.put("queue", Tree::text("max"));
    }
    Tree::from(map).at(*span)
}
