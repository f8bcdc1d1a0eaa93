use super::{int, uint};
use crate::sqlite::SqliteStore;
use crate::{Claims, Request, StoreError};
use async_trait::async_trait;
use events::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

fn take(
    db: &Connection,
    key: &str,
    content: &[u8],
    now: Timestamp,
    expires: Timestamp,
) -> Result<Request, StoreError> {
    let mut query =
        db.prepare_cached("SELECT content, answer FROM requests WHERE key = ?1 AND expires > ?2")?;
    let found = query.query_row(params![key, int(now.0)], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let found: Option<(Vec<u8>, Option<Vec<u8>>)> = found;
    Ok(match found {
        Some((known, _)) if known != content => Request::Other,
        Some((_, Some(answer))) => Request::Answered(answer),
        Some((_, None)) => Request::Open,
        None => {
            let sql = "REPLACE INTO requests (key, content, expires) VALUES (?1, ?2, ?3)";
            db.prepare_cached(sql)?.execute(params![key, content, int(expires.0)])?;
            Request::New
        }
    })
}

#[async_trait]
impl Claims for SqliteStore {
    async fn take_request(
        &self,
        key: &str,
        content: &[u8],
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<Request, StoreError> {
        let (key, content) = (key.to_owned(), content.to_vec());
        self.writer.call(move |change| take(change.db, &key, &content, now, expires)).await
    }

    async fn answer_request(&self, key: &str, answer: &[u8], expires: Timestamp) -> Result<(), StoreError> {
        let (key, answer) = (key.to_owned(), answer.to_vec());
        let keep = move |db: &Connection| {
            let sql = "UPDATE requests SET answer = ?2, expires = ?3 WHERE key = ?1";
            match db.prepare_cached(sql)?.execute(params![key, answer, int(expires.0)])? {
                0 => Err(StoreError::Missing(format!("request {key}"))),
                _ => Ok(()),
            }
        };
        self.writer.call(move |change| keep(change.db)).await
    }

    async fn drop_request(&self, key: &str) -> Result<(), StoreError> {
        let key = key.to_owned();
        let forget = move |db: &Connection| {
            db.prepare_cached("DELETE FROM requests WHERE key = ?1 AND answer IS NULL")?.execute([key])?;
            Ok(())
        };
        self.writer.call(move |change| forget(change.db)).await
    }

    async fn sweep_requests(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let sql = "DELETE FROM requests
            WHERE key IN (SELECT key FROM requests WHERE expires <= ?1 ORDER BY expires LIMIT ?2)";
        let sweep =
            move |db: &Connection| Ok(db.prepare_cached(sql)?.execute([int(now.0), int(limit as u64)])?);
        self.writer.call(move |change| sweep(change.db)).await
    }

    async fn take_fire(&self, schedule: &str, due: Timestamp) -> Result<bool, StoreError> {
        let schedule = schedule.to_owned();
        let sql = "INSERT INTO fires VALUES (?1, ?2)
            ON CONFLICT DO UPDATE SET last = excluded.last WHERE excluded.last > last";
        let fire =
            move |db: &Connection| Ok(db.prepare_cached(sql)?.execute(params![schedule, int(due.0)])? > 0);
        self.writer.call(move |change| fire(change.db)).await
    }

    async fn last_fire(&self, schedule: &str) -> Result<Option<Timestamp>, StoreError> {
        let schedule = schedule.to_owned();
        let find = move |db: &Connection| {
            let mut query = db.prepare_cached("SELECT last FROM fires WHERE schedule = ?1")?;
            let last: Option<i64> = query.query_row([schedule], |row| row.get(0)).optional()?;
            Ok(last.map(|last| Timestamp(uint(last))))
        };
        self.readers.read(find).await
    }

    async fn forget_schedule(&self, schedule: &str) -> Result<(), StoreError> {
        let schedule = schedule.to_owned();
        let forget = move |db: &Connection| {
            db.prepare_cached("DELETE FROM fires WHERE schedule = ?1")?.execute([schedule])?;
            Ok(())
        };
        self.writer.call(move |change| forget(change.db)).await
    }
}
