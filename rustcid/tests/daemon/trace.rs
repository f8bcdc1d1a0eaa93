//! Whoever triggers a run within a trace of their own sees run, jobs and steps in it.

use crate::server::{Server, command};
use crate::stream::Stream;
use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use reqwest::Method;
use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

const CI: &str = "on: push\njobs:\n  build:\n    runs-on: x\n    steps:\n      - {name: Tell, run: 'echo \"it is $TRACEPARENT\"'}\n";

/// A collector; what it is sent.
async fn collector() -> (String, UnboundedReceiver<Bytes>) {
    let (taken, sent) = unbounded_channel();
    let take = move |body: Bytes| {
        taken.send(body).unwrap();
        async { "" }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1/traces", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/v1/traces", post(take))).await });
    (url, sent)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn a_trace_goes_on_through_run_job_step_and_the_jobs_own_programs() {
    let folder = tempfile::tempdir().unwrap();
    let (url, mut sent) = collector().await;
    let mut command = command(folder.path());
    command.args(["--set", "observability.tracing.enabled=true", "--set"]);
    command.arg(format!("observability.tracing.otlp_endpoint={url}"));
    let server = Server::of(command, folder.path(), None);
    let pipeline = server.pipeline(CI).await;
    let trigger = server.request(Method::POST, &format!("/api/v1/pipelines/{pipeline}/trigger"));
    let made: Value = trigger.header("traceparent", PARENT).send().await.unwrap().json().await.unwrap();
    let run = made["id"].as_str().unwrap();
    Stream::events(run).until(&server, |record| record["type"] == "run_finished").await;
    let (_, log) = server.send(Method::GET, &format!("/api/v1/runs/{run}/logs"), "").await;

    let request = ExportTraceServiceRequest::decode(sent.recv().await.unwrap()).unwrap();
    let spans: Vec<&Span> =
        request.resource_spans[0].scope_spans.iter().flat_map(|scope| &scope.spans).collect();
    let below = |parent: &str| *spans.iter().find(|span| hex(&span.parent_span_id) == parent).unwrap();
    assert!(spans.iter().all(|span| hex(&span.trace_id) == PARENT[3..35]), "{spans:?}");
    let of_run = below(&PARENT[36..52]);
    let of_job = below(&hex(&of_run.span_id));
    let of_step = below(&hex(&of_job.span_id));
    assert_eq!((of_job.name.as_str(), of_step.name.as_str()), ("build", "Tell"));
    // What the job's programs make of it goes on below the job.
    let told = format!("it is 00-{}-{}-01", &PARENT[3..35], hex(&of_job.span_id));
    assert!(log.contains(&told), "{told}: {log}");
}
