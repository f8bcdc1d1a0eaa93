use super::*;
use axum::Router;
use axum::routing::any;
use events::{Attempt, Event, Facts, GitRef, Outcome, Record, StepEnd, StepId, Timestamp};
use indexmap::IndexMap;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::trace::v1::Span;
use plan::Plan;
use prost::Message;
use std::sync::Mutex;
use stores::{MemoryStore, Submission};

const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/// A collector, and what it was sent.
async fn collector() -> (String, Arc<Mutex<Vec<Bytes>>>) {
    let taken: Arc<Mutex<Vec<Bytes>>> = Arc::default();
    let taking = Arc::clone(&taken);
    let take = move |body: Bytes| {
        taking.lock().unwrap().push(body);
        async { "" }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1/traces", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(any(take))).await });
    (url, taken)
}

async fn ended(store: &MemoryStore, run: &str) {
    let (run, job, attempt, step) = (RunId::from(run), "build".into(), Attempt(1), StepId(0));
    let traceparent = Some(PARENT.to_owned());
    let facts = Facts { traceparent, ..Facts::new(run.clone(), GitRef::Branch("main".into())) };
    let plan = Plan::new("rustci", expr::Dialect::Native, Vec::new());
    let store: &dyn Store = store;
    store.create(&run, Submission { plan: Arc::new(plan), facts: Arc::new(facts) }).await.unwrap();
    let end = StepEnd { outcome: Outcome::Failure, conclusion: Outcome::Failure, cause: None };
    let (outputs, variables) = (IndexMap::new(), IndexMap::new());
    let events = [
        Event::RunCreated { run: run.clone(), name: "CI".into(), format: "rustci".into() },
        Event::JobAdded { job, name: "Build".into(), stage: None, needs: Vec::new() },
        Event::JobStarted { job: "build".into(), attempt, runner: "r".into() },
        Event::StepStarted { job: "build".into(), attempt, step, name: "make".into() },
        Event::StepFinished { job: "build".into(), attempt, step, end },
        Event::JobFinished {
            job: "build".into(),
            attempt,
            outcome: Outcome::Failure,
            tolerated: false,
            cause: None,
            outputs,
            variables,
        },
        Event::RunFinished { outcome: Outcome::Failure, outputs: IndexMap::new() },
    ];
    let records = (1..).zip(events).map(|(seq, event)| Record { seq, at: Timestamp(seq * 1000), event });
    store.append(&run, 0, &records.collect::<Vec<_>>()).await.unwrap();
}

fn tracer(url: &str, store: &Arc<MemoryStore>) -> Tracer {
    let settings = Tracing {
        otlp_endpoint: url.parse().unwrap(),
        sample_ratio: Ratio::ALL,
        service_name: "ci".into(),
        resource: [("deployment.environment.name".to_owned(), "test".to_owned())].into(),
    };
    Tracer::new(&settings, Arc::<MemoryStore>::clone(store)).unwrap()
}

#[tokio::test]
async fn a_collector_hears_of_run_job_and_step() {
    let (url, taken) = collector().await;
    let store = Arc::new(MemoryStore::new());
    ended(&store, "7").await;
    tracer(&url, &store).send(&"7".into()).await.unwrap();
    let body = taken.lock().unwrap()[0].clone();
    let sent = ExportTraceServiceRequest::decode(body).unwrap();
    let resource = format!("{:?}", sent.resource_spans[0].resource);
    for part in ["service.name", "\"ci\"", "deployment.environment.name", "\"test\""] {
        assert!(resource.contains(part), "{part}: {resource}");
    }
    let spans: Vec<&Span> =
        sent.resource_spans[0].scope_spans.iter().flat_map(|scope| &scope.spans).collect();
    let of = |name: &str| *spans.iter().find(|span| span.name == name).unwrap();
    let (run, job, step) = (of("RUN CI"), of("Build"), of("make"));
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    assert!(spans.len() == 3 && spans.iter().all(|span| hex(&span.trace_id) == PARENT[3..35]));
    assert_eq!(hex(&run.parent_span_id), &PARENT[36..52]);
    assert_eq!((&job.parent_span_id, &step.parent_span_id), (&run.span_id, &job.span_id));
    assert_eq!((run.start_time_unix_nano, run.end_time_unix_nano), (1_000_000_000, 7_000_000_000));
    assert_eq!((job.start_time_unix_nano, job.end_time_unix_nano), (3_000_000_000, 6_000_000_000));
    assert_eq!(step.status.as_ref().unwrap().code, 2);
    assert!(format!("{:?}", run.attributes).contains("cicd.pipeline.result"));
}

#[tokio::test]
async fn a_collector_that_is_away_is_said_in_the_log_and_nobody_waits() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let store = Arc::new(MemoryStore::new());
    ended(&store, "7").await;
    let error = tracer(&format!("http://127.0.0.1:{port}/v1/traces"), &store).send(&"7".into()).await;
    assert!(matches!(error, Err(TraceError::Collector(_))), "{error:?}");
}
