//! `valkyrie`: the protocol between the daemon and runners elsewhere.

use crate::config::layers::Layers;
use crate::config::units::Size;
use std::path::PathBuf;

const ABSENT: &str = "this version does not speak Valkyrie";

/// The protocol between the daemon and runners elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Valkyrie {
    /// Whether runners elsewhere may connect.
    pub enabled: bool,
    /// Connections at a time.
    pub max_connections: u32,
    /// Threads that serve them.
    pub worker_threads: u32,
    /// What one connection may hold that is not yet sent.
    pub buffer_size: Size,
    /// Whether runners must use TLS.
    pub encryption: bool,
    /// Whether runners must show a token.
    pub authentication: bool,
    /// The certificate, in PEM.
    pub cert_path: PathBuf,
    /// Its private key, in PEM.
    pub key_path: PathBuf,
}

impl Valkyrie {
    pub(in crate::config) fn read(from: &mut Layers<'_>) -> Self {
        let valkyrie = Self {
            enabled: from.key("valkyrie.enabled").variable("VALKYRIE_ENABLED").no_effect(ABSENT).or(true),
            max_connections: from
                .key("valkyrie.performance.max_connections")
                .also("performance.valkyrie.max_connections")
                .no_effect(ABSENT)
                .count(1000, 1..=1_000_000),
            worker_threads: from
                .key("valkyrie.performance.worker_threads")
                .also("performance.valkyrie.worker_threads")
                .no_effect(ABSENT)
                .count(4, 1..=1024),
            buffer_size: from
                .key("valkyrie.performance.buffer_size")
                .also("performance.valkyrie.buffer_size")
                .no_effect(ABSENT)
                .or(Size(64 << 10)),
            encryption: from.key("valkyrie.security.encryption").no_effect(ABSENT).or(true),
            authentication: from.key("valkyrie.security.authentication").no_effect(ABSENT).or(true),
            cert_path: from
                .key("valkyrie.security.tls_cert_path")
                .or(PathBuf::from("/etc/ssl/certs/rustci.crt")),
            key_path: from
                .key("valkyrie.security.tls_key_path")
                .or(PathBuf::from("/etc/ssl/private/rustci.key")),
        };
        for key in ["performance.valkyrie.zero_copy", "performance.valkyrie.simd_optimizations"] {
            from.key(key).no_effect(ABSENT).or(false);
        }
        valkyrie
    }
}
