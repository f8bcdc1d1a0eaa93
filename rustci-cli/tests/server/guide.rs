//! Every line of the operations guide that asks the daemon over HTTP.

use crate::daemon::{BACKENDS, GOOD, House};
use serde_json::{Value, json};
use std::process::Command;

/// Asks with curl, as the guide does; the status and the body.
fn curl(house: &House, arguments: &[&str]) -> (u16, String) {
    let token = format!("Authorization: Bearer {}", house.token());
    let output = Command::new("curl")
        .args(["--silent", "--max-time", "30", "--header", &token, "--write-out", "\n%{http_code}"])
        .args(arguments.iter().map(|word| word.replace("http://localhost:8080", &house.url)))
        .current_dir(house.root.path().join("work"))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let (body, status) = text.rsplit_once('\n').unwrap();
    (status.parse().unwrap(), body.to_owned())
}

#[test]
fn every_line_of_the_guide_is_answered() {
    for backend in BACKENDS {
        let house = House::over(backend);
        house.file("pipeline.yaml", GOOD);
        let ask = |arguments: &[&str]| -> (u16, Value) {
            let (status, body) = curl(&house, arguments);
            (status, serde_json::from_str(&body).unwrap_or(Value::String(body)))
        };
        let well = |arguments: &[&str]| {
            let (status, body) = ask(arguments);
            assert_eq!(status / 100, 2, "{}: {arguments:?}: {status} {body}", backend.name);
            body
        };
        let url = |path: &str| format!("http://localhost:8080{path}");
        let yaml = ["-H", "Content-Type: application/yaml", "--data-binary", "@pipeline.yaml"];
        assert_eq!(well(&[&url("/health")])["status"], "ok");
        assert_eq!(well(&[&url("/ready")])["status"], "ready");
        assert_eq!(
            well(&[&["-X", "POST", &url("/api/v1/pipelines/validate")], &yaml[..]].concat())["valid"],
            true
        );
        let convert = json!({"from": "github-actions", "to": "rustci", "yaml": GOOD}).to_string();
        let converted = well(&[
            "-X",
            "POST",
            &url("/api/v1/pipelines/convert"),
            "-H",
            "Content-Type: application/json",
            "-d",
            &convert,
        ]);
        assert!(converted["yaml"].as_str().unwrap().contains("run: seq 1 3"), "{converted}");
        let made = well(&[&["-X", "POST", &url("/api/v1/pipelines")], &yaml[..]].concat());
        let id = made["id"].as_str().unwrap();
        assert_eq!(well(&[&url("/api/v1/pipelines")])["items"][0]["id"], id);
        let run = well(&["-X", "POST", &url(&format!("/api/v1/pipelines/{id}/trigger"))]);
        house.rustci(&["logs", "-f", run["id"].as_str().unwrap()]).well();
        assert_eq!(well(&[&url(&format!("/api/v1/pipelines/{id}"))])["last_run"]["status"], "success");
        let logs = well(&[&url(&format!("/api/v1/pipelines/{id}/logs"))]);
        assert!(logs.as_str().unwrap().contains("hello world\n1\n2\n3\n"), "{logs}");
        let runners = well(&[&url("/api/v1/runners")]);
        let runner = runners["items"][0]["id"].as_str().unwrap();
        assert_eq!(well(&[&url(&format!("/api/v1/runners/{runner}"))])["id"], runner);
        let scale = ["-X", "POST", &url("/api/v1/runners/scale"), "-d"];
        // Kubernetes comes with runners on other machines; until then that is said.
        let (status, refused) = ask(&[&scale[..], &[r#"{"type": "kubernetes", "replicas": 10}"#]].concat());
        assert_eq!((status, &refused["error"]["code"]), (422, &"no_such_executor".into()));
        assert_eq!(well(&[&scale[..], &[r#"{"type": "native", "replicas": 10}"#]].concat())["slots"], 10);
        let metrics = well(&[&url("/metrics")]);
        assert!(metrics.as_str().unwrap().contains("rustci_pipelines_total"), "{metrics}");
        assert_eq!(well(&[&url("/api/v1/stats")])["runs"]["success"], 1);
        assert!(well(&[&url("/api/v1/stats/memory")])["used_bytes"].as_u64().unwrap() > 0);
        assert!(well(&[&url("/api/v1/stats/network")])["store_write_ms"].is_number());
        assert_eq!(well(&[&url("/api/v1/valkyrie/stats")])["connections"], 0);
    }
}
