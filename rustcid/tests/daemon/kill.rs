//! One server, killed or stopped in the middle of a job.

use crate::server::Server;
use crate::stream::Stream;
use crate::whole::{Graph, ended, runs};
use std::path::Path;
use std::time::Duration;

/// Two jobs, the first of which goes on until a file is there.
fn pipeline(root: &Path) -> String {
    let (gate, done) = (root.join("gate"), root.join("done"));
    format!(
        "on: push\njobs:\n  long:\n    runs-on: x\n    steps:\n      - run: |\n          for i in $(seq 1 500); do echo line $i; done\n          \
         while [ ! -e {gate} ]; do sleep 0.05; done\n          echo last\n  after:\n    needs: long\n    runs-on: x\n    \
         steps:\n      - run: echo once >> {done}; echo after\n",
        gate = gate.display(),
        done = done.display()
    )
}

const GRAPH: &Graph = &[("long", &[]), ("after", &["long"])];

fn lines(job: &str) -> String {
    match job {
        "long" => (1..=500).map(|i| format!("line {i}\n")).chain(["last\n".to_owned()]).collect(),
        _ => "after\n".to_owned(),
    }
}

/// A run of the pipeline whose first job has begun its step.
async fn in_mid_job(server: &Server, root: &Path) -> String {
    let id = server.pipeline(&pipeline(root)).await;
    let run = server.trigger(&id).await;
    Stream::events(&run).until(server, |record| runs(record, "long", 1)).await;
    run
}

#[tokio::test]
async fn a_run_survives_kill_9_whole_and_nothing_is_done_twice() {
    let root = tempfile::tempdir().unwrap();
    let state = root.path().join("state");
    let server = Server::start(&state);
    let run = in_mid_job(&server, root.path()).await;
    server.kill();
    let server = Server::start(&state);
    // What the dead process had begins again at once, not when its claim has run out.
    Stream::events(&run).until(&server, |record| runs(record, "long", 2)).await;
    let told = server.get(&format!("/api/v1/runs/{run}")).await;
    assert_eq!(told["jobs"][1]["status"], "waiting", "no job begins before those it needs");
    std::fs::write(root.path().join("gate"), "").unwrap();
    assert_eq!(ended(&server, &run, GRAPH, &lines).await.attempts, 3);
    assert_eq!(std::fs::read_to_string(root.path().join("done")).unwrap(), "once\n");
}

#[tokio::test]
async fn a_stopped_server_hands_its_jobs_back() {
    let root = tempfile::tempdir().unwrap();
    let state = root.path().join("state");
    let server = Server::start(&state);
    let run = in_mid_job(&server, root.path()).await;
    let took = server.stop();
    assert!(took < Duration::from_secs(10), "{took:?}");
    std::fs::write(root.path().join("gate"), "").unwrap();
    let server = Server::start(&state);
    assert_eq!(ended(&server, &run, GRAPH, &lines).await.attempts, 3);
}
