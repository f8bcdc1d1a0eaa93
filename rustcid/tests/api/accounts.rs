use crate::house::{Answer, House};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};

async fn with(house: &House, method: Method, path: &str, token: &str, body: &str) -> Answer {
    let request =
        Request::builder().method(method).uri(path).header("authorization", format!("Bearer {token}"));
    house.send(request.body(Body::from(body.to_owned())).unwrap()).await
}

#[tokio::test]
async fn a_session_begins_goes_on_and_ends() {
    let house = House::new().await;
    let ann = r#"{"roles":["viewer"],"password":"correct horse"}"#;
    assert_eq!(house.ask(Method::PUT, "/api/v1/users/ann", &[], ann).await.status, StatusCode::OK);
    let login = async |word: &str| {
        let body = format!(r#"{{"username":"ann","password":"{word}"}}"#);
        with(&house, Method::POST, "/api/v1/auth/login", "", &body).await
    };
    assert_eq!(login("wrong horse").await.status, StatusCode::UNAUTHORIZED);
    let session = login("correct horse").await.json();
    let (access, refresh) =
        (session["access_token"].as_str().unwrap(), session["refresh_token"].as_str().unwrap());
    let me = with(&house, Method::GET, "/api/v1/me", access, "").await.json();
    assert_eq!(
        (&me["name"], &me["permissions"]),
        (&"ann".into(), &serde_json::json!(["pipelines:read", "metrics:read"]))
    );
    let again = format!(r#"{{"refresh_token":"{refresh}"}}"#);
    let next = with(&house, Method::POST, "/api/v1/auth/refresh", "", &again).await;
    assert_eq!(next.status, StatusCode::OK, "{}", next.text);
    // What was stolen lets nobody in: the old halves are over.
    assert_eq!(
        with(&house, Method::POST, "/api/v1/auth/refresh", "", &again).await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(with(&house, Method::GET, "/api/v1/me", access, "").await.status, StatusCode::UNAUTHORIZED);
    // Whoever showed it again may have been a thief: what it was changed for is over too.
    let access = next.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(with(&house, Method::GET, "/api/v1/me", &access, "").await.status, StatusCode::UNAUTHORIZED);
    let access = login("correct horse").await.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(
        with(&house, Method::POST, "/api/v1/auth/logout", &access, "").await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(with(&house, Method::GET, "/api/v1/me", &access, "").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn whoever_is_disabled_is_out_at_once() {
    let house = House::new().await;
    let bob = house.user("bob", &["viewer"]).await;
    assert_eq!(with(&house, Method::GET, "/api/v1/me", &bob, "").await.status, StatusCode::OK);
    let disabled = r#"{"roles":["viewer"],"disabled":true}"#;
    house.ask(Method::PUT, "/api/v1/users/bob", &[], disabled).await;
    assert_eq!(with(&house, Method::GET, "/api/v1/me", &bob, "").await.status, StatusCode::UNAUTHORIZED);
    let own =
        house.ask(Method::PUT, "/api/v1/users/admin", &[], r#"{"roles":["admin"],"disabled":true}"#).await;
    assert_eq!(own.status, StatusCode::CONFLICT);
    assert_eq!(
        house.ask(Method::PUT, "/api/v1/users/eve", &[], r#"{"roles":["god"]}"#).await.problem(),
        "no_such_role"
    );
}

#[tokio::test]
async fn the_audit_log_says_who_did_what_and_is_whole() {
    let house = House::new().await;
    let id = house.pipeline("on: push\njobs: {a: {runs-on: x, steps: [{run: 'true'}]}}\n").await;
    house.ask(Method::DELETE, &format!("/api/v1/pipelines/{id}"), &[], "").await;
    house.ask(Method::DELETE, "/api/v1/pipelines/none", &[], "").await;
    let log = house.get("/api/v1/audit?limit=1").await.json();
    assert_eq!((&log["items"][0]["action"], &log["next"]), (&"pipelines.create".into(), &"1".into()));
    let log = house.get("/api/v1/audit?cursor=1").await.json();
    let items = log["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "what was not done is not written down");
    assert_eq!(items[0]["action"], "pipelines.delete");
    assert_eq!(items[0]["target"], format!("/api/v1/pipelines/{id}"));
    assert_eq!(house.get("/api/v1/audit/verify").await.json()["verdict"], "whole");
}
