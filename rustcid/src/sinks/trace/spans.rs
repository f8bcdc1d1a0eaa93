//! From what happened to spans, in the words of
//! <https://opentelemetry.io/docs/specs/semconv/cicd/cicd-spans/>.

use super::context::Trace;
use events::{Attempt, Event, Facts, JobId, Outcome, Record, StepId, Timestamp};
use opentelemetry::trace::{SpanContext, SpanId, SpanKind, Status};
use opentelemetry::{InstrumentationScope, KeyValue};
use opentelemetry_sdk::trace::{SpanData, SpanEvents, SpanLinks};
use std::collections::HashMap;
use std::time::{Duration, SystemTime};

/// Builds the spans of one run.
struct Spans<'a> {
    trace: &'a Trace,
    names: HashMap<&'a JobId, &'a str>,
    jobs: HashMap<(&'a JobId, Attempt), Open>,
    steps: HashMap<(&'a JobId, Attempt, &'a StepId), Open>,
    done: Vec<SpanData>,
}

/// A span that has begun.
struct Open {
    name: String,
    at: Timestamp,
    attributes: Vec<KeyValue>,
}

/// The spans of a run that has ended: its own, and those of its jobs and their steps.
pub fn of_run(trace: &Trace, facts: &Facts, records: &[Record]) -> Vec<SpanData> {
    let mut spans =
        Spans { trace, names: HashMap::new(), jobs: HashMap::new(), steps: HashMap::new(), done: Vec::new() };
    let mut run: Option<Open> = None;
    for Record { at, event, .. } in records {
        match event {
            Event::RunCreated { name, .. } => run = Some(begun(facts, name, *at)),
            Event::JobAdded { job, name, .. } => _ = spans.names.insert(job, name),
            Event::JobStarted { job, attempt, runner } => {
                spans.job_begins(job, *attempt, &runner.to_string(), *at)
            }
            Event::StepStarted { job, attempt, step, name } => {
                let open = Open { name: name.clone(), at: *at, attributes: Vec::new() };
                spans.steps.insert((job, *attempt, step), open);
            }
            Event::StepFinished { job, attempt, step, end } => {
                spans.step_ends((job, *attempt, step), Some(end.conclusion), *at);
            }
            Event::JobFinished { job, attempt, outcome, .. } => {
                spans.job_ends(job, *attempt, Some(*outcome), *at)
            }
            Event::JobRetried { job, attempt, .. } => {
                spans.job_ends(job, *attempt, Some(Outcome::Failure), *at);
            }
            Event::JobLost { job, attempt } => spans.job_ends(job, *attempt, None, *at),
            Event::RunFinished { outcome, .. } => {
                let left: Vec<_> = spans.jobs.keys().copied().collect();
                left.into_iter().for_each(|(job, attempt)| spans.job_ends(job, attempt, None, *at));
                if let Some(mut open) = run.take() {
                    open.attributes.push(KeyValue::new("cicd.pipeline.result", result(Some(*outcome))));
                    let parent = trace.parent;
                    let span = span(trace.of_run(), parent, SpanKind::Server, open, Some(*outcome), *at);
                    spans.done.push(SpanData { parent_span_is_remote: parent.is_some(), ..span });
                }
            }
            _ => {}
        }
    }
    spans.done
}

impl<'a> Spans<'a> {
    fn job_begins(&mut self, job: &'a JobId, attempt: Attempt, runner: &str, at: Timestamp) {
        let name = self.names.get(job).map_or_else(|| job.to_string(), |name| (*name).to_owned());
        let attributes = vec![
            KeyValue::new("cicd.pipeline.task.name", name.clone()),
            KeyValue::new("cicd.pipeline.task.run.id", format!("{job}#{}", attempt.0)),
            KeyValue::new("cicd.worker.id", runner.to_owned()),
        ];
        self.jobs.insert((job, attempt), Open { name, at, attributes });
    }

    fn job_ends(&mut self, job: &'a JobId, attempt: Attempt, outcome: Option<Outcome>, at: Timestamp) {
        let of_job = |(of, which, _): &&(&'a JobId, Attempt, &'a StepId)| *of == job && *which == attempt;
        let left: Vec<_> = self.steps.keys().filter(of_job).copied().collect();
        left.into_iter().for_each(|step| self.step_ends(step, None, at));
        let Some(mut open) = self.jobs.remove(&(job, attempt)) else { return };
        open.attributes.push(KeyValue::new("cicd.pipeline.task.run.result", result(outcome)));
        let (own, parent) = (self.trace.of_job(job, attempt), self.trace.of_run().span_id());
        self.done.push(span(own, Some(parent), SpanKind::Internal, open, outcome, at));
    }

    fn step_ends(&mut self, step: (&'a JobId, Attempt, &'a StepId), outcome: Option<Outcome>, at: Timestamp) {
        let Some(mut open) = self.steps.remove(&step) else { return };
        open.attributes.push(KeyValue::new("cicd.pipeline.task.run.result", result(outcome)));
        let (job, attempt, step) = step;
        let (own, parent) =
            (self.trace.of_step(job, attempt, step), self.trace.of_job(job, attempt).span_id());
        self.done.push(span(own, Some(parent), SpanKind::Internal, open, outcome, at));
    }
}

fn begun(facts: &Facts, name: &str, at: Timestamp) -> Open {
    let attributes = vec![
        KeyValue::new("cicd.pipeline.name", name.to_owned()),
        KeyValue::new("cicd.pipeline.run.id", facts.run.to_string()),
        KeyValue::new("cicd.pipeline.action.name", "RUN"),
        KeyValue::new("vcs.ref.head.name", facts.git_ref.short().to_owned()),
        KeyValue::new("vcs.ref.head.revision", facts.commit.sha.clone()),
        KeyValue::new("vcs.repository.url.full", facts.repository.url.clone()),
    ];
    let attributes = attributes.into_iter().filter(|attribute| !attribute.value.as_str().is_empty());
    Open { name: format!("RUN {name}"), at, attributes: attributes.collect() }
}

/// An attempt whose runner was lost has no outcome of its own.
fn result(outcome: Option<Outcome>) -> &'static str {
    match outcome {
        Some(Outcome::Success) => "success",
        Some(Outcome::Failure) => "failure",
        Some(Outcome::Cancelled) => "cancellation",
        Some(Outcome::Skipped) => "skip",
        None => "error",
    }
}

fn span(
    span_context: SpanContext,
    parent: Option<SpanId>,
    span_kind: SpanKind,
    open: Open,
    outcome: Option<Outcome>,
    end: Timestamp,
) -> SpanData {
    let time = |at: Timestamp| SystemTime::UNIX_EPOCH + Duration::from_millis(at.0);
    SpanData {
        span_context,
        parent_span_id: parent.unwrap_or(SpanId::INVALID),
        parent_span_is_remote: false,
        span_kind,
        name: open.name.into(),
        start_time: time(open.at),
        end_time: time(end),
        attributes: open.attributes,
        dropped_attributes_count: 0,
        events: SpanEvents::default(),
        links: SpanLinks::default(),
        status: match outcome {
            Some(Outcome::Failure) | None => Status::error(result(outcome)),
            Some(Outcome::Success | Outcome::Cancelled | Outcome::Skipped) => Status::Unset,
        },
        instrumentation_scope: InstrumentationScope::builder("rustci")
            .with_version(env!("CARGO_PKG_VERSION"))
            .build(),
    }
}
