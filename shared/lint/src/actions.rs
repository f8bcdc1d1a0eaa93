//! Actions that many use: whether they get the inputs they take, and whether their versions still run.

mod popular;
#[cfg(test)]
mod tests;

use crate::{Lint, steps};
use diag::{Code, Diagnostic, Rule, Spanned, Text, did_you_mean};
use ir::{Action, Pipeline, Reference, With};
use popular::{Input, Popular};

/// An action gets an input that it does not take.
pub(crate) const UNKNOWN: Lint = Lint {
    rule: Rule {
        code: UNKNOWN_CODE,
        summary: "an action gets an input that it does not take",
        page: "The value reaches nobody: the action goes on with its default, and the run says so in passing.\n\n\
               Wrong:\n\n    - uses: actions/setup-node@v4\n      with:\n        node-versoin: 22\n\n\
               Right:\n\n    - uses: actions/setup-node@v4\n      with:\n        node-version: 22\n",
    },
    check: unknown,
};
const UNKNOWN_CODE: Code = Code("action-unknown-input");

/// An action does not get an input that it cannot do without.
pub(crate) const MISSING: Lint = Lint {
    rule: Rule {
        code: MISSING_CODE,
        summary: "an action does not get an input that it cannot do without",
        page: "An input that is required and has no default must be given, or the step is likely to fail.\n\n\
               Wrong:\n\n    - uses: actions/cache@v4\n      with:\n        path: target\n\n\
               Right:\n\n    - uses: actions/cache@v4\n      with:\n        path: target\n        \
               key: ${{ runner.os }}-${{ hashFiles('Cargo.lock') }}\n",
    },
    check: missing,
};
const MISSING_CODE: Code = Code("action-missing-input");

/// An action gets an input that its authors ask to leave out.
pub(crate) const DEPRECATED: Lint = Lint {
    rule: Rule {
        code: DEPRECATED_CODE,
        summary: "an action gets an input that its authors ask to leave out",
        page: "The input does nothing, or goes with the next version. The action's page says what to write instead.\n\n\
               Wrong:\n\n    - uses: docker/setup-buildx-action@v3\n      with:\n        config: buildkitd.toml\n\n\
               Right:\n\n    - uses: docker/setup-buildx-action@v3\n      with:\n        \
               buildkitd-config: buildkitd.toml\n",
    },
    check: deprecated,
};
const DEPRECATED_CODE: Code = Code("action-deprecated-input");

/// A version of an action is made for a Node.js that is gone.
pub(crate) const OUTDATED: Lint = Lint {
    rule: Rule {
        code: OUTDATED_CODE,
        summary: "a version of an action is made for a Node.js that runners no longer have",
        page: "Versions of actions made for Node.js 12 or 16 are run on a newer one, on which nobody tried them, or not \
               at all.\n\n\
               Wrong:\n\n    - uses: actions/checkout@v2\n\n\
               Right:\n\n    - uses: actions/checkout@v4\n",
    },
    check: outdated,
};
const OUTDATED_CODE: Code = Code("action-outdated");

/// The outputs of an action, if all of them are known.
pub(crate) fn outputs_of(reference: &Reference) -> Option<Vec<&'static str>> {
    let (action, version) = known(reference)?;
    action.outputs(version)
}

/// What the table says of an action, and which version is meant; branches and commits name none.
fn known(reference: &Reference) -> Option<(&'static Popular, Option<u32>)> {
    let Reference::Remote { owner, repo, path, revision, .. } = reference else { return None };
    let path = path.trim_matches('/');
    let name = if path.is_empty() { format!("{owner}/{repo}") } else { format!("{owner}/{repo}/{path}") };
    Some((popular::find(&name)?, popular::major(revision)))
}

/// A step that uses an action of the table.
struct Use<'a> {
    text: &'a Text,
    action: &'static Popular,
    version: Option<u32>,
    with: &'a With,
}

fn uses(pipeline: &Pipeline) -> Vec<Use<'_>> {
    let mut found = Vec::new();
    for job in &pipeline.jobs {
        steps::each(steps::of(job), &mut |step| found.extend(used(&step.action)));
    }
    found
}

fn used(action: &Action) -> Option<Use<'_>> {
    let (Action::Uses { reference, with } | Action::Builtin { reference: Some(reference), with, .. }) =
        action
    else {
        return None;
    };
    let (action, version) = known(reference)?;
    Some(Use { text: reference.text(), action, version, with })
}

fn outdated(pipeline: &Pipeline, findings: &mut Vec<Diagnostic>) {
    for Use { text, action, version, .. } in uses(pipeline) {
        if !action.is_outdated(version) {
            continue;
        }
        let message = format!("`{}` is made for a Node.js that runners no longer have", text.as_str());
        let help = match action.oldest() {
            Some(version) => format!("use `{}@v{version}` or a newer one", action.name),
            None => "look for a newer version, or for another action".to_owned(),
        };
        findings.push(Diagnostic::warning(OUTDATED_CODE, text.span(), message).help(help));
    }
}

fn missing(pipeline: &Pipeline, findings: &mut Vec<Diagnostic>) {
    for Use { text, action, version, with } in uses(pipeline) {
        let inputs = action.inputs(version).unwrap_or_default().into_iter();
        let absent = |input: &&Input| input.required && !with.iter().any(|(name, _)| input.is(&name.value));
        let absent: Vec<_> = inputs.filter(absent).map(|input| input.name).collect();
        let Some(first) = absent.first() else { continue };
        let noun = if absent.len() == 1 { "input" } else { "inputs" };
        let message = format!("`{}` cannot do without the {noun} `{}`", text.as_str(), absent.join("`, `"));
        let help = format!("give it under `with`, as `{first}: ...`");
        findings.push(Diagnostic::error(MISSING_CODE, text.span(), message).help(help));
    }
}

fn deprecated(pipeline: &Pipeline, findings: &mut Vec<Diagnostic>) {
    for Use { text, action, version, with } in uses(pipeline) {
        let inputs = action.inputs(version).unwrap_or_default();
        let leaving = |name: &str| inputs.iter().any(|input| input.deprecated && input.is(name));
        for (name, _) in with.iter().filter(|(name, _)| leaving(&name.value)) {
            let message = format!("`{}` asks to leave out the input `{}`", text.as_str(), name.value);
            findings.push(Diagnostic::warning(DEPRECATED_CODE, name.span, message));
        }
    }
}

fn unknown(pipeline: &Pipeline, findings: &mut Vec<Diagnostic>) {
    for Use { text, action, version, with } in uses(pipeline) {
        let Some(inputs) = action.inputs(version) else { continue };
        let taken = |name: &str| inputs.iter().any(|input| input.is(name));
        for (name, _) in with.iter().filter(|(name, _)| !taken(&name.value)) {
            let message = format!("`{}` has no input `{}`", text.as_str(), name.value);
            findings.push(instead(Diagnostic::error(UNKNOWN_CODE, name.span, message), &inputs, name));
        }
    }
}

/// Says which input was probably meant, or which there are.
fn instead(finding: Diagnostic, inputs: &[&Input], name: &Spanned<String>) -> Diagnostic {
    let names = || inputs.iter().filter(|input| !input.deprecated).map(|input| input.name);
    match did_you_mean(&name.value, names()) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")).fix(name.span, meant),
        None if inputs.is_empty() => finding.help("it takes none"),
        None => finding.help(format!("it takes `{}`", names().collect::<Vec<_>>().join("`, `"))),
    }
}
