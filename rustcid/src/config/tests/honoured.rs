//! No key is ignored in silence: each changes what the daemon is, or says that it has no effect and why.

use super::{load, shown};
use crate::config::rules::NO_EFFECT;
use crate::config::{Loaded, Origin};

const REFERENCE: &str = include_str!("../../../../config/reference.yaml");

/// Values of all kinds that settings take; the first that differs and fits is taken.
const VALUES: &[&str] = &[
    "true",
    "false",
    "3",
    "77s",
    "77Mi",
    "0.5",
    "json",
    "tls",
    "none",
    "127.0.0.9",
    "https://other.example/x",
    "mongodb://other",
    "10.9.0.0/16",
    "Other <other@example.com>",
    "/other",
    "0123456789abcdef0123456789abcdef+other",
    "other",
];

/// The reference with every setting made, and whatever can be on and off turned on.
fn reference() -> String {
    let made = REFERENCE.lines().map(|line| match line.split_once("#= ") {
        Some((indent, setting)) if indent.trim().is_empty() => format!("{indent}{setting}\n"),
        _ => format!("{line}\n"),
    });
    made.collect::<String>().replace("enabled: false", "enabled: true")
}

/// The same without what goes before other keys: these count only where those say nothing.
fn lean() -> String {
    const FIRST: [&str; 7] = [
        "otlp_endpoint:",
        "cert_path:",
        "key_path:",
        "master_key:",
        "level:",
        "format: text",
        "enabled: auto",
    ];
    let is_first = |line: &&str| !FIRST.iter().any(|key| line.trim().starts_with(key));
    reference().lines().filter(is_first).map(|line| format!("{line}\n")).collect()
}

/// What no flag can say: two files each, of which the second says something else.
const TREES: &[(&str, &str, &str)] = &[
    ("rbac.roles", "", "rbac: {roles: [{name: reader, permissions: ['pipelines:read']}]}"),
    ("rbac.users", "", "rbac: {users: [{username: ada, roles: [viewer]}]}"),
    (
        "observability.tracing.resource",
        "observability: {tracing: {enabled: true, otlp_endpoint: 'http://c:4318/v1/traces'}}",
        "observability: {tracing: {enabled: true, otlp_endpoint: 'http://c:4318/v1/traces', resource: {a: b}}}",
    ),
];

/// Whether another value of a key makes another daemon.
fn counts(base: &str, key: &str) -> bool {
    let now = load(base, &[], &[]);
    VALUES.iter().any(|value| {
        let other = load(base, &[], &[(key, value)]);
        !other.is_refused() && other.config != now.config
    })
}

/// Whether the log says of a key that it does nothing.
fn is_told(loaded: &Loaded, key: &str) -> bool {
    loaded.diagnostics.iter().any(|found| found.code == NO_EFFECT && found.message.contains(key))
}

#[test]
fn every_key_counts_or_says_that_it_does_not() {
    let (whole, lean) = (reference(), lean());
    let loaded = load(&whole, &[], &[]);
    assert!(!loaded.is_refused(), "{}", shown(&loaded));
    assert!(!load(&lean, &[], &[]).is_refused(), "{}", shown(&load(&lean, &[], &[])));
    let mut ignored = Vec::new();
    for setting in &loaded.settings {
        let key = setting.key;
        let honoured = match TREES.iter().find(|(tree, ..)| *tree == key) {
            Some((_, one, other)) => load(one, &[], &[]).config != load(other, &[], &[]).config,
            None if setting.no_effect.is_some() => {
                is_told(&loaded, key) || is_told(&load(&whole, &[], &[(key, "true")]), key)
            }
            None => counts(&whole, key) || counts(&lean, key),
        };
        if !honoured {
            ignored.push(key);
        }
    }
    assert_eq!(ignored, [""; 0]);
}

#[test]
fn what_production_asks_for_in_vain_is_said() {
    let secrets = [("MONGODB_URI", "mongodb://db"), ("JWT_SECRET", "0123456789abcdef0123456789abcdef")];
    let loaded = load(include_str!("../../../../config/production.yaml"), &secrets, &[]);
    let vain = loaded.settings.iter().filter(|setting| setting.no_effect.is_some());
    let written = vain.filter(|setting| setting.origin != Origin::Default && setting.value != "false");
    let written: Vec<&str> = written.map(|setting| setting.key).collect();
    assert!(written.contains(&"runners.kubernetes.enabled"), "{written:?}");
    assert!(written.iter().all(|key| is_told(&loaded, key)), "{}", shown(&loaded));
}
