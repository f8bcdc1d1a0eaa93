use crate::{StartError, random};
use sha2::{Digest, Sha256};

/// What API tokens begin with, so that scanners of secrets find them.
const PREFIX: &str = "rci_";

/// What the refresh halves of sessions begin with.
const REFRESH: &str = "rcr_";

/// What somebody signs in with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Bearer {
    /// A token that programs have.
    Api,
    /// The half of a session that gets new access tokens, and nothing else.
    Refresh,
}

impl Bearer {
    fn prefix(self) -> &'static str {
        match self {
            Self::Api => PREFIX,
            Self::Refresh => REFRESH,
        }
    }

    /// Whether a text looks like one.
    #[must_use]
    pub fn is(self, text: &str) -> bool {
        text.starts_with(self.prefix())
    }
}

/// A new one: 256 random bits.
pub fn fresh(kind: Bearer) -> Result<String, StartError> {
    Ok(format!("{}{}", kind.prefix(), random::hex::<32>()?))
}

/// What the store knows of a token. Nobody guesses 256 bits, so one round is enough.
#[must_use]
pub fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
