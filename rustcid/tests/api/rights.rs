//! Every route with every role: what is not granted is refused.

use crate::house::House;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use rustcid::auth::Action;
use rustcid::http::{Needs, endpoints};
use std::collections::HashSet;

const ROLES: [&str; 5] = ["admin", "developer", "viewer", "nobody", "*"];

/// What a role of the usual configuration may do, said once more in other words.
fn may(role: &str, needs: Needs) -> bool {
    let grants: &[&str] = match role {
        "admin" => &["pipelines", "users", "system", "metrics", "audit", "secrets", "runners"],
        "developer" => &["pipelines:read", "pipelines:create", "pipelines:update"],
        "viewer" => &["pipelines:read", "metrics:read"],
        _ => &[],
    };
    let has = |action: Action| {
        // Who may change what a pipeline does may run it.
        let name = match action {
            Action::PipelinesRun => "pipelines:update".to_owned(),
            action => action.to_string(),
        };
        grants.contains(&name.as_str()) || grants.contains(&name.split(':').next().unwrap())
    };
    match needs {
        Needs::Nothing | Needs::SignIn => true,
        Needs::Right(action) => has(action),
        Needs::Figures => has(Action::MetricsRead),
    }
}

async fn ask(house: &House, method: &Method, path: &str, token: Option<&str>) -> StatusCode {
    let mut request = Request::builder().method(method).uri(path.replace(['{', '}'], ""));
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    house.send(request.body(Body::from("{\"unknown\":1}")).unwrap()).await.status
}

#[tokio::test]
async fn every_route_lets_in_whom_a_role_lets_in_and_nobody_else() {
    let house = House::new().await;
    for role in ROLES {
        let token = house.user(role, &[role]).await;
        for endpoint in endpoints() {
            let status = ask(&house, &endpoint.method, endpoint.path, Some(&token)).await;
            let refused = status == StatusCode::FORBIDDEN;
            let place = format!("{} {} as {role}: {status}", endpoint.method, endpoint.path);
            assert_eq!(refused, !may(role, endpoint.needs), "{place}");
            assert!(!status.is_server_error(), "{place}");
        }
    }
}

#[tokio::test]
async fn without_a_valid_token_only_health_and_signing_in_answer() {
    let house = House::new().await;
    let open: HashSet<_> = [
        "/health",
        "/ready",
        "/api/v1/auth/login",
        "/api/v1/auth/refresh",
        "/api/v1/openapi.json",
        "/api/v1/auth/github",
        "/api/v1/auth/github/callback",
    ]
    .into();
    let wrong = format!("{}0", house.admin);
    let none = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.";
    for endpoint in endpoints() {
        for token in [None, Some("x"), Some(""), Some(wrong.as_str()), Some(none), Some("rcr_0")] {
            let status = ask(&house, &endpoint.method, endpoint.path, token).await;
            let denied = status == StatusCode::UNAUTHORIZED;
            assert_eq!(
                denied,
                !open.contains(endpoint.path),
                "{} {}: {status}",
                endpoint.method,
                endpoint.path
            );
        }
    }
}

#[test]
fn what_changes_something_is_written_down() {
    let reading = ["/api/v1/pipelines/validate", "/api/v1/pipelines/convert"];
    // A sign-in is written down with whom it lets in; whoever refreshes has signed in before.
    let own_words = ["/api/v1/auth/login", "/api/v1/auth/refresh"];
    for endpoint in endpoints() {
        let changes = endpoint.method != Method::GET
            && !reading.contains(&endpoint.path)
            && !own_words.contains(&endpoint.path);
        assert_eq!(endpoint.deed.is_some(), changes, "{} {}", endpoint.method, endpoint.path);
    }
}

#[tokio::test]
async fn a_narrow_token_does_no_more_than_it_says_and_makes_no_wider_one() {
    let house = House::new().await;
    let made = house.post("/api/v1/tokens", r#"{"name":"ci","scopes":["pipelines:read"],"days":1}"#).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let token = made.json()["secret"].as_str().unwrap().to_owned();
    assert_eq!(ask(&house, &Method::GET, "/api/v1/pipelines", Some(&token)).await, StatusCode::OK);
    assert_eq!(ask(&house, &Method::POST, "/api/v1/pipelines", Some(&token)).await, StatusCode::FORBIDDEN);
    let wider = |scopes: &str| {
        let body = format!(r#"{{"name":"wide","scopes":[{scopes}]}}"#);
        let request = Request::builder().method(Method::POST).uri("/api/v1/tokens");
        let request = request.header("authorization", format!("Bearer {token}"));
        house.send(request.body(Body::from(body)).unwrap())
    };
    assert_eq!(wider(r#""*:*""#).await.status, StatusCode::FORBIDDEN);
    assert_eq!(wider(r#""pipelines:*""#).await.status, StatusCode::FORBIDDEN);
    let narrow = wider("").await;
    assert_eq!(narrow.status, StatusCode::CREATED, "{}", narrow.text);
    assert_eq!(narrow.json()["scopes"], serde_json::json!(["pipelines:read"]));
    assert_eq!(narrow.json()["expires"], made.json()["expires"]);
}
