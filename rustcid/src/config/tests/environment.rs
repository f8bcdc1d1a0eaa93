//! The variables that the operators' guide lists, row by row.

use super::load;
use crate::config::Config;
use crate::config::units::Size;

#[test]
fn every_variable_has_its_default_and_sets_its_key() {
    type Row = (&'static str, &'static str, fn(&Config) -> String, &'static str);
    let rows: [Row; 14] = [
        ("MONGODB_URI", "mongodb://db:27017", |c| uri(c), ""),
        ("MONGODB_DATABASE", "ci", |c| c.database.name.clone(), "rustci"),
        ("JWT_SECRET", "0123456789abcdef0123456789abcdef", |c| jwt(c), ""),
        ("RUST_LOG", "debug", |c| c.observability.logging.level.as_str().to_owned(), "info"),
        ("WORKERS", "8", |c| c.server.workers.to_string(), "4"),
        ("MAX_CONNECTIONS", "5000", |c| c.server.max_connections.to_string(), "1000"),
        ("VALKYRIE_ENABLED", "false", |c| c.valkyrie.enabled.to_string(), "true"),
        ("RUSTCI_SECURITY_ENABLED", "false", |c| c.security.enabled.to_string(), "true"),
        ("RUSTCI_TLS_ENABLED", "true", |c| c.tls.is_some().to_string(), "false"),
        ("RUSTCI_AUDIT_LOGGING", "false", |c| c.security.audit_logging.to_string(), "true"),
        ("RUSTCI_MEMORY_LIMIT", "4G", |c| memory(c), ""),
        ("RUSTCI_STATE_DIR", "/srv/ci", |c| c.server.state_dir.display().to_string(), "rustci-state"),
        ("RUSTCI_SERVER_HOST", "::1", |c| c.server.host.to_string(), "127.0.0.1"),
        ("RUSTCI_SERVER_PORT", "9000", |c| c.server.port.to_string(), "8080"),
    ];
    for (variable, value, of, default) in rows {
        assert_eq!(of(&load("", &[], &[]).config), default, "{variable}");
        let loaded = load("", &[(variable, value)], &[]);
        assert!(!loaded.is_refused(), "{variable}");
        let expected = if variable == "RUSTCI_MEMORY_LIMIT" { "4294967296" } else { value };
        assert_eq!(of(&loaded.config), expected, "{variable}");
        let made: Vec<_> = loaded.settings.iter().filter(|s| s.origin.to_string() != "default").collect();
        assert!(made.iter().all(|made| made.variable.as_deref() == Some(variable)), "{variable}");
        assert_eq!(made.len(), 1, "{variable}");
    }
}

fn uri(config: &Config) -> String {
    config.database.uri.as_ref().map(|uri| uri.reveal().to_owned()).unwrap_or_default()
}

fn jwt(config: &Config) -> String {
    config.security.jwt_secret.as_ref().map(|secret| secret.reveal().to_owned()).unwrap_or_default()
}

fn memory(config: &Config) -> String {
    config.server.memory_limit.map(|Size(bytes)| bytes.to_string()).unwrap_or_default()
}

#[test]
fn sign_in_with_github_takes_two() {
    let variables = [("GITHUB_OAUTH_CLIENT_ID", "id"), ("GITHUB_OAUTH_CLIENT_SECRET", "key")];
    let github = load("", &variables, &[]).config.security.github;
    assert_eq!(github.map(|app| (app.id, app.secret.reveal().to_owned())), Some(("id".into(), "key".into())));
}

#[test]
fn debug_is_a_level_unless_another_is_asked_for() {
    let level = |variables: &[(&str, &str)]| load("", variables, &[]).config.observability.logging.level;
    assert_eq!(level(&[("RUSTCI_DEBUG", "true")]).as_str(), "debug");
    assert_eq!(level(&[("RUSTCI_DEBUG", "true"), ("RUST_LOG", "warn")]).as_str(), "warn");
}

#[test]
fn no_two_settings_share_a_variable() {
    let loaded = load("", &[], &[]);
    let mut variables: Vec<_> = loaded.settings.iter().filter_map(|s| s.variable.clone()).collect();
    let count = variables.len();
    variables.sort();
    variables.dedup();
    assert_eq!(variables.len(), count);
}
