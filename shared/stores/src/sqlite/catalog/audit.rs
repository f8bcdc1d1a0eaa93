use super::{int, uint};
use crate::sqlite::SqliteStore;
use crate::{Audit, AuditDraft, AuditEntry, StoreError};
use async_trait::async_trait;
use events::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

fn read(row: &Row<'_>) -> rusqlite::Result<AuditEntry> {
    Ok(AuditEntry {
        number: uint(row.get(0)?),
        draft: AuditDraft {
            at: Timestamp(uint(row.get(1)?)),
            actor: row.get(2)?,
            action: row.get(3)?,
            target: row.get(4)?,
            detail: row.get(5)?,
        },
        hash: row.get(6)?,
    })
}

fn append(db: &Connection, draft: AuditDraft) -> Result<AuditEntry, StoreError> {
    let mut last = db.prepare_cached("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1")?;
    let last = last.query_row([], |row| Ok((uint(row.get(0)?), row.get(1)?))).optional()?;
    let (number, hash) = last.unwrap_or_default();
    let entry = AuditEntry::following(number, &hash, draft);
    let draft = &entry.draft;
    db.prepare_cached("INSERT INTO audit VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?.execute(params![
        int(entry.number),
        int(draft.at.0),
        draft.actor,
        draft.action,
        draft.target,
        draft.detail,
        entry.hash,
    ])?;
    Ok(entry)
}

#[async_trait]
impl Audit for SqliteStore {
    async fn audit(&self, draft: AuditDraft) -> Result<AuditEntry, StoreError> {
        self.writer.call(move |change| append(change.db, draft)).await
    }

    async fn audit_log(&self, after: u64, limit: usize) -> Result<Vec<AuditEntry>, StoreError> {
        let list = move |db: &Connection| {
            let sql = "SELECT number, at, actor, action, target, detail, hash FROM audit
                WHERE number > ?1 ORDER BY number LIMIT ?2";
            let mut query = db.prepare_cached(sql)?;
            let found = query.query_map([int(after), int(limit as u64)], read)?;
            Ok(found.collect::<Result<_, _>>()?)
        };
        self.readers.read(list).await
    }
}
