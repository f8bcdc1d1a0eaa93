use super::AddressError;

/// Why nothing was had from a repository.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GitError {
    /// Its address is refused.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The name of a ref is none.
    #[error("`{name}` is not the name of a branch or tag")]
    Ref {
        /// As it was given.
        name: String,
    },
    /// There is no such commit there.
    #[error("{address} has no commit {sha} any more")]
    Gone {
        /// The repository.
        address: String,
        /// The commit.
        sha: String,
    },
    /// Git took too long.
    #[error("git {what} took longer than {seconds} s: the setting repositories.timeout says how long it may")]
    Slow {
        /// What it was doing.
        what: String,
        /// How long it was given.
        seconds: u64,
    },
    /// There is more than is taken.
    #[error("{what}, more than the setting repositories.max_size allows")]
    Large {
        /// What there is.
        what: String,
    },
    /// Git said no.
    #[error("git {what} failed: {said}")]
    Failed {
        /// What it was doing.
        what: String,
        /// What it said.
        said: String,
    },
    /// It could not be run, or its folder not be used.
    #[error("cannot run git: {0}")]
    Broken(String),
}

impl GitError {
    pub(super) fn broken(cause: &std::io::Error) -> Self {
        Self::Broken(cause.to_string())
    }
}
