//! `repositories`: from where pipelines in repositories are fetched.

use crate::config::layers::Layers;
use crate::config::units::{Size, Unit};
use std::time::Duration;

/// From where pipelines in repositories are fetched, and how much of them is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repositories {
    /// Whether folders of this machine are.
    pub allow_local: bool,
    /// How long one question to a repository may take.
    pub timeout: Duration,
    /// How large what is fetched at once may be, and a checkout of it.
    pub max_size: Size,
}

impl Default for Repositories {
    fn default() -> Self {
        Self { allow_local: false, timeout: Duration::from_secs(600), max_size: Size(4 << 30) }
    }
}

impl Repositories {
    pub(in crate::config) fn read(from: &mut Layers<'_>) -> Self {
        let usual = Self::default();
        Self {
            allow_local: from.key("repositories.allow_local").or(usual.allow_local),
            timeout: from.key("repositories.timeout").duration(usual.timeout.as_secs(), Unit::Seconds),
            max_size: from.key("repositories.max_size").or(usual.max_size),
        }
    }
}
