//! `rustci login`: keeps how a server is reached.

use crate::output::tell;
use crate::refusal::{Exit, Refusal};
use crate::server::{self, Contexts, Here, Known, Output, secret_input, shown, state_folder};
use api::Me;
use api::client::{Address, Client, Token};
use clap::Args;
use std::path::PathBuf;

/// `rustci login`
#[derive(Debug, Args)]
pub struct Arguments {
    /// Where the server is: https://ci.example.org
    #[arg(required_unless_present = "local")]
    url: Option<String>,
    /// The server of this user that runs on this machine; it needs no token
    #[arg(long, conflicts_with_all = ["url", "ca"])]
    local: bool,
    /// What to call it, for --context; without one, the server's host
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The authority that vouches for the server's certificate, in PEM
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    #[command(flatten)]
    output: Output,
}

/// Tries the token, and keeps it if it lets in. It is typed without an echo, sent to standard input, or in RUSTCI_TOKEN;
/// never on the command line, which everybody on the machine can read.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    let (known, client) = match &arguments.url {
        Some(url) => remote(arguments, url)?,
        None => local()?,
    };
    let me: Me = server::runtime()?.block_on(client.me())?;
    let usual = match &known {
        Known::Remote { .. } => client.address().host(),
        Known::Local { .. } => "local".to_owned(),
    };
    let name = arguments.name.clone().unwrap_or(usual);
    let mut contexts = Contexts::load()?;
    contexts.contexts.insert(name.clone(), known);
    contexts.current = Some(name.clone());
    contexts.save()?;
    shown(&me, arguments.output, |me| {
        format!("logged in to {} as {}; context {name} is in use\n", client.address(), me.name)
    })?;
    Ok(Exit::Passed)
}

fn remote(arguments: &Arguments, url: &str) -> Result<(Known, Client), Refusal> {
    let address: Address = url.parse()?;
    if address.is_open() {
        tell(format_args!("warning: {address} has no TLS: whoever is on the way can read the token"));
    }
    let token = match std::env::var("RUSTCI_TOKEN") {
        Ok(token) if !token.is_empty() => token,
        _ => secret_input(&format!("token for {address}: "))?,
    };
    // A context is used from everywhere.
    let absolute = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
    let ca = arguments.ca.as_ref().map(absolute);
    let client = server::client(address.clone(), Some(Token::new(&token)?), ca.clone())?;
    Ok((Known::Remote { url: address.to_string(), token: token.trim().to_owned(), ca }, client))
}

fn local() -> Result<(Known, Client), Refusal> {
    let state = state_folder().ok_or_else(|| {
        Refusal::new("it is not known where a server of this machine keeps its state")
            .help("set RUSTCI_STATE_DIR to that folder")
    })?;
    let Here { address, token } = Here::find(&state)?;
    let client = server::client(address, Some(token), None)?;
    Ok((Known::Local { state }, client))
}
