use super::call::{Change, Ring};
use super::runs;
use crate::pack::{int, uint, unpack};
use crate::{StoreError, TryId};
use bytes::Bytes;
use events::{LogChunk, StepId};
use rusqlite::{Connection, OptionalExtension, params};

/// Appends a chunk whose text was packed.
pub(super) fn append(
    change: &mut Change<'_>,
    id: TryId,
    found: u64,
    step: StepId,
    packed: &[u8],
) -> Result<(), StoreError> {
    let (run, _) = runs::find(change.db, &id.run)?;
    let sql = "INSERT INTO logs (run, job, attempt) VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET next = next RETURNING id, next";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let (log, next): (i64, i64) =
        change.db.prepare_cached(sql)?.query_row(params![run, id.job.as_str(), id.attempt.0], read)?;
    let expected = uint(next);
    if found > expected {
        return Err(StoreError::LogGap { id, expected, found });
    }
    if found < expected {
        return Ok(());
    }
    let insert = "INSERT INTO chunks (log, number, step, text) VALUES (?1, ?2, ?3, ?4)";
    change.db.prepare_cached(insert)?.execute(params![log, int(found), step.0, packed])?;
    change.db.prepare_cached("UPDATE logs SET next = next + 1 WHERE id = ?1")?.execute([log])?;
    change.ring(Ring::Run(id.run));
    Ok(())
}

pub(super) fn read(db: &Connection, id: &TryId, from: u64) -> Result<Vec<LogChunk>, StoreError> {
    let find = "SELECT logs.id FROM logs JOIN runs ON runs.id = logs.run
        WHERE runs.run = ?1 AND job = ?2 AND attempt = ?3";
    let parameters = params![id.run.as_str(), id.job.as_str(), id.attempt.0];
    let log: Option<i64> = db.prepare_cached(find)?.query_row(parameters, |row| row.get(0)).optional()?;
    let Some(log) = log else { return Ok(Vec::new()) };
    let sql = "SELECT number, step, text FROM chunks WHERE log = ?1 AND number >= ?2 ORDER BY number";
    let mut query = db.prepare_cached(sql)?;
    let mut rows = query.query(params![log, int(from)])?;
    let mut chunks = Vec::new();
    while let Some(row) = rows.next()? {
        let text = unpack(row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?)?;
        chunks.push(LogChunk {
            run: id.run.clone(),
            job: id.job.clone(),
            attempt: id.attempt,
            number: uint(row.get(0)?),
            step: StepId(row.get(1)?),
            text: Bytes::from(text.into_owned()),
        });
    }
    Ok(chunks)
}
