use super::{int, rows, uint};
use crate::pack::{decode, encode};
use crate::sqlite::{SqliteStore, runs as kept};
use crate::{Cursor, Page, Retention, RunEntry, RunFilter, RunIndex, RunStatus, RunSummary, StoreError};
use async_trait::async_trait;
use events::{RunId, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

const SELECT: &str = "SELECT body, state, started, finished, entries.id FROM entries JOIN runs USING (run)";

fn read(row: &Row<'_>) -> Result<(RunSummary, i64), StoreError> {
    let time = |value: Option<i64>| value.map(|at| Timestamp(uint(at)));
    let state: String = row.get(1)?;
    let status = RunStatus::parse(&state)
        .ok_or_else(|| StoreError::Unavailable(format!("a run is in state `{state}`, which is unknown")))?;
    let summary = RunSummary {
        entry: decode(&row.get::<_, Vec<u8>>(0)?)?,
        status,
        started: time(row.get(2)?),
        finished: time(row.get(3)?),
    };
    Ok((summary, row.get(4)?))
}

fn index(db: &Connection, entry: &RunEntry) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO entries (run, pipeline, git_ref, body) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
    let values = params![entry.run.as_str(), entry.pipeline.0, entry.git_ref, encode(entry)?];
    if db.prepare_cached(sql)?.execute(values)? == 0 {
        let mut query = db.prepare_cached("SELECT body FROM entries WHERE run = ?1")?;
        let body: Vec<u8> = query.query_row([entry.run.as_str()], |row| row.get(0))?;
        if decode::<RunEntry>(&body)? != *entry {
            return Err(StoreError::Exists(format!("an entry of run {}", entry.run)));
        }
    }
    Ok(())
}

/// Finished runs that may go.
fn due(db: &Connection, retention: Retention, limit: usize) -> Result<Vec<String>, StoreError> {
    let (sql, value) = match retention {
        Retention::EndedBefore(end) => {
            ("SELECT run FROM runs WHERE finished < ?1 ORDER BY finished, id LIMIT ?2", int(end.0))
        }
        Retention::KeepLatest(count) => (
            "SELECT run FROM (SELECT run, runs.finished, entries.id,
                row_number() OVER (PARTITION BY pipeline ORDER BY entries.id DESC) AS place
                FROM entries JOIN runs USING (run))
            WHERE place > ?1 AND finished IS NOT NULL ORDER BY id LIMIT ?2",
            int(count as u64),
        ),
    };
    let mut query = db.prepare_cached(sql)?;
    let found = query.query_map([value, int(limit as u64)], |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

fn forget(db: &Connection, runs: Vec<String>) -> Result<Vec<RunId>, StoreError> {
    let mut gone = Vec::new();
    for run in runs {
        // Records, logs and blobs follow it. It may have gone on since it was looked up.
        let sql = "DELETE FROM runs WHERE run = ?1 AND finished IS NOT NULL";
        if db.prepare_cached(sql)?.execute([&run])? > 0 {
            db.prepare_cached("DELETE FROM entries WHERE run = ?1")?.execute([&run])?;
            db.prepare_cached("DELETE FROM tickets WHERE run = ?1")?.execute([&run])?;
            gone.push(RunId::from(run));
        }
    }
    Ok(gone)
}

#[async_trait]
impl RunIndex for SqliteStore {
    async fn index_run(&self, entry: RunEntry) -> Result<(), StoreError> {
        self.writer.call(move |change| index(change.db, &entry)).await
    }

    async fn run(&self, run: &RunId) -> Result<RunSummary, StoreError> {
        let run = run.clone();
        let find = move |db: &Connection| {
            let mut query = db.prepare_cached(&format!("{SELECT} WHERE run = ?1"))?;
            let found = query.query_row([run.as_str()], |row| Ok(read(row))).optional()?.transpose()?;
            found.map(|(summary, _)| summary).ok_or(StoreError::NoRun(run))
        };
        self.readers.read(find).await
    }

    async fn runs(
        &self,
        filter: &RunFilter,
        from: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<RunSummary>, StoreError> {
        let from: Option<i64> = from.map(Cursor::number).transpose()?;
        let status = filter.status.map(RunStatus::as_str);
        let (pipeline, git_ref) = (filter.pipeline.clone().map(|id| id.0), filter.git_ref.clone());
        let mut sql = format!("{SELECT} WHERE entries.id < ?1");
        // Only what is asked for, so that an index can serve it.
        for (asked, condition) in [
            (pipeline.is_some(), " AND pipeline = ?2"),
            (git_ref.is_some(), " AND git_ref = ?3"),
            (status.is_some(), " AND state = ?4"),
        ] {
            sql += if asked { condition } else { "" };
        }
        sql += " ORDER BY entries.id DESC LIMIT ?5";
        let list = move |db: &Connection| {
            let mut query = db.prepare_cached(&sql)?;
            let values = params![from.unwrap_or(i64::MAX), pipeline, git_ref, status, rows(limit)];
            let found = query.query_map(values, |row| Ok(read(row)))?;
            let found = found.map(|row| row?).collect::<Result<Vec<_>, StoreError>>()?;
            let page = Page::cut(found, limit, |(_, id)| id.to_string());
            let items = page.items.into_iter().map(|(summary, _)| summary).collect();
            Ok(Page { items, next: page.next })
        };
        self.readers.read(list).await
    }

    async fn own_blob(&self, run: &RunId, key: &str) -> Result<(), StoreError> {
        let (run, key) = (run.clone(), key.to_owned());
        let own = move |db: &Connection| {
            let (id, _) = kept::find(db, &run)?;
            db.prepare_cached("REPLACE INTO blobs (key, run) VALUES (?1, ?2)")?.execute(params![key, id])?;
            Ok(())
        };
        self.writer.call(move |change| own(change.db)).await
    }

    async fn sweep_runs(&self, retention: Retention, limit: usize) -> Result<Vec<RunId>, StoreError> {
        let due = self.readers.read(move |db| due(db, retention, limit)).await?;
        if due.is_empty() {
            return Ok(Vec::new());
        }
        self.writer.call(move |change| forget(change.db, due)).await
    }

    async fn orphan_blobs(&self, limit: usize) -> Result<Vec<String>, StoreError> {
        let list = move |db: &Connection| {
            let mut query =
                db.prepare_cached("SELECT key FROM blobs WHERE run IS NULL ORDER BY key LIMIT ?1")?;
            let found = query.query_map([int(limit as u64)], |row| row.get(0))?;
            Ok(found.collect::<Result<_, _>>()?)
        };
        self.readers.read(list).await
    }

    async fn forget_blobs(&self, keys: &[String]) -> Result<(), StoreError> {
        let keys = keys.to_vec();
        let forget = move |db: &Connection| {
            let mut delete = db.prepare_cached("DELETE FROM blobs WHERE key = ?1 AND run IS NULL")?;
            keys.iter().try_for_each(|key| delete.execute([key]).map(drop))?;
            Ok(())
        };
        self.writer.call(move |change| forget(change.db)).await
    }
}
