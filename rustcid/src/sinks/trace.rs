//! Sends a span for each run, job and step to a collector, once the run has ended:
//! <https://opentelemetry.io/docs/specs/otlp/#otlphttp>.

mod context;
mod spans;
#[cfg(test)]
mod tests;

use super::Endings;
use crate::config::sections::{Ratio, Tracing};
use async_trait::async_trait;
use bytes::Bytes;
pub use context::{Trace, checked, traceparent};
use events::RunId;
use opentelemetry::KeyValue;
use opentelemetry_http::{HttpClient, HttpError};
use opentelemetry_otlp::{ExporterBuildError, Protocol, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SpanExporter;
use std::sync::Arc;
use std::time::Duration;
use stores::{Store, StoreError};
use tokio::sync::broadcast::error::RecvError;

/// How long the collector may take for a run.
const LIMIT: Duration = Duration::from_secs(10);

/// Sends spans to a collector. While it gives no answer, runs wait in a list that has an end.
pub struct Tracer {
    exporter: opentelemetry_otlp::SpanExporter,
    store: Arc<dyn Store>,
    ratio: Ratio,
}

/// Why spans of a run were not sent.
#[derive(Debug, thiserror::Error)]
pub enum TraceError {
    /// What happened cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The collector does not take them.
    #[error("the collector does not take them: {0}")]
    Collector(#[from] opentelemetry_sdk::error::OTelSdkError),
}

/// Why no spans can be sent at all.
#[derive(Debug, thiserror::Error)]
pub enum TracerError {
    /// There is no client.
    #[error(transparent)]
    Client(#[from] reqwest::Error),
    /// There is no exporter.
    #[error(transparent)]
    Exporter(#[from] ExporterBuildError),
}

impl Tracer {
    /// One that sends where the settings say.
    pub fn new(settings: &Tracing, store: Arc<dyn Store>) -> Result<Self, TracerError> {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(LIMIT);
        let mut exporter = opentelemetry_otlp::SpanExporter::builder()
            .with_http()
            .with_http_client(Collector(client.build()?))
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(settings.otlp_endpoint.as_str())
            .with_timeout(LIMIT)
            .build()?;
        let own = settings.resource.iter().map(|(name, value)| KeyValue::new(name.clone(), value.clone()));
        let resource = Resource::builder_empty()
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .with_attributes(own)
            .with_service_name(settings.service_name.clone());
        exporter.set_resource(&resource.build());
        Ok(Self { exporter, store, ratio: settings.sample_ratio })
    }

    /// Sends until the process ends. Never returns.
    pub async fn serve(self, endings: &Endings) {
        let mut ended = endings.follow();
        loop {
            match ended.recv().await {
                Ok(run) => {
                    if let Err(error) = self.send(&run).await {
                        tracing::warn!("no spans of {run} were sent: {error}");
                    }
                }
                Err(RecvError::Lagged(count)) => {
                    tracing::warn!("no spans of {count} runs were sent: the collector is too slow")
                }
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    }

    /// Sends the spans of a run that has ended.
    async fn send(&self, run: &RunId) -> Result<(), TraceError> {
        let facts = self.store.submission(run).await?.facts;
        let trace = Trace::of(&facts, self.ratio);
        if !trace.sampled {
            return Ok(());
        }
        let spans = spans::of_run(&trace, &facts, &self.store.records(run, 0).await?);
        Ok(self.exporter.export(spans).await?)
    }
}

/// The way to the collector, which the operator has named.
#[derive(Debug)]
struct Collector(reqwest::Client);

#[async_trait]
impl HttpClient for Collector {
    async fn send_bytes(
        &self,
        request: axum::http::Request<Bytes>,
    ) -> Result<axum::http::Response<Bytes>, HttpError> {
        let answer = self.0.execute(request.try_into()?).await?;
        let status = answer.status();
        let body = answer.bytes().await?;
        Ok(axum::http::Response::builder().status(status).body(body)?)
    }
}
