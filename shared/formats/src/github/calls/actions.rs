use crate::github::action::{Action, Runs, read_metadata};
use crate::github::rules::ACTION;
use crate::github::step;
use crate::{Reading, Request};
use diag::{Diagnostic, Severity, Text, did_you_mean};
use ir::{Action as Does, OwnAction, Pipeline, Reference, With, Work};

/// Checks the inputs that steps give to actions of this repository, and keeps what those give.
pub(super) fn check(reading: &mut Reading<'_>, pipeline: &mut Pipeline) {
    let mut known: Vec<OwnAction> = Vec::new();
    let steps = pipeline.jobs.iter().filter_map(|job| match &job.work {
        Work::Steps(steps) => Some(steps),
        Work::Call(_) | Work::Spawn(_) => None,
    });
    for step in steps.flatten().flat_map(step::with_inner) {
        if let Does::Uses { reference: Reference::Local(text), with } = &step.action
            && let Some(action) = load(reading, text)
        {
            inputs(text, with, &action, &mut reading.diagnostics);
            known.push(own(text, action));
        }
    }
    pipeline.actions = known;
}

/// What a pipeline keeps of an action.
fn own(text: &Text, action: Action) -> OwnAction {
    let outputs = action.outputs.iter().map(|output| output.name.value.clone()).collect();
    let gives = action.outputs.into_iter().filter_map(|output| Some((output.name.value, output.value?)));
    let inputs = action.inputs.into_iter().map(|input| (input.name.value, input.default));
    let steps = match action.runs {
        Some(Runs::Composite { steps }) => steps,
        Some(Runs::JavaScript { .. } | Runs::Docker(_)) | None => Vec::new(),
    };
    let reference = text.as_str().to_owned();
    OwnAction { reference, inputs: inputs.collect(), outputs, gives: gives.collect(), steps }
}

/// The metadata of a local action. One that is not there is only worth a note: an earlier step may put it there.
fn load(reading: &mut Reading<'_>, text: &Text) -> Option<Action> {
    let path = text.as_str().strip_prefix("$/").map(|path| format!("./{path}"));
    let reference = path.as_deref().unwrap_or(text.as_str());
    let file = match reading.loader.load(&Request::Action { reference }) {
        Ok(files) => files.into_iter().next()?,
        Err(missing) => {
            let finding = Diagnostic::new(Severity::Note, ACTION, text.span(), missing.to_string());
            let help =
                "an action of this repository is a folder with an action.yml; an earlier step may bring it";
            reading.diagnostics.push(finding.help(help));
            return None;
        }
    };
    // A Dockerfile alone is an action too, and takes anything.
    if !file.path.ends_with(".yml") && !file.path.ends_with(".yaml") {
        return None;
    }
    let source = reading.sources.add(file.name, file.text);
    // What is wrong in it is said when it is checked itself.
    read_metadata(reading.sources, source).0
}

fn inputs(text: &Text, with: &With, action: &Action, found: &mut Vec<Diagnostic>) {
    let known: Vec<&str> = action.inputs.iter().map(|input| input.name.as_str()).collect();
    let docker = matches!(action.runs, Some(Runs::Docker(_)));
    for (name, _) in with {
        let of_container = docker && ["args", "entrypoint"].contains(&name.to_lowercase().as_str());
        if of_container || known.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            continue;
        }
        let message = format!("the action \"{}\" has no input \"{}\"", text.as_str(), name.value);
        let finding = Diagnostic::error(ACTION, name.span, message);
        found.push(match did_you_mean(name, known.iter().copied()) {
            Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
            None if known.is_empty() => finding.help("it takes no input"),
            None => finding.help(format!("it takes {}", known.join(", "))),
        });
    }
    let needed = action.inputs.iter().filter(|input| input.required && input.default.is_none());
    for input in needed.filter(|input| !with.iter().any(|(name, _)| name.eq_ignore_ascii_case(&input.name))) {
        let message = format!("the action \"{}\" needs the input \"{}\"", text.as_str(), input.name.value);
        let finding = Diagnostic::error(ACTION, text.span(), message);
        found.push(finding.label(input.name.span, "required here").help("give it under \"with\""));
    }
}
