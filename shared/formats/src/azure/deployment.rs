//! Deployments: jobs whose steps stand in hooks
//! (<https://learn.microsoft.com/en-us/azure/devops/pipelines/process/deployment-jobs>).

use super::resources::Resources;
use super::rules::SECTION;
use super::step::Place;
use super::value::{self, Keys, literal};
use super::{job, pool, step, variable};
use diag::{Diagnostic, Span, Spanned};
use ir::{Action, Env, EnvEntry, EnvKind, Environment, Job, Step, Work};
use yaml::{Cursor, MapReader, Shape};

/// Hooks in the order in which they run.
const HOOKS: &[&str] = &["preDeploy", "deploy", "routeTraffic", "postRouteTraffic"];

/// Hooks at the end, and the conditions under which they run.
const ENDS: &[(&str, &str)] = &[("failure", "failed()"), ("success", "succeeded()")];

/// Reads the keys of a deployment.
pub(super) fn read(map: &mut MapReader<'_>, job: &mut Job, resources: &Resources) {
    job::common(map, job, resources);
    if let Some(variables) = map.get("variables") {
        job.env = variable::variables(variables);
    }
    job.environment = map.get("environment").and_then(environment);
    let mut steps = Vec::new();
    if let Some(mut strategy) = map.get("strategy").and_then(|strategy| strategy.map("strategy")) {
        for kind in ["runOnce", "rolling", "canary"] {
            if let Some(kind_map) = strategy.get(kind).and_then(|cursor| cursor.map(kind)) {
                steps.extend(self::strategy(kind, kind_map, job, resources));
            }
        }
        strategy.finish();
    }
    job.work = Work::Steps(steps);
}

/// <https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/jobs-deployment-environment>
fn environment(cursor: Cursor<'_>) -> Option<Environment> {
    let named = |name| Environment {
        span: cursor.span(),
        name,
        url: None,
        action: None,
        on_stop: None,
        auto_stop_in: None,
        tier: None,
    };
    let Shape::Map = cursor.shape() else { return value::text(cursor).map(named) };
    let mut map = cursor.map("environment")?;
    let name = map.get("name").and_then(value::text);
    for key in ["resourceName", "resourceId", "resourceType"] {
        map.get(key).and_then(Cursor::string);
    }
    map.get("tags").map(value::texts);
    map.finish();
    name.map(named)
}

/// The steps of a strategy: a group for each hook, and for each increment of a canary.
fn strategy(kind: &str, mut map: MapReader<'_>, job: &mut Job, resources: &Resources) -> Vec<Step> {
    let span = map.cursor().span();
    let increments = if kind == "canary" { map.get("increments").map(increments) } else { None };
    if kind == "rolling" {
        map.get("maxParallel").and_then(Cursor::string);
    }
    let mut once = Vec::new();
    let mut each = Vec::new();
    for hook in HOOKS {
        let Some(group) = map.get(hook).and_then(|cursor| self::hook(cursor, hook, job, resources)) else {
            continue;
        };
        if *hook == "preDeploy" { once.push(group) } else { each.push(group) }
    }
    let mut steps: Vec<Step> = once;
    for increment in increments.filter(|all| !all.is_empty()).unwrap_or_else(|| vec![String::new()]) {
        let name = job.id.value.as_str();
        steps.extend(each.iter().map(|group| with_variables(group.clone(), kind, &increment, name, span)));
    }
    if let Some(mut ends) = map.get("on").and_then(|on| on.map("on")) {
        for (end, condition) in ENDS {
            let Some(group) = ends.get(end).and_then(|cursor| hook(cursor, end, job, resources)) else {
                continue;
            };
            steps.push(Step { condition: value::own_condition(condition, group.span), ..group });
        }
        ends.finish();
    }
    let unknown = map.mapping().iter().filter_map(yaml::Entry::name).any(|name| name == "steps");
    if unknown {
        let message = format!("the steps of \"{kind}\" stand in its hooks");
        let place = map.optional("steps").map_or(span, Cursor::key_span);
        map.cursor()
            .findings()
            .push(Diagnostic::error(SECTION, place, message).help("put them below \"deploy\""));
    }
    map.finish();
    steps
}

/// What is set up in `increments`, percentages or counts.
fn increments(cursor: Cursor<'_>) -> Vec<String> {
    value::texts(cursor).into_iter().map(ToString::to_string).collect()
}

fn hook(cursor: Cursor<'_>, name: &str, job: &mut Job, resources: &Resources) -> Option<Step> {
    let mut map = cursor.map("hook")?;
    if let Some(pool) = map.get("pool").and_then(pool::pool)
        && name == "deploy"
    {
        job.runs_on = pool;
    }
    let place = Place { resources, windows: pool::is_windows(&job.runs_on) };
    let own = map.mapping().get("steps").is_some_and(|steps| job::has(steps, "download"));
    let steps = map.get("steps").map(|steps| step::steps(steps, &place));
    map.finish();
    let mut steps = steps?;
    if name == "deploy" && !own {
        // Unless it says which, a deployment gets all artifacts of its run.
        steps.insert(0, Step::new(cursor.span(), step::all_artifacts(cursor.key_span())));
    }
    let group = Step::new(cursor.span(), Action::Group(steps));
    Some(Step { name: Some(literal(name, cursor.key_span())), ..group })
}

/// What steps of a hook can ask about the strategy, and the name under which others find what they set: the job's for
/// the only deployment of `runOnce`, else the hook's with the increment
/// (<https://learn.microsoft.com/en-us/azure/devops/pipelines/process/deployment-jobs#support-for-output-variables>).
fn with_variables(group: Step, kind: &str, increment: &str, job: &str, span: Span) -> Step {
    let action = group.name.as_ref().and_then(ir::Template::as_literal).unwrap_or_default().to_owned();
    let set = |name: &str, value: &str| EnvEntry {
        name: Spanned::new(name.to_owned(), span),
        value: literal(value, span),
        kind: EnvKind::Raw,
        prompt: None,
    };
    let mut env = vec![set("strategy.name", kind), set("strategy.action", &action)];
    if !increment.is_empty() {
        env.push(set("strategy.increment", increment));
    }
    let id = match (kind, action.as_str(), increment) {
        ("runOnce", "deploy", _) => job.to_owned(),
        (_, hook, "") => hook.to_owned(),
        (_, hook, increment) => format!("{hook}_{increment}"),
    };
    Step { env: Env::List(env), id: Some(Spanned::new(id, span)), ..group }
}
