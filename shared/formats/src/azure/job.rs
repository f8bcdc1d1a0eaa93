//! `jobs`: jobs and deployments (<https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/jobs-job>).

use super::resources::Resources;
use super::rules::{NO_WORK, SECTION};
use super::step::Place;
use super::value::{self, Keys};
use super::{container, deployment, pool, step, strategy, variable};
use diag::{Diagnostic, Span, Spanned, Text, did_you_mean};
use ir::{Action, Beginning, Builtin, Job, Need, RunsOn, Step, Strategy, Template, Tolerance, Work};
use yaml::{Cursor, MapReader, Shape};

/// What holds for the jobs of a stage or of the whole pipeline.
pub(super) struct Outer<'a> {
    pub(super) resources: &'a Resources,
    pub(super) pool: Option<RunsOn>,
    pub(super) stage: Option<Spanned<String>>,
}

/// A list of jobs.
pub(super) fn jobs(cursor: Cursor<'_>, outer: &Outer<'_>) -> Vec<Job> {
    let mut all: Vec<Job> = Vec::new();
    for item in value::items(cursor) {
        all.extend(job(item, outer, all.len()));
    }
    all
}

fn job(cursor: Cursor<'_>, outer: &Outer<'_>, before: usize) -> Option<Job> {
    let mut map = cursor.map("job")?;
    let kind = ["job", "deployment", "phase", "template"].into_iter().find(|kind| map.has(kind));
    let Some(kind) = kind else { return unknown(cursor, &map) };
    let name = map.optional(kind).and_then(|name| value::identifier(name, "job"));
    let name = name.filter(|name| !name.value.is_empty());
    let unnamed = || Spanned::new(format!("Job{}", before + 1), map.cursor().key_span());
    let mut job = Job::empty(name.unwrap_or_else(unnamed), cursor.span());
    job.stage.clone_from(&outer.stage);
    job.runs_on = outer.pool.clone().unwrap_or_default();
    match kind {
        "deployment" => deployment::read(&mut map, &mut job, outer.resources),
        "template" => {
            // It could not be had, and a finding says so.
            map.allow(&["parameters"]);
            return None;
        }
        _ => {
            common(&mut map, &mut job, outer.resources);
            own(&mut map, &mut job, outer.resources);
        }
    }
    map.finish();
    Some(job)
}

/// Keys of jobs and deployments.
pub(super) fn common(map: &mut MapReader<'_>, job: &mut Job, resources: &Resources) {
    job.name = map.get("displayName").and_then(value::text);
    job.needs = Some(map.get("dependsOn").map(needs).unwrap_or_default());
    job.condition = map.get("condition").and_then(value::condition);
    work(map, job, resources);
    map.get("templateContext");
    if let Some(mut uses) = map.get("uses").and_then(|uses| uses.map("uses")) {
        uses.get("repositories").map(value::texts);
        uses.get("pools").map(value::texts);
        uses.finish();
    }
}

/// Keys of a job that the whole pipeline may have too, if it is just one job.
pub(super) fn work(map: &mut MapReader<'_>, job: &mut Job, resources: &Resources) {
    job.tolerance = map.get("continueOnError").and_then(value::flag).map_or(Tolerance::None, tolerance);
    job.timeout = map.get("timeoutInMinutes").and_then(value::minutes);
    map.get("cancelTimeoutInMinutes").and_then(value::number);
    if let Some(pool) = map.get("pool").and_then(pool::pool) {
        job.runs_on = pool;
    }
    job.container = map.get("container").and_then(|cursor| container::of_job(cursor, &resources.containers));
    let services = map.get("services");
    job.services =
        services.map(|cursor| container::services(cursor, &resources.containers)).unwrap_or_default();
    if let Some(mut workspace) = map.get("workspace").and_then(|workspace| workspace.map("workspace")) {
        let words = [("outputs", ()), ("resources", ()), ("all", ())];
        workspace.get("clean").and_then(|clean| value::word(clean, &words));
        workspace.finish();
    }
}

/// Keys of a job with steps of its own.
pub(super) fn own(map: &mut MapReader<'_>, job: &mut Job, resources: &Resources) {
    if let Some(variables) = map.get("variables") {
        job.env = variable::variables(variables);
    }
    job.strategy = map.get("strategy").and_then(strategy::read);
    legacy(map, job);
    let place = Place { resources, windows: pool::is_windows(&job.runs_on) };
    let steps = map.get("steps").map(|steps| step::steps(steps, &place)).unwrap_or_default();
    let asks = map.mapping().get("steps").is_some_and(|steps| has(steps, "checkout"));
    if asks && !steps.iter().any(brings_sources) {
        job.begins_with = Beginning::Nothing;
    }
    job.work = Work::Steps(if asks { steps } else { with_checkout(job.span, steps) });
}

/// Whether a step brings the sources of the pipeline's own repository.
fn brings_sources(step: &Step) -> bool {
    matches!(&step.action, Action::Builtin { builtin: Builtin::Checkout { repository: None, .. }, .. })
}

/// Older ways to say where a job runs: `queue` and `server`.
fn legacy(map: &mut MapReader<'_>, job: &mut Job) {
    for key in ["queue", "server"] {
        let Some(place) = map.get(key) else { continue };
        if place.shape() != Shape::Map {
            if key == "queue" {
                job.runs_on = RunsOn { labels: Vec::new(), group: value::text(place) };
            }
            continue;
        }
        let Some(mut map) = place.map(key) else { continue };
        job.runs_on.group = map.get("name").and_then(value::text);
        job.timeout = map.get("timeoutInMinutes").and_then(value::minutes);
        map.get("cancelTimeoutInMinutes").and_then(value::number);
        map.get("demands").map(value::texts);
        map.get("container").and_then(Cursor::string);
        map.get("workspace");
        job.strategy = strategy::keys(&mut map);
        if let Some(Strategy { matrix: Some(_), copies, max_parallel, .. }) = &mut job.strategy {
            // Beside a matrix that number said how many copies run at once.
            let number = copies.take().map(|number| Text::plain(number.value.to_string(), number.span));
            *max_parallel = max_parallel.take().or(number.map(Template::literal));
        }
        map.finish();
    }
}

fn tolerance(flag: Template) -> Tolerance {
    match flag.as_literal() {
        Some("true") => Tolerance::All,
        Some(_) => Tolerance::None,
        None => Tolerance::If(flag),
    }
}

/// `dependsOn`: one name or several; names that nobody knows are left out.
pub(super) fn names(cursor: Cursor<'_>) -> Vec<Spanned<String>> {
    let known = |text: &&diag::Text| !text.as_str().is_empty() && !text.as_str().contains("$(");
    value::texts(cursor).into_iter().filter(known).map(value::spanned).collect()
}

fn needs(cursor: Cursor<'_>) -> Vec<Need> {
    let need = |job| Need { job, optional: false, artifacts: false, legs: Vec::new() };
    names(cursor).into_iter().map(need).collect()
}

/// Whether one of some steps is of a kind: the author says which sources or artifacts a job gets.
pub(super) fn has(steps: &yaml::Node, kind: &str) -> bool {
    let is = |step: &yaml::Node| step.as_map().is_some_and(|map| map.get(kind).is_some());
    steps.as_seq().is_some_and(|steps| steps.iter().any(is))
}

/// A job that does not say gets the sources of its own repository.
fn with_checkout(span: Span, steps: Vec<Step>) -> Vec<Step> {
    let builtin =
        Builtin::Checkout { repository: None, revision: None, path: None, submodules: None, depth: None };
    let action = Action::Builtin { builtin, reference: None, with: Vec::new() };
    std::iter::once(Step::new(span, action)).chain(steps).collect()
}

/// A mapping that is no job.
fn unknown(cursor: Cursor<'_>, map: &MapReader<'_>) -> Option<Job> {
    const KINDS: &[&str] = &["job", "deployment", "template"];
    let finding = match map.mapping().iter().find_map(|entry| Some((entry, entry.name()?))) {
        Some((entry, name)) => {
            let meant = map
                .mapping()
                .iter()
                .filter_map(yaml::Entry::name)
                .find_map(|name| did_you_mean(name, KINDS.iter().copied()));
            let finding = Diagnostic::error(SECTION, entry.key.span, format!("\"{name}\" begins no job"));
            match meant {
                Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
                None => finding.help(format!("a job begins with one of {}", KINDS.join(", "))),
            }
        }
        None => Diagnostic::error(NO_WORK, cursor.span(), "the job is empty"),
    };
    cursor.findings().push(finding);
    None
}
