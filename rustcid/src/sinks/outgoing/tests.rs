use super::*;
use async_trait::async_trait;
use axum::Router;
use axum::extract::Request;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect};
use axum::routing::any;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::Mutex;

const LOCAL: Network = Network::v4([127, 0, 0, 1], 32);

/// Answers one after the other, and the last one for ever.
struct Told(Mutex<VecDeque<Vec<IpAddr>>>);

impl Told {
    fn new(answers: &[&[&str]]) -> Arc<Self> {
        let addresses = |texts: &&[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
        Arc::new(Self(Mutex::new(answers.iter().map(addresses).collect())))
    }
}

#[async_trait]
impl Names for Told {
    async fn addresses(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        let mut answers = self.0.lock().unwrap();
        Ok(if answers.len() > 1 { answers.pop_front().unwrap() } else { answers[0].clone() })
    }
}

/// A server on this machine: what it was asked is its answer; `/to/URL` sends on to there.
async fn server() -> SocketAddr {
    let echo = |request: Request| async move {
        let headers = request.headers().clone();
        let path = request.uri().path().to_owned();
        if let Some(url) = path.strip_prefix("/to/") {
            return Redirect::temporary(url).into_response();
        }
        if let Some(url) = path.strip_prefix("/see/") {
            return Redirect::to(url).into_response();
        }
        if path == "/large" {
            return vec![b'x'; ANSWER + 1].into_response();
        }
        let method = request.method().clone();
        let body = axum::body::to_bytes(request.into_body(), usize::MAX).await.unwrap();
        let seen = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or("nobody");
        format!("{method} {path} {seen} {}", String::from_utf8_lossy(&body)).into_response()
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(any(echo))).await });
    address
}

fn call(url: &str) -> Call {
    let mut call = Call::new(Method::POST, Url::parse(url).unwrap());
    call.credentials.insert(AUTHORIZATION, HeaderValue::from_static("secret"));
    call.body = Bytes::from_static(b"hello");
    call
}

async fn refused(outgoing: &Outgoing, url: &str) -> IpAddr {
    match outgoing.send(call(url)).await {
        Err(OutgoingError::Refused { cause, .. }) => cause.address,
        other => panic!("{url}: {other:?}"),
    }
}

async fn text(outgoing: &Outgoing, url: &str) -> String {
    let reply = outgoing.send(call(url)).await.unwrap();
    String::from_utf8(reply.body.to_vec()).unwrap()
}

#[tokio::test]
async fn an_address_is_one_however_it_is_written() {
    let outgoing = Outgoing::new(&[]).unwrap();
    for host in ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.1", "%31%32%37.0.0.1"]
    {
        assert_eq!(refused(&outgoing, &format!("http://{host}/")).await.to_string(), "127.0.0.1", "{host}");
    }
    for host in ["[::1]", "[::ffff:7f00:1]", "[64:ff9b::a9fe:a9fe]", "[fe80::1]", "0", "169.254.169.254"] {
        refused(&outgoing, &format!("http://{host}/")).await;
    }
    let file = outgoing.send(Call::new(Method::GET, Url::parse("file:///etc/passwd").unwrap())).await;
    assert!(matches!(file, Err(OutgoingError::Scheme(_))));
}

#[tokio::test]
async fn ssrf_one_bad_address_among_many_is_enough() {
    let names = Told::new(&[&["1.1.1.1", "10.0.0.1"]]);
    let outgoing = Outgoing::with(&[], names).unwrap();
    assert_eq!(refused(&outgoing, "http://example.com/").await.to_string(), "10.0.0.1");
}

#[tokio::test]
async fn ssrf_a_name_that_changes_its_address_gains_nothing() {
    let address = server().await;
    // Looked up once: what was checked is what is connected to. The next look is checked anew.
    let names = Told::new(&[&["127.0.0.1"], &["169.254.169.254"]]);
    let outgoing = Outgoing::with(&[LOCAL], names).unwrap();
    let url = |name: &str| format!("http://{name}:{}/x", address.port());
    assert_eq!(text(&outgoing, &url("rebind.test")).await, "POST /x secret hello");
    assert_eq!(refused(&outgoing, &url("again.test")).await.to_string(), "169.254.169.254");
}

#[tokio::test]
async fn ssrf_each_redirect_is_checked() {
    let address = server().await;
    let outgoing = Outgoing::new(&[LOCAL]).unwrap();
    let to = |url: &str| format!("http://{address}/to/{url}");
    assert_eq!(
        refused(&outgoing, &to("http://169.254.169.254/latest/meta-data")).await.to_string(),
        "169.254.169.254"
    );
    let onward = to(&to("http://[::1]/"));
    assert_eq!(refused(&outgoing, &onward).await.to_string(), "::1");
    let astray = outgoing.send(call(&to("file:///etc/passwd"))).await;
    assert!(matches!(astray, Err(OutgoingError::Scheme(_))), "{astray:?}");
    let uri: Uri = format!("http://{address}/to/x").parse().unwrap();
    let around = outgoing.send(call(&to(&to(&to(&to(&to(&to(&uri.to_string())))))))).await;
    assert!(matches!(around, Err(OutgoingError::Redirects { .. })), "{around:?}");
}

#[tokio::test]
async fn token_leak_credentials_stay_with_their_server() {
    let (one, other) = (server().await, server().await);
    let outgoing = Outgoing::new(&[LOCAL]).unwrap();
    let own = text(&outgoing, &format!("http://{one}/to/http://{one}/x")).await;
    assert_eq!(own, "POST /x secret hello");
    let others = text(&outgoing, &format!("http://{one}/to/http://{other}/x")).await;
    assert_eq!(others, "POST /x nobody hello");
    let back = text(&outgoing, &format!("http://{one}/to/http://{other}/to/http://{one}/x")).await;
    assert_eq!(back, "POST /x nobody hello");
    let see = text(&outgoing, &format!("http://{one}/see/http://{one}/x")).await;
    assert_eq!(see, "GET /x secret ");
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    let address = server().await;
    let outgoing = Outgoing::new(&[LOCAL]).unwrap();
    let answer = outgoing.send(call(&format!("http://{address}/large"))).await;
    assert!(matches!(answer, Err(OutgoingError::TooLarge { .. })));
}

#[tokio::test]
async fn a_failure_names_no_more_than_the_server() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let outgoing = Outgoing::new(&[LOCAL]).unwrap();
    let failed = outgoing.send(call(&format!("http://127.0.0.1:{port}/services/canary"))).await.unwrap_err();
    assert!(matches!(failed, OutgoingError::Failed { .. }));
    assert!(!failed.to_string().contains("canary"), "{failed}");
}
