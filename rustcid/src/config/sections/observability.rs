//! `observability`: what the daemon tells of itself.

use crate::config::layers::Layers;
use crate::config::value::{Value, Wanted};
use diag::did_you_mean;
use reqwest::Url;

const NO_TRACING: &str = "this version exports no traces";

/// What the daemon tells of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observability {
    /// Figures for Prometheus. None: they are not served.
    pub metrics: Option<Metrics>,
    /// Spans for a collector. None: none are sent.
    pub tracing: Option<Tracing>,
    /// The log.
    pub logging: Logging,
}

/// Figures for Prometheus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metrics {
    /// The path they are served at.
    pub endpoint: String,
    /// Whether they are served without a token.
    pub anonymous: bool,
}

/// Spans for a collector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tracing {
    /// Where the collector takes OTLP over HTTP.
    pub otlp_endpoint: Url,
}

/// The log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logging {
    /// What is worth a line, in the words of `RUST_LOG`.
    pub level: LogFilter,
    /// How a line looks.
    pub format: LogFormat,
}

/// How a line of the log looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object.
    Json,
}

/// What is worth a line: `info`, `debug,hyper=warn`; see
/// <https://docs.rs/tracing-subscriber/latest/tracing_subscriber/filter/struct.EnvFilter.html#directives>.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogFilter(String);

impl LogFilter {
    /// The directives.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Observability {
    pub(in crate::config) fn read(from: &mut Layers<'_>) -> Self {
        Self { metrics: Metrics::read(from), tracing: Tracing::read(from), logging: Logging::read(from) }
    }
}

impl Metrics {
    fn read(from: &mut Layers<'_>) -> Option<Self> {
        let enabled = from.key("observability.metrics.enabled").or(true);
        let metrics = Self {
            endpoint: from.key("observability.metrics.endpoint").or(Path("/metrics".into())).0,
            anonymous: from.key("observability.metrics.anonymous").or(true),
        };
        enabled.then_some(metrics)
    }
}

impl Tracing {
    fn read(from: &mut Layers<'_>) -> Option<Self> {
        let enabled = from.key("observability.tracing.enabled").no_effect(NO_TRACING).or(false);
        let otlp = from.key("observability.tracing.otlp_endpoint").no_effect(NO_TRACING).optional();
        let jaeger = from.key("observability.tracing.jaeger_endpoint").no_effect(NO_TRACING).optional();
        let otlp_endpoint = otlp.or_else(|| jaeger.and_then(|endpoint| otlp_of_jaeger(&endpoint)))?;
        enabled.then_some(Self { otlp_endpoint })
    }
}

/// Where the same Jaeger takes OTLP, since nothing sends its own Thrift any more:
/// <https://www.jaegertracing.io/docs/latest/apis/>.
fn otlp_of_jaeger(endpoint: &Url) -> Option<Url> {
    let mut otlp = endpoint.clone();
    otlp.set_port(Some(4318)).ok()?;
    otlp.set_path("/v1/traces");
    Some(otlp)
}

impl Logging {
    fn read(from: &mut Layers<'_>) -> Self {
        let debug = from.key("observability.logging.debug").variable("RUSTCI_DEBUG").or(false);
        let level = LogFilter(if debug { "debug" } else { "info" }.to_owned());
        let words = [("text", LogFormat::Text), ("json", LogFormat::Json)];
        Self {
            level: from.key("observability.logging.level").variable("RUST_LOG").or(level),
            format: from.key("observability.logging.format").choice(LogFormat::Text, &words),
        }
    }
}

impl Value for LogFilter {
    fn read(text: &str) -> Result<Self, Wanted> {
        const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
        let wanted = || Wanted(format!("a level ({}) or a list of target=level", LEVELS.join(", ")).into());
        for directive in text.split(',').map(str::trim) {
            let level = directive.rsplit_once('=').map_or(directive, |(_, level)| level);
            let known = LEVELS.iter().any(|known| level.eq_ignore_ascii_case(known));
            // A bare target means all of it, but one that is nearly a level was meant as that.
            let target = level == directive && did_you_mean(level, LEVELS).is_none() && !level.is_empty();
            if !known && !target {
                return Err(wanted());
            }
        }
        tracing_subscriber::EnvFilter::try_new(text).map(|_| Self(text.to_owned())).map_err(|_| wanted())
    }

    fn show(&self) -> String {
        self.0.clone()
    }
}

/// The path of an endpoint of ours.
#[derive(Clone)]
struct Path(String);

impl Value for Path {
    fn read(text: &str) -> Result<Self, Wanted> {
        let fits = |char: char| char.is_ascii_alphanumeric() || "/-_.".contains(char);
        let path = text.starts_with('/') && text.len() > 1 && text.chars().all(fits);
        // Ours would be hidden by it, or it by them.
        let taken = text == "/health" || text == "/ready" || text.starts_with("/api/");
        match path && !taken {
            true => Ok(Self(text.to_owned())),
            false => Err(Wanted::a("a path of its own such as /metrics")),
        }
    }

    fn show(&self) -> String {
        self.0.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_level_is_no_target() {
        for text in ["info", "DEBUG", "rustcid=debug,hyper=warn", "warn,scheduler", "off"] {
            assert!(LogFilter::read(text).is_ok(), "{text}");
        }
        for text in ["inof", "debgu", "rustcid=loud", "info,", "a=b=c"] {
            assert!(LogFilter::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn jaeger_takes_otlp_at_a_port_of_its_own() {
        let jaeger = Url::parse("http://jaeger:14268/api/traces").ok();
        let otlp = jaeger.as_ref().and_then(otlp_of_jaeger).map(|url| url.to_string());
        assert_eq!(otlp.as_deref(), Some("http://jaeger:4318/v1/traces"));
    }

    #[test]
    fn metrics_do_not_hide_other_endpoints() {
        assert!(Path::read("/internal/metrics").is_ok());
        for text in ["metrics", "/", "/health", "/api/v1/runs", "/{id}", "/a b"] {
            assert!(Path::read(text).is_err(), "{text}");
        }
    }
}
