//! `steps` (<https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/steps>).

use super::resources::Resources;
use super::rules::{NO_WORK, RESOURCE, STEP};
use super::value::{self, Keys, given};
use super::{script, tasks, variable};
use diag::{Diagnostic, Span, did_you_mean};
use ir::{Action, Builtin, Mark, Origin, Reference, Retry, Spanned, Step, Template};
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

/// Where steps stand.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) resources: &'a Resources,
    /// They run on Windows.
    pub(super) windows: bool,
}

/// A list of steps.
pub(super) fn steps(cursor: Cursor<'_>, place: &Place<'_>) -> Vec<Step> {
    value::items(cursor).into_iter().filter_map(|item| step(item, place)).collect()
}

fn step(cursor: Cursor<'_>, place: &Place<'_>) -> Option<Step> {
    let mut map = cursor.map("step")?;
    let Some(kind) = KINDS.iter().copied().find(|kind| map.has(kind)) else {
        return unknown(cursor, &map);
    };
    let mut step =
        Step { mark: Mark::Issues, ..Step::new(cursor.span(), Action::Wait { steps: Vec::new() }) };
    let enabled = common(&mut map, &mut step);
    if let (None, Some(task)) = (&step.name, map.mapping().get("task").and_then(|task| task.as_scalar())) {
        let name = task.text.as_str().split('@').next().unwrap_or_default();
        step.name = Some(value::literal(name, task.text.span()));
    }
    let (action, origin) = match kind {
        "task" => task(&mut map, place.windows).unzip(),
        _ => (action(&mut map, kind, place), None),
    };
    match kind {
        "template" => return None,
        _ => map.finish(),
    }
    step.action = action?;
    step.origin = origin;
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
    step.timeout = map.get("timeoutInMinutes").and_then(value::minutes);
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

fn action(map: &mut MapReader<'_>, kind: &'static str, place: &Place<'_>) -> Option<Action> {
    match kind {
        kind if script::KEYS.contains(&kind) => script::read(map, kind, place.windows),
        "checkout" => checkout(map, place),
        "publish" => publish(map),
        "download" => download(map, place),
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
fn checkout(map: &mut MapReader<'_>, place: &Place<'_>) -> Option<Action> {
    let which = map.optional("checkout").and_then(given).and_then(Cursor::string);
    let path = map.get("path").and_then(value::text);
    let depth = map.get("fetchDepth").and_then(value::number);
    let submodules = map.get("submodules");
    submodules.map(levels);
    let submodules = submodules.and_then(value::text);
    // What is said of the copy of the sources beyond what every CI knows.
    let mut with = Vec::new();
    for key in ["clean", "fetchTags", "lfs", "persistCredentials", "workspaceRepo"] {
        with.extend(map.get(key).and_then(|flag| Some((key, flag.key_span(), value::flag(flag)?))));
    }
    for key in ["fetchFilter", "sparseCheckoutDirectories", "sparseCheckoutPatterns"] {
        with.extend(map.get(key).and_then(|text| Some((key, text.key_span(), value::text(text)?))));
    }
    let with = with.into_iter().map(|(key, place, value)| (Spanned::new(key.to_owned(), place), value));
    let which = which?;
    let (repository, revision) = match which.as_str() {
        "self" => (None, None),
        "none" => return None,
        alias => match place.resources.repositories.iter().find(|known| known.alias == alias) {
            Some(known) => {
                let literal = |text: &Spanned<String>| value::literal(&text.value, text.span);
                (known.name.as_ref().map(literal), known.revision.as_ref().map(literal))
            }
            None => {
                let elsewhere = which.as_str().contains("://") || value::is_runtime(which);
                if place.resources.complete && !elsewhere {
                    let known = place.resources.repositories.iter().map(|known| known.alias.as_str());
                    map.cursor().findings().push(no_resource(which, "repository", known));
                }
                (Some(Template::literal(which.clone())), None)
            }
        },
    };
    let builtin = Builtin::Checkout { repository, revision, path, submodules, depth };
    Some(Action::Builtin { builtin, reference: None, with: with.collect() })
}

/// `submodules`: of the first level, or of all.
fn levels(cursor: Cursor<'_>) {
    let runtime = cursor.node().as_scalar().is_some_and(|scalar| value::is_runtime(&scalar.text));
    if !runtime && !cursor.node().as_str().is_some_and(|word| word.eq_ignore_ascii_case("recursive")) {
        value::truth(cursor);
    }
}

/// A name that no resource of the pipeline has.
fn no_resource<'k>(name: &diag::Text, what: &str, known: impl Iterator<Item = &'k str>) -> Diagnostic {
    let message = format!("no {what} of the resources is called \"{name}\"");
    let finding = Diagnostic::error(RESOURCE, name.span(), message);
    match did_you_mean(name.as_str(), known) {
        Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
        None => finding.help(format!("list it under \"resources\", with \"{what}: {name}\"")),
    }
}

/// <https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/steps-publish>
fn publish(map: &mut MapReader<'_>) -> Option<Action> {
    let body = map.optional("publish")?;
    let name = map.get("artifact").and_then(value::text);
    let path = value::text(given(body)?)?;
    Some(as_task(map, "PublishPipelineArtifact@1", body, [("targetPath", Some(path)), ("artifact", name)]))
}

/// <https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/steps-download>
fn download(map: &mut MapReader<'_>, place: &Place<'_>) -> Option<Action> {
    let body = map.optional("download")?;
    let name = map.get("artifact").and_then(value::text);
    let patterns = map.get("patterns").and_then(value::text);
    let path = map.get("path").and_then(value::text);
    map.get("inputs").map(variable::inputs);
    let from = given(body)?.string()?;
    let kind = match from.as_str() {
        "none" => return None,
        "current" => "current",
        _ => "specific",
    };
    let known = || place.resources.pipelines.iter().map(String::as_str);
    let listed = known().any(|known| known.eq_ignore_ascii_case(from.as_str()));
    if kind == "specific" && place.resources.complete && !listed && !value::is_runtime(from) {
        map.cursor().findings().push(no_resource(from, "pipeline", known()));
    }
    // It goes into a folder of its name, unless the author says where to.
    let usual = name.as_ref().map(|name| {
        let path = diag::Text::mapped(format!("$(Pipeline.Workspace)/{name}"), from.span(), Vec::new());
        value::template(&path, map.cursor().findings())
    });
    let inputs = [
        ("buildType", Some(value::literal(kind, from.span()))),
        ("artifactName", name),
        ("itemPattern", patterns),
        ("targetPath", path.or(usual)),
    ];
    Some(as_task(map, "DownloadPipelineArtifact@2", body, inputs))
}

/// Brings all artifacts of the run, each into a folder of its name.
pub(super) fn all_artifacts(span: Span) -> Action {
    let task = diag::Text::mapped("DownloadPipelineArtifact@2", span, Vec::new());
    tasks::read(&task, Vec::new(), false, &mut Vec::new())
}

/// What the task does that a step stands for.
fn as_task<const N: usize>(
    map: &MapReader<'_>,
    task: &str,
    body: Cursor<'_>,
    inputs: [(&str, Option<Template>); N],
) -> Action {
    let place = body.key_span();
    let with =
        inputs.into_iter().filter_map(|(key, value)| Some((Spanned::new(key.to_owned(), place), value?)));
    let mut found = Vec::new();
    let action = tasks::read(&diag::Text::mapped(task, place, Vec::new()), with.collect(), false, &mut found);
    // The service knows which pipeline a resource is.
    found.retain(|finding| finding.code != tasks::rules::MISSING);
    found.into_iter().for_each(|finding| map.cursor().findings().push(finding));
    action
}

/// <https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/steps-task>
fn task(map: &mut MapReader<'_>, windows: bool) -> Option<(Action, Origin)> {
    let name = map.optional("task").and_then(given).and_then(Cursor::string);
    let unknown = map.has("inputs");
    let inputs = map.get("inputs");
    let known = inputs.is_some() || !unknown;
    let with = inputs.map(variable::inputs).unwrap_or_default();
    let name = name?;
    let origin = Origin { reference: Reference::Task(name.clone()), with: with.clone() };
    if !known {
        // What it is given is not known, so nothing can be missing.
        return Some((Action::Uses { reference: Reference::Task(name.clone()), with }, origin));
    }
    let mut found = Vec::new();
    let action = tasks::read(name, with, windows, &mut found);
    found.into_iter().for_each(|finding| map.cursor().findings().push(finding));
    Some((action, origin))
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
