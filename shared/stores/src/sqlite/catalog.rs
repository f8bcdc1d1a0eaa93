mod accounts;
mod audit;
mod claims;
mod pipelines;
mod registry;
mod runs;
mod secrets;

use super::pack::{int, uint};
use crate::{Cursor, StoreError};

/// Rows to read for a page of `limit`: one more tells whether it goes on.
fn rows(limit: usize) -> i64 {
    int(limit as u64).saturating_add(1)
}

/// The number in a cursor of ours.
fn place(from: Option<&Cursor>) -> Result<Option<i64>, StoreError> {
    let read = |cursor: &Cursor| cursor.0.parse().map_err(|_| StoreError::BadCursor(cursor.0.clone()));
    from.map(read).transpose()
}
