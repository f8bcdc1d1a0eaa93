use crate::house::House;
use axum::http::{Method, StatusCode};
use serde_json::json;

const HELLO: &str = "on: push\njobs: {a: {runs-on: x, steps: [{run: 'true'}]}}\n";

#[tokio::test]
async fn a_pipeline_is_kept_changed_and_forgotten() {
    let house = House::new().await;
    let id = house.pipeline(&format!("name: Hello\n{HELLO}")).await;
    let path = format!("/api/v1/pipelines/{id}");
    let kept = house.get(&path).await;
    assert_eq!(kept.headers["etag"], "\"1\"");
    assert_eq!((&kept.json()["name"], &kept.json()["format"]), (&"Hello".into(), &"github-actions".into()));
    let known = house.ask(Method::GET, &path, &[("if-none-match", "\"1\"")], "").await;
    assert_eq!(known.status, StatusCode::NOT_MODIFIED);
    let body = json!({"name": "New", "yaml": HELLO}).to_string();
    let put = async |tag: &str| house.ask(Method::PUT, &path, &[("if-match", tag)], &body).await;
    assert_eq!(put("\"7\"").await.problem(), "changed");
    assert_eq!(put("\"1\"").await.json()["revision"], 2);
    assert_eq!(put("\"1\"").await.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(house.get("/api/v1/pipelines?name=New").await.json()["items"][0]["id"], id);
    assert_eq!(house.ask(Method::DELETE, &path, &[], "").await.status, StatusCode::NO_CONTENT);
    assert_eq!(house.get(&path).await.problem(), "not_found");
}

#[tokio::test]
async fn what_cannot_run_is_not_kept_and_the_place_is_told() {
    let house = House::new().await;
    let yaml = "on: push\njobs: {a: {runs-on: x, step: []}}\n";
    for (kind, body) in
        [("application/yaml", yaml.to_owned()), ("application/json", json!({ "yaml": yaml }).to_string())]
    {
        let answer = house.ask(Method::POST, "/api/v1/pipelines", &[("content-type", kind)], &body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
        let finding = &answer.json()["error"]["findings"][0];
        assert_eq!(finding["line"], 2, "{finding}");
    }
    assert_eq!(house.get("/api/v1/pipelines").await.json()["items"], json!([]));
}

#[tokio::test]
async fn wrong_requests_are_told_what_is_wrong_in_one_form() {
    let house = House::new().await;
    let cases = [
        (Method::POST, "/api/v1/pipelines", "{", StatusCode::BAD_REQUEST),
        (Method::POST, "/api/v1/pipelines", "{\"yml\":\"\"}", StatusCode::BAD_REQUEST),
        (Method::POST, "/api/v1/pipelines", "{\"yaml\":\"a\",\"repository\":\"b\"}", StatusCode::BAD_REQUEST),
        (Method::POST, "/api/v1/pipelines", "{}", StatusCode::BAD_REQUEST),
        (Method::GET, "/api/v1/pipelines?limit=0", "", StatusCode::BAD_REQUEST),
        (Method::GET, "/api/v1/pipelines?limit=x", "", StatusCode::BAD_REQUEST),
        (Method::GET, "/api/v1/runs?cursor=nowhere", "", StatusCode::BAD_REQUEST),
        (Method::GET, "/api/v1/runs?status=fine", "", StatusCode::BAD_REQUEST),
        (Method::GET, "/api/v1/pipelines/%2e%2e%2f%2e%2e", "", StatusCode::NOT_FOUND),
        (Method::GET, "/api/v1/nothing", "", StatusCode::NOT_FOUND),
        (Method::PATCH, "/api/v1/pipelines", "", StatusCode::METHOD_NOT_ALLOWED),
    ];
    for (method, path, body, status) in cases {
        let answer = house.ask(method, path, &[("x-request-id", "my-id")], body).await;
        assert_eq!(answer.status, status, "{path} {body}: {}", answer.text);
        assert_eq!(answer.json()["request_id"], "my-id", "{path}");
        assert!(!answer.json()["error"]["message"].as_str().unwrap().is_empty());
        assert_eq!(answer.headers["x-request-id"], "my-id");
    }
}

#[tokio::test]
async fn a_body_too_large_is_refused() {
    let house = House::new().await;
    let answer = house.post("/api/v1/pipelines", &"x".repeat(house.app.body_limit() + 1)).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(answer.problem(), "too_large");
}

#[tokio::test]
async fn texts_are_checked_and_converted() {
    let house = House::new().await;
    let checked =
        house.ask(Method::POST, "/api/v1/pipelines/validate", &[("content-type", "application/yaml")], HELLO);
    let checked = checked.await.json();
    assert_eq!((&checked["valid"], &checked["format"]), (&true.into(), &"github-actions".into()));
    let body = json!({"from": "github-actions", "to": "rustci", "yaml": HELLO}).to_string();
    let converted = house.post("/api/v1/pipelines/convert", &body).await.json();
    assert_eq!((&converted["from"], &converted["to"]), (&"github-actions".into(), &"rustci".into()));
    let text = converted["yaml"].as_str().unwrap();
    let again =
        house.ask(Method::POST, "/api/v1/pipelines/validate", &[("content-type", "application/yaml")], text);
    assert_eq!(again.await.json()["format"], "rustci", "{text}");
    let body = json!({"to": "rustcy", "yaml": HELLO}).to_string();
    let wrong = house.post("/api/v1/pipelines/convert", &body).await.json();
    assert_eq!(wrong["error"]["help"], "did you mean `rustci`?");
}

#[tokio::test]
async fn a_request_with_a_key_is_done_once() {
    let house = House::new().await;
    let send = async |key: &str, body: &str| {
        house.ask(Method::POST, "/api/v1/pipelines", &[("idempotency-key", key)], body).await
    };
    let (first, second) = (send("k", HELLO).await, send("k", HELLO).await);
    assert_eq!((first.status, second.status), (StatusCode::CREATED, StatusCode::CREATED));
    assert_eq!(first.text, second.text);
    assert_eq!(first.headers["location"], second.headers["location"]);
    assert_eq!(second.headers["idempotent-replay"], "true");
    assert_eq!(send("k", "other: text").await.problem(), "key_reused");
    // What went wrong may be tried again.
    assert_eq!(send("w", "{").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(send("w", HELLO).await.status, StatusCode::CREATED);
    assert_eq!(house.get("/api/v1/pipelines").await.json()["items"].as_array().unwrap().len(), 2);
}
