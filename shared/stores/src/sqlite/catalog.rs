mod accounts;
mod audit;
mod claims;
mod pipelines;
mod registry;
mod runs;
mod secrets;

use crate::pack::{int, uint};

/// Rows to read for a page of `limit`: one more tells whether it goes on.
fn rows(limit: usize) -> i64 {
    int(limit as u64).saturating_add(1)
}
