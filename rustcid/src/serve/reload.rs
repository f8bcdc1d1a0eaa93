//! SIGHUP: settings and certificates are read again.

use super::logging::{self, Log};
use crate::app::App;
use crate::config::{self, Flags, Inputs};
use crate::supervisor;
use crate::tls::Certificates;
use crate::vault::rotate;
use std::time::Duration;
use tokio::signal::unix::Signal;

/// How often certificates and keys are looked at: some are renewed without a word.
const LOOK: Duration = Duration::from_secs(60);

/// All that can change while the daemon runs.
pub struct Reload {
    pub app: App,
    pub flags: Flags,
    pub certificates: Option<Certificates>,
    pub log: Log,
}

impl Reload {
    /// Reads again whenever that is asked for. Never returns.
    pub async fn serve(self, mut hangup: Signal) {
        let mut looks = tokio::time::interval(LOOK);
        loop {
            tokio::select! {
                _ = hangup.recv() => {
                    supervisor::reloading();
                    self.settings();
                    self.certificates();
                    self.keys().await;
                    supervisor::ready();
                }
                _ = looks.tick() => {
                    self.renewed();
                    self.keys().await;
                }
            }
        }
    }

    fn settings(&self) {
        let loaded = match Inputs::gather(&self.flags) {
            Ok(inputs) => config::read(&inputs),
            Err(error) => return tracing::error!("the settings stay as they were: {error}"),
        };
        logging::found(&loaded);
        if loaded.is_refused() {
            return tracing::error!("the settings stay as they were");
        }
        let (old, mut new) = (&self.app.config, loaded.config);
        if new.server.port == 0 {
            new.server.port = old.server.port;
        }
        self.app.authority.set_rbac(new.rbac.clone());
        self.app.limits.set(new.security.rate_limit);
        self.log.filter(&new.observability.logging.level);
        for section in old.needs_restart(&new) {
            tracing::warn!("what changed under {section} takes effect at the next start");
        }
        tracing::info!("settings read again");
    }

    fn certificates(&self) {
        if let Some(certificates) = &self.certificates {
            match certificates.reload() {
                Ok(()) => tracing::info!("certificate read again"),
                Err(error) => tracing::error!("the certificate stays as it was: {error}"),
            }
        }
    }

    /// A master key may have been made meanwhile, and a rotation cut off.
    async fn keys(&self) {
        match rotate(&self.app.vault, &self.app.keys, &*self.app.catalog).await {
            Ok(rotated) => {
                // Those that do not open are told of once, with the rest, and not every minute.
                if rotated.resealed > 0 {
                    tracing::info!("{} secrets are sealed with the newest master key now", rotated.resealed);
                    rotated.left.iter().for_each(|why| tracing::warn!("{why}"));
                }
            }
            Err(error) => tracing::warn!("secrets stay under the keys they are under: {error}"),
        }
    }

    fn renewed(&self) {
        match self.certificates.as_ref().map(Certificates::reload_changed) {
            Some(Ok(true)) => tracing::info!("certificate renewed"),
            Some(Err(error)) => tracing::error!("the certificate stays as it was: {error}"),
            Some(Ok(false)) | None => {}
        }
    }
}
