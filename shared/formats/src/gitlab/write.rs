//! Writes pipelines: <https://docs.gitlab.com/ci/yaml/>.

mod artifacts;
mod container;
mod defaults;
mod job;
mod rules;
mod work;

use crate::convert::losses::{CONCURRENCY, EVENT, INPUT, NAME, NOTIFICATION, OUTPUT, PERMISSION, VARIABLE};
use crate::write::{self, Writer, Writing};
use expr::Template;
use ir::{Env, EnvEntry, EnvKind, Pipeline};
use yaml::{Manner, Map, Tree};

/// Stages that a file need not name.
const USUAL: [&str; 3] = ["build", "test", "deploy"];

/// How it is written.
pub(super) const WRITER: Writer =
    Writer { write, manner: Manner { plain_keys: &[] }, file: ".gitlab-ci.yml", files: "{}.gitlab-ci.yml" };

/// A pipeline whose texts are GitLab's.
fn write(pipeline: &Pipeline, writing: &mut Writing<'_>) -> Tree {
    let Pipeline {
        span: _,
        dialect: _,
        name,
        run_name,
        triggers,
        inputs,
        secrets,
        outputs,
        env,
        permissions,
        concurrency,
        rules,
        stages,
        jobs,
        notifications,
        auto_cancel,
        cancel_on_failure,
        partial: _,
        actions: _,
    } = pipeline;
    for trigger in triggers {
        writing.lost(
            EVENT,
            trigger.span,
            "no file says at which events a pipeline starts",
            "see \"workflow:rules\"",
        );
    }
    for input in inputs {
        let message = format!("the input \"{}\" has been filled in", input.name.value);
        writing.lost(INPUT, input.name.span, message, "add \"spec:inputs\" and use $[[ inputs.NAME ]]");
    }
    for secret in secrets {
        let message = format!("nobody hands in the secret \"{}\"", secret.name.value);
        writing.lost(INPUT, secret.name.span, message, "make it a CI/CD variable of the project");
    }
    for output in outputs {
        let message = format!("the output \"{}\" reaches no other pipeline", output.name.value);
        writing.lost(OUTPUT, output.name.span, message, "keep it in a file that the other pipeline fetches");
    }
    if let Some(permissions) = permissions {
        let help = "see the project's settings for job tokens";
        writing.lost(
            PERMISSION,
            write::place_of(permissions),
            "the rights of a job's token are a setting of the project",
            help,
        );
    }
    if let Some(concurrency) = concurrency {
        let message = "only jobs have groups in which one waits for another";
        writing.lost(CONCURRENCY, concurrency.span, message, "give the jobs a \"resource_group\"");
    }
    for notification in notifications {
        let help = "set up an integration of the project";
        writing.lost(NOTIFICATION, notification.span, "notifications are a setting of the project", help);
    }
    let title = run_name.as_ref().or(name.as_ref());
    if let (Some(name), Some(_)) = (name, run_name) {
        writing.lost(
            NAME,
            name.text().span(),
            "a pipeline has one name, and that of the run is kept",
            "nothing",
        );
    }
    let mut workflow = Map::default();
    workflow.put_some("name", title.map(write::text));
    let mut cancel = Map::default();
    if *auto_cancel {
        cancel.put("on_new_commit", Tree::text("conservative"));
    }
    if *cancel_on_failure {
        cancel.put("on_job_failure", Tree::text("all"));
    }
    workflow.put_filled("auto_cancel", cancel);
    workflow.put_filled("rules", rules::of_workflow(rules, writing));
    let globals: Vec<&str> = env.entries().iter().map(|entry| entry.name.value.as_str()).collect();
    let mut all: Vec<(&ir::Job, Map)> =
        jobs.iter().map(|job| (job, job::write(job, &globals, writing))).collect();
    let shared = defaults::lift(&mut all);
    let mut root = Map::default();
    let names: Vec<_> =
        stages.iter().map(|stage| &stage.name).filter(|name| !name.starts_with('.')).collect();
    if names.iter().map(|name| name.value.as_str()).ne(USUAL) && !names.is_empty() {
        root.put("stages", Tree::list(names.into_iter().map(write::name).collect()));
    }
    root.put_filled("workflow", workflow);
    root.put_filled("default", shared);
    root.put_filled("variables", variables(env, Whose::Pipeline, writing));
    for (job, map) in all {
        let tree = Tree::from(map).at(job.span);
        // A key is a job's only name: another one goes above it.
        let name = job.name.as_ref().and_then(Template::as_literal).filter(|name| *name != job.id.value);
        root.put_at(
            job.id.value.as_str(),
            job.id.span,
            if let Some(name) = name { tree.note(name) } else { tree },
        );
    }
    root.airy().into()
}

/// Whose variables they are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Pipeline,
    Job,
    Rule,
}

/// `variables`, but not secrets.
fn variables(env: &Env, whose: Whose, writing: &mut Writing<'_>) -> Tree {
    if let Env::Computed(template) = env {
        let help = "list the variables one by one";
        writing.lost(VARIABLE, template.text().span(), "variables cannot be computed all at once", help);
    }
    let mut map = Map::default();
    for EnvEntry { name, value, kind, prompt } in env.entries() {
        if *kind == EnvKind::Secret {
            continue;
        }
        if *kind == EnvKind::File {
            let message = format!("\"{}\" holds its value here, not the path of a file", name.value);
            writing.lost(VARIABLE, name.span, message, "make it a CI/CD variable of type file");
        }
        let prompt = prompt.as_ref().filter(|_| whose == Whose::Pipeline);
        let tree = if *kind == EnvKind::Raw && value.text().as_str().contains('$') || prompt.is_some() {
            let mut long = Map::default();
            long.put("value", write::text(value));
            if *kind == EnvKind::Raw {
                long.put("expand", false);
            }
            long.put_some(
                "description",
                prompt.and_then(|prompt| prompt.description.as_ref()).map(write::plain),
            );
            let options = prompt.map(|prompt| prompt.options.as_slice()).unwrap_or_default();
            let option = |option: &diag::Spanned<ir::Value>| {
                Tree::text(option.value.to_text(expr::Dialect::GitLab)).at(option.span)
            };
            long.put_filled("options", Tree::list(options.iter().map(option).collect()));
            long.into()
        } else {
            number_or_text(value)
        };
        map.put_at(name.value.as_str(), name.span, tree);
    }
    map.into()
}

/// GitLab takes numbers for texts, but no booleans.
fn number_or_text(value: &Template) -> Tree {
    write::counted(value)
}
