use crate::server::{Server, command};
use crate::stream::Stream;
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
    // Runs begin and end all the while.
    let before = server.trigger(&id).await;
    let copying = command(&state).arg("backup").arg(&file).spawn().unwrap();
    let mut during = Vec::new();
    for _ in 0..10 {
        during.push(server.trigger(&id).await);
    }
    assert!(copying.wait_with_output().unwrap().status.success());
    assert!(command(&copy).arg("restore").arg(&file).status().unwrap().success());
    let twice = command(&copy).arg("restore").arg(&file).output().unwrap();
    assert_eq!(twice.status.code(), Some(2), "a store that is there is not replaced");
    // With the runner's name what was claimed in it begins again at once.
    for file in ["admin-token", "runner"] {
        std::fs::copy(state.join(file), copy.join(file)).unwrap();
    }
    let restored = Server::start(&copy);
    assert_eq!(restored.get(&format!("/api/v1/pipelines/{id}")).await["name"], "Kept");
    // Both are whole: what the copy has not ended it ends, and the server has missed nothing.
    let ends = async |server: &Server, run: &str| {
        let ended = |record: &serde_json::Value| record["type"] == "run_finished";
        assert_eq!(Stream::events(run).until(server, ended).await["outcome"], "success");
    };
    let listed = restored.get("/api/v1/runs").await;
    let listed: Vec<&str> =
        listed["items"].as_array().unwrap().iter().filter_map(|run| run["id"].as_str()).collect();
    assert!(listed.contains(&before.as_str()), "what was there before the copy is in it: {listed:?}");
    for run in listed {
        ends(&restored, run).await;
    }
    for run in during {
        ends(&server, &run).await;
    }
}
