//! Steps that are scripts: `script`, `bash`, `pwsh` and `powershell`.

use super::tasks;
use super::value::{self, Keys};
use diag::{Span, Spanned, Text};
use ir::{Action, Template, With};
use yaml::{Cursor, MapReader};

/// The keys that make a step a script.
pub(super) const KEYS: &[&str] = &["script", "bash", "pwsh", "powershell"];

/// Keys beside PowerShell, all with words as values.
const PREFERENCES: &[&str] = &[
    "errorActionPreference",
    "warningPreference",
    "informationPreference",
    "verbosePreference",
    "debugPreference",
    "progressPreference",
];

/// Reads the script under one of [`KEYS`], and the keys that go with it: they are inputs of the task that such a step
/// stands for (<https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/steps-script>).
pub(super) fn read(map: &mut MapReader<'_>, key: &'static str, windows: bool) -> Option<Action> {
    let body = map.optional(key)?;
    let place = body.key_span();
    let mut with: With = Vec::new();
    let mut put = |name: &str, value: Option<Template>| {
        with.extend(value.map(|value| (Spanned::new(name.to_owned(), place), value)));
    };
    put("workingDirectory", map.get("workingDirectory").and_then(value::text));
    put("failOnStderr", map.get("failOnStderr").and_then(value::flag));
    if matches!(key, "pwsh" | "powershell") {
        put("ignoreLASTEXITCODE", map.get("ignoreLASTEXITCODE").and_then(value::flag));
        for preference in PREFERENCES {
            put(preference, map.get(preference).and_then(value::text));
        }
        put("pwsh", (key == "pwsh").then(|| value::literal("true", place)));
    }
    put("targetType", (key != "script").then(|| value::literal("inline", place)));
    put("script", Some(script(body)?));
    tasks::shortcut(&word(key, place), &with, windows)
}

fn script(body: Cursor<'_>) -> Option<Template> {
    // What nobody knows of it yet is left in it, and the rest is the script all the same.
    match body.present() {
        Some(body) => value::text(body),
        None => Some(value::literal("", body.span())),
    }
}

fn word(key: &str, place: Span) -> Text {
    Text::mapped(key, place, Vec::new())
}
