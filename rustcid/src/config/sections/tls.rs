//! `tls`: what the daemon shows to prove who it is.

use super::Valkyrie;
use crate::config::layers::Layers;
use std::path::PathBuf;

/// The files that prove who the daemon is. They are read again when they change or on SIGHUP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tls {
    /// The certificate and those that vouch for it, in PEM.
    pub cert_path: PathBuf,
    /// The private key, in PEM.
    pub key_path: PathBuf,
}

impl Tls {
    /// Nothing when the daemon speaks plain HTTP. Without paths of its own it takes Valkyrie's.
    pub(in crate::config) fn read(from: &mut Layers<'_>, valkyrie: &Valkyrie) -> Option<Self> {
        let enabled = from.key("tls.enabled").or(false);
        let tls = Self {
            cert_path: from.key("tls.cert_path").or(valkyrie.cert_path.clone()),
            key_path: from.key("tls.key_path").or(valkyrie.key_path.clone()),
        };
        enabled.then_some(tls)
    }
}
