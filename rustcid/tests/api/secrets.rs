use crate::house::House;
use axum::http::{Method, StatusCode};
use serde_json::json;

const SHOW: &str = "\
on: push
jobs:
  a:
    runs-on: x
    steps:
      - run: |
          echo plain=$TOKEN
          printf %s \"$TOKEN\" | wc -c
        env: {TOKEN: '${{ secrets.TOKEN }}'}
";

async fn put(house: &House, name: &str, body: serde_json::Value) -> StatusCode {
    house.ask(Method::PUT, &format!("/api/v1/secrets/{name}"), &[], &body.to_string()).await.status
}

#[tokio::test]
async fn a_secret_reaches_the_jobs_of_its_scope_and_nobody_else() {
    let house = House::working().await;
    let id = house.pipeline(SHOW).await;
    assert_eq!(put(&house, "TOKEN", json!({"value": "everywhere"})).await, StatusCode::NO_CONTENT);
    let narrow = json!({"value": "canary-4711", "scope": {"pipeline": id, "branch": "ma*"}});
    assert_eq!(put(&house, "TOKEN", narrow).await, StatusCode::NO_CONTENT);
    let logs = async |body: &str| {
        let run = house.trigger(&id, body).await;
        assert_eq!(house.ended(&run).await["status"], "success");
        house.get(&format!("/api/v1/runs/{run}/logs")).await.text
    };
    assert_eq!(logs("").await, "plain=***\n11\n");
    assert_eq!(logs(r#"{"ref":"dev"}"#).await, "plain=***\n10\n");
    let listed = house.get(&format!("/api/v1/secrets?pipeline={id}")).await;
    assert_eq!(listed.json()["items"].as_array().unwrap().len(), 2);
    assert!(!listed.text.contains("canary") && !listed.text.contains("everywhere"), "{}", listed.text);
    let gone = house.ask(Method::DELETE, "/api/v1/secrets/TOKEN", &[], "").await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(house.ask(Method::DELETE, "/api/v1/secrets/TOKEN", &[], "").await.problem(), "not_found");
    // What is on the disk tells nothing.
    for entry in std::fs::read_dir(house.root.path().join("state")).unwrap() {
        let path = entry.unwrap().path();
        let bytes = if path.is_file() { std::fs::read(&path).unwrap() } else { Vec::new() };
        assert!(!bytes.windows(11).any(|window| window == b"canary-4711"), "{}", path.display());
    }
}

#[tokio::test]
async fn what_is_no_secret_is_refused() {
    let house = House::new().await;
    for (name, body) in [
        ("1A", json!({"value": "x"})),
        ("A-B", json!({"value": "x"})),
        ("A", json!({"value": ""})),
        ("A", json!({"valu": "x"})),
    ] {
        assert_eq!(put(&house, name, body).await, StatusCode::BAD_REQUEST, "{name}");
    }
    assert_eq!(
        put(&house, "A", json!({"value": "x", "scope": {"pipeline": "none"}})).await,
        StatusCode::NOT_FOUND
    );
}
