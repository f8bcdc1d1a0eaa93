//! The strategy of a deployment: its steps, in hooks.
use super::container::Resources;
use super::step::{self, Place};
use super::steps;
use crate::write::Writing;
use expr::Template;
use ir::{Action, Builtin, Job, Step};
use yaml::{Map, Tree};

const HOOKS: &[&str] = &["preDeploy", "deploy", "routeTraffic", "postRouteTraffic", "failure", "success"];

/// The hook that a group of steps is.
fn hook(step: &Step) -> Option<(&'static str, &[Step])> {
    let Action::Group(steps) = &step.action else { return None };
    let name = step.name.as_ref().and_then(Template::as_literal)?;
    let own = HOOKS.iter().find(|hook| **hook == name)?;
    Some((own, steps))
}

/// Whether the job's steps stand in hooks already.
pub(super) fn has_hooks(job: &Job) -> bool {
    steps(job).iter().any(|step| hook(step).is_some())
}

pub(super) fn strategy(
    job: &Job,
    place: &Place,
    resources: &mut Resources,
    writing: &mut Writing<'_>,
) -> Map {
    let all = steps(job);
    let mut hooks = Map::default();
    let mut ends = Map::default();
    let (mut kind, mut increments) = ("runOnce".to_owned(), Vec::new());
    if has_hooks(job) {
        for step in all {
            let Some((name, inner)) = hook(step) else { continue };
            if let Some(own) = variable(step, "strategy.name") {
                own.clone_into(&mut kind);
            }
            increments.extend(variable(step, "strategy.increment").map(ToOwned::to_owned));
            let into = if matches!(name, "failure" | "success") { &mut ends } else { &mut hooks };
            if into.get(name).is_none() {
                let body = self::body(inner, name == "deploy", place, resources, writing);
                into.put_at(name, step.span, body);
            }
        }
    } else {
        let body = self::body(all, true, place, resources, writing);
        hooks.put("deploy", body);
    }
    increments.dedup();
    let mut map = Map::default();
    map.put_filled("increments", Tree::row(increments.iter().map(|text| number(text)).collect()));
    map.join(hooks);
    map.put_filled("on", ends);
    let mut strategy = Map::default();
    strategy.put(kind, map);
    strategy
}

fn number(text: &str) -> Tree {
    if text.parse::<u32>().is_ok() { Tree::bare(text) } else { Tree::text(text) }
}

fn variable<'s>(step: &'s Step, name: &str) -> Option<&'s str> {
    let entry = step.env.entries().iter().find(|entry| entry.name.value == name)?;
    entry.value.as_literal()
}

/// The steps of a hook. The hook `deploy` gets all artifacts, unless its steps say otherwise.
fn body(
    steps: &[Step],
    deploys: bool,
    place: &Place,
    resources: &mut Resources,
    writing: &mut Writing<'_>,
) -> Map {
    let mut all = Vec::new();
    let rest = match steps.split_first() {
        Some((first, rest)) if deploys && brings_all(first) => rest,
        _ => {
            if deploys && !steps.iter().any(is_download) {
                let mut none = Map::default();
                none.put("download", Tree::text("none"));
                all.push(none.into());
            }
            steps
        }
    };
    all.extend(rest.iter().flat_map(|step| step::write(step, place, resources, writing)));
    let mut body = Map::default();
    body.put("steps", if all.is_empty() { Tree::row(all) } else { Tree::list(all) });
    body
}

/// What is there without a word.
fn brings_all(step: &Step) -> bool {
    let Action::Builtin { builtin: Builtin::Download { name: None, pattern: None, .. }, with, .. } =
        &step.action
    else {
        return false;
    };
    with.is_empty() && step.name.is_none() && step.condition.is_none()
}

fn is_download(step: &Step) -> bool {
    matches!(&step.action, Action::Builtin { builtin: Builtin::Download { .. }, .. })
}
