//! Two servers over one database.

use crate::database;
use crate::matrix::two;
use crate::server::{Server, replica};
use crate::stream::Stream;
use crate::whole::{Graph, ended, runs};
use reqwest::Method;
use serde_json::Value;
use std::path::Path;

const SECRET: &str = r#"{"value": "made on the first"}"#;
const GRAPH: &Graph = &[("long", &[])];

fn lines(_: &str) -> String {
    "begun\nthe secret fits\nlast\n".to_owned()
}

/// A job that uses a secret and goes on until a file is there.
fn pipeline(gate: &Path) -> String {
    format!(
        "on: push\njobs:\n  long:\n    runs-on: x\n    steps:\n      - env: {{TOKEN: '${{{{ secrets.TOKEN }}}}'}}\n        run: |\n          \
         echo begun\n          [ \"$TOKEN\" = 'made on the first' ] && echo the secret fits\n          \
         while [ ! -e {} ]; do sleep 0.05; done\n          echo last\n",
        gate.display()
    )
}

fn runner(root: &Path, replica: &str) -> String {
    std::fs::read_to_string(root.join(replica).join("runner")).unwrap().trim().to_owned()
}

#[tokio::test]
async fn what_one_replica_begins_another_shows_cancels_and_ends() {
    let (root, database) = (tempfile::tempdir().unwrap(), database::Server::find());
    let (root, gate) = (root.path(), root.path().join("gate"));
    let places = two(root, &database);
    let (a, b) = (Server::at(&places[0]), Server::at(&places[1]));
    let listed = b.get("/api/v1/runners").await.to_string();
    assert!(listed.contains(&runner(root, "a")) && listed.contains(&runner(root, "b")), "{listed}");

    // Jobs run on the first: the second takes none for now.
    b.post(&format!("/api/v1/runners/{}/drain", runner(root, "b")), "").await;
    a.send(Method::PUT, "/api/v1/secrets/TOKEN", SECRET).await;
    let id = a.pipeline(&pipeline(&gate)).await;

    // A key counts everywhere.
    let trigger = format!("/api/v1/pipelines/{id}/trigger");
    let keyed = async |server: &Server| {
        let answer = server.request(Method::POST, &trigger).header("idempotency-key", "once").send().await;
        answer.unwrap().json::<Value>().await.unwrap()["id"].as_str().unwrap().to_owned()
    };
    let run = keyed(&a).await;
    assert_eq!(keyed(&b).await, run);

    let mut log = Stream::logs(&run);
    log.until(&b, |piece| piece["text"].as_str().is_some_and(|text| text.contains("fits"))).await;
    b.post(&format!("/api/v1/runs/{run}/cancel"), "").await;
    let end = Stream::events(&run).until(&a, |record| record["type"] == "run_finished").await;
    assert_eq!(end["outcome"], "cancelled");

    // The first dies in the middle of a job. Its claim runs out, and the job runs again on the second.
    let run = a.trigger(&id).await;
    Stream::events(&run).until(&b, |record| runs(record, "long", 1)).await;
    b.post(&format!("/api/v1/runners/{}/resume", runner(root, "b")), "").await;
    a.kill();
    let again = |record: &Value| record["type"] == "job_started" && record["attempt"] == 2;
    let again = Stream::events(&run).until(&b, again).await;
    assert_eq!(again["runner"], runner(root, "b").as_str());
    std::fs::write(&gate, "").unwrap();
    assert_eq!(ended(&b, &run, GRAPH, &lines).await.attempts, 2);

    // A replica that comes back takes nothing from the one that lives.
    std::fs::remove_file(&gate).unwrap();
    let run = b.trigger(&id).await;
    Stream::events(&run).until(&b, |record| runs(record, "long", 1)).await;
    let a = Server::at(&places[0]);
    std::fs::write(&gate, "").unwrap();
    assert_eq!(ended(&a, &run, GRAPH, &lines).await.attempts, 1);
    for server in [&a, &b] {
        assert_eq!(server.get("/api/v1/audit/verify").await["verdict"], "whole");
    }
}

#[test]
fn no_replica_starts_without_the_keys_of_the_others() {
    let root = tempfile::tempdir().unwrap();
    let database =
        Some(("mongodb://user:hidden@127.0.0.1:1/?serverSelectionTimeoutMS=100".to_owned(), "x".to_owned()));
    let place = crate::server::Place { state: root.path().join("state"), database, token: None };
    for variable in ["RUSTCI_MASTER_KEY", "JWT_SECRET"] {
        let refused = replica(&place).env_remove(variable).args(["--port", "0"]).output().unwrap();
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(2), "{said}");
        assert!(said.contains(&format!("set {variable} to the same secret")), "{said}");
    }
    let away = replica(&place).args(["--port", "0"]).output().unwrap();
    let said = String::from_utf8_lossy(&away.stderr).into_owned();
    assert!(
        said.contains("no MongoDB server that takes writes answers") && !said.contains("hidden"),
        "{said}"
    );
    for (verb, tool) in [("backup", "mongodump"), ("restore", "mongorestore")] {
        let refused = replica(&place).arg(verb).arg(root.path().join("copy")).output().unwrap();
        assert!(String::from_utf8_lossy(&refused.stderr).contains(tool), "{refused:?}");
    }
}

#[tokio::test]
async fn a_database_that_is_away_is_told_and_work_goes_on_when_it_is_back() {
    let root = tempfile::tempdir().unwrap();
    let gate = root.path().join("gate");
    // It confirms what its disk has.
    let mut database = database::Own::start(&["--sync-on-commit"]);
    let shared = Some((database.uri(), "away".to_owned()));
    let place = crate::server::Place { state: root.path().join("state"), database: shared, token: None };
    let server = Server::at(&place);
    server.send(Method::PUT, "/api/v1/secrets/TOKEN", SECRET).await;
    let id = server.pipeline(&pipeline(&gate)).await;
    let run = server.trigger(&id).await;
    Stream::events(&run).until(&server, |record| runs(record, "long", 1)).await;
    database.kill();
    std::fs::write(&gate, "").unwrap();
    for (method, path) in
        [(Method::GET, "/ready".to_owned()), (Method::POST, format!("/api/v1/pipelines/{id}/trigger"))]
    {
        let (status, text) = server.send(method, &path, "").await;
        assert_eq!(status, 503, "{path}: {text}");
        assert!(text.contains("\"unavailable\"") && text.contains("MongoDB"), "{path}: {text}");
    }
    database.again(&["--sync-on-commit"]);
    assert_eq!(
        ended(&server, &run, GRAPH, &lines).await.attempts,
        1,
        "the job waited, and did not run again"
    );
    assert_eq!(server.get("/ready").await["status"], "ready");
}
