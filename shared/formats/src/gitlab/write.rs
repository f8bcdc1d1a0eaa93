//! Writes pipelines: <https://docs.gitlab.com/ci/yaml/>.

mod artifacts;
mod container;
mod defaults;
mod job;
mod rules;
mod work;

use crate::convert::losses::{NAME, VARIABLE};
use crate::write::{self, Form, Lack, Unsaid, Writer, Writing};
use expr::Template;
use ir::{Env, EnvEntry, EnvKind, Pipeline};
use yaml::{Manner, Map, Tree};

/// Stages that a file need not name.
const USUAL: [&str; 3] = ["build", "test", "deploy"];

/// How it is written.
pub(super) const WRITER: Writer = Writer {
    write,
    form: Form::Yaml(Manner { plain_keys: &[] }),
    file: ".gitlab-ci.yml",
    files: "{}.gitlab-ci.yml",
};

/// What a pipeline's file has no words for.
const UNSAID: Unsaid = Unsaid {
    triggers: Some(Lack("no file says at which events a pipeline starts", "see \"workflow:rules\"")),
    inputs: Some(Lack("the input {} has been filled in", "add \"spec:inputs\" and use $[[ inputs.NAME ]]")),
    secrets: Some(Lack("nobody hands in the secret {}", "make it a CI/CD variable of the project")),
    outputs: Some(Lack(
        "the output {} reaches no other pipeline",
        "keep it in a file that the other pipeline fetches",
    )),
    permissions: Some(Lack(
        "the rights of a job's token are a setting of the project",
        "see the project's settings for job tokens",
    )),
    concurrency: Some(Lack(
        "only jobs have groups in which one waits for another",
        "give the jobs a \"resource_group\"",
    )),
    rules: None,
    stages: None,
    notifications: Some(Lack(
        "notifications are a setting of the project",
        "set up an integration of the project",
    )),
    auto_cancel: None,
    cancel_on_failure: None,
};

/// A pipeline whose texts are GitLab's.
fn write(pipeline: &Pipeline, writing: &mut Writing<'_>) -> Tree {
    UNSAID.tell(pipeline, writing);
    let Pipeline { name, run_name, env, rules, stages, jobs, auto_cancel, cancel_on_failure, .. } = pipeline;
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
        if *kind == EnvKind::Secret && value.as_literal() == Some(name.value.as_str()) {
            // A variable of the project's settings is there anyhow.
            writing.implied(name.span);
            continue;
        }
        if *kind == EnvKind::Secret {
            map.put_at(name.value.as_str(), name.span, Tree::text(format!("${}", value.text())));
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
