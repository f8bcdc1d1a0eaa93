use super::holds::World;
use super::paths::Paths;
use super::refs;
use crate::scope::Known;
use diag::Diagnostic;
use events::{GitRef, Skip, Source};
use ir::{EndedPlaces, Event, Filter, Pipeline, Trigger};

/// What happens to a pull request when nobody says which of its activities count.
const USUAL_ACTIVITIES: &[&str] = &["opened", "synchronize", "reopened"];

/// Whether what happened starts the pipeline. One without triggers is started by anything.
pub(super) fn started(
    triggers: &[Trigger],
    world: &World<'_>,
    scope: &Known<'_>,
) -> Result<Result<(), Skip>, Box<Diagnostic>> {
    if triggers.is_empty() {
        return Ok(Ok(()));
    }
    let mut filtered = Vec::new();
    for trigger in triggers.iter().filter(|trigger| happened(&trigger.event, world)) {
        match passes(trigger, world, scope)? {
            Ok(()) => return Ok(Ok(())),
            Err(filter) => filtered.push(filter),
        }
    }
    let what = happening(world);
    Ok(Err(Skip::Event {
        reason: match filtered.first() {
            Some(filter) => format!("{what}; it runs on {filter}"),
            None => {
                let mut events: Vec<_> = triggers.iter().map(|trigger| name(&trigger.event)).collect();
                events.dedup();
                format!("{what}; it runs on {}", events.join(", "))
            }
        },
    }))
}

/// What most naturally starts a pipeline when nobody says: a push if it runs on one (or on anything), else the first
/// thing that it runs on.
#[must_use]
pub fn usual_source(pipeline: &Pipeline) -> Source {
    let source = |trigger: &Trigger| match trigger.event {
        Event::Push => Source::Push,
        Event::PullRequest { .. } => Source::PullRequest,
        Event::Schedule { .. } => Source::Schedule,
        Event::Manual | Event::Call => Source::Manual,
        Event::Pipeline { .. } => Source::Pipeline,
        Event::Api => Source::Api,
        Event::Forge(_) => Source::Forge,
    };
    let sources: Vec<Source> = pipeline.triggers.iter().map(source).collect();
    match sources.first() {
        Some(first) if !sources.contains(&Source::Push) => *first,
        _ => Source::Push,
    }
}

fn happened(event: &Event, world: &World<'_>) -> bool {
    let facts = world.facts;
    match event {
        Event::Push => matches!(facts.source, Source::Push | Source::Tag),
        Event::PullRequest { trusted } => {
            let name = facts.event.as_deref();
            let is_trusted = name.is_some() && name == world.conventions.trusted_event;
            facts.source == Source::PullRequest && (name.is_none() || is_trusted == *trusted)
        }
        Event::Schedule { cron, .. } => {
            let which = facts.payload.get("schedule").and_then(serde_json::Value::as_str);
            facts.source == Source::Schedule && which.is_none_or(|which| which == cron.value)
        }
        Event::Manual => facts.source == Source::Manual,
        Event::Api => facts.source == Source::Api,
        Event::Pipeline { .. } => facts.source == Source::Pipeline,
        // A pipeline that others call runs alone when a person asks for it.
        Event::Call => facts.source == Source::Manual,
        // An event may come through the API and yet have a name of its own.
        Event::Forge(name) => {
            matches!(facts.source, Source::Forge | Source::Api)
                && facts.event.as_deref() == Some(name.as_str())
        }
    }
}

/// Whether the filters of a trigger let pass what happened; if not, which one stops it.
fn passes(
    trigger: &Trigger,
    world: &World<'_>,
    scope: &Known<'_>,
) -> Result<Result<(), String>, Box<Diagnostic>> {
    let (facts, filter) = (world.facts, &trigger.filter);
    let stop = |what: &str| Ok(Err(format!("{} {what}", name(&trigger.event))));
    if let (Event::Pipeline { names }, Some(ended)) = (&trigger.event, told(world, |places| places.name))
        && !names.is_empty()
        && names.iter().all(|name| name.value != ended)
    {
        let names: Vec<&str> = names.iter().map(|name| name.value.as_str()).collect();
        return Ok(Err(format!("end of {}", names.join(", "))));
    }
    if let Some(pattern) = wrong_ref(trigger, world)? {
        return stop(&pattern);
    }
    if let (Some(paths), Some(changed), false) = (&filter.paths, &facts.changed, facts.source == Source::Tag)
        && !Paths::read(paths, scope, world.conventions.globs)?.any(changed)
    {
        return stop("with changes in other files");
    }
    if let Some(action) = facts.payload.get("action").and_then(serde_json::Value::as_str) {
        let usual = matches!(trigger.event, Event::PullRequest { .. });
        let fits = match &filter.activities {
            Some(activities) => activities.iter().any(|activity| activity.value == action),
            None => !usual || USUAL_ACTIVITIES.contains(&action),
        };
        if !fits {
            return stop(&format!("with another activity than {action}"));
        }
    }
    Ok(Ok(()))
}

/// The filter that does not hold of the branch or tag. Of a push, one of both kinds must hold, and a filter of one kind
/// alone keeps out the other.
fn wrong_ref(trigger: &Trigger, world: &World<'_>) -> Result<Option<String>, Box<Diagnostic>> {
    let (facts, globs) = (world.facts, world.conventions.globs);
    let Filter { branches, tags, .. } = &trigger.filter;
    let to = |patterns: &[ir::RefPattern]| format!("to {}", refs::describe(patterns));
    if let (Event::PullRequest { .. }, Some(patterns)) = (&trigger.event, branches) {
        let Some(request) = &facts.pull_request else { return Ok(None) };
        let target = GitRef::Branch(request.base.clone());
        return Ok((!refs::matches(patterns, &target, globs)?).then(|| to(patterns)));
    }
    if let (Event::Pipeline { .. }, Some(patterns)) = (&trigger.event, branches) {
        let ended = told(world, |places| places.branch);
        let branch = ended.map_or_else(|| facts.git_ref.clone(), |name| GitRef::Branch(name.to_owned()));
        return Ok(
            (!refs::matches(patterns, &branch, globs)?).then(|| format!("on {}", refs::describe(patterns)))
        );
    }
    let (own, other) = match (&facts.git_ref, &trigger.event) {
        (GitRef::Branch(_), Event::Push) => (branches, tags),
        (GitRef::Tag(_), Event::Push) => (tags, branches),
        _ => return Ok(None),
    };
    match (own, other) {
        (Some(patterns), _) => Ok((!refs::matches(patterns, &facts.git_ref, globs)?).then(|| to(patterns))),
        (None, Some(patterns)) => Ok(Some(to(patterns))),
        (None, None) => Ok(None),
    }
}

/// What the forge tells of the pipeline whose end started this one.
fn told<'a>(world: &World<'a>, place: fn(&EndedPlaces) -> &'static str) -> Option<&'a str> {
    world.facts.payload.pointer(place(world.conventions.ended.as_ref()?))?.as_str()
}

fn happening(world: &World<'_>) -> String {
    let facts = world.facts;
    match (facts.source, &facts.pull_request) {
        (Source::Push | Source::Tag, _) => format!("push to {}", facts.git_ref.short()),
        (Source::PullRequest, Some(request)) => format!("pull request to {}", request.base),
        (Source::PullRequest, None) => "pull request".to_owned(),
        (Source::Schedule, _) => "schedule".to_owned(),
        (Source::Manual, _) => "manual start".to_owned(),
        (Source::Api, _) => "API call".to_owned(),
        (Source::Pipeline, _) => {
            let ended = told(world, |places| places.name).unwrap_or("another pipeline");
            let branch = told(world, |places| places.branch).map(|branch| format!(" on {branch}"));
            format!("end of {ended}{}", branch.unwrap_or_default())
        }
        (Source::Parent, _) => "start by another pipeline".to_owned(),
        (Source::Forge, _) => facts.event.clone().unwrap_or_else(|| "event".to_owned()),
    }
}

fn name(event: &Event) -> String {
    match event {
        Event::Push => "push",
        Event::PullRequest { .. } => "pull request",
        Event::Schedule { .. } => "schedule",
        Event::Manual => "manual start",
        Event::Call => "call by another pipeline",
        Event::Pipeline { .. } => "end of another pipeline",
        Event::Api => "API call",
        Event::Forge(name) => name.as_str(),
    }
    .to_owned()
}
