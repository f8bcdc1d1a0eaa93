//! Every request of the operations guide, made with curl as the guide makes it, in one table that is walked over each
//! store.

use crate::daemon::{Backend, GOOD, House, over_stores};
use serde_json::Value;
use std::io::Write;
use std::process::{Command, Stdio};

over_stores!(every_line_of_the_guide_is_answered);

/// What a line sends.
enum Sends {
    Nothing,
    /// A pipeline's file.
    File,
    /// JSON, and whether curl is told to call it so.
    Json(&'static str, bool),
}

use Sends::{File, Json, Nothing};

/// What a line is answered with.
enum Answer {
    /// JSON of which this holds.
    Is(fn(&Value) -> bool),
    /// Text in which this stands.
    Says(&'static str),
    /// The line cannot do what it asks for: the status and the error's code, and here why.
    Not(u16, &'static str),
    /// Text that promtool takes for good metrics, with every name the guide has.
    Metrics,
}

use Answer::{Is, Metrics, Not, Says};

/// The lines in an order in which they make sense. `{id}` is the pipeline that one of them makes, `{runner}` a runner.
const LINES: &[(&str, Sends, Answer)] = &[
    ("GET /health", Nothing, Is(|said| said["status"] == "ok")),
    ("GET /ready", Nothing, Is(|said| said["status"] == "ready")),
    ("POST /api/v1/pipelines/validate", File, Is(|said| said["valid"] == true)),
    (
        "POST /api/v1/pipelines/convert",
        Json(
            r#"{"from": "github-actions", "to": "rustci", "yaml": "on: push\njobs: {a: {runs-on: x, steps: [{run: seq 3}]}}"}"#,
            true,
        ),
        Is(|said| said["yaml"].as_str().is_some_and(|text| text.contains("seq 3"))),
    ),
    ("POST /api/v1/pipelines", File, Is(|said| said["id"].is_string())),
    ("GET /api/v1/pipelines", Nothing, Is(|said| said["items"][0]["name"] == "Good")),
    ("GET /api/v1/pipelines/{id}", Nothing, Is(|said| said["last_run"].is_null())),
    ("POST /api/v1/pipelines/{id}/trigger", Nothing, Is(|said| said["number"] == 1)),
    ("GET /api/v1/pipelines/{id}", Nothing, Is(|said| said["last_run"]["status"] == "success")),
    ("GET /api/v1/pipelines/{id}/logs", Nothing, Says("hello world\n1\n2\n3\n")),
    ("GET /api/v1/runners", Nothing, Is(|said| said["items"][0]["state"] == "active")),
    ("GET /api/v1/runners/{runner}", Nothing, Is(|said| said["slots"].as_u64() > Some(0))),
    // Pods come with runners on other machines; until then that is said. The same for what there is works.
    (
        "POST /api/v1/runners/scale",
        Json(r#"{"type": "kubernetes", "replicas": 10}"#, false),
        Not(422, "no_such_executor"),
    ),
    (
        "POST /api/v1/runners/scale",
        Json(r#"{"type": "native", "replicas": 10}"#, false),
        Is(|said| said["slots"] == 10),
    ),
    ("GET /metrics", Nothing, Metrics),
    ("GET /api/v1/stats", Nothing, Is(|said| said["runs"]["success"] == 1)),
    ("GET /api/v1/stats/memory", Nothing, Is(|said| said["used_bytes"].as_u64() > Some(0))),
    ("GET /api/v1/stats/network", Nothing, Is(|said| said["store_write_ms"].is_number())),
    ("GET /api/v1/valkyrie/stats", Nothing, Is(|said| said["connections"] == 0)),
];

/// The names of the guide's figures. Those of Valkyrie come with it: nothing would be counted under them now.
const FIGURES: [&str; 6] = [
    "rustci_pipelines_total",
    "rustci_pipeline_duration_seconds",
    "rustci_pipeline_queue_size",
    "rustci_memory_usage_bytes",
    "rustci_cpu_usage_percent",
    "rustci_disk_usage_bytes",
];

/// Asks with curl; the status and the body.
fn curl(house: &House, line: &str, sends: &Sends) -> (u16, String) {
    let (method, path) = line.split_once(' ').unwrap();
    let token = format!("Authorization: Bearer {}", house.token());
    let mut command = Command::new("curl");
    command.args(["--silent", "--max-time", "30", "--header", &token, "--write-out", "\n%{http_code}"]);
    if method != "GET" {
        command.args(["-X", method]);
    }
    match sends {
        Nothing => {}
        File => {
            command.args(["-H", "Content-Type: application/yaml", "--data-binary", "@pipeline.yaml"]);
        }
        Json(text, named) => {
            command.args(["-d", text]);
            if *named {
                command.args(["-H", "Content-Type: application/json"]);
            }
        }
    }
    command.arg(format!("{}{path}", house.url)).current_dir(house.root.path().join("work"));
    let text = String::from_utf8(command.output().unwrap().stdout).unwrap();
    let (body, status) = text.rsplit_once('\n').unwrap();
    (status.parse().unwrap(), body.to_owned())
}

fn every_line_of_the_guide_is_answered(backend: Backend) {
    let house = House::over(backend);
    house.file("pipeline.yaml", GOOD);
    let (mut pipeline, mut runner) = (String::new(), String::new());
    for (line, sends, answer) in LINES {
        let line = line.replace("{id}", &pipeline).replace("{runner}", &runner);
        let (status, body) = curl(&house, &line, sends);
        let json: Value = serde_json::from_str(&body).unwrap_or_default();
        match answer {
            Is(holds) => assert!(status / 100 == 2 && holds(&json), "{line}: {status} {body}"),
            Says(text) => assert!(status == 200 && body.contains(text), "{line}: {status} {body}"),
            Not(refused, code) => {
                assert_eq!(
                    (status, json["error"]["code"].as_str()),
                    (*refused, Some(*code)),
                    "{line}: {body}"
                );
            }
            Metrics => well_told(&body),
        }
        let id = || json["id"].as_str().unwrap().to_owned();
        match line.as_str() {
            "POST /api/v1/pipelines" => pipeline = id(),
            "GET /api/v1/runners" => runner = json["items"][0]["id"].as_str().unwrap().to_owned(),
            line if line.ends_with("/trigger") => drop(house.rustci(&["logs", "-f", &id()]).well()),
            _ => {}
        }
    }
}

/// Holds the figures to the guide's names, and to promtool's word where it is at hand (scripts/test.sh sees to that).
fn well_told(metrics: &str) {
    for name in FIGURES {
        assert!(metrics.contains(&format!("# TYPE {name} ")), "{name} is missing:\n{metrics}");
    }
    let checking = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut checking) = checking else {
        eprintln!("promtool is not here: metrics are not checked by it");
        return;
    };
    checking.stdin.take().unwrap().write_all(metrics.as_bytes()).unwrap();
    let checked = checking.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&checked.stderr).into_owned();
    assert!(checked.status.success() && said.is_empty(), "{said}\n{metrics}");
}
