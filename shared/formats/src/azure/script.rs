//! Steps that are scripts: `script`, `bash`, `pwsh` and `powershell`.

use super::value::{self, Keys};
use ir::{Action, Script, Shell, Strictness};
use yaml::{Cursor, MapReader};

/// The keys that make a step a script.
pub(super) const KEYS: &[&str] = &["script", "bash", "pwsh", "powershell"];

/// Reads the script under one of [`KEYS`], and the keys that go with it
/// (<https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/steps-script>).
pub(super) fn read(map: &mut MapReader<'_>, key: &'static str) -> Option<Action> {
    let body = map.optional(key)?;
    let directory = map.get("workingDirectory").and_then(value::text);
    map.get("failOnStderr").and_then(value::flag);
    if matches!(key, "pwsh" | "powershell") {
        map.get("ignoreLASTEXITCODE").and_then(value::flag);
        for key in
            ["errorActionPreference", "warningPreference", "informationPreference", "verbosePreference"]
        {
            map.get(key).and_then(Cursor::string);
        }
        for key in ["debugPreference", "progressPreference"] {
            map.get(key).and_then(Cursor::string);
        }
    }
    let line = match value::given(body) {
        Some(body) => value::template(body.string()?, body.findings()),
        None => value::literal("", body.span()),
    };
    // The service's shells go on after a failing command; the last one decides.
    let shell = match key {
        "script" => Shell::Default(Strictness::Lenient),
        "bash" => Shell::Bash(Strictness::Lenient),
        "pwsh" => Shell::Pwsh,
        _ => Shell::PowerShell,
    };
    Some(Action::Run(Script { lines: vec![line], echo: false, shell, directory, capture: None }))
}
