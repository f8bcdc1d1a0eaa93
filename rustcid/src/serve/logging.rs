//! The log.

use crate::config::Loaded;
use crate::config::sections::{LogFilter, LogFormat, Logging};
use diag::Severity;
use std::io::IsTerminal;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt, reload};

/// The log's filter, which can be changed while lines are written.
pub struct Log(reload::Handle<EnvFilter, Registry>);

impl Log {
    /// Writes lines to standard error from now on.
    pub fn start(logging: &Logging) -> Self {
        let (filter, handle) = reload::Layer::new(EnvFilter::new(logging.level.as_str()));
        let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(has_colour());
        let lines = match logging.format {
            LogFormat::Text => lines.boxed(),
            LogFormat::Json => lines.json().boxed(),
        };
        if tracing_subscriber::registry().with(filter).with(lines).try_init().is_err() {
            // Somebody, a test perhaps, listens already.
        }
        Self(handle)
    }

    /// Another filter from now on.
    pub fn filter(&self, level: &LogFilter) {
        if let Err(error) = self.0.reload(EnvFilter::new(level.as_str())) {
            tracing::error!("the log's level stays as it was: {error}");
        }
    }
}

/// Colours are for people at a terminal: <https://no-color.org>.
fn has_colour() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) && std::io::stderr().is_terminal()
}

/// Writes down what was found in the settings: a line each, with its place.
pub fn found(loaded: &Loaded) {
    for found in &loaded.diagnostics {
        let span = found.primary.span;
        let (at, _) = loaded.sources.locate(span);
        let place = format!("{}:{}:{}", loaded.sources.name(span), at.line, at.column);
        let help = found.help.as_deref().map(|help| format!(" ({help})")).unwrap_or_default();
        match found.severity {
            Severity::Error => tracing::error!("{place}: {}{help}", found.message),
            Severity::Warning => tracing::warn!("{place}: {}{help}", found.message),
            Severity::Note => tracing::info!("{place}: {}{help}", found.message),
        }
    }
}
