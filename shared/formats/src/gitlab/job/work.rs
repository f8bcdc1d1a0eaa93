//! What a job does: `script`, `run` or `trigger`.

use super::{script, steps, trigger};
use crate::gitlab::codes::{CONFLICT, NO_WORK};
use crate::gitlab::compose::entry::Entry;
use crate::gitlab::tree;
use crate::gitlab::value::{self, Keys};
use diag::{Diagnostic, Severity, Span, Text};
use expr::Template;
use ir::{Action, Job, Step, Work};
use yaml::{Cursor, MapReader};

/// How long an `after_script` may take.
const AFTER: &str = "300s";

/// Keys that a job with a trigger has no use for.
const NOT_FOR_TRIGGERS: &[&str] = &[
    "script",
    "run",
    "before_script",
    "after_script",
    "image",
    "services",
    "artifacts",
    "cache",
    "release",
    "retry",
];

/// Reads what a job does, and gives the files of the child pipeline it starts.
pub fn read(keys: &mut MapReader<'_>, name: &Text, job: &mut Job, partial: bool) -> Vec<Entry> {
    let before = commands(keys, "before_script").and_then(script::optional).unwrap_or_default();
    let after = commands(keys, "after_script");
    let main =
        commands(keys, "script").map(|cursor| (script::read(cursor).unwrap_or_default(), cursor.key_span()));
    let run = keys.get("run");
    let trigger = keys.get("trigger");
    let (has_script, has_run, has_trigger) = (keys.has("script"), keys.has("run"), keys.has("trigger"));
    if has_trigger {
        conflicts(keys);
        let Some(trigger) = trigger.and_then(trigger::read) else { return Vec::new() };
        job.work = Work::Spawn(trigger.spawn);
        return trigger.child;
    }
    if has_script && has_run {
        let finding = keys.cursor().error(CONFLICT, "\"script\" and \"run\" do not go together in one job");
        keys.cursor().findings().push(finding);
    }
    if !has_script && !has_run {
        keys.cursor().findings().push(without_work(name, partial));
    }
    let mut steps: Vec<Step> = Vec::new();
    if let Some((lines, span)) = main {
        steps.push(shell(span, before.into_iter().chain(lines).collect()));
    }
    steps.extend(run.map(steps::read).unwrap_or_default());
    job.after = after.and_then(after_script).into_iter().collect();
    job.work = Work::Steps(steps);
    Vec::new()
}

/// Commands may hold blocks that only a run fills in.
fn commands<'a>(keys: &mut MapReader<'a>, key: &'a str) -> Option<Cursor<'a>> {
    keys.optional(key).filter(|cursor| !tree::is_hole(cursor.node()))
}

fn shell(span: Span, lines: Vec<Template>) -> Step {
    Step::new(span, Action::Run(script::script(lines)))
}

/// A shell of its own with little time, whose failure does not count:
/// <https://docs.gitlab.com/ci/yaml/#after_script>.
fn after_script(cursor: Cursor<'_>) -> Option<Step> {
    let lines = script::optional(cursor).filter(|lines| !lines.is_empty())?;
    let mut step = shell(cursor.key_span(), lines);
    let text = |value: &str| Text::mapped(value, cursor.key_span(), Vec::new());
    step.id = Some(value::spanned(&text("after_script")));
    step.name = Some(Template::literal(text("after_script")));
    step.continue_on_error = Some(Template::literal(text("true")));
    step.timeout = Some(Template::literal(text(AFTER)));
    Some(step)
}

fn conflicts(keys: &MapReader<'_>) {
    for key in NOT_FOR_TRIGGERS {
        if let Some(entry) = keys.mapping().entry(key) {
            let finding = format!("\"{key}\" and \"trigger\" do not go together in one job");
            keys.cursor().findings().push(Diagnostic::error(CONFLICT, entry.key.span, finding));
        }
    }
}

fn without_work(name: &Text, partial: bool) -> Diagnostic {
    let severity = if partial { Severity::Note } else { Severity::Error };
    let message = format!("job \"{name}\" has no \"script\", \"run\" or \"trigger\"");
    let finding = Diagnostic::new(severity, NO_WORK, name.span(), message);
    finding.help(format!("add a script, or call it \".{name}\" if other jobs extend it"))
}
