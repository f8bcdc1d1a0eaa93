//! The master key is changed by the command, with and without a server that runs.

use crate::server::{Server, command};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

fn rotate(state: &Path) -> String {
    let output = command(state).args(["secrets", "rotate"]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test]
async fn the_command_rotates_with_and_without_a_server() {
    let root = tempfile::tempdir().unwrap();
    let state = root.path().join("state");
    let server = Server::start(&state);
    let put = server.send(reqwest::Method::PUT, "/api/v1/secrets/TOKEN", r#"{"value":"canary"}"#).await;
    assert_eq!(put.0, 204, "{}", put.1);
    assert!(rotate(&state).contains("the server that runs"));
    // It was made known to the server: its next rotation makes one more, and the secret goes under that.
    let rotated = server.post("/api/v1/vault/rotate", "").await;
    assert_eq!(rotated["resealed"], 1, "{rotated}");
    assert_eq!(std::fs::read_to_string(state.join("master-key")).unwrap().lines().count(), 3);
    server.stop();
    let said = rotate(&state);
    assert!(said.starts_with("1 secrets are sealed with v2:"), "{said}");
    let said = command(&state)
        .env("RUSTCI_MASTER_KEY", "another key of more than 32 bytes, which the secret is not under")
        .args(["secrets", "rotate"])
        .output()
        .unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(said.contains("left as it is: the secret `TOKEN` was sealed with another master key"), "{said}");
}

#[test]
fn case_04_a_head_that_does_not_end_holds_no_connection() {
    let root = tempfile::tempdir().unwrap();
    let mut child = command(&root.path().join("state"))
        .args(["--port", "0", "--set", "server.request_timeout=1", "--set", "runners.docker.enabled=false"])
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    let address = lines.find_map(|line| line.split_once(" listens on http://").map(|(_, at)| at.to_owned()));
    let mut slow = TcpStream::connect(address.unwrap()).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    slow.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\nx-slow: ").unwrap();
    // The server hangs up, and does not wait for the rest.
    let mut answer = Vec::new();
    let ended = slow.read_to_end(&mut answer);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(ended.is_ok() && !answer.starts_with(b"HTTP/1.1 200"), "{ended:?} {answer:?}");
}
