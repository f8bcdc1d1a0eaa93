use crate::server::{Server, command};
use std::os::unix::fs::PermissionsExt;

#[tokio::test]
async fn a_first_start_is_safe_and_tells_the_token_once() {
    let root = tempfile::tempdir().unwrap();
    let state = root.path().join("state");
    let server = Server::start(&state);
    assert!(server.url.starts_with("http://127.0.0.1:"), "{}", server.url);
    let token = std::fs::read_to_string(state.join("admin-token")).unwrap();
    let mode = std::fs::metadata(state.join("admin-token")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(server.get("/api/v1/me").await["name"], "admin");
    // Only one process may use a state folder.
    let other = command(&state).args(["--port", "0"]).output().unwrap();
    assert_eq!(other.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&other.stderr).contains("another rustcid uses"), "{other:?}");
    server.stop();
    let again = Server::start(&state);
    assert!(!again.said.iter().any(|line| line.contains(token.trim())), "{:?}", again.said);
    assert_eq!(again.get("/api/v1/me").await["name"], "admin");
}

#[tokio::test]
async fn a_backup_of_a_running_server_becomes_a_server() {
    let root = tempfile::tempdir().unwrap();
    let (state, copy, file) = (root.path().join("a"), root.path().join("b"), root.path().join("backup"));
    let server = Server::start(&state);
    let yaml = "on: push\njobs: {a: {runs-on: x, steps: [{run: 'true'}]}}\n";
    let id = server.post("/api/v1/pipelines?name=Kept", yaml).await["id"].as_str().unwrap().to_owned();
    assert!(command(&state).arg("backup").arg(&file).status().unwrap().success());
    assert!(command(&copy).arg("restore").arg(&file).status().unwrap().success());
    let twice = command(&copy).arg("restore").arg(&file).output().unwrap();
    assert_eq!(twice.status.code(), Some(2), "a store that is there is not replaced");
    std::fs::copy(state.join("admin-token"), copy.join("admin-token")).unwrap();
    let restored = Server::start(&copy);
    assert_eq!(restored.get(&format!("/api/v1/pipelines/{id}")).await["name"], "Kept");
}
