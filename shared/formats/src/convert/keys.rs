//! Keys that readers check and let go, because they say something to the service only.
use super::losses::KEY;
use crate::Writing;
use diag::SourceId;
use yaml::{Kind, Limits, Node};

const GROUP: &str = "add the group's variables one by one";
const CANCEL: &str = "nothing: what is cancelled ends at once";

/// By language: where a key stands, `*` for any name or item, and what to do without it.
const KEYS: &[(&str, &[&str], &str)] = &[
    ("github-actions", &["description"], "keep it as a comment"),
    ("github-actions", &["jobs", "*", "cancel-timeout-minutes"], "nothing: what is cancelled ends at once"),
    (
        "github-actions",
        &["on", "workflow_dispatch", "inputs", "*", "deprecationMessage"],
        "add it to the description",
    ),
    ("github-actions", &["on", "workflow_call", "secrets", "*", "description"], "keep it as a comment"),
    ("github-actions", &["on", "workflow_call", "outputs", "*", "description"], "keep it as a comment"),
    ("github-actions", &["on", "image_version", "names"], "nothing else knows images of machines"),
    ("github-actions", &["on", "image_version", "versions"], "nothing else knows images of machines"),
    ("gitlab-ci", &["*", "pages"], "publish the site in a step"),
    ("gitlab-ci", &["*", "publish"], "publish the site in a step"),
    ("gitlab-ci", &["*", "release"], "make the release in a step"),
    ("gitlab-ci", &["*", "identity"], "sign in to the cloud in a step"),
    ("gitlab-ci", &["*", "dast_configuration"], "configure the scanner in a step"),
    ("gitlab-ci", &["*", "manual_confirmation"], "nothing: nobody is asked twice"),
    ("gitlab-ci", &["*", "artifacts", "expose_as"], "link the artifact by hand"),
    ("gitlab-ci", &["*", "artifacts", "access"], "see who may read the repository"),
    ("gitlab-ci", &["*", "artifacts", "public"], "see who may read the repository"),
    ("gitlab-ci", &["*", "environment", "kubernetes"], "sign in to the cluster in a step"),
    ("gitlab-ci", &["*", "id_tokens", "*", "aud"], "ask the service for a token in a step"),
    ("gitlab-ci", &["*", "image", "kubernetes"], "configure the runner"),
    ("gitlab-ci", &["*", "needs", "*", "pipeline"], "fetch the files in a step"),
    ("gitlab-ci", &["*", "needs", "*", "project"], "fetch the files in a step"),
    ("gitlab-ci", &["*", "rules", "*", "exists", "project"], "check for the file in a step"),
    ("gitlab-ci", &["workflow", "rules", "*", "auto_cancel"], "say it for the whole workflow"),
    ("gitlab-ci", &["spec", "inputs"], "the inputs have been filled in: write variables instead"),
    ("azure-pipelines", &["appendCommitMessageToRunName"], "nothing: runs are named otherwise"),
    ("azure-pipelines", &["lockBehavior"], "limit how many runs there may be at once"),
    ("azure-pipelines", &["trigger", "batch"], "limit how many runs there may be at once"),
    ("azure-pipelines", &["pr", "autoCancel"], "say whether newer runs end older ones"),
    ("azure-pipelines", &["pr", "drafts"], "ask in a condition whether it is a draft"),
    ("azure-pipelines", &["schedules", "*", "always"], "nothing: the run starts in any case"),
    ("azure-pipelines", &["schedules", "*", "batch"], "limit how many runs there may be at once"),
    ("azure-pipelines", &["schedules", "*", "displayName"], "keep it as a comment"),
    ("azure-pipelines", &["resources", "builds"], "fetch the files of the build in a step"),
    ("azure-pipelines", &["resources", "packages"], "fetch the package in a step"),
    ("azure-pipelines", &["resources", "webhooks"], "start the pipeline through the API"),
    ("azure-pipelines", &["resources", "containers", "*", "endpoint"], "sign in to the registry by a secret"),
    ("azure-pipelines", &["resources", "containers", "*", "trigger"], "start the pipeline through the API"),
    ("azure-pipelines", &["variables", "*", "group"], "add the group's variables one by one"),
    ("azure-pipelines", &["stages", "*", "lockBehavior"], "limit how many runs there may be at once"),
    ("azure-pipelines", &["stages", "*", "isSkippable"], "nothing: nobody skips it"),
    ("azure-pipelines", &["stages", "*", "variables", "*", "group"], "add the group's variables one by one"),
    ("azure-pipelines", &["stages", "*", "jobs", "*", "variables", "*", "group"], GROUP),
    (
        "azure-pipelines",
        &["stages", "*", "jobs", "*", "workspace"],
        "nothing: each job begins with an empty one",
    ),
    ("azure-pipelines", &["stages", "*", "jobs", "*", "cancelTimeoutInMinutes"], CANCEL),
    (
        "azure-pipelines",
        &["stages", "*", "jobs", "*", "steps", "*", "target"],
        "run the job in that container",
    ),
    ("azure-pipelines", &["jobs", "*", "variables", "*", "group"], GROUP),
    ("azure-pipelines", &["jobs", "*", "workspace"], "nothing: each job begins with an empty one"),
    ("azure-pipelines", &["jobs", "*", "cancelTimeoutInMinutes"], CANCEL),
    ("azure-pipelines", &["jobs", "*", "steps", "*", "target"], "run the job in that container"),
    ("azure-pipelines", &["workspace"], "nothing: each job begins with an empty one"),
    ("azure-pipelines", &["steps", "*", "target"], "run the job in that container"),
    ("rustci", &["description"], "keep it as a comment"),
];

/// Tells of every such key in a file.
pub fn unread(source: SourceId, writing: &mut Writing<'_>) {
    let read = yaml::read(writing.sources, source, &Limits::default());
    let id = writing.from.id;
    for document in &read.documents {
        if id == "azure-pipelines" {
            decided(&document.root, 0, writing);
        }
        for (_, path, help) in KEYS.iter().filter(|(format, ..)| *format == id) {
            find(&document.root, path, help, writing);
        }
    }
}

/// Keys that are evaluated while the file is read: what is written is what came of them.
fn decided(node: &Node, depth: usize, writing: &mut Writing<'_>) {
    if depth > 100 {
        return;
    }
    match &node.kind {
        Kind::Seq(items) => items.iter().for_each(|item| decided(item, depth + 1, writing)),
        Kind::Map(mapping) => {
            for entry in mapping.iter() {
                if entry.name().is_some_and(|name| name.trim_start().starts_with("${{")) {
                    let message =
                        "this has been decided while the file was read, by the defaults of its parameters";
                    let help = "convert it with each of the parameters' values, or write conditions";
                    writing.lost(KEY, entry.key.span, message, help);
                }
                decided(&entry.value, depth + 1, writing);
            }
        }
        Kind::Scalar(_) => {}
    }
}

fn find(node: &Node, path: &[&str], help: &str, writing: &mut Writing<'_>) {
    let Some((step, rest)) = path.split_first() else { return };
    match &node.kind {
        Kind::Seq(items) if *step == "*" => items.iter().for_each(|item| find(item, rest, help, writing)),
        Kind::Map(mapping) => {
            for entry in mapping.iter().filter(|entry| *step == "*" || entry.name() == Some(step)) {
                if rest.is_empty() {
                    let message = format!("\"{step}\" has no counterpart in another language");
                    writing.lost(KEY, entry.key.span, message, help);
                } else {
                    find(&entry.value, rest, help, writing);
                }
            }
        }
        Kind::Scalar(_) | Kind::Seq(_) => {}
    }
}
