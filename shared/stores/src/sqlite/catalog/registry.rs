use super::{int, uint};
use crate::pack::{decode, encode};
use crate::sqlite::SqliteStore;
use crate::{RunnerEntry, RunnerState, Runners, StoreError};
use async_trait::async_trait;
use events::{RunnerId, Timestamp};
use rusqlite::{Connection, Row, params};

/// What changes by itself stands in columns of its own, beside the body.
fn read(row: &Row<'_>) -> Result<RunnerEntry, StoreError> {
    let mut entry: RunnerEntry = decode(&row.get::<_, Vec<u8>>(0)?)?;
    entry.state = RunnerState::read(&row.get::<_, String>(1)?);
    entry.registered = Timestamp(uint(row.get(2)?));
    entry.seen = Timestamp(uint(row.get(3)?));
    Ok(entry)
}

#[async_trait]
impl Runners for SqliteStore {
    async fn register_runner(&self, entry: RunnerEntry) -> Result<(), StoreError> {
        let body = encode(&entry)?;
        let sql = "INSERT INTO runners (id, body, state, registered, seen) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT DO UPDATE SET body = excluded.body, seen = max(seen, excluded.seen)";
        let put = move |db: &Connection| {
            let times = (int(entry.registered.0), int(entry.seen.0));
            let values = params![entry.id.as_str(), body, entry.state.as_str(), times.0, times.1];
            db.prepare_cached(sql)?.execute(values)?;
            Ok(())
        };
        self.writer.call(move |change| put(change.db)).await
    }

    async fn saw_runner(&self, id: &RunnerId, at: Timestamp) -> Result<bool, StoreError> {
        let id = id.clone();
        let saw = move |db: &Connection| {
            let sql = "UPDATE runners SET seen = max(seen, ?2) WHERE id = ?1";
            Ok(db.prepare_cached(sql)?.execute(params![id.as_str(), int(at.0)])? > 0)
        };
        self.writer.call(move |change| saw(change.db)).await
    }

    async fn set_runner_state(&self, id: &RunnerId, state: RunnerState) -> Result<bool, StoreError> {
        let id = id.clone();
        let set = move |db: &Connection| {
            let sql = "UPDATE runners SET state = ?2 WHERE id = ?1";
            Ok(db.prepare_cached(sql)?.execute([id.as_str(), state.as_str()])? > 0)
        };
        self.writer.call(move |change| set(change.db)).await
    }

    async fn runners(&self) -> Result<Vec<RunnerEntry>, StoreError> {
        let list = |db: &Connection| {
            let mut query =
                db.prepare_cached("SELECT body, state, registered, seen FROM runners ORDER BY id")?;
            query.query_map([], |row| Ok(read(row)))?.map(|row| row?).collect()
        };
        self.readers.read(list).await
    }

    async fn remove_runner(&self, id: &RunnerId) -> Result<bool, StoreError> {
        let id = id.clone();
        let remove = move |db: &Connection| {
            Ok(db.prepare_cached("DELETE FROM runners WHERE id = ?1")?.execute([id.as_str()])? > 0)
        };
        self.writer.call(move |change| remove(change.db)).await
    }
}
