//! A disk that takes nothing in: the limit on the size of files stands for it, which can be set and lifted outside.

use crate::server::{Server, command};
use crate::stream::Stream;
use crate::whole::{Graph, ended, runs};
use reqwest::Method;
use rustix::process::{Resource, Rlimit, prlimit};
use std::process::Command;

const GRAPH: &Graph = &[("a", &[])];

fn lines(_: &str) -> String {
    (1..=200).map(|i| format!("line {i}\n")).collect()
}

#[tokio::test]
async fn a_full_disk_is_told_loses_nothing_and_work_goes_on_by_itself() {
    let root = tempfile::tempdir().unwrap();
    let (state, gate) = (root.path().join("state"), root.path().join("gate"));
    // Without a trap the system ends whoever meets the limit.
    let daemon = command(&state);
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]).arg(daemon.get_program()).args(daemon.get_args());
    for (name, value) in daemon.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    let server = Server::of(shell, &state, None);
    let yaml = format!(
        "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: |\n          \
         while [ ! -e {} ]; do sleep 0.05; done\n          for i in $(seq 1 200); do echo line $i; done\n",
        gate.display()
    );
    let id = server.pipeline(&yaml).await;
    let run = server.trigger(&id).await;
    let mut events = Stream::events(&run);
    events.until(&server, |record| runs(record, "a", 1)).await;

    let limit = |current| {
        let (maximum, file_size) = (None, Resource::Fsize);
        prlimit(Some(server.pid()), file_size, Rlimit { current, maximum }).unwrap();
    };
    limit(Some(0));
    std::fs::write(&gate, "").unwrap();
    for _ in 0..3 {
        for (method, path) in
            [(Method::GET, "/ready".to_owned()), (Method::POST, format!("/api/v1/pipelines/{id}/trigger"))]
        {
            let (status, text) = server.send(method, &path, "").await;
            assert_eq!(status, 503, "{path}: {text}");
            assert!(text.contains("\"unavailable\"") && text.contains("disk"), "{path}: {text}");
        }
        // What is there can be read.
        assert_eq!(server.get(&format!("/api/v1/runs/{run}")).await["finished"], serde_json::Value::Null);
    }
    limit(None);
    assert_eq!(
        ended(&server, &run, GRAPH, &lines).await.attempts,
        1,
        "the job waited, and did not run again"
    );
    assert_eq!(server.get("/ready").await["status"], "ready");
    let listed = server.get("/api/v1/runs").await;
    assert_eq!(listed["items"].as_array().unwrap().len(), 1, "what was refused is not there");
    let next = server.trigger(&id).await;
    assert_eq!(ended(&server, &next, GRAPH, &lines).await.attempts, 1);
}
