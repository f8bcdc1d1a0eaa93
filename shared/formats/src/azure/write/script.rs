//! Scripts, each under the key of its shell (<https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/steps-script>).
use super::step::Place;
use crate::azure::tasks::STRICT;
use crate::convert::losses::SHELL;
use crate::write::{self, Writing};
use ir::{Script, Shell, Span, Strictness, Template};
use yaml::{Map, Tree};

/// Puts a script under its key.
pub(super) fn put(script: &Script, place: &Place, map: &mut Map, writing: &mut Writing<'_>) {
    let Script { lines, echo: _, shell, directory, capture: _ } = script;
    let help = "set it in the script: ##vso[task.setvariable variable=NAME;isOutput=true]";
    write::not_captured(script, help, writing);
    let span = lines.first().map_or(Span::NOWHERE, |line| line.text().span());
    let usual = if place.windows { "bash" } else { "script" };
    let mut strict = false;
    let (key, start) = match shell {
        Shell::Bash(Strictness::Lenient) => (usual, None),
        Shell::Default(how) | Shell::Bash(how) | Shell::Sh(how) => (usual, option(*how, lines)),
        Shell::Pwsh => ("pwsh", None),
        Shell::PowerShell => ("powershell", None),
        Shell::Cmd => ("script", None),
        Shell::Python => {
            let mut inputs = Map::default();
            inputs.put("scriptSource", Tree::text("inline"));
            inputs.put("script", body(lines, None));
            inputs.put_some("workingDirectory", directory.as_ref().map(write::text));
            map.put("task", Tree::text("PythonScript@0"));
            map.put("inputs", inputs);
            return;
        }
        Shell::Custom(text) => match text.as_str().strip_prefix(STRICT) {
            Some(program) => {
                strict = true;
                let key = match program.split(' ').next() {
                    Some("pwsh") => "pwsh",
                    Some("powershell") => "powershell",
                    _ => usual,
                };
                (key, None)
            }
            None => {
                let message = format!("a script has no shell of its own, as \"{text}\"");
                writing.lost(SHELL, text.span(), message, "call the program in the script");
                (usual, None)
            }
        },
        Shell::Computed(template) => {
            let message = "the shell of a script cannot be computed";
            writing.lost(SHELL, template.text().span(), message, "name the shell");
            (usual, None)
        }
    };
    map.put(key, body(lines, start).at(span));
    map.put_some("workingDirectory", directory.as_ref().map(write::text));
    if strict {
        map.put("failOnStderr", true);
    }
}

/// What makes a script of several commands end at the first that fails.
fn option(how: Strictness, lines: &[Template]) -> Option<&'static str> {
    let text: Vec<&str> = lines.iter().map(|line| line.text().as_str()).collect();
    let text = text.join("\n");
    let several = text.trim().contains('\n') || text.contains("; ");
    let pipe = text.replace("||", "").contains('|');
    let said = text.lines().take(3).any(|line| line.trim_start().starts_with("set -e"));
    match how {
        Strictness::Lenient => None,
        _ if said => None,
        Strictness::PipeFail if pipe => Some("set -eo pipefail\n"),
        _ if several => Some("set -e\n"),
        _ => None,
    }
}

fn body(lines: &[Template], start: Option<&str>) -> Tree {
    match (lines, start) {
        ([line], None) => write::text(line),
        (lines, start) => {
            let lines: Vec<&str> =
                lines.iter().map(|line| line.text().as_str().trim_end_matches('\n')).collect();
            let text = lines.join("\n");
            Tree::text(format!("{}{}\n", start.unwrap_or_default(), text.trim_end()))
        }
    }
}
