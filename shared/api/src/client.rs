//! The other end of the API: asks a server, as typed as the server answers.
//!
//! What may be asked twice is asked again when a server or the way to it fails, with growing pauses; what makes or does
//! something carries an idempotency key, so that it is done once however often it is sent. A token goes to the server it
//! was given for and to nobody else: no answer sends it anywhere.

mod address;
mod approve;
mod artifacts;
mod cancel;
mod error;
mod lines;
mod logs;
mod me;
mod pipelines;
mod rerun;
mod runners;
mod runs;
mod secrets;
mod send;
mod stats;
mod stream;
mod trigger;

pub use address::Address;
pub use error::ClientError;
pub use logs::{LogItem, LogWish, Logs};
pub use runs::RunWish;

use reqwest::redirect::Policy;
use reqwest::{Certificate, Method, Url};
use send::Request;
use std::time::Duration;

/// A connection is there after so long, or is none.
const CONNECT: Duration = Duration::from_secs(10);

/// A server that says nothing for so long has gone; streams are kept alive more often.
const SILENCE: Duration = Duration::from_secs(60);

/// What lets a client in. It is never shown.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// A token as it was told.
    ///
    /// # Errors
    /// When it has characters that no token has.
    pub fn new(text: &str) -> Result<Self, ClientError> {
        let text = text.trim();
        let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_plain.then(|| Self(text.to_owned())).ok_or(ClientError::Token)
    }
}

/// Asks one server.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    address: Address,
    token: Option<Token>,
}

impl Client {
    /// Asks the server at an address, with a token for it; `authority` (in PEM) vouches for it beside those that the
    /// machine trusts.
    ///
    /// # Errors
    /// When the authority's certificate is none.
    pub fn new(
        address: Address,
        token: Option<Token>,
        authority: Option<&[u8]>,
    ) -> Result<Self, ClientError> {
        let mut http = reqwest::Client::builder()
            .user_agent(concat!("rustci/", env!("CARGO_PKG_VERSION")))
            // An answer that points elsewhere is told, not followed.
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE);
        if address.is_this_machine() {
            http = http.no_proxy();
        }
        if let Some(pem) = authority {
            let certificates = Certificate::from_pem_bundle(pem).ok().filter(|found| !found.is_empty());
            http = http.tls_certs_merge(certificates.ok_or(ClientError::Authority)?);
        }
        let http = http.build().map_err(|error| ClientError::Strange(error::cause(&error)))?;
        Ok(Self { http, address, token })
    }

    /// Whom it asks.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }

    fn url(&self, parts: &[&str]) -> Url {
        self.address.join(parts)
    }

    fn get(&self, parts: &[&str]) -> Request<'_> {
        Request::new(self, Method::GET, self.url(parts))
    }

    fn post(&self, parts: &[&str]) -> Request<'_> {
        Request::new(self, Method::POST, self.url(parts))
    }

    fn put(&self, parts: &[&str]) -> Request<'_> {
        Request::new(self, Method::PUT, self.url(parts))
    }

    fn delete(&self, parts: &[&str]) -> Request<'_> {
        Request::new(self, Method::DELETE, self.url(parts))
    }
}
