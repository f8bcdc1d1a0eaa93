//! Class 26 of attacks on servers: secrets in what is told, logged and kept.

use crate::house::House;
use axum::http::{Method, StatusCode};
use rustcid::http::endpoints;
use serde_json::json;
use std::path::Path;

const YAML: &str = "\
on: push
jobs:
  a:
    runs-on: x
    strategy: {matrix: {n: [1, 2, 3, 4]}}
    env: {TOKEN: '${{ secrets.TOKEN }}', KEY: '${{ secrets.KEY }}'}
    steps:
      - run: |
          echo \"plain $TOKEN\"; printf %s \"$TOKEN\" | base64; printf 'x%s' \"$TOKEN\" | base64
          printf '{\"t\": \"%s\"}\\n' \"$TOKEN\"; printf '%s\\n' \"$KEY\"
          for c in c a n a r y; do printf $c; done; printf -- '-t0ken-4711\\n'
          env | sort; echo \"::error::$TOKEN\"; echo \"t=$TOKEN\" >> $GITHUB_OUTPUT
          echo \"# $TOKEN\" >> $GITHUB_STEP_SUMMARY
      - run: 'echo ${{ secrets.TOKEN }}; exit 3'
";

/// All files below a folder.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push((path.display().to_string(), std::fs::read(&path).unwrap_or_default())),
        }
    }
    found
}

#[tokio::test]
async fn case_26_no_planted_secret_is_told_or_kept_anywhere() {
    const TOKEN: &str = "canary-t0ken-4711";
    const KEY: &str = "-----BEGIN-----\ncanary-line-one+/=\ncanary-line-two\n-----END-----";
    const BASE64: &str = "Y2FuYXJ5LXQwa2VuLTQ3MT";
    const PASSWORD: &str = "canary-passw0rd";
    let house = House::working().await;
    let id = house.pipeline(YAML).await;
    for (name, value) in [("TOKEN", TOKEN), ("KEY", KEY)] {
        let body = json!({ "value": value }).to_string();
        let put = house.ask(Method::PUT, &format!("/api/v1/secrets/{name}"), &[], &body).await;
        assert_eq!(put.status, StatusCode::NO_CONTENT);
    }
    let user = json!({"roles": ["viewer"], "password": PASSWORD}).to_string();
    assert_eq!(house.ask(Method::PUT, "/api/v1/users/ann", &[], &user).await.status, StatusCode::OK);
    let login = json!({"username": "ann", "password": PASSWORD}).to_string();
    assert_eq!(house.post("/api/v1/auth/login", &login).await.status, StatusCode::OK);
    let wrong = json!({"username": "ann", "password": format!("{PASSWORD}x")}).to_string();
    assert_eq!(house.post("/api/v1/auth/login", &wrong).await.status, StatusCode::UNAUTHORIZED);
    let mut runs = Vec::new();
    for _ in 0..5 {
        runs.push(house.trigger(&id, "").await);
    }
    for run in &runs {
        assert_eq!(house.ended(run).await["status"], "failure");
    }
    let rotated = house.post("/api/v1/vault/rotate", "").await;
    assert_eq!(rotated.status, StatusCode::OK, "{}", rotated.text);

    let mut seen: Vec<(String, Vec<u8>)> = files(house.root.path());
    for endpoint in endpoints().into_iter().filter(|endpoint| endpoint.method == Method::GET) {
        for run in [&runs[0], &id] {
            let path = endpoint.path.replace("{id}", run).replace("{job}", "a (1)").replace(' ', "%20");
            let path = path.replace("{name}", "TOKEN");
            let answer = house.ask(Method::GET, &path, &[], "").await;
            seen.push((path, answer.text.into_bytes()));
        }
    }
    assert!(
        seen.iter().any(|(place, text)| place.ends_with("/logs") && text.windows(3).any(|w| w == b"***"))
    );
    for (place, bytes) in seen {
        for canary in [TOKEN, BASE64, PASSWORD, "canary-line-one", "canary-line-two"] {
            let found = bytes.windows(canary.len()).any(|window| window == canary.as_bytes());
            assert!(!found, "{canary} in {place}");
        }
    }
}
