//! Tasks: programs that the service brings, which a step names with `task: Name@1`.
//!
//! What inputs they take is a table; what the common ones do is said in terms that every CI knows.

mod artifacts;
mod build;
mod cache;
mod check;
mod command;
mod docker;
mod dotnet;
mod files;
mod inputs;
mod meaning;
mod reference;
mod reports;
pub(super) mod rules;
mod scripts;
mod setup;
mod table;
#[cfg(test)]
mod tests;

use diag::{Diagnostic, Severity, Text};
use inputs::Inputs;
use ir::{Action, Builtin, Reference, Template, With};
use reference::TaskReference;
use rules::UNSUPPORTED;
pub(super) use scripts::STRICT;

/// What a step with a task does, and findings about what the task is given. `windows`: the step runs there.
///
/// A task that only the service can run stays a task: its step fails with a sentence when it is reached.
pub(super) fn read(text: &Text, with: With, windows: bool, findings: &mut Vec<Diagnostic>) -> Action {
    let stays = |with| Action::Uses { reference: Reference::Task(text.clone()), with };
    let reference = match TaskReference::read(text) {
        Ok(reference) => reference,
        Err(wrong) => {
            findings.push(*wrong);
            return stays(with);
        }
    };
    check::check(reference, text, &with, findings);
    let task = table::find(reference.name, reference.version);
    let inputs = Inputs { with: &with, task: task.as_ref(), span: text.span(), windows };
    match meaning::of(reference, &inputs) {
        Some(Ok(Action::Builtin { builtin, with, .. })) => {
            Action::Builtin { builtin, reference: Some(Reference::Task(text.clone())), with }
        }
        Some(Ok(action)) => action,
        Some(Err(reason)) => {
            let message = format!("the task `{}` cannot be run here: {reason}", text.as_str());
            findings.push(Diagnostic::new(Severity::Note, UNSUPPORTED, text.span(), &*message));
            let builtin = Builtin::Fail { message: Template::literal(Text::plain(message, text.span())) };
            Action::Builtin { builtin, reference: Some(Reference::Task(text.clone())), with }
        }
        None => {
            let message = format!("the task `{}` is checked, but only the service can run it", text.as_str());
            findings.push(Diagnostic::new(Severity::Note, UNSUPPORTED, text.span(), message));
            stays(with)
        }
    }
}

/// What a step with a script does that stands for a task: the keys beside it are the task's inputs
/// (<https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/steps-script>).
pub(super) fn shortcut(key: &Text, with: &With, windows: bool) -> Option<Action> {
    let inputs = Inputs { with, task: None, span: key.span(), windows };
    let action = match key.as_str() {
        "script" => scripts::cmd_line(&inputs),
        "bash" => scripts::bash(&inputs),
        "pwsh" | "powershell" => scripts::powershell(&inputs),
        _ => return None,
    };
    action.ok()
}
