use crate::github::reader::{Reader, head};
use crate::github::rules::DEPRECATED;
use diag::{Diagnostic, Text};

/// Commands that were replaced, with the files that replace them.
const COMMANDS: [(&str, &str, &str); 4] = [
    ("set-output", "::set-output name=", "echo \"{name}={value}\" >> \"$GITHUB_OUTPUT\""),
    ("save-state", "::save-state name=", "echo \"{name}={value}\" >> \"$GITHUB_STATE\""),
    ("set-env", "::set-env name=", "echo \"{name}={value}\" >> \"$GITHUB_ENV\""),
    ("add-path", "::add-path::", "echo \"{path}\" >> \"$GITHUB_PATH\""),
];

/// Reports workflow commands in a script that no longer work, each once.
pub(super) fn check(reader: &Reader<'_>, script: &Text) {
    for (name, start, instead) in COMMANDS {
        if let Some(at) = uses(script.as_str(), start) {
            let message = format!("the workflow command \"{name}\" was replaced by a file");
            let finding = Diagnostic::warning(DEPRECATED, head(script.span()), message);
            let finding = finding.label(script.span_of(at, at + start.len()), "used here");
            reader.findings.push(finding.help(format!("use {instead} instead")));
        }
    }
}

/// Where a script writes a command: its beginning, a name where one belongs, and a value.
fn uses(script: &str, start: &str) -> Option<usize> {
    let mut places = script.match_indices(start).map(|(at, _)| at);
    places.find(|at| {
        let rest = &script[at + start.len()..];
        let value =
            if start.ends_with('=') { rest.split_once("::").map(|(_, value)| value) } else { Some(rest) };
        value.is_some_and(|value| value.starts_with(|c: char| !c.is_whitespace()))
    })
}
