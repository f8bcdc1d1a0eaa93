//! The API's document says what the API does.

use crate::house::House;
use axum::http::StatusCode;
use rustcid::http::{document, endpoints};
use serde_json::Value;
use std::collections::BTreeSet;

fn text() -> Value {
    serde_json::to_value(document()).unwrap()
}

fn operations(document: &Value) -> Vec<(String, String, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let of = |(path, item): (&String, &'_ Value)| -> Vec<(String, String)> {
        item.as_object().unwrap().keys().map(|method| (method.to_uppercase(), path.clone())).collect()
    };
    let names: Vec<_> = paths.iter().flat_map(of).collect();
    names
        .into_iter()
        .map(|(method, path)| {
            let operation = &paths[&path][method.to_lowercase()];
            (method, path, operation)
        })
        .collect()
}

#[test]
fn every_endpoint_is_in_the_document_and_nothing_else() {
    let document = text();
    let told: BTreeSet<_> =
        operations(&document).into_iter().map(|(method, path, _)| (method, path)).collect();
    let there: BTreeSet<_> =
        endpoints().iter().map(|one| (one.method.to_string(), one.path.to_owned())).collect();
    assert_eq!(told, there);
    assert_eq!(document["openapi"], "3.1.0");
}

#[test]
fn each_says_what_it_does_takes_and_gives() {
    let document = text();
    let mut ids = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        let place = format!("{method} {path}");
        assert!(!operation["summary"].as_str().unwrap_or_default().is_empty(), "{place}: no summary");
        assert!(ids.insert(operation["operationId"].to_string()), "{place}: an id that another has");
        let answers = operation["responses"].as_object().unwrap();
        assert!(answers.keys().any(|status| status.starts_with('2')), "{place}: no answer");
        assert!(answers.contains_key("default"), "{place}");
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        for part in path.split('/').filter_map(|part| part.strip_prefix('{')) {
            let name = part.split('}').next().unwrap();
            assert!(
                parameters.iter().any(|one| one["name"] == name && one["in"] == "path"),
                "{place}: {name}"
            );
        }
        assert!(parameters.iter().all(|one| one["description"].is_string()), "{place}: {parameters:?}");
        for (kind, content) in operation["requestBody"]["content"].as_object().into_iter().flatten() {
            assert!(!content["example"].is_null(), "{place}: no example of {kind}");
        }
    }
}

#[test]
fn what_is_referred_to_is_there() {
    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(map) => {
                found.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned));
                map.values().for_each(|value| references(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let (document, mut found) = (text(), BTreeSet::new());
    references(&document, &mut found);
    assert!(found.len() > 20, "{found:?}");
    for reference in found {
        assert!(document.pointer(&reference[1..]).is_some(), "{reference} is nowhere");
    }
}

#[tokio::test]
async fn examples_are_understood() {
    let house = House::new().await;
    let id = house.pipeline("stages:\n  - name: hello\n    steps: [echo hello]\n").await;
    let document = text();
    for (method, path, operation) in operations(&document) {
        for (kind, content) in operation["requestBody"]["content"].as_object().into_iter().flatten() {
            let example = match &content["example"] {
                Value::String(text) => text.clone(),
                example => example.to_string(),
            };
            let path = path.replace("{id}", &id).replace("{name}", "example");
            let method = method.parse().unwrap();
            let answer = house.ask(method, &path, &[("content-type", kind)], &example).await;
            let place = format!("{path} with {kind}: {} {}", answer.status, answer.text);
            // What it names may not be there; how it is written must be right.
            assert!(answer.status != StatusCode::BAD_REQUEST && !answer.status.is_server_error(), "{place}");
            assert!(!answer.text.contains("unknown field"), "{place}");
        }
    }
}

#[tokio::test]
async fn the_document_and_the_figures_of_the_guide_are_served() {
    let house = House::new().await;
    let served = house.get("/api/v1/openapi.json").await;
    assert_eq!((served.status, served.json()), (StatusCode::OK, text()));
    let stats = house.get("/api/v1/valkyrie/stats").await.json();
    assert_eq!((&stats["transport"], &stats["connections"]), (&"in_process".into(), &0.into()));
}
