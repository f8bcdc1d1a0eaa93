use crate::Problem;
use std::error::Error;

/// Why a server did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The address is none.
    #[error("`{0}` is no address of a server")]
    Address(String),
    /// The token is none.
    #[error("this is no token: it is empty, or has blanks in it")]
    Token,
    /// The certificate is none.
    #[error("the authority's certificate cannot be read: it is not in PEM")]
    Authority,
    /// Nobody is there.
    #[error("no server answers at {address}: {cause}")]
    Unreachable {
        /// Where.
        address: String,
        /// Why.
        cause: String,
    },
    /// Somebody is there, who does not show who they are.
    #[error("the server at {address} cannot be trusted: {cause}")]
    Untrusted {
        /// Where.
        address: String,
        /// Why.
        cause: String,
    },
    /// It took too long.
    #[error("the server at {address} does not answer in time")]
    Slow {
        /// Where.
        address: String,
    },
    /// The server says no.
    #[error("{problem}")]
    Refused {
        /// The status of the answer.
        status: u16,
        /// Its own words.
        problem: Box<Problem>,
        /// The request's id, as the server's log has it.
        request: String,
    },
    /// It points to another place.
    #[error("the server at {address} sends to {to}, and a token is not taken elsewhere")]
    Elsewhere {
        /// Where.
        address: String,
        /// Where to.
        to: String,
    },
    /// It is none of ours.
    #[error("the answer is not that of a RustCI server: {0}")]
    Strange(String),
    /// A stream broke, and did not come back.
    #[error("the stream broke and does not go on: {0}")]
    Broken(String),
}

impl ClientError {
    /// What to do.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Address(_) => {
                Some("write it as https://ci.example.org, or http://127.0.0.1:8080".to_owned())
            }
            Self::Unreachable { .. } => Some(
                "is rustcid running there? `rustci whoami` says which server is asked and why".to_owned(),
            ),
            Self::Untrusted { .. } => Some(
                "if it has a certificate of your own, name its authority: rustci login --ca FILE".to_owned(),
            ),
            Self::Slow { .. } => Some("try again later".to_owned()),
            Self::Refused { status: 401, .. } => Some(
                "give it one: rustci login URL; rustci contexts lists the servers that have one".to_owned(),
            ),
            Self::Refused { problem, .. } => problem.help.clone(),
            Self::Elsewhere { to, .. } => {
                Some(format!("log in there, if that is your server: rustci login {to}"))
            }
            Self::Token | Self::Authority | Self::Strange(_) | Self::Broken(_) => None,
        }
    }

    /// Whether it is the server's word that there is no such thing.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Refused { status: 404, .. })
    }

    /// Whether it may go well the next time.
    pub(super) fn passes(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Slow { .. } | Self::Broken(_) => true,
            Self::Refused { status, .. } => matches!(status, 408 | 429 | 502..=504),
            _ => false,
        }
    }

    /// What a failed request is about.
    pub(super) fn of(address: &super::Address, error: &reqwest::Error) -> Self {
        let (address, cause) = (address.to_string(), cause(error));
        if is_about_trust(error) {
            Self::Untrusted { address, cause }
        } else if error.is_timeout() {
            Self::Slow { address }
        } else if error.is_decode() {
            Self::Strange(cause)
        } else {
            Self::Unreachable { address, cause }
        }
    }
}

/// The innermost reason, which says the most.
pub(super) fn cause(error: &reqwest::Error) -> String {
    let mut inner: &dyn Error = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    let text = inner.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

fn is_about_trust(error: &reqwest::Error) -> bool {
    let text = cause(error);
    error.is_connect() && ["certificate", "tls", "handshake"].iter().any(|word| text.contains(word))
}
