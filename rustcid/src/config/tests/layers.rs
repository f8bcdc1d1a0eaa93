//! Which layer wins, and what is said of it.

use super::{found, load, setting, shown};
use crate::config::{self, Inputs};

#[test]
fn alone_the_daemon_serves_this_machine_from_a_folder() {
    let loaded = config::read(&Inputs::default());
    assert_eq!(found(&loaded), [""; 0]);
    let config = loaded.config;
    assert_eq!(config.server.address().to_string(), "127.0.0.1:8080");
    assert!(config.database.uri.is_none() && config.security.enabled && config.tls.is_none());
    assert!(!config.runners.native.enabled);
    assert_eq!(config.runners.docker.enabled, config::sections::Use::Auto);
}

#[test]
fn defaults_give_way_to_the_file_then_to_variables_then_to_flags() {
    let file = "server:\n  workers: 5\n  port: 1\n";
    let of = |variables: &[(&str, &str)], flags: &[(&str, &str)]| {
        setting(&load(file, variables, flags), "server.workers")
    };
    let variable = [("WORKERS", "6")];
    let both = |value: &str, origin: &str| (value.to_owned(), origin.to_owned());
    assert_eq!(setting(&load("", &[], &[]), "server.workers"), both("4", "default"));
    assert_eq!(of(&[], &[]), both("5", "rustci.yaml:2"));
    assert_eq!(of(&variable, &[]), both("6", "$WORKERS"));
    assert_eq!(of(&[("WORKERS", "")], &[]), both("5", "rustci.yaml:2"));
    assert_eq!(of(&variable, &[("server.workers", "7")]), both("7", "--set server.workers"));
    let twice = [("server.workers", "7"), ("server.workers", "8")];
    assert_eq!(of(&variable, &twice), both("8", "--set server.workers"));
}

#[test]
fn variables_are_expanded_where_the_file_asks_for_them() {
    let file = "database:\n  uri: ${DB}\n  database: x_${STAGE:-dev}\nserver: {port: \"${PORT:-81}\"}\n";
    let loaded = load(file, &[("DB", "mongodb://a"), ("STAGE", "test")], &[]);
    assert!(!loaded.is_refused());
    assert_eq!(loaded.config.database.uri.as_ref().map(|uri| uri.reveal()), Some("mongodb://a"));
    assert_eq!(loaded.config.database.name, "x_test");
    assert_eq!(loaded.config.server.port, 81);
}

#[test]
fn a_variable_that_is_not_set_is_an_error_unless_another_layer_wins() {
    let file = "security:\n  jwt_secret: \"${SECRET}\"\n";
    let loaded = load(file, &[], &[]);
    assert_eq!(found(&loaded), ["rustci.yaml:2:16 the variable SECRET is not set"]);
    assert!(loaded.is_refused());
    let loaded = load(file, &[("JWT_SECRET", "0123456789abcdef0123456789abcdef")], &[]);
    assert_eq!(found(&loaded), [""; 0]);
}

#[test]
fn what_expands_to_nothing_is_not_set() {
    let loaded = load("database:\n  uri: \"${MONGODB_URI:-}\"\n", &[], &[]);
    assert_eq!(found(&loaded), [""; 0]);
    assert!(loaded.config.database.uri.is_none());
}

#[test]
fn lists_come_from_sequences_and_from_commas() {
    let file = "server:\n  trusted_proxies: [10.0.0.1, \"::1\"]\n";
    let addresses = |loaded: config::Loaded| {
        loaded.config.server.trusted_proxies.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(addresses(load(file, &[], &[])), ["10.0.0.1", "::1"]);
    let variable = [("RUSTCI_SERVER_TRUSTED_PROXIES", "10.0.0.2, 10.0.0.3")];
    assert_eq!(addresses(load(file, &variable, &[])), ["10.0.0.2", "10.0.0.3"]);
    let wrong = load("server:\n  trusted_proxies: [10.0.0.1, proxy]\n", &[], &[]);
    let finding = "rustci.yaml:2:31 \"server.trusted_proxies\" must be an address such as 127.0.0.1, 0.0.0.0 or ::, \
                   found \"proxy\"";
    assert_eq!(found(&wrong), [finding]);
}

#[test]
fn the_tuning_block_wins_over_the_plain_key_and_says_so() {
    let file = "database:\n  pool_size: 20\nperformance:\n  database:\n    connection_pool_size: 100\n";
    let loaded = load(file, &[], &[]);
    assert_eq!(loaded.config.database.pool_size, 100);
    assert_eq!(
        found(&loaded),
        ["rustci.yaml:2:3 \"performance.database.connection_pool_size\" wins over \"database.pool_size\", \
          which is the same"]
    );
    assert!(!loaded.is_refused());
}

#[test]
fn what_does_nothing_is_named() {
    let file = "autoscaling:\n  enabled: true\n  minReplicas: 3\n  metrics:\n    - type: Resource\n";
    let loaded = load(file, &[], &[]);
    assert_eq!(
        found(&loaded),
        [
            "rustci.yaml:2:12 autoscaling.enabled, autoscaling.minReplicas, autoscaling.metrics have no effect: \
          replicas are added and removed by Kubernetes: put it into a HorizontalPodAutoscaler"
        ]
    );
    assert_eq!(found(&load("autoscaling: {enabled: false}", &[], &[])), [""; 0]);
}

#[test]
fn secrets_are_seen_nowhere() {
    let file =
        "security: {jwt_secret: canary-one, sesion_timeout: 5}\ndatabase:\n  uri: postgres://canary-two\n";
    let variables = [("GITHUB_OAUTH_CLIENT_SECRET", "canary-three"), ("WORKERS", "many")];
    let flags = [("notifications.webhook.url", "canary-four")];
    let loaded = load(file, &variables, &flags);
    let seen = shown(&loaded) + &config::table(&loaded) + &config::json(&loaded).to_string();
    assert!(!seen.contains("canary"), "{seen}");
    assert!(seen.contains("sesion_timeout") && seen.contains("**********"), "{seen}");
    let broken = load("security:\n  jwt_secret: \"canary-five\n", &[], &[]);
    assert!(broken.is_refused() && !shown(&broken).contains("canary"), "{}", shown(&broken));
}
