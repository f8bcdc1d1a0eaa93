//! `outgoing`: whom the daemon may speak to where others say whom.

use crate::config::Network;
use crate::config::layers::Layers;

/// Whom the daemon may speak to when a URL comes from a pipeline or a user, or leads on to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Networks beside the Internet: it alone may be reached by default.
    pub allowed_networks: Vec<Network>,
}

impl Outgoing {
    pub(in crate::config) fn read(from: &mut Layers<'_>) -> Self {
        Self { allowed_networks: from.key("outgoing.allowed_networks").list() }
    }
}
