use crate::StoreError;
use crate::pack::int;
use rusqlite::{Connection, TransactionBehavior};

/// What makes a database of each version out of the one before. A row that has been released is never edited.
const MIGRATIONS: &[&str] = &[include_str!("schema/1.sql"), include_str!("schema/2.sql")];

/// The version that this program writes.
pub(super) const VERSION: usize = MIGRATIONS.len();

/// Marks the file as ours: `rust` as four bytes.
const APPLICATION: i64 = 0x7275_7374;

/// Brings a database to [`VERSION`], each step whole or not at all.
pub(super) fn migrate(db: &mut Connection) -> Result<(), StoreError> {
    let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: i64 = change.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let owner: i64 = change.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let tables: i64 = change.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if owner != APPLICATION && (version, tables) != (0, 0) {
        return Err(StoreError::Unavailable("the file is a database of another program".into()));
    }
    let Some(steps) = usize::try_from(version).ok().and_then(|version| MIGRATIONS.get(version..)) else {
        let message = format!("its version is {version}, and this program knows none after {VERSION}");
        return Err(StoreError::Unavailable(message));
    };
    if steps.is_empty() {
        return Ok(());
    }
    for step in steps {
        change.execute_batch(step)?;
    }
    change.pragma_update(None, "user_version", int(VERSION as u64))?;
    change.pragma_update(None, "application_id", APPLICATION)?;
    Ok(change.commit()?)
}
