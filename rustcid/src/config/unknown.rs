//! What was written but never asked for.

use super::layers::Layers;
use super::rules::UNKNOWN_SETTING;
use diag::{Diagnostic, Span, did_you_mean};
use std::collections::BTreeSet;
use yaml::rules::{UNKNOWN_KEY, WRONG_TYPE};
use yaml::{Entry, Mapping, Schema};

/// Variables that begin like ours and are read elsewhere.
const OTHERS: [&str; 3] = ["RUSTCI_CONFIG", "RUSTCI_URL", "RUSTCI_TOKEN"];

/// Reports every key of the file, flag and nearly right variable that no setting has. Comes after all reading.
pub(super) fn report(layers: &mut Layers<'_>) {
    let known: BTreeSet<&str> =
        layers.settings.iter().map(|setting| setting.key).chain(layers.aliases.iter().copied()).collect();
    if let Some(document) = layers.document {
        match document.root.as_map() {
            Some(root) => Walk { layers, known: &known }.section(root, ""),
            None if document.root.is_null(Schema::Core) => {}
            None => {
                let found = document.root.describe(Schema::Core);
                let finding = format!("the settings must be a mapping, found {found}");
                layers.findings.push(Diagnostic::error(WRONG_TYPE, document.root.span, finding));
            }
        }
    }
    flags(layers);
    variables(layers);
}

struct Walk<'w, 'a> {
    layers: &'w Layers<'a>,
    known: &'w BTreeSet<&'w str>,
}

impl Walk<'_, '_> {
    fn section(&self, map: &Mapping, prefix: &str) {
        for entry in map {
            let Some(name) = entry.name() else {
                let finding = "a key must be a string";
                self.layers.findings.push(Diagnostic::error(WRONG_TYPE, entry.key.span, finding));
                continue;
            };
            let key = format!("{prefix}{name}");
            if self.known.contains(key.as_str()) {
                continue;
            }
            let inner = format!("{key}.");
            if !self.known.iter().any(|known| known.starts_with(&inner)) {
                self.unknown(entry, name, prefix);
            } else if let Some(map) = entry.value.as_map() {
                self.section(map, &inner);
            } else if !entry.value.is_null(Schema::Core) {
                let found = entry.value.describe(Schema::Core);
                let finding = format!("\"{key}\" must be a mapping, found {found}");
                self.layers.findings.push(Diagnostic::error(WRONG_TYPE, entry.value.span, finding));
            }
        }
    }

    fn unknown(&self, entry: &Entry, name: &str, prefix: &str) {
        let place = match prefix.trim_end_matches('.') {
            "" => String::new(),
            section => format!(" for \"{section}\" section"),
        };
        let finding = format!("unexpected key \"{name}\"{place}");
        let finding = Diagnostic::error(UNKNOWN_KEY, entry.key.span, finding);
        let beside: BTreeSet<&str> = self
            .known
            .iter()
            .filter_map(|known| known.strip_prefix(prefix))
            .filter_map(|rest| rest.split('.').next())
            .collect();
        let elsewhere = || {
            let ending = format!(".{name}");
            self.known.iter().find(|known| known.ends_with(&ending)).copied()
        };
        let meant = did_you_mean(name, beside.iter().copied()).map(|near| format!("{prefix}{near}"));
        self.layers.findings.push(match meant.or_else(|| elsewhere().map(str::to_owned)) {
            Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
            None => {
                let beside: Vec<String> = beside.iter().map(|name| format!("\"{name}\"")).collect();
                finding.help(format!("expected one of {}", beside.join(", ")))
            }
        });
    }
}

fn flags(layers: &mut Layers<'_>) {
    let keys: Vec<&str> = single(layers).map(|(key, _)| key).collect();
    for flag in layers.flags.iter().filter(|flag| !keys.contains(&flag.key.as_str())) {
        let line = format!("{} {}", flag.written, flag.key);
        let span = Span::new(layers.sources.add("command line", line.as_str()), 0, line.len() as u32);
        let finding = match layers.settings.iter().any(|setting| setting.key == flag.key) {
            true => format!("\"{}\" can only be set in the file", flag.key),
            false => format!("there is no setting \"{}\"", flag.key),
        };
        let finding = Diagnostic::error(UNKNOWN_SETTING, span, finding);
        layers.findings.push(match did_you_mean(&flag.key, keys.iter().copied()) {
            Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
            None => finding.help("\"rustcid config show\" lists them all"),
        });
    }
}

fn variables(layers: &mut Layers<'_>) {
    let known: BTreeSet<&str> = single(layers).map(|(_, variable)| variable).chain(OTHERS).collect();
    let strangers = layers.environment.names();
    let strangers = strangers.filter(|name| name.starts_with("RUSTCI_") && !known.contains(name));
    let mut found = Vec::new();
    for name in strangers {
        // Others may begin names like this too, so only what is nearly right is told.
        let Some(meant) = did_you_mean(name, known.iter().copied()) else { continue };
        found.push((name, meant.to_owned()));
    }
    for (name, meant) in found {
        let span = Span::new(layers.sources.add("environment", name), 0, name.len() as u32);
        let finding =
            Diagnostic::warning(UNKNOWN_SETTING, span, format!("no setting has the variable {name}"));
        layers.findings.push(finding.help(format!("did you mean {meant}?")));
    }
}

/// Keys with their variables.
fn single<'l>(layers: &'l Layers<'_>) -> impl Iterator<Item = (&'static str, &'l str)> {
    layers.settings.iter().filter_map(|setting| Some((setting.key, setting.variable.as_deref()?)))
}
