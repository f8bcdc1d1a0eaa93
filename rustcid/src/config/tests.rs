mod environment;
mod errors;
mod files;
mod honoured;
mod layers;
mod rbac;

use super::{Environment, File, Flag, Inputs, Loaded, read};
use diag::render::Human;

/// Reads a file's text with these variables and flags.
fn load(text: &str, variables: &[(&str, &str)], flags: &[(&str, &str)]) -> Loaded {
    let flag = |(key, value): &(&str, &str)| Flag {
        key: (*key).to_owned(),
        value: (*value).to_owned(),
        written: format!("--set {key}"),
    };
    let environment: Environment = variables.iter().copied().collect();
    let file = File { name: "rustci.yaml".to_owned(), text: text.to_owned() };
    read(&Inputs { file: Some(file), environment, flags: flags.iter().map(flag).collect() })
}

/// The findings, each as `line:column message`.
fn found(loaded: &Loaded) -> Vec<String> {
    let line = |found: &diag::Diagnostic| {
        let (at, _) = loaded.sources.locate(found.primary.span);
        format!("{}:{}:{} {}", loaded.sources.name(found.primary.span), at.line, at.column, found.message)
    };
    loaded.diagnostics.iter().map(line).collect()
}

/// The findings as people see them.
fn shown(loaded: &Loaded) -> String {
    Human::default().render(&loaded.sources, &loaded.diagnostics)
}

/// The value in effect and its origin.
fn setting(loaded: &Loaded, key: &str) -> (String, String) {
    let found = loaded.settings.iter().find(|setting| setting.key == key);
    found.map(|setting| (setting.value.clone(), setting.origin.to_string())).unwrap_or_default()
}
