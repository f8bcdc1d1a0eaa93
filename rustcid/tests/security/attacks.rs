//! Attacks on servers like this one, by the numbers of the table in `SECURITY.md`.

use crate::house::House;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use rustcid::http::endpoints;
use serde_json::json;

const PLAIN: &str = "on: push\njobs: {a: {runs-on: x, steps: [{run: 'true'}]}}\n";

#[tokio::test]
async fn case_04_bodies_that_are_too_large_or_grow_when_unpacked() {
    let house = House::with("server: {body_limit: 1Mi}\n").await;
    let large = " ".repeat((1 << 20) + 1);
    for endpoint in endpoints().into_iter().filter(|endpoint| endpoint.method != Method::GET) {
        let path = endpoint.path.replace(['{', '}'], "");
        let answer = house.ask(endpoint.method.clone(), &path, &[("idempotency-key", "k")], &large).await;
        let place = format!("{} {path}: {}", endpoint.method, answer.status);
        // Those that take no body need not read one.
        assert!(!answer.status.is_server_error() && answer.status != StatusCode::CREATED, "{place}");
    }
    let refused = house.post("/api/v1/pipelines", &large).await;
    assert_eq!(refused.problem(), "too_large");
    // Nothing is unpacked: what says that it is packed is read as it stands.
    let packed = zstd::encode_all(" ".repeat(50 << 20).as_bytes(), 3).unwrap();
    let request = Request::builder()
        .method(Method::POST)
        .uri("/api/v1/pipelines")
        .header("authorization", format!("Bearer {}", house.admin))
        .header("content-encoding", "zstd")
        .header("content-type", "application/yaml");
    let answer = house.send(request.body(Body::from(packed)).unwrap()).await;
    assert!(answer.status.is_client_error(), "{}", answer.text);
}

#[tokio::test]
async fn case_13_what_somebody_wrote_is_never_a_page() {
    let house = House::working().await;
    let yaml = "\
name: <script>alert(1)</script>
on: push
jobs:
  a:
    runs-on: x
    steps:
      - run: printf '<img src=x onerror=alert(1)>\\033]8;;http://evil\\007x\\033]52;c;AAAA\\007\\rover\\377\\376\\n'
      - run: head -c 3000000 /dev/zero | tr '\\0' a
";
    let id = house.pipeline(yaml).await;
    let run = house.trigger(&id, "").await;
    assert_eq!(house.ended(&run).await["status"], "success");
    for endpoint in endpoints().into_iter().filter(|endpoint| endpoint.method == Method::GET) {
        for value in [&run, &id] {
            let path = endpoint.path.replace("{id}", value).replace("{job}", "a").replace("{name}", "<b>");
            let path = path.replace('<', "%3C").replace('>', "%3E");
            let answer = house.get(&path).await;
            let kind = answer.headers.get("content-type").map_or("", |kind| kind.to_str().unwrap());
            assert!(
                !kind.contains("html") && !kind.contains("xml") || kind == "image/svg+xml",
                "{path}: {kind}"
            );
            assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{path}");
            let policy = answer.headers["content-security-policy"].to_str().unwrap();
            assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{path}");
        }
    }
    let log = house.get(&format!("/api/v1/runs/{run}/logs")).await.text;
    assert!(log.contains("<img") && log.len() > 3_000_000, "kept as it came: {}", log.len());
    let badge = house.get(&format!("/api/v1/pipelines/{id}/badge.svg")).await.text;
    assert!(!badge.contains("script"), "{badge}");
}

#[tokio::test]
async fn case_14_secrets_in_other_clothes_are_masked_over_the_api_too() {
    let house = House::working().await;
    for (name, value) in [("A", "p\"q\\r s/t&u"), ("B", "ab"), ("C", "line one 1\nline two 2")] {
        let body = json!({ "value": value }).to_string();
        house.ask(Method::PUT, &format!("/api/v1/secrets/{name}"), &[], &body).await;
    }
    let yaml = "\
on: push
jobs:
  a:
    runs-on: x
    env: {A: '${{ secrets.A }}', B: '${{ secrets.B }}', C: '${{ secrets.C }}'}
    steps:
      - run: |
          printf '%s\\n' \"$A\"; printf '%s' \"$A\" | base64
          printf 'p\\\\\"q\\\\\\\\r s/t&u\\n'; echo p%22q%5Cr%20s%2Ft%26u
          echo \"-$B-\"; printf '%s\\n' \"$C\"; printf a; printf 'b\\n'
";
    let id = house.pipeline(yaml).await;
    let run = house.trigger(&id, "").await;
    assert_eq!(house.ended(&run).await["status"], "success");
    let log = house.get(&format!("/api/v1/runs/{run}/logs")).await.text;
    for bare in ["p\"q", "q%5Cr", "q\\\\r", "-ab-", "\nab\n", "line one", "line two", "cCJxXHIg"] {
        assert!(!log.contains(bare), "{bare}: {log}");
    }
}

#[tokio::test]
async fn case_17_what_is_somebody_elses_is_not_even_there() {
    let house = House::new().await;
    let (ann, bob) = (house.user("ann", &["developer"]).await, house.user("bob", &["developer"]).await);
    let ask = async |method: Method, path: &str, token: &str| {
        let request = Request::builder().method(method).uri(path);
        let request = request.header("authorization", format!("Bearer {token}"));
        house.send(request.body(Body::empty()).unwrap()).await
    };
    let own = ask(Method::GET, "/api/v1/tokens", &ann).await;
    assert!(own.text.contains("token of ann") && !own.text.contains("token of bob"), "{}", own.text);
    assert_eq!(ask(Method::GET, "/api/v1/tokens?all=true", &ann).await.status, StatusCode::FORBIDDEN);
    let other = ask(Method::DELETE, "/api/v1/tokens/token%20of%20bob", &ann).await;
    let none = ask(Method::DELETE, "/api/v1/tokens/token%20of%20eve", &ann).await;
    assert_eq!((other.status, none.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(ask(Method::GET, "/api/v1/me", &bob).await.status, StatusCode::OK, "it still lets bob in");
}

#[tokio::test]
async fn case_19_ids_never_become_paths() {
    let house = House::new().await;
    let outside = house.root.path().join("outside");
    std::fs::write(&outside, "canary").unwrap();
    for bad in [
        "..%2f..%2foutside",
        "%2e%2e%2foutside",
        "..%5coutside",
        "%00",
        "a%0ab",
        "..",
        "%2fetc%2fpasswd",
        "~",
    ] {
        for endpoint in endpoints().into_iter().filter(|endpoint| endpoint.path.contains('{')) {
            let mut path = endpoint.path.to_owned();
            for part in ["{id}", "{job}", "{name}"] {
                path = path.replace(part, bad);
            }
            let answer = house.ask(endpoint.method.clone(), &path, &[], "{}").await;
            let place = format!("{} {path}: {} {}", endpoint.method, answer.status, answer.text);
            assert!(!answer.status.is_server_error(), "{place}");
            assert!(!answer.text.contains("canary"), "{place}");
        }
    }
    assert_eq!(std::fs::read_to_string(outside).unwrap(), "canary");
    let left = std::fs::read_dir(house.root.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut left: Vec<_> = left.collect();
    left.sort();
    assert_eq!(left, ["outside", "state"], "nothing is made outside the server's folder");
}

#[tokio::test]
async fn case_23_bombs_are_refused_in_bounded_time() {
    let house = House::new().await;
    let mut aliases = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let before = format!("*a{}, ", level - 1).repeat(9);
        aliases += &format!("a{level}: &a{level} [{before}]\n");
    }
    let deep = "[".repeat(10_000);
    let flow = format!("on: push\njobs: {}x{}\n", "{a: ".repeat(5_000), "}".repeat(5_000));
    let merge = "on: &m {<<: *m}\njobs: {}\n".to_owned();
    let twice = "on: push\njobs: {a: {runs-on: x, runs-on: y, steps: [{run: 'true'}]}}\n".to_owned();
    for text in [aliases, deep, flow, merge, twice] {
        for path in ["/api/v1/pipelines", "/api/v1/pipelines/validate"] {
            let answer = house.ask(Method::POST, path, &[("content-type", "application/yaml")], &text).await;
            assert!(
                !answer.status.is_server_error() && answer.status != StatusCode::CREATED,
                "{path}: {}",
                answer.text
            );
            assert!(answer.text.len() < 1 << 20, "{path}: {} bytes", answer.text.len());
        }
    }
    assert_eq!(house.get("/health").await.status, StatusCode::OK);
}

#[tokio::test]
async fn case_28_another_sites_page_can_do_nothing() {
    let house = House::new().await;
    for cookie in [format!("token={}", house.admin), format!("Authorization=Bearer {}", house.admin)] {
        let request = Request::builder()
            .method(Method::POST)
            .uri("/api/v1/pipelines")
            .header("cookie", cookie)
            .header("origin", "https://evil.example")
            .header("content-type", "text/plain");
        let answer = house.send(request.body(Body::from(PLAIN)).unwrap()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(!answer.headers.keys().any(|name| name.as_str().starts_with("access-control")));
    }
    for query in ["token", "access_token", "private_token"] {
        let request = Request::builder().uri(format!("/api/v1/runs?{query}={}", house.admin));
        assert_eq!(house.send(request.body(Body::empty()).unwrap()).await.status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn every_sign_in_is_written_down_and_a_copy_of_the_log_shows_what_was_touched() {
    let house = House::new().await;
    let wrong = json!({"username": "eve\n\u{1b}[31m", "password": "x"}).to_string();
    assert_eq!(house.post("/api/v1/auth/login", &wrong).await.status, StatusCode::UNAUTHORIZED);
    let refresh = json!({"refresh_token": "rcr_0"}).to_string();
    assert_eq!(house.post("/api/v1/auth/refresh", &refresh).await.status, StatusCode::UNAUTHORIZED);
    house.pipeline(PLAIN).await;
    let copy = house.get("/api/v1/audit/export").await.text;
    let first: serde_json::Value = serde_json::from_str(copy.lines().next().unwrap()).unwrap();
    assert_eq!((&first["action"], &first["actor"]), (&"auth.denied".into(), &"eve[31m".into()));
    assert!(first["detail"].as_str().unwrap().contains("address"), "{first}");
    let verdict = |copy: &str| rustcid::audit::of_copy(copy.as_bytes()).unwrap();
    let whole = stores::AuditVerdict::Whole { entries: 3, head: [0; 32] };
    assert_eq!(std::mem::discriminant(&verdict(&copy)), std::mem::discriminant(&whole));
    let touched = copy.replace("pipelines.create", "pipelines.delete");
    assert_eq!(verdict(&touched), stores::AuditVerdict::Broken { number: 3 });
}

#[tokio::test]
async fn a_stolen_refresh_token_ends_the_session() {
    let house = House::new().await;
    let user = json!({"roles": ["viewer"], "password": "correct horse"}).to_string();
    house.ask(Method::PUT, "/api/v1/users/ann", &[], &user).await;
    let login = json!({"username": "ann", "password": "correct horse"}).to_string();
    let first = house.post("/api/v1/auth/login", &login).await.json();
    let refresh =
        |session: &serde_json::Value| json!({"refresh_token": session["refresh_token"]}).to_string();
    let second = house.post("/api/v1/auth/refresh", &refresh(&first)).await;
    assert_eq!(second.status, StatusCode::OK, "{}", second.text);
    let stolen = house.post("/api/v1/auth/refresh", &refresh(&first)).await;
    assert_eq!(stolen.status, StatusCode::UNAUTHORIZED);
    let after = house.post("/api/v1/auth/refresh", &refresh(&second.json())).await;
    assert_eq!(after.status, StatusCode::UNAUTHORIZED, "whoever has it, it is over");
}
