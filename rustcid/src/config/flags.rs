//! Settings on the command line.

use super::inputs::InputsError;
use clap::Args;
use std::path::PathBuf;

/// Flags that every command takes.
#[derive(Args, Clone, Debug, Default)]
pub struct Flags {
    /// Read settings from this file
    #[arg(long, value_name = "FILE", env = "RUSTCI_CONFIG", global = true)]
    pub config: Option<PathBuf>,
    /// Listen on this address
    #[arg(long, value_name = "ADDRESS", global = true)]
    host: Option<String>,
    /// Listen on this port
    #[arg(long, value_name = "PORT", global = true)]
    port: Option<String>,
    /// Keep everything in this folder
    #[arg(long, value_name = "FOLDER", global = true)]
    state_dir: Option<String>,
    /// On a laptop: let jobs run as processes of this machine
    #[arg(long, global = true)]
    dev: bool,
    /// Make any setting, such as server.workers=8
    #[arg(long = "set", value_name = "KEY=VALUE", global = true)]
    set: Vec<String>,
}

/// A setting made by a flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Its key.
    pub key: String,
    /// What it is set to.
    pub value: String,
    /// The flag as written: `--port`.
    pub written: String,
}

impl Flags {
    /// The settings they make; later ones win.
    pub fn settings(&self) -> Result<Vec<Flag>, InputsError> {
        let named = [
            ("server.host", "--host", self.host.clone()),
            ("server.port", "--port", self.port.clone()),
            ("server.state_dir", "--state-dir", self.state_dir.clone()),
            ("runners.native.enabled", "--dev", self.dev.then(|| "true".to_owned())),
            ("runners.native.without_image", "--dev", self.dev.then(|| "true".to_owned())),
        ];
        let named = named.into_iter().filter_map(|(key, written, value)| {
            Some(Ok(Flag { key: key.to_owned(), value: value?, written: written.to_owned() }))
        });
        let any = self.set.iter().map(|pair| match pair.split_once('=') {
            Some((key, value)) => {
                Ok(Flag { key: key.to_owned(), value: value.to_owned(), written: format!("--set {key}") })
            }
            None => Err(InputsError::Pair(pair.clone())),
        });
        named.chain(any).collect()
    }
}
