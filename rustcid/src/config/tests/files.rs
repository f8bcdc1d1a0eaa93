//! The files that come with the daemon.

use super::{found, load, setting};
use crate::config::sections::{LogFormat, Use};
use std::time::Duration;

const PRODUCTION: &str = include_str!("../../../../config/production.yaml");
const DEVELOPMENT: &str = include_str!("../../../../config/development.yaml");
const REFERENCE: &str = include_str!("../../../../config/reference.yaml");

const SECRETS: [(&str, &str); 2] =
    [("MONGODB_URI", "mongodb://u:p@db"), ("JWT_SECRET", "0123456789abcdef0123456789abcdef")];

#[test]
fn production_means_what_it_says() {
    let loaded = load(PRODUCTION, &SECRETS, &[]);
    assert!(!loaded.is_refused(), "{:?}", found(&loaded));
    let config = &loaded.config;
    assert_eq!(config.server.address().to_string(), "0.0.0.0:8080");
    assert_eq!(config.server.workers, 8);
    assert_eq!(config.database.name, "rustci_prod");
    assert_eq!(config.database.timeout, Duration::from_secs(5));
    assert_eq!(config.security.session_timeout, Duration::from_secs(3600));
    assert_eq!(config.security.rate_limit.map(|limit| limit.requests_per_minute), Some(1000));
    assert_eq!(config.runners.docker.enabled, Use::Always);
    assert_eq!(config.runners.docker.cleanup_timeout, Duration::from_secs(300));
    assert!(!config.runners.native.enabled);
    assert_eq!(config.observability.logging.format, LogFormat::Json);
    assert_eq!(setting(&loaded, "database.uri").0, "mongodb://***@db");
}

#[test]
fn production_needs_its_secrets() {
    let loaded = load(PRODUCTION, &[], &[]);
    let errors: Vec<&str> = loaded
        .diagnostics
        .iter()
        .filter(|found| found.is_error())
        .map(|found| found.message.as_str())
        .collect();
    assert_eq!(errors, ["the variable MONGODB_URI is not set", "the variable JWT_SECRET is not set"]);
}

#[test]
fn development_needs_nothing() {
    let loaded = load(DEVELOPMENT, &[], &[]);
    assert_eq!(found(&loaded), [""; 0]);
    assert!(loaded.config.runners.native.enabled && loaded.config.database.uri.is_none());
    assert_eq!(loaded.config.observability.logging.level.as_str(), "debug");
}

/// The reference shows each key with its default, commented out; bare, it changes nothing.
#[test]
fn the_reference_holds_every_key_with_its_default() {
    let file: String = REFERENCE
        .lines()
        .map(|line| match line.split_once("#= ") {
            Some((indent, setting)) if indent.trim().is_empty() => format!("{indent}{setting}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let loaded = load(&file, &[], &[]);
    let errors: Vec<String> =
        loaded.diagnostics.iter().filter(|f| f.is_error()).map(|f| f.message.clone()).collect();
    assert_eq!(errors, [""; 0]);
    for setting in &loaded.settings {
        assert_ne!(setting.origin.to_string(), "default", "{} is not in the reference", setting.key);
        let example = setting.default.is_empty() || setting.key == "server.state_dir";
        if !example {
            assert_eq!(setting.value, setting.default, "{}", setting.key);
        }
    }
    let bare = load(REFERENCE, &[], &[]);
    assert_eq!(found(&bare), [""; 0]);
    assert!(bare.settings.iter().all(|setting| setting.origin.to_string() == "default"));
}
