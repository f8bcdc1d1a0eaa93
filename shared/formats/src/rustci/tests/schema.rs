//! The schema says what the reader does: samples conform, and no key is known to only one of them.

use super::{SAMPLE, SCHEMA_FILE, read};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// As much of JSON Schema as ours uses.
fn problems(root: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let Some(schema) = schema.as_object() else { return Vec::new() };
    let mut found = Vec::new();
    let holds = |schema: &Value| problems(root, schema, value, at).is_empty();
    let list = |key: &str| schema.get(key).and_then(Value::as_array).into_iter().flatten();
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let target =
            root.pointer(name.trim_start_matches('#')).unwrap_or_else(|| panic!("{name} is nowhere"));
        found.extend(problems(root, target, value, at));
    }
    if schema.contains_key("anyOf") && !list("anyOf").any(holds) {
        found.push(format!("{at}: none of the possible shapes: {value}"));
    }
    if schema.contains_key("oneOf") && list("oneOf").filter(|schema| holds(schema)).count() != 1 {
        found.push(format!("{at}: not exactly one shape"));
    }
    found.extend(list("allOf").flat_map(|schema| problems(root, schema, value, at)));
    if schema.contains_key("enum") && !list("enum").any(|word| word == value) {
        found.push(format!("{at}: not one of the words: {value}"));
    }
    if let Some(types) = schema.get("type") {
        let types = types.as_array().cloned().unwrap_or_else(|| vec![types.clone()]);
        if !types.iter().any(|name| is(value, name.as_str().unwrap_or_default())) {
            found.push(format!("{at}: wrong type"));
        }
    }
    for (key, wrong) in [("minimum", i64::lt as fn(&i64, &i64) -> bool), ("maximum", i64::gt)] {
        if let (Some(limit), Some(number)) = (schema.get(key).and_then(Value::as_i64), value.as_i64())
            && wrong(&number, &limit)
        {
            found.push(format!("{at}: out of range"));
        }
    }
    if let (Some(items), Some(values)) = (schema.get("items"), value.as_array()) {
        found.extend(values.iter().flat_map(|value| problems(root, items, value, at)));
    }
    if let Some(object) = value.as_object() {
        found.extend(members(root, schema, object, at));
    }
    found
}

fn members(root: &Value, schema: &Map<String, Value>, object: &Map<String, Value>, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    let known = schema.get("properties").and_then(Value::as_object);
    for (key, value) in object {
        let at = format!("{at}/{key}");
        match (known.and_then(|known| known.get(key)), schema.get("additionalProperties")) {
            (Some(schema), _) => found.extend(problems(root, schema, value, &at)),
            (None, Some(Value::Bool(false))) => found.push(format!("{at}: unknown")),
            (None, Some(schema)) => found.extend(problems(root, schema, value, &at)),
            (None, None) => {}
        }
    }
    for key in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
        if !object.contains_key(key.as_str().unwrap_or_default()) {
            found.push(format!("{at}: {key} is missing"));
        }
    }
    found
}

fn is(value: &Value, name: &str) -> bool {
    match name {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("the test knows no type {other}"),
    }
}

fn schema() -> Value {
    serde_json::from_str(SCHEMA_FILE).unwrap()
}

fn conforms(value: &Value) -> Vec<String> {
    let schema = schema();
    problems(&schema, &schema, value, "")
}

/// YAML of our samples as JSON.
fn json_of(node: &yaml::Node) -> Value {
    if let Some(map) = node.as_map() {
        let entry =
            |entry: &yaml::Entry| (entry.name().unwrap_or_default().to_owned(), json_of(&entry.value));
        return Value::Object(map.iter().map(entry).collect());
    }
    if let Some(items) = node.as_seq() {
        return items.iter().map(json_of).collect();
    }
    match node.resolve(yaml::Schema::Core) {
        Some(yaml::Resolved::Bool(value)) => json!(value),
        Some(yaml::Resolved::Int(value)) => json!(value),
        Some(yaml::Resolved::Float(value)) => json!(value),
        Some(yaml::Resolved::Null) => Value::Null,
        _ => json!(node.as_str().unwrap_or_default()),
    }
}

#[test]
fn the_sample_conforms_and_broken_ones_do_not() {
    let mut sources = diag::SourceMap::default();
    let file = sources.add("pipeline.yaml", SAMPLE);
    let sample = json_of(&yaml::read(&sources, file, &yaml::Limits::default()).documents[0].root);
    assert_eq!(conforms(&sample), Vec::<String>::new());
    for broken in [
        json!({ "stages": [{ "name": "a" }] }),
        json!({ "stages": [{ "name": "a", "steps": [{ "name": "x" }] }] }),
        json!({ "jobs": { "a": { "steps": ["x"], "parallel": 0 } } }),
        json!({ "jobs": { "a": {} } }),
        json!({ "jobs": { "a": { "steps": ["x"], "runner": "dokcer" } } }),
        json!({ "nope": 1 }),
    ] {
        assert!(!conforms(&broken).is_empty(), "{broken}");
        let (_, found, _) = read(&broken.to_string());
        assert!(found.iter().any(diag::Diagnostic::is_error), "the reader takes {broken}");
    }
}

/// The keys that the reader expects at the end of a path, by what it says of one that it does not know.
fn keys_of_reader(file: &Value) -> BTreeSet<String> {
    let (_, found, _) = read(&file.to_string());
    let unknown = found
        .iter()
        .find(|found| found.message.contains("zzzzzzzzzz"))
        .unwrap_or_else(|| panic!("{file}: {found:#?}"));
    let help = unknown.help.as_deref().unwrap_or_default();
    help.trim_start_matches("expected one of ")
        .split(", ")
        .map(|key| key.trim_matches('"').to_owned())
        .collect()
}

fn keys_of_schema(pointer: &str) -> BTreeSet<String> {
    let schema = schema();
    let properties = schema.pointer(pointer).and_then(Value::as_object);
    properties.unwrap_or_else(|| panic!("{pointer} has no properties")).keys().cloned().collect()
}

#[test]
fn reader_and_schema_know_the_same_keys() {
    let job = |extra: Value| {
        let mut job = json!({ "steps": ["x"] });
        job.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        json!({ "jobs": { "a": job } })
    };
    let unknown = || json!({ "zzzzzzzzzz": 1 });
    let cases = [
        ("/properties", unknown()),
        ("/$defs/stage/properties", json!({ "stages": [unknown()] })),
        ("/$defs/job/properties", json!({ "jobs": { "a": unknown() } })),
        ("/$defs/stage_job/properties", json!({ "stages": [{ "name": "s", "jobs": { "a": unknown() } }] })),
        ("/$defs/full_step/properties", json!({ "jobs": { "a": { "steps": [unknown()] } } })),
        ("/$defs/image/anyOf/1/properties", job(json!({ "image": unknown() }))),
        ("/$defs/service/anyOf/1/properties", job(json!({ "services": [unknown()] }))),
        ("/$defs/cache/properties", job(json!({ "cache": unknown() }))),
        ("/$defs/artifacts/anyOf/0/anyOf/1/properties", job(json!({ "artifacts": unknown() }))),
        ("/$defs/retry/anyOf/1/properties", job(json!({ "retry": unknown() }))),
        ("/$defs/needs/anyOf/0/anyOf/1/properties", job(json!({ "needs": [unknown()] }))),
        ("/$defs/concurrency/anyOf/1/properties", job(json!({ "concurrency": unknown() }))),
        ("/$defs/variable/properties", json!({ "variables": { "A": unknown() } })),
        ("/$defs/input/anyOf/1/properties", json!({ "inputs": { "a": unknown() } })),
        ("/$defs/notifications/properties", json!({ "notifications": unknown() })),
        ("/$defs/job/properties/reports/properties", job(json!({ "reports": unknown() }))),
        ("/$defs/job/properties/environment/anyOf/1/properties", job(json!({ "environment": unknown() }))),
        (
            "/$defs/triggers/anyOf/1/properties/push/anyOf/1/properties",
            json!({ "triggers": { "push": unknown() } }),
        ),
    ];
    for (pointer, file) in cases {
        assert_eq!(keys_of_reader(&file), keys_of_schema(pointer), "{pointer}");
    }
}
