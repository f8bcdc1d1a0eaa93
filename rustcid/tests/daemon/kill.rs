use crate::server::Server;
use serde_json::Value;
use std::path::Path;
use std::time::{Duration, Instant};

/// Two jobs, the first of which goes on until a file is there.
fn pipeline(root: &Path) -> String {
    let (gate, done) = (root.join("gate"), root.join("done"));
    format!(
        "on: push\njobs:\n  long:\n    runs-on: x\n    steps:\n      - run: |\n          for i in $(seq 1 500); do echo line $i; done\n          \
         while [ ! -e {gate} ]; do sleep 0.05; done\n          echo last\n  after:\n    needs: long\n    runs-on: x\n    \
         steps:\n      - run: echo once >> {done}\n",
        gate = gate.display(),
        done = done.display()
    )
}

/// Asks until something holds.
async fn until(server: &Server, path: &str, holds: impl Fn(&Value) -> bool) -> Value {
    let limit = Instant::now() + Duration::from_secs(60);
    loop {
        let told = server.get(path).await;
        if holds(&told) {
            return told;
        }
        assert!(Instant::now() < limit, "{path}: {told}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The pieces of a stream: job, attempt, number, text.
fn pieces(stream: &str) -> Vec<Value> {
    let data = stream.lines().filter_map(|line| line.strip_prefix("data: "));
    data.map(|data| serde_json::from_str::<Value>(data).unwrap())
        .filter(|data| data["job"].is_string())
        .collect()
}

/// No piece is missing, none came twice, and the last try printed all.
fn whole(stream: &str, attempt: u64) {
    let pieces = pieces(stream);
    let mut tries: std::collections::BTreeMap<(String, u64), u64> = Default::default();
    for piece in &pieces {
        let next = tries.entry((piece["job"].to_string(), piece["attempt"].as_u64().unwrap())).or_default();
        assert_eq!(piece["number"].as_u64().unwrap(), *next, "{piece}");
        *next += 1;
    }
    let last = pieces.iter().filter(|piece| piece["job"] == "long" && piece["attempt"] == attempt);
    let text: String = last.map(|piece| piece["text"].as_str().unwrap()).collect();
    let expected: String = (1..=500).map(|i| format!("line {i}\n")).chain(["last\n".to_owned()]).collect();
    assert_eq!(text, expected);
}

/// A run of the pipeline whose first job has begun its step.
async fn in_mid_job(server: &Server, root: &Path) -> String {
    let made = server.post("/api/v1/pipelines", &pipeline(root)).await;
    let id = made["id"].as_str().unwrap();
    let triggered = server.post(&format!("/api/v1/pipelines/{id}/trigger"), "").await;
    let run = triggered["id"].as_str().unwrap().to_owned();
    until(server, &format!("/api/v1/runs/{run}"), |run| run["jobs"][0]["steps"][0]["status"] == "running")
        .await;
    run
}

#[tokio::test]
async fn a_run_survives_kill_9_whole_and_nothing_is_done_twice() {
    let root = tempfile::tempdir().unwrap();
    let state = root.path().join("state");
    let server = Server::start(&state);
    let run = in_mid_job(&server, root.path()).await;
    let path = format!("/api/v1/runs/{run}");
    server.kill();
    let server = Server::start(&state);
    // What the dead process had begins again at once, not when its claim has run out.
    let told =
        until(&server, &path, |run| run["jobs"][0]["attempt"] == 2 && run["jobs"][0]["status"] == "running")
            .await;
    assert_eq!(told["jobs"][1]["status"], "waiting", "no job begins before those it needs");
    std::fs::write(root.path().join("gate"), "").unwrap();
    let stream = server.stream(&run).await;
    whole(&stream, 2);
    let ended = server.get(&path).await;
    assert_eq!(ended["status"], "success", "{ended}");
    assert_eq!(std::fs::read_to_string(root.path().join("done")).unwrap(), "once\n");
}

#[tokio::test]
async fn kills_at_any_moment_lose_no_run() {
    let root = tempfile::tempdir().unwrap();
    let state = root.path().join("state");
    let mut server = Server::start(&state);
    let yaml = "on: push\njobs:\n  a: {runs-on: x, steps: [{run: echo a}]}\n  b: {needs: a, runs-on: x, steps: [{run: echo b}]}\n";
    let id = server.post("/api/v1/pipelines", yaml).await["id"].as_str().unwrap().to_owned();
    let mut runs = Vec::new();
    for round in 0..6_u64 {
        for _ in 0..4 {
            let run = server.post(&format!("/api/v1/pipelines/{id}/trigger"), "").await;
            runs.push(run["id"].as_str().unwrap().to_owned());
        }
        tokio::time::sleep(Duration::from_millis(round * 17)).await;
        server.kill();
        server = Server::start(&state);
    }
    for run in &runs {
        let ended = until(&server, &format!("/api/v1/runs/{run}"), |run| !run["finished"].is_null()).await;
        assert_eq!(ended["status"], "success", "{ended}");
        let (a, b) = (&ended["jobs"][0], &ended["jobs"][1]);
        assert!(a["finished"].as_str() <= b["started"].as_str(), "{ended}");
    }
    let listed = server.get("/api/v1/runs?limit=500").await;
    let mut numbers: Vec<u64> =
        listed["items"].as_array().unwrap().iter().map(|run| run["number"].as_u64().unwrap()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), runs.len(), "each run has a number of its own");
}

#[tokio::test]
async fn a_stopped_server_hands_its_jobs_back() {
    let root = tempfile::tempdir().unwrap();
    let state = root.path().join("state");
    let server = Server::start(&state);
    let run = in_mid_job(&server, root.path()).await;
    let path = format!("/api/v1/runs/{run}");
    let took = server.stop();
    assert!(took < Duration::from_secs(10), "{took:?}");
    std::fs::write(root.path().join("gate"), "").unwrap();
    let server = Server::start(&state);
    let stream = server.stream(&run).await;
    whole(&stream, 2);
    assert_eq!(server.get(&path).await["status"], "success");
}
