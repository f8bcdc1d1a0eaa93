//! `retention` and `cache`: how long and how much is kept.

use crate::config::layers::Layers;
use crate::config::units::{Size, Unit};
use std::time::Duration;

/// How long things are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Runs with their logs.
    pub runs: Duration,
    /// Artifacts whose pipeline does not say otherwise; none longer than its run.
    pub artifacts: Duration,
}

/// What is kept between runs to make them faster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cache {
    /// All caches together.
    pub max_size: Size,
    /// How long one is kept that nobody uses.
    pub max_age: Duration,
}

impl Retention {
    pub(in crate::config) fn read(from: &mut Layers<'_>) -> Self {
        Self {
            runs: from.key("retention.runs").duration(90, Unit::Days),
            artifacts: from.key("retention.artifacts").duration(90, Unit::Days),
        }
    }
}

impl Cache {
    pub(in crate::config) fn read(from: &mut Layers<'_>) -> Self {
        Self {
            max_size: from.key("cache.max_size").or(Size(10 << 30)),
            max_age: from.key("cache.max_age").duration(7, Unit::Days),
        }
    }
}
