use crate::house::House;
use axum::http::{Method, StatusCode};
use serde_json::json;

const HELLO: &str = "on: push\njobs: {a: {runs-on: x, steps: [{run: 'true'}]}}\n";

#[tokio::test]
async fn a_drained_runner_takes_nothing_until_it_is_resumed() {
    let house = House::working().await;
    let listed = house.get("/api/v1/runners").await.json();
    let runner = listed["items"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(listed["items"][0]["labels"], json!(["native"]));
    let turn = async |to: &str| house.post(&format!("/api/v1/runners/{runner}/{to}"), "").await.json();
    assert_eq!(turn("drain").await["state"], "draining");
    let id = house.pipeline(HELLO).await;
    let run = house.trigger(&id, "").await;
    let queued = house.get("/api/v1/stats").await.json();
    assert_eq!((&queued["queue"], &queued["runs"]["begun"]), (&1.into(), &1.into()));
    assert_eq!(house.get(&format!("/api/v1/runs/{run}")).await.json()["status"], "queued");
    assert_eq!(turn("resume").await["state"], "active");
    assert_eq!(house.ended(&run).await["status"], "success");
    assert_eq!(house.post("/api/v1/runners/none/drain", "").await.problem(), "not_found");
    let own = house.ask(Method::DELETE, &format!("/api/v1/runners/{runner}"), &[], "").await;
    assert_eq!(own.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_server_is_scaled_in_what_it_runs_jobs_in() {
    let house = House::working().await;
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let scale = async |body: &str| house.ask(Method::POST, "/api/v1/runners/scale", &form, body).await;
    assert_eq!(scale(r#"{"type": "native", "replicas": 7}"#).await.json()["slots"], 7);
    assert_eq!(house.get("/api/v1/stats").await.json()["slots"], 7);
    assert_eq!(scale(r#"{"type": "kubernetes", "replicas": 10}"#).await.problem(), "no_such_executor");
    assert_eq!(scale(r#"{"type": "native", "replicas": 0}"#).await.problem(), "bad_request");
    let memory = house.get("/api/v1/stats/memory").await.json();
    assert!(memory["used_bytes"].as_u64().unwrap() > 1 << 20, "{memory}");
    let network = house.get("/api/v1/stats/network").await.json();
    assert!(network["store_write_ms"].as_f64().unwrap() > 0.0, "{network}");
}
