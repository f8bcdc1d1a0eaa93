//! The settings in effect, each with its origin.

use super::{Loaded, Setting};

/// For people: a line a key, values and origins in columns.
#[must_use]
pub fn table(loaded: &Loaded) -> String {
    let width = |of: fn(&Setting) -> usize| loaded.settings.iter().map(of).max().unwrap_or_default();
    let keys = width(|setting| setting.key.len());
    // A long value pushes its own origin aside, not those of all others.
    let values = width(|setting| setting.value.chars().count()).min(32);
    let line = |setting: &Setting| {
        let value = if setting.value.is_empty() { "-" } else { &setting.value };
        let mut line = format!("{:keys$}  {value:values$}  {}", setting.key, setting.origin);
        if setting.no_effect.is_some() {
            line.push_str(" (no effect)");
        }
        line + "\n"
    };
    loaded.settings.iter().map(line).collect()
}

/// For programs: an object a key.
#[must_use]
pub fn json(loaded: &Loaded) -> serde_json::Value {
    let of = |setting: &Setting| {
        serde_json::json!({
            "key": setting.key,
            "value": (!setting.value.is_empty()).then_some(&setting.value),
            "default": (!setting.default.is_empty()).then_some(&setting.default),
            "origin": setting.origin.to_string(),
            "variable": setting.variable,
            "no_effect": setting.no_effect,
        })
    };
    loaded.settings.iter().map(of).collect()
}
