//! `retention` and `cache`: how long and how much is kept.

use crate::config::layers::Layers;
use crate::config::units::{Size, Unit};
use std::time::Duration;

const AS_RUNS: &str = "this version keeps artifacts as long as their runs";
const BY_SIZE: &str = "this version removes caches by size only";

/// How long things are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Runs with their logs.
    pub runs: Duration,
    /// Artifacts whose pipeline does not say otherwise.
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
            artifacts: from.key("retention.artifacts").no_effect(AS_RUNS).duration(90, Unit::Days),
        }
    }
}

impl Cache {
    pub(in crate::config) fn read(from: &mut Layers<'_>) -> Self {
        Self {
            max_size: from.key("cache.max_size").or(Size(10 << 30)),
            max_age: from.key("cache.max_age").no_effect(BY_SIZE).duration(7, Unit::Days),
        }
    }
}
