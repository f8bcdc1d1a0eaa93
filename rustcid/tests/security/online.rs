//! The master key is changed by the command, with and without a server that runs.

use crate::server::{Server, command};
use std::path::Path;

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
