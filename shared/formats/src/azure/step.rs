//! `steps` (<https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/steps>).

use super::resources::Resources;
use super::rules::{NO_WORK, STEP};
use super::value::{self, Keys, given};
use super::{script, tasks, variable};
use diag::{Diagnostic, did_you_mean};
use ir::{Action, Builtin, Mark, Reference, Retry, Spanned, Step, Template, Upload, When};
use yaml::rules::UNKNOWN_KEY;
use yaml::{Cursor, MapReader, Shape};

/// Keys that make a step what it is.
const KINDS: &[&str] = &[
    "script",
    "bash",
    "pwsh",
    "powershell",
    "checkout",
    "download",
    "downloadBuild",
    "publish",
    "task",
    "getPackage",
    "reviewApp",
    "restoreCache",
    "saveCache",
    "template",
];

/// Keys of any step.
const COMMON: &[&str] = &[
    "condition",
    "continueOnError",
    "displayName",
    "target",
    "enabled",
    "env",
    "name",
    "timeoutInMinutes",
    "retryCountOnTaskFailure",
];

/// A list of steps.
pub(super) fn steps(cursor: Cursor<'_>, resources: &Resources) -> Vec<Step> {
    value::items(cursor).into_iter().filter_map(|item| step(item, resources)).collect()
}

fn step(cursor: Cursor<'_>, resources: &Resources) -> Option<Step> {
    let mut map = cursor.map("step")?;
    let Some(kind) = KINDS.iter().copied().find(|kind| map.has(kind)) else {
        return unknown(cursor, &map);
    };
    let mut step =
        Step { mark: Mark::Issues, ..Step::new(cursor.span(), Action::Wait { steps: Vec::new() }) };
    let enabled = common(&mut map, &mut step);
    let action = action(&mut map, kind, resources);
    match kind {
        "template" => return None,
        _ => map.finish(),
    }
    step.action = action?;
    enabled.then_some(step)
}

/// What holds of any step; false if it is switched off.
fn common(map: &mut MapReader<'_>, step: &mut Step) -> bool {
    step.condition = map.get("condition").and_then(value::condition);
    step.continue_on_error = map.get("continueOnError").and_then(value::flag);
    step.name = map.get("displayName").and_then(value::text);
    if let Some(env) = map.get("env") {
        step.env = variable::env(env);
    }
    step.id = map.get("name").and_then(|name| value::identifier(name, "step"));
    step.timeout = map.get("timeoutInMinutes").and_then(value::number);
    step.retry = map.get("retryCountOnTaskFailure").and_then(retry);
    if let Some(target) = map.get("target").filter(|target| target.shape() == Shape::Map)
        && let Some(mut target) = target.map("target")
    {
        target.get("container").and_then(Cursor::string);
        target.get("commands").and_then(Cursor::string);
        target.get("settableVariables").map(value::texts);
        target.finish();
    }
    map.get("enabled").and_then(value::flag).is_none_or(|enabled| enabled.as_literal() != Some("false"))
}

fn retry(cursor: Cursor<'_>) -> Option<Retry> {
    let max = value::number(cursor)?.as_literal()?.trim().parse().ok()?;
    Some(Retry { max: Spanned::new(max, cursor.span()), when: Vec::new(), exit_codes: Vec::new() })
}

fn action(map: &mut MapReader<'_>, kind: &'static str, resources: &Resources) -> Option<Action> {
    match kind {
        kind if script::KEYS.contains(&kind) => script::read(map, kind),
        "checkout" => checkout(map, resources),
        "publish" => publish(map),
        "download" => download(map),
        "task" => task(map),
        "downloadBuild" => {
            named(map, kind, "DownloadBuildArtifacts@1", &["artifact", "path", "patterns", "inputs"])
        }
        "getPackage" => named(map, kind, "DownloadPackage@1", &["path"]),
        "reviewApp" => named(map, kind, "ReviewApp@0", &[]),
        "restoreCache" | "saveCache" => named(map, kind, "Cache@2", &["cacheHitVar", "path", "restoreKeys"]),
        _ => {
            map.allow(&["template", "parameters"]);
            None
        }
    }
}

/// <https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/steps-checkout>
fn checkout(map: &mut MapReader<'_>, resources: &Resources) -> Option<Action> {
    let which = map.optional("checkout").and_then(given).and_then(Cursor::string);
    let path = map.get("path").and_then(value::text);
    let depth = map.get("fetchDepth").and_then(value::number);
    let submodules = map.get("submodules").and_then(value::text);
    for key in ["clean", "fetchTags", "lfs", "persistCredentials", "workspaceRepo"] {
        map.get(key).and_then(value::flag);
    }
    for key in ["fetchFilter", "sparseCheckoutDirectories", "sparseCheckoutPatterns"] {
        map.get(key).and_then(Cursor::string);
    }
    let which = which?;
    let (repository, revision) = match which.as_str() {
        "self" => (None, None),
        "none" => return None,
        alias => match resources.repositories.iter().find(|known| known.alias == alias) {
            Some(known) => {
                let literal = |text: &Spanned<String>| value::literal(&text.value, text.span);
                (known.name.as_ref().map(literal), known.revision.as_ref().map(literal))
            }
            None => (Some(Template::literal(which.clone())), None),
        },
    };
    let builtin = Builtin::Checkout { repository, revision, path, submodules, depth };
    Some(Action::Builtin { builtin, reference: None, with: Vec::new() })
}

/// <https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/steps-publish>
fn publish(map: &mut MapReader<'_>) -> Option<Action> {
    let body = map.optional("publish")?;
    let name = map.get("artifact").and_then(value::text);
    let path = value::text(given(body)?)?;
    let upload = Upload {
        span: body.span(),
        name,
        paths: vec![path],
        exclude: Vec::new(),
        untracked: false,
        when: Spanned::new(When::OnSuccess, body.span()),
        retention: None,
        if_none: Some(value::literal("error", body.span())),
        overwrite: None,
        hidden: Some(value::literal("true", body.span())),
    };
    Some(Action::Builtin { builtin: Builtin::Upload(Box::new(upload)), reference: None, with: Vec::new() })
}

/// <https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/steps-download>
fn download(map: &mut MapReader<'_>) -> Option<Action> {
    let from = map.optional("download").and_then(given).and_then(Cursor::string);
    let name = map.get("artifact").and_then(value::text);
    let patterns = map.get("patterns").and_then(value::text);
    let path = map.get("path").and_then(value::text);
    map.get("inputs").map(variable::inputs);
    let from = from?;
    match from.as_str() {
        "none" => None,
        "current" => {
            let place = name.as_ref().and_then(Template::as_literal).unwrap_or_default();
            let usual = diag::Text::mapped(format!("$(Pipeline.Workspace)/{place}"), from.span(), Vec::new());
            let path = path.unwrap_or_else(|| value::template(&usual, map.cursor().findings()));
            drop(patterns);
            let builtin = Builtin::Download { name, pattern: None, path: Some(path), merge: None };
            Some(Action::Builtin { builtin, reference: None, with: Vec::new() })
        }
        _ => {
            let with = [
                ("source", Some(value::literal("specific", from.span()))),
                ("artifact", name),
                ("patterns", patterns),
                ("path", path),
            ];
            let with = with
                .into_iter()
                .filter_map(|(key, value)| Some((Spanned::new(key.to_owned(), from.span()), value?)));
            let reference =
                Reference::Task(diag::Text::mapped("DownloadPipelineArtifact@2", from.span(), Vec::new()));
            Some(Action::Uses { reference, with: with.collect() })
        }
    }
}

/// <https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/steps-task>
fn task(map: &mut MapReader<'_>) -> Option<Action> {
    let name = map.optional("task").and_then(given).and_then(Cursor::string);
    let unknown = map.has("inputs");
    let inputs = map.get("inputs");
    let known = inputs.is_some() || !unknown;
    let with = inputs.map(variable::inputs).unwrap_or_default();
    let name = name?;
    if known {
        let mut found = Vec::new();
        tasks::check(name, &with, &mut found);
        found.into_iter().for_each(|finding| map.cursor().findings().push(finding));
    }
    Some(Action::Uses { reference: Reference::Task(name.clone()), with })
}

/// A step that is a task under another name.
fn named(map: &mut MapReader<'_>, key: &'static str, task: &str, keys: &[&'static str]) -> Option<Action> {
    let value = map.optional(key)?;
    for key in keys {
        map.get(key);
    }
    let reference = Reference::Task(diag::Text::mapped(task, value.key_span(), Vec::new()));
    Some(Action::Uses { reference, with: Vec::new() })
}

/// A mapping that is no step.
fn unknown(cursor: Cursor<'_>, map: &MapReader<'_>) -> Option<Step> {
    let first = map.mapping().iter().find(|entry| entry.name().is_some_and(|name| !COMMON.contains(&name)));
    let finding = match first {
        None => Diagnostic::error(NO_WORK, cursor.key_span(), "the step does nothing")
            .help(format!("say what it does: {}", KINDS.join(", "))),
        Some(entry) => {
            let name = entry.name().unwrap_or_default();
            let code = if did_you_mean(name, KINDS.iter().copied()).is_some() { UNKNOWN_KEY } else { STEP };
            let finding = Diagnostic::error(code, entry.key.span, format!("\"{name}\" is no kind of step"));
            match did_you_mean(name, KINDS.iter().copied()) {
                Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
                None => finding.help(format!("a step is one of {}", KINDS.join(", "))),
            }
        }
    };
    cursor.findings().push(finding);
    None
}
