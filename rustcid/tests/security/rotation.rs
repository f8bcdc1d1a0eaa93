//! The master key changes while the server works.

use crate::house::House;
use axum::http::{Method, StatusCode};
use serde_json::json;

const SHOW: &str = "\
on: push
jobs:
  a:
    runs-on: x
    steps:
      - run: printf %s \"$TOKEN\" | tr a-z A-Z
        env: {TOKEN: '${{ secrets.TOKEN }}'}
";

#[tokio::test]
async fn a_rotation_changes_no_secret_and_old_keys_are_not_needed_any_more() {
    let house = House::working().await;
    let id = house.pipeline(SHOW).await;
    let value = json!({"value": "canary"}).to_string();
    let put = house.ask(Method::PUT, "/api/v1/secrets/TOKEN", &[], &value).await;
    assert_eq!(put.status, StatusCode::NO_CONTENT);
    let file = house.root.path().join("state/master-key");
    let before = std::fs::read_to_string(&file).unwrap();
    let rotated = house.post("/api/v1/vault/rotate", "").await.json();
    assert_eq!((&rotated["resealed"], &rotated["left"]), (&1.into(), &json!([])), "{rotated}");
    let after = std::fs::read_to_string(&file).unwrap();
    assert!(after.ends_with(&before) && after.len() > before.len(), "backups of then still open");
    // The newest alone is enough.
    std::fs::write(&file, after.lines().next().unwrap()).unwrap();
    house.app.vault.set(house.app.keys.ring().unwrap());
    let run = house.trigger(&id, "").await;
    assert_eq!(house.ended(&run).await["status"], "success");
    assert_eq!(house.get(&format!("/api/v1/runs/{run}/logs")).await.text, "CANARY\n");
    let log = house.get("/api/v1/audit").await.text;
    assert!(log.contains("vault.rotate"), "{log}");
}
