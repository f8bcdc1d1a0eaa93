//! `observability`: what the daemon tells of itself.

use super::runners::{read_map, show_map};
use crate::config::layers::Layers;
use crate::config::rules::{CONTRADICTION, TRANSLATED};
use crate::config::value::{Value, Wanted};
use diag::{Diagnostic, Severity, did_you_mean};
use reqwest::Url;
use std::collections::BTreeMap;

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
    /// How many of the runs are told of that are part of nobody's trace.
    pub sample_ratio: Ratio,
    /// What we are called there.
    pub service_name: String,
    /// What else is said of us: `deployment.environment.name`, ...
    pub resource: BTreeMap<String, String>,
}

/// A part of all, in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio(u32);

impl Ratio {
    /// All of them.
    pub const ALL: Self = Self(1_000_000);
    /// None of them.
    pub const NONE: Self = Self(0);

    /// Whether a trace is one of them: the same everywhere, as its id says it.
    #[must_use]
    pub fn takes(self, id: [u8; 16]) -> bool {
        let [.., a, b, c, d] = id;
        u64::from(u32::from_be_bytes([a, b, c, d])) * 1_000_000 < u64::from(self.0) << 32
    }
}

impl Value for Ratio {
    fn read(text: &str) -> Result<Self, Wanted> {
        let ratio = text.parse::<f64>().ok().filter(|ratio| (0.0..=1.0).contains(ratio));
        ratio.map(|ratio| Self((ratio * 1e6).round() as u32)).ok_or(Wanted::a("a number from 0 to 1"))
    }

    fn show(&self) -> String {
        (f64::from(self.0) / 1e6).to_string()
    }
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
        const JAEGER: &str = "observability.tracing.jaeger_endpoint";
        let enabled = from.key("observability.tracing.enabled").or(false);
        let otlp = from.key("observability.tracing.otlp_endpoint").optional();
        let jaeger: Option<Url> = from.key(JAEGER).optional();
        let sample_ratio = from.key("observability.tracing.sample_ratio").or(Ratio::ALL);
        let service_name = from.key("observability.tracing.service_name").or("rustci".to_owned());
        let resource = from.tree("observability.tracing.resource", None, BTreeMap::new(), show_map, read_map);
        let otlp_endpoint = otlp.or_else(|| {
            let otlp = otlp_of_jaeger(&jaeger?)?;
            let finding = format!("spans go to {otlp}: Jaeger takes OTLP there");
            from.findings.push(Diagnostic::new(Severity::Note, TRANSLATED, from.span(JAEGER), finding));
            Some(otlp)
        });
        if enabled && otlp_endpoint.is_none() {
            let span = from.span("observability.tracing.enabled");
            let finding = Diagnostic::error(CONTRADICTION, span, "spans need a collector that takes them");
            from.findings.push(finding.help("set observability.tracing.otlp_endpoint too"));
        }
        let otlp_endpoint = otlp_endpoint.filter(|_| enabled)?;
        Some(Self { otlp_endpoint, sample_ratio, service_name, resource })
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
