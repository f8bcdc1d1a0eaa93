//! The daemon as the command line sees it: which one, with what token, and how its answers are shown.

mod contexts;
mod following;
mod here;
mod keeping;
mod named;
mod secret_input;
mod shown;

pub use contexts::{Contexts, Known};
pub use following::{Follow, follow};
pub use here::{Here, state_folder};
pub use keeping::{Kept, keep, new_pipeline};
pub use named::{pipeline, run};
pub use secret_input::secret_input;
pub use shown::{Output, shown, since, table, time};

use crate::refusal::{Exit, Refusal};
use api::client::{Address, Client, ClientError, Token};
use clap::Args;
use std::path::PathBuf;

/// Which server is asked.
#[derive(Clone, Debug, Args)]
pub struct Which {
    /// The server of this context, instead of the one in use
    #[arg(long, value_name = "NAME", env = "RUSTCI_CONTEXT", help_heading = "Server")]
    pub context: Option<String>,
    /// The server at this address, with the token in RUSTCI_TOKEN
    #[arg(long, value_name = "URL", env = "RUSTCI_URL", help_heading = "Server")]
    pub url: Option<String>,
}

/// A server that can be asked.
pub struct Server {
    /// Asks it.
    pub client: Client,
    /// Why it is this one.
    pub origin: String,
}

/// The token of the environment.
pub fn token_of_environment() -> Result<Option<Token>, Refusal> {
    match std::env::var("RUSTCI_TOKEN") {
        Ok(text) if !text.is_empty() => Ok(Some(Token::new(&text)?)),
        _ => Ok(None),
    }
}

impl Which {
    /// The server that is meant: by address, by context, or the one that runs on this machine.
    pub fn server(&self) -> Result<Server, Refusal> {
        let contexts = Contexts::load()?;
        let token = token_of_environment()?;
        if let Some(url) = &self.url {
            let address: Address = url.parse()?;
            let known = contexts.of(&address);
            let (kept, ca) = known.map_or((None, None), |(token, ca)| (Some(token), ca));
            let kept = kept.map(Token::new).transpose()?;
            let client = client(address, token.or(kept), ca)?;
            return Ok(Server { client, origin: "--url or RUSTCI_URL".to_owned() });
        }
        let known = match &self.context {
            Some(name) => Some((name.clone(), contexts.named(name)?.clone())),
            None => contexts.current().map(|(name, known)| (name.to_owned(), known.clone())),
        };
        match known {
            Some((name, Known::Remote { url, token: kept, ca })) => {
                let kept = Token::new(&kept)?;
                let client = client(url.parse()?, Some(token.unwrap_or(kept)), ca)?;
                Ok(Server { client, origin: format!("context {name}") })
            }
            Some((name, Known::Local { state })) => {
                let Here { address, token: kept } = Here::find(&state)?;
                let client = client(address, Some(token.unwrap_or(kept)), None)?;
                Ok(Server { client, origin: format!("context {name}, on this machine") })
            }
            None => {
                let help = "start one here with rustcid, or log in: rustci login URL";
                let state = state_folder().ok_or_else(|| Refusal::new("no server is known").help(help))?;
                let Here { address, token: kept } =
                    Here::find(&state).map_err(|refusal| refusal.help(help))?;
                let client = client(address, Some(token.unwrap_or(kept)), None)?;
                Ok(Server { client, origin: "it runs on this machine".to_owned() })
            }
        }
    }

    /// Asks it something.
    pub fn ask<F>(&self, work: impl FnOnce(Client) -> F) -> Result<Exit, Refusal>
    where
        F: Future<Output = Result<Exit, Refusal>>,
    {
        let server = self.server()?;
        runtime()?.block_on(work(server.client))
    }
}

/// Asks a server.
pub fn client(address: Address, token: Option<Token>, ca: Option<PathBuf>) -> Result<Client, Refusal> {
    let pem = ca.map(|path| {
        crate::files::read(&path)
            .map_err(|reason| Refusal::new(format!("cannot read {}: {reason}", path.display())))
    });
    Ok(Client::new(address, token, pem.transpose()?.as_deref())?)
}

/// Where what waits for answers runs.
pub fn runtime() -> Result<tokio::runtime::Runtime, Refusal> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Refusal::new(format!("cannot start: {error}")))
}

impl From<ClientError> for Refusal {
    fn from(error: ClientError) -> Self {
        let mut message = error.to_string();
        if let ClientError::Refused { status: 401, .. } = &error {
            message = format!("the server lets in nobody without a valid token: {message}");
        }
        if let ClientError::Refused { problem, .. } = &error {
            for found in problem.findings.iter().filter(|found| found.severity == api::Level::Error) {
                message += &format!("\n  line {}, column {}: {}", found.line, found.column, found.message);
            }
        }
        Self { message, help: error.help() }
    }
}
