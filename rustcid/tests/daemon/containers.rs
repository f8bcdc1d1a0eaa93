//! Jobs in containers, with a real engine. Left out, with a word, where none answers.

use crate::database;
use crate::matrix::two;
use crate::server::{Place, Server};
use crate::stream::Stream;
use crate::whole::{Graph, ended, runs};
use executors::{Docker, DockerOptions};
use std::path::Path;
use std::process::Command;

const GRAPH: &Graph = &[("a", &[])];

fn lines(_: &str) -> String {
    "Starting job (rustci-test/bash)\nfrom: the image\nlast\n".to_owned()
}

/// A job in an image that goes on until a file is there.
fn pipeline(gate: &Path, name: &str) -> String {
    let folder = gate.parent().unwrap().display();
    format!(
        "on: push\njobs:\n  a:\n    runs-on: x\n    container:\n      image: rustci-test/bash\n      env: {{FROM: the image}}\n      \
         options: --label rustci-test={name}\n      volumes: ['{folder}:/gate:ro']\n    steps:\n      - run: |\n          \
         echo \"from: $FROM\"\n          while [ ! -e /gate/{} ]; do sleep 0.05; done\n          echo last\n",
        gate.file_name().unwrap().display()
    )
}

/// The containers that jobs of this test have.
fn containers(name: &str) -> String {
    let filter = format!("label=rustci-test={name}");
    let listed = Command::new("docker").args(["ps", "-aq", "--filter", &filter]).output().unwrap();
    assert!(listed.status.success(), "{listed:?}");
    String::from_utf8(listed.stdout).unwrap()
}

/// Whether the test can be made.
async fn engine() -> bool {
    let answer = Docker::new(DockerOptions::default()).check().await;
    if let Err(cause) = &answer {
        eprintln!("SKIPPED: {cause}");
    }
    answer.is_ok()
}

#[tokio::test]
async fn a_job_in_a_container_ends_is_cancelled_and_outlives_no_server() {
    if !engine().await {
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let (gate, name) = (root.path().join("gate"), format!("t{}", std::process::id()));
    let place = Place::own(&root.path().join("state"));
    let server = Server::with_engine(&place);
    let id = server.pipeline(&pipeline(&gate, &name)).await;
    let begun = async |server: &Server| {
        let run = server.trigger(&id).await;
        let said =
            |piece: &serde_json::Value| piece["text"].as_str().is_some_and(|text| text.contains("image"));
        Stream::logs(&run).until(server, said).await;
        assert_eq!(containers(&name).lines().count(), 1);
        run
    };

    let run = begun(&server).await;
    server.post(&format!("/api/v1/runs/{run}/cancel"), "").await;
    let end = Stream::events(&run).until(&server, |record| record["type"] == "run_finished").await;
    assert_eq!(end["outcome"], "cancelled");

    let run = begun(&server).await;
    std::fs::write(&gate, "").unwrap();
    assert_eq!(ended(&server, &run, GRAPH, &lines).await.attempts, 1);

    // What a dead server left goes when it starts again, and the job begins anew.
    std::fs::remove_file(&gate).unwrap();
    let run = begun(&server).await;
    let left = containers(&name);
    server.kill();
    let server = Server::with_engine(&place);
    Stream::events(&run).until(&server, |record| runs(record, "a", 2)).await;
    assert!(!containers(&name).contains(left.trim()), "{left} is left");
    std::fs::write(&gate, "").unwrap();
    assert_eq!(ended(&server, &run, GRAPH, &lines).await.attempts, 2);
    // Containers go beside the end of the job, and with the server at the latest.
    server.stop();
    assert_eq!(containers(&name), "");
}

#[tokio::test]
async fn case_22_a_job_gets_out_of_its_container_only_where_that_is_allowed() {
    if !engine().await {
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let server = Server::confined(&Place::own(&root.path().join("state")));
    let id = server.pipeline(&pipeline(&root.path().join("gate"), "confined")).await;
    let run = server.trigger(&id).await;
    let end = Stream::events(&run).until(&server, |record| record["type"] == "job_finished").await;
    assert_eq!(end["outcome"], "failure", "{end}");
    assert!(end["cause"].to_string().contains("reaches outside of the job's containers"), "{end}");
    assert_eq!(containers("confined"), "");
}

#[tokio::test]
async fn a_replica_without_an_engine_leaves_jobs_with_images_to_the_one_that_has_it() {
    if !engine().await {
        return;
    }
    let (root, database) = (tempfile::tempdir().unwrap(), database::Server::find());
    let gate = root.path().join("gate");
    std::fs::write(&gate, "").unwrap();
    let places = two(root.path(), &database);
    // The one with the engine is known before the other takes jobs.
    let b = Server::with_engine(&places[1]);
    let a = Server::at(&places[0]);
    let with = std::fs::read_to_string(places[1].state.join("runner")).unwrap();
    let id = a.pipeline(&pipeline(&gate, "replicas")).await;
    let mut all = Vec::new();
    for _ in 0..6 {
        all.push(a.trigger(&id).await);
    }
    for run in all {
        let started = Stream::events(&run).until(&b, |record| record["type"] == "job_started").await;
        assert_eq!(started["runner"], with.trim());
        assert_eq!(ended(&a, &run, GRAPH, &lines).await.attempts, 1);
    }
}
