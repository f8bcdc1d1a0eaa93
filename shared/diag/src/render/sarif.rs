use super::{Checked, Place};
use crate::{Diagnostic, Rule, Severity, SourceMap, Span};
use serde::Serialize;
use std::collections::HashMap;
use std::fmt;

/// A SARIF 2.1.0 log; displayed, it is JSON. See
/// <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sarif {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: Vec<Run>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<Outcome>,
}

#[derive(Clone, Debug, Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Clone, Debug, Serialize)]
struct Driver {
    name: String,
    version: String,
    rules: Vec<Descriptor>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    short_description: Option<Message>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Message>,
}

#[derive(Clone, Debug, Serialize)]
struct Message {
    text: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: String,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Mending>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Clone, Debug, Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Mending {
    artifact_changes: Vec<Change>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    artifact_location: Artifact,
    replacements: Vec<Replacement>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Message,
}

/// The log of a check. `rules` are the pages of the rules that may occur; only those that do are written.
#[must_use]
pub fn sarif<'a>(
    version: &str,
    rules: impl IntoIterator<Item = &'a Rule>,
    sources: &SourceMap,
    files: &[Checked],
) -> Sarif {
    let pages: HashMap<&str, &Rule> = rules.into_iter().map(|rule| (rule.code.0, rule)).collect();
    let mut used: Vec<Descriptor> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut results = Vec::new();
    for (file, found) in files.iter().flat_map(|file| file.diagnostics.iter().map(move |found| (file, found)))
    {
        let index = *places.entry(found.code.0).or_insert_with(|| {
            used.push(descriptor(found.code.0, pages.get(found.code.0).copied()));
            used.len() - 1
        });
        results.push(outcome(sources, file, found, index));
    }
    let driver = Driver { name: "rustci".to_owned(), version: version.to_owned(), rules: used };
    let run = Run { tool: Tool { driver }, column_kind: "unicodeCodePoints", results };
    Sarif { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: vec![run] }
}

impl fmt::Display for Sarif {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string_pretty(self).map_err(|_| fmt::Error)?)
    }
}

fn descriptor(code: &str, page: Option<&Rule>) -> Descriptor {
    let message = |text: &str| Message { text: text.to_owned() };
    Descriptor {
        id: code.to_owned(),
        short_description: page.map(|rule| message(rule.summary)),
        help: page.map(|rule| message(rule.page)),
    }
}

fn outcome(sources: &SourceMap, file: &Checked, found: &Diagnostic, rule_index: usize) -> Outcome {
    let level = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let help = found.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
    let place =
        |span| Physical { artifact_location: artifact(sources, file, span), region: region(sources, span) };
    let related = found.labels.iter().map(|label| Location {
        physical_location: place(label.span),
        message: Some(Message { text: label.message.clone() }),
    });
    let fixes = found.fix.iter().map(|fix| {
        let inserted_content = Message { text: fix.replacement.clone() };
        let replacements = vec![Replacement { deleted_region: region(sources, fix.span), inserted_content }];
        Mending {
            artifact_changes: vec![Change {
                artifact_location: artifact(sources, file, fix.span),
                replacements,
            }],
        }
    });
    Outcome {
        rule_id: found.code.0.to_owned(),
        rule_index,
        level,
        message: Message { text: format!("{}{help}", found.message) },
        locations: vec![Location { physical_location: place(found.primary.span), message: None }],
        related_locations: related.collect(),
        fixes: fixes.collect(),
    }
}

fn region(sources: &SourceMap, span: Span) -> Region {
    let Place { line, column, end_line, end_column } = Place::new(sources, span);
    Region { start_line: line, start_column: column, end_line, end_column }
}

fn artifact(sources: &SourceMap, file: &Checked, span: Span) -> Artifact {
    Artifact { uri: uri(sources.get(span.source).map_or(&file.path, |source| &source.name)) }
}

/// A path as a URI reference: what is not allowed in one is percent-encoded. See RFC 3986, section 3.3.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut uri = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b'@' | b'+' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;
    use crate::render::sample;

    #[test]
    fn the_log_names_rules_places_and_fixes() {
        let (sources, files) = sample::checked();
        let rules = [Rule { code: Code("style"), summary: "a summary", page: "a page" }];
        let log = sarif("1.2.3", &rules, &sources, &files).to_string();
        let log: serde_json::Value = serde_json::from_str(&log).unwrap();
        let run = &log["runs"][0];
        let driver = serde_json::json!({
            "name": "rustci",
            "version": "1.2.3",
            "rules": [
                {"id": "unknown-key"},
                {"id": "bad-needs"},
                {"id": "style", "shortDescription": {"text": "a summary"}, "help": {"text": "a page"}},
            ],
        });
        assert_eq!(run["tool"]["driver"], driver);
        let region = serde_json::json!({"startLine": 2, "startColumn": 7, "endLine": 2, "endColumn": 13});
        let first = serde_json::json!({
            "ruleId": "unknown-key",
            "ruleIndex": 0,
            "level": "error",
            "message": {"text": "unexpected key \"run-on\"; did you mean \"runs-on\"?"},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": "ci%20dir/ci.yml"}, "region": region}}],
            "relatedLocations": [{
                "physicalLocation": {
                    "artifactLocation": {"uri": "ci%20dir/ci.yml"},
                    "region": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 5},
                },
                "message": {"text": "in this section"},
            }],
            "fixes": [{"artifactChanges": [{
                "artifactLocation": {"uri": "ci%20dir/ci.yml"},
                "replacements": [{"deletedRegion": region, "insertedContent": {"text": "runs-on"}}],
            }]}],
        });
        assert_eq!(run["results"][0], first);
        let place = &run["results"][1]["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "b.yml");
        assert_eq!(run["results"][2]["ruleIndex"], 2);
    }

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("a b/ö.yml"), "a%20b/%C3%B6.yml");
        assert_eq!(uri("/x#1"), "file:///x%231");
        assert_eq!(uri(".\\a"), "./a");
    }
}
