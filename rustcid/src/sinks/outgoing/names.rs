use super::Refused;
use super::address::may;
use crate::config::Network;
use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// Knows the addresses of names.
#[async_trait]
pub trait Names: Send + Sync {
    /// All that a name has now.
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// The system's own.
pub struct SystemNames;

#[async_trait]
impl Names for SystemNames {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((name, 0)).await?.map(|address| address.ip()).collect())
    }
}

/// Names with addresses that may be spoken to. What has been looked at here is what is connected to: a name that has
/// another address a moment later gains nothing.
#[derive(Clone)]
pub(super) struct Guarded {
    pub names: Arc<dyn Names>,
    pub allowed: Arc<[Network]>,
}

impl Guarded {
    pub fn check(&self, address: IpAddr) -> Result<(), Refused> {
        if may(address, &self.allowed) { Ok(()) } else { Err(Refused { address }) }
    }
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let this = self.clone();
        Box::pin(async move {
            let found = this.names.addresses(name.as_str()).await?;
            // One that must not be reached among others is an attack, or will be one.
            found.iter().try_for_each(|address| this.check(*address))?;
            let addresses = found.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(addresses) as Addrs)
        })
    }
}
