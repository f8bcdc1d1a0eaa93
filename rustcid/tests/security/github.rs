//! Class 15 of attacks on servers: sign-in by way of another service, whose every answer somebody may have sent.

use crate::house::{Answer, House};
use axum::body::Body;
use axum::extract::{Path, RawForm, State};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// A GitHub of our own: each code is good once, for who has the verifier of its challenge.
#[derive(Clone, Default)]
struct Fake(Arc<Mutex<HashMap<String, Grant>>>);

/// Who a code stands for, and the challenge that came with the wish for it.
type Grant = (u64, String, String);

impl Fake {
    fn grants(&self, code: &str, id: u64, login: &str, challenge: &str) {
        let grant = (id, login.to_owned(), challenge.to_owned());
        self.0.lock().unwrap().insert(code.to_owned(), grant);
    }

    async fn serve(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new()
            .route("/login/oauth/access_token", post(token))
            .route("/user", get(user))
            .route("/user/memberships/orgs/{org}", get(membership))
            .with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        url
    }
}

async fn token(State(fake): State<Fake>, RawForm(form): RawForm) -> Json<Value> {
    let form = reqwest::Url::parse(&format!("x:?{}", String::from_utf8_lossy(&form))).unwrap();
    let form: HashMap<String, String> = form.query_pairs().into_owned().collect();
    assert_eq!((form["client_id"].as_str(), form["client_secret"].as_str()), ("app", "canary-of-app"));
    let Some((id, login, challenge)) = fake.0.lock().unwrap().remove(&form["code"]) else {
        return Json(json!({"error": "bad_verification_code"}));
    };
    use sha2::Digest;
    if bits(&challenge) != bits_of(&sha2::Sha256::digest(form["code_verifier"].as_bytes())) {
        return Json(json!({"error": "incorrect_code_verifier"}));
    }
    Json(json!({"access_token": format!("{id}-{login}"), "token_type": "bearer"}))
}

fn bits_of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:08b}")).collect()
}

/// The 256 bits that a text in the letters of addresses stands for.
fn bits(text: &str) -> String {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let all: String = text.chars().map(|c| format!("{:06b}", LETTERS.find(c).unwrap())).collect();
    all[..256].to_owned()
}

fn bearer(headers: &HeaderMap) -> (u64, String) {
    let token = headers["authorization"].to_str().unwrap().strip_prefix("Bearer ").unwrap();
    let (id, login) = token.split_once('-').unwrap();
    (id.parse().unwrap(), login.to_owned())
}

async fn user(headers: HeaderMap) -> Json<Value> {
    let (id, login) = bearer(&headers);
    Json(json!({"id": id, "login": login, "name": "<script>"}))
}

async fn membership(Path(org): Path<String>, headers: HeaderMap) -> (StatusCode, Json<Value>) {
    match (org.as_str(), bearer(&headers).1.as_str()) {
        ("octo-org", "member") => (StatusCode::OK, Json(json!({"state": "active"}))),
        ("octo-org", "invited") => (StatusCode::OK, Json(json!({"state": "pending"}))),
        _ => (StatusCode::NOT_FOUND, Json(json!({"message": "Not Found"}))),
    }
}

async fn house(fake: &Fake) -> House {
    let url = fake.serve().await;
    let settings = format!(
        "security: {{oauth: {{github: {{client_id: app, client_secret: canary-of-app, url: '{url}', api_url: '{url}', \
         users: [Octocat, admin], organizations: [octo-org], roles: [viewer], \
         redirects: ['https://ci.example.com/in']}}}}}}\n"
    );
    House::with(&settings).await
}

/// Asks as a browser does: with cookies, without tokens.
async fn browse(house: &House, path: &str, cookie: &str) -> Answer {
    let request = Request::builder().uri(path).header("cookie", cookie);
    house.send(request.body(Body::empty()).unwrap()).await
}

/// Begins a sign-in: what GitHub is told, and the cookie.
async fn begin(house: &House, query: &str) -> (HashMap<String, String>, String) {
    let begun = browse(house, &format!("/api/v1/auth/github{query}"), "").await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    let cookie = begun.headers["set-cookie"].to_str().unwrap();
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/api/v1/auth/github", "Max-Age=600"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    let told = reqwest::Url::parse(begun.headers["location"].to_str().unwrap()).unwrap();
    assert!(!told.as_str().contains("canary"));
    (told.query_pairs().into_owned().collect(), cookie.split(';').next().unwrap().to_owned())
}

fn back(code: &str, state: &str) -> String {
    format!("/api/v1/auth/github/callback?code={code}&state={state}")
}

#[tokio::test]
async fn case_15_who_is_known_there_comes_in_and_nobody_else() {
    let fake = Fake::default();
    let house = house(&fake).await;
    for (login, id, status) in [
        ("octocat", 1, StatusCode::OK),
        ("member", 2, StatusCode::OK),
        ("invited", 3, StatusCode::FORBIDDEN),
        ("stranger", 4, StatusCode::FORBIDDEN),
        // There is a user of that name, and it is somebody else.
        ("admin", 5, StatusCode::FORBIDDEN),
    ] {
        let (told, cookie) = begin(&house, "").await;
        assert_eq!(told["code_challenge_method"], "S256");
        fake.grants("c", id, login, &told["code_challenge"]);
        let came = browse(&house, &back("c", &told["state"]), &cookie).await;
        assert_eq!(came.status, status, "{login}: {}", came.text);
        if status == StatusCode::OK {
            let access = came.json()["access_token"].as_str().unwrap().to_owned();
            let request =
                Request::builder().uri("/api/v1/me").header("authorization", format!("Bearer {access}"));
            let me = house.send(request.body(Body::empty()).unwrap()).await.json();
            assert_eq!((&me["name"], &me["roles"]), (&login.into(), &json!(["viewer"])));
        }
    }
    let log = house.get("/api/v1/audit").await.json();
    let deeds: Vec<(&str, &str)> = log["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["actor"].as_str().unwrap(), item["action"].as_str().unwrap()))
        .collect();
    let denied = |who| (who, "auth.denied");
    let came = |who| (who, "auth.login");
    assert_eq!(
        deeds,
        [came("octocat"), came("member"), denied("invited"), denied("stranger"), denied("admin")]
    );
}

#[tokio::test]
async fn case_15_a_sign_in_that_this_browser_did_not_begin_is_refused() {
    let fake = Fake::default();
    let house = house(&fake).await;
    let (told, cookie) = begin(&house, "").await;
    let (other, _) = begin(&house, "").await;
    fake.grants("good", 1, "octocat", &told["code_challenge"]);
    let bent = format!("{}x", cookie);
    let session = format!("rustci_sign_in={}", house.admin);
    for (state, cookie) in [
        (told["state"].as_str(), ""),
        ("", cookie.as_str()),
        (other["state"].as_str(), &cookie),
        (told["state"].as_str(), &bent),
        (told["state"].as_str(), &session),
    ] {
        let came = browse(&house, &back("good", state), cookie).await;
        assert_eq!(
            (came.status, came.problem().as_str()),
            (StatusCode::FORBIDDEN, "sign_in_refused"),
            "{state} {cookie}"
        );
    }
    // A code that another browser asked for.
    fake.grants("stolen", 1, "octocat", &other["code_challenge"]);
    let came = browse(&house, &back("stolen", &told["state"]), &cookie).await;
    assert_eq!(came.status, StatusCode::FORBIDDEN, "{}", came.text);
    let came = browse(&house, &back("good", &told["state"]), &cookie).await;
    assert_eq!(came.status, StatusCode::OK, "{}", came.text);
    assert!(came.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    let twice = browse(&house, &back("good", &told["state"]), &cookie).await;
    assert_eq!(twice.status, StatusCode::FORBIDDEN, "a code is good once");
    let said = browse(&house, "/api/v1/auth/github/callback?error=access_denied", &cookie).await;
    assert_eq!(said.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn case_15_nobody_is_sent_on_to_where_nobody_allowed() {
    let fake = Fake::default();
    let house = house(&fake).await;
    for to in [
        "//evil.example",
        "/%5Cevil.example",
        "https://evil.example",
        "https://ci.example.com/in/more",
        "javascript:alert(1)",
        "/a%0d%0aSet-Cookie:x",
        "https://ci.example.com.evil.example/in",
        "%20/a",
        "/%09/evil.example",
    ] {
        let begun = browse(&house, &format!("/api/v1/auth/github?redirect={to}"), "").await;
        assert_eq!(begun.status, StatusCode::BAD_REQUEST, "{to}");
    }
    for to in ["/runs", "https://ci.example.com/in"] {
        let (told, cookie) = begin(&house, &format!("?redirect={to}")).await;
        fake.grants("c", 1, "octocat", &told["code_challenge"]);
        let came = browse(&house, &back("c", &told["state"]), &cookie).await;
        assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.text);
        let place = came.headers["location"].to_str().unwrap();
        assert!(place.starts_with(&format!("{to}#access_token=")), "{place}");
    }
}

#[tokio::test]
async fn case_15_whoever_is_disabled_stays_so() {
    let fake = Fake::default();
    let house = house(&fake).await;
    let come = async || {
        let (told, cookie) = begin(&house, "").await;
        fake.grants("c", 1, "octocat", &told["code_challenge"]);
        browse(&house, &back("c", &told["state"]), &cookie).await.status
    };
    assert_eq!(come().await, StatusCode::OK);
    let disabled = r#"{"roles":["viewer"],"disabled":true}"#;
    house.ask(axum::http::Method::PUT, "/api/v1/users/octocat", &[], disabled).await;
    assert_eq!(come().await, StatusCode::FORBIDDEN);
    assert!(house.app.catalog.user("octocat").await.unwrap().unwrap().disabled);
}

#[tokio::test]
async fn without_an_application_of_github_there_is_no_such_sign_in() {
    let house = House::new().await;
    for path in ["/api/v1/auth/github", "/api/v1/auth/github/callback"] {
        assert_eq!(browse(&house, path, "").await.problem(), "not_found");
    }
}
