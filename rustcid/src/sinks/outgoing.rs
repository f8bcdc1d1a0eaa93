//! Requests to servers that somebody else has named: only those of the Internet, and of networks that the operator
//! allows, are spoken to; see <https://owasp.org/www-community/attacks/Server_Side_Request_Forgery>.

mod address;
mod names;
#[cfg(test)]
mod tests;

use crate::config::Network;
pub use address::may;
use bytes::{Bytes, BytesMut};
use names::Guarded;
pub use names::{Names, SystemNames};
use reqwest::header::{HeaderMap, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, StatusCode, Url};
use std::error::Error;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// How long a request may take, redirects included.
const LIMIT: Duration = Duration::from_secs(10);

/// How often a server may send us on.
const REDIRECTS: usize = 5;

/// How much of an answer is read.
const ANSWER: usize = 1 << 20;

/// What is sent, and where.
#[derive(Clone, Debug)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// Where.
    pub url: Url,
    /// Headers that anybody may see.
    pub headers: HeaderMap,
    /// Headers for the server of `url` only: wherever that sends us on to, they do not go.
    pub credentials: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Call {
    /// Without headers and body.
    #[must_use]
    pub fn new(method: Method, url: Url) -> Self {
        Self { method, url, headers: HeaderMap::new(), credentials: HeaderMap::new(), body: Bytes::new() }
    }
}

/// What a server answered.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Its status, redirects excepted.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

/// An address that must not be spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{address} is no address of the Internet; outgoing.allowed_networks can allow it")]
pub struct Refused {
    /// The address.
    pub address: IpAddr,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum OutgoingError {
    /// It would have gone where it must not.
    #[error("{host} is not spoken to: {cause}")]
    Refused {
        /// The server's name.
        host: String,
        /// The address.
        cause: Refused,
    },
    /// The URL is not one of HTTP.
    #[error("only http and https URLs are spoken to, not {0}")]
    Scheme(String),
    /// One server sent us to the next.
    #[error("{host} sends us on more than {REDIRECTS} times")]
    Redirects {
        /// The last of them.
        host: String,
    },
    /// It sends us on to nowhere, or from https to http.
    #[error("{host} sends us on to where we do not follow")]
    Astray {
        /// The server's name.
        host: String,
    },
    /// The answer is too long.
    #[error("the answer of {host} has more than {ANSWER} bytes")]
    TooLarge {
        /// The server's name.
        host: String,
    },
    /// No answer in time.
    #[error("{host} gave no answer within {} seconds", LIMIT.as_secs())]
    Slow {
        /// The server's name.
        host: String,
    },
    /// The connection failed. What failed is said without the URL, which may be a secret.
    #[error("{host}: {cause}")]
    Failed {
        /// The server's name.
        host: String,
        /// Why.
        cause: String,
    },
}

/// Speaks to servers that somebody else has named. Clones share connections.
#[derive(Clone)]
pub struct Outgoing {
    client: Client,
    guard: Guarded,
}

impl Outgoing {
    /// Speaks to the Internet, and to these networks.
    pub fn new(allowed: &[Network]) -> Result<Self, reqwest::Error> {
        Self::with(allowed, Arc::new(SystemNames))
    }

    /// The same, where names have these addresses.
    pub fn with(allowed: &[Network], names: Arc<dyn Names>) -> Result<Self, reqwest::Error> {
        let guard = Guarded { names, allowed: allowed.into() };
        // Redirects are followed here, each checked. A proxy would look names up itself, where nothing is checked.
        let client = Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .dns_resolver(Arc::new(guard.clone()))
            .user_agent(concat!("rustci/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { client, guard })
    }

    /// Sends it, follows redirects, and reads the answer.
    pub async fn send(&self, call: Call) -> Result<Reply, OutgoingError> {
        let host = host(&call.url);
        let answered = tokio::time::timeout(LIMIT, self.follow(call)).await;
        answered.unwrap_or(Err(OutgoingError::Slow { host }))
    }

    async fn follow(&self, mut call: Call) -> Result<Reply, OutgoingError> {
        let secure = call.url.scheme() == "https";
        for _ in 0..=REDIRECTS {
            let response = self.once(&call).await?;
            let Some(next) = onward(&call.url, &response) else { return read(&call.url, response).await };
            let host = || host(&call.url);
            let next = next.ok_or_else(|| OutgoingError::Astray { host: host() })?;
            if secure && next.scheme() != "https" {
                return Err(OutgoingError::Astray { host: host() });
            }
            if next.origin() != call.url.origin() {
                call.credentials.clear();
            }
            // <https://fetch.spec.whatwg.org/#http-redirect-fetch>, step 12.
            let keeps =
                matches!(response.status(), StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT);
            if !keeps && call.method != Method::GET && call.method != Method::HEAD {
                (call.method, call.body) = (Method::GET, Bytes::new());
                call.headers.remove(reqwest::header::CONTENT_TYPE);
            }
            call.url = next;
        }
        Err(OutgoingError::Redirects { host: host(&call.url) })
    }

    async fn once(&self, call: &Call) -> Result<reqwest::Response, OutgoingError> {
        self.check(&call.url)?;
        let request = self.client.request(call.method.clone(), call.url.clone());
        let request = request.headers(call.headers.clone()).headers(call.credentials.clone());
        let answered = request.body(call.body.clone()).send().await;
        answered.map_err(|error| failed(&call.url, &error))
    }

    /// Whether a URL is one that may be spoken to, as far as that can be told without its name's addresses.
    pub fn check(&self, url: &Url) -> Result<(), OutgoingError> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(OutgoingError::Scheme(url.scheme().to_owned()));
        }
        // A URL has read 0x7f.1 and 2130706433 as what they are already. An address is looked up by nobody.
        let text = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        match text.parse::<IpAddr>() {
            Ok(address) => {
                let refused = |cause| OutgoingError::Refused { host: host(url), cause };
                self.guard.check(address).map_err(refused)
            }
            Err(_) => Ok(()),
        }
    }
}

/// Where a response sends us: nowhere, or to a URL, if it is one.
fn onward(from: &Url, response: &reqwest::Response) -> Option<Option<Url>> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = response.headers().get(LOCATION)?;
    Some(location.to_str().ok().and_then(|location| from.join(location).ok()))
}

async fn read(url: &Url, mut response: reqwest::Response) -> Result<Reply, OutgoingError> {
    let (status, headers) = (response.status(), response.headers().clone());
    let mut body = BytesMut::new();
    while let Some(part) = response.chunk().await.map_err(|error| failed(url, &error))? {
        if body.len() + part.len() > ANSWER {
            return Err(OutgoingError::TooLarge { host: host(url) });
        }
        body.extend_from_slice(&part);
    }
    Ok(Reply { status, headers, body: body.freeze() })
}

fn host(url: &Url) -> String {
    url.host_str().unwrap_or("(no server)").to_owned()
}

/// The innermost cause, which names no URL.
fn failed(url: &Url, error: &reqwest::Error) -> OutgoingError {
    let mut cause: &dyn Error = error;
    loop {
        if let Some(cause) = cause.downcast_ref::<Refused>() {
            return OutgoingError::Refused { host: host(url), cause: *cause };
        }
        match cause.source() {
            Some(next) => cause = next,
            None => break,
        }
    }
    let known = std::ptr::addr_eq(cause, error);
    let cause = if known { "the request cannot be sent".to_owned() } else { cause.to_string() };
    OutgoingError::Failed { host: host(url), cause }
}
