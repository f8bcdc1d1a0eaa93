//! One step.
use super::container::Resources;
use super::{script, task, variable};
use crate::convert::losses::{ACTION, ARTIFACT, RETRY, STEP, TOLERANCE};
use crate::write::{self, Writing};
use expr::Dialect;
use ir::{Action, EnvEntry, Mark, Origin, Reference, Retry, Step};
use yaml::{Map, Tree};

/// Where steps stand.
pub(super) struct Place {
    /// Secrets that steps must ask for.
    pub secrets: Vec<EnvEntry>,
    /// They run on Windows.
    pub windows: bool,
}

/// A step; several where a task does only part of it.
pub(super) fn write(
    step: &Step,
    place: &Place,
    resources: &mut Resources,
    writing: &mut Writing<'_>,
) -> Vec<Tree> {
    let nothing = |message: &str, help: &str, writing: &mut Writing<'_>| {
        writing.lost(ACTION, step.span, message, help);
        Vec::new()
    };
    if let Some(Origin { reference, with }) = &step.origin
        && writing.from.dialect == Dialect::Azure
    {
        return vec![around(step, task::named(reference.text(), with), place, writing)];
    }
    let bodies = match &step.action {
        Action::Run(run) => {
            let mut map = Map::default();
            script::put(run, place, &mut map, writing);
            vec![map]
        }
        Action::Uses { reference: Reference::Task(text), with } => vec![task::named(text, with)],
        Action::Uses { reference, .. } => {
            let message = format!("nothing stands for \"{}\"", reference.text());
            return nothing(&message, "write a script that does the same", writing);
        }
        Action::Builtin { builtin, reference, with } => {
            task::builtin(step, builtin, reference.as_ref(), with, resources, writing)
        }
        Action::Group(steps) | Action::Parallel(steps) => {
            let message = "these steps run one after the other, each for itself";
            writing.lost(STEP, step.span, message, "check their conditions and time limits");
            return steps.iter().flat_map(|step| write(step, place, resources, writing)).collect();
        }
        Action::Wait { .. } | Action::Cancel { .. } => {
            return nothing("steps run one after the other", "wait for the command in the script", writing);
        }
        Action::Program(_) => {
            let message = "a program of another language does not run here";
            return nothing(message, "write a script that does the same", writing);
        }
    };
    // A name is that of one step; what comes after it only finishes its work.
    let rest = Step { id: None, ..step.clone() };
    let whose = std::iter::once(step).chain(std::iter::repeat(&rest));
    bodies.into_iter().zip(whose).map(|(body, step)| around(step, body, place, writing)).collect()
}

/// What a step says of itself.
fn around(step: &Step, mut map: Map, place: &Place, writing: &mut Writing<'_>) -> Tree {
    let Step {
        span,
        id,
        name,
        condition,
        action,
        origin: _,
        env,
        continue_on_error,
        mark: _,
        timeout,
        retry,
        artifacts,
        background,
    } = step;
    write::mark(step, Mark::Issues, writing);
    map.put_some("name", id.as_ref().map(write::name));
    let task = map.get("task").and_then(Tree::as_str).and_then(|task| task.split('@').next());
    let usual = task.is_some() && name.as_ref().is_some_and(|name| name.as_literal() == task);
    map.put_some("displayName", name.as_ref().filter(|_| !usual).map(write::text));
    if map.get("condition").is_none() {
        map.put_some("condition", condition.as_ref().map(|condition| write::plain(condition.text())));
    }
    // What cannot be said has been told already.
    let own = writing.from.dialect == Dialect::Azure;
    match continue_on_error {
        Some(flag) if matches!(flag.as_literal(), Some("true" | "false")) || own => {
            map.put("continueOnError", write::typed(flag));
        }
        Some(flag) if flag.text().as_str().contains("$(") => {
            let message = "whether a step may fail is said before the run begins";
            let help = "check the variable in the script, or write \"true\" or \"false\"";
            writing.lost(TOLERANCE, flag.text().span(), message, help);
        }
        _ => {}
    }
    map.put_some("timeoutInMinutes", timeout.as_ref().map(write::counted));
    if let Some(Retry { max, when, exit_codes }) = retry {
        map.put("retryCountOnTaskFailure", Tree::bare(max.value).at(max.span));
        if !when.is_empty() || !exit_codes.is_empty() {
            let message = "a step is tried again after any failure";
            writing.lost(RETRY, max.span, message, "check the exit code in the script");
        }
    }
    let secrets = if matches!(action, Action::Run(_)) { place.secrets.as_slice() } else { &[] };
    map.put_filled("env", variable::of_step(env, secrets, writing));
    for upload in artifacts {
        writing.lost(ARTIFACT, upload.span, "a step keeps no files", "add a publish step");
    }
    if *background {
        let message = "the step goes on beside the others no more";
        writing.lost(STEP, *span, message, "end the command with \"&\"");
    }
    Tree::from(map).at(*span)
}
