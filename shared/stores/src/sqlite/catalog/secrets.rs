use super::{int, uint};
use crate::sqlite::SqliteStore;
use crate::{PipelineId, Sealed, Secret, SecretScope, Secrets, StoreError};
use async_trait::async_trait;
use events::Timestamp;
use rusqlite::{Connection, Params, Row, params};

const COLUMNS: &str = "name, scope, key, sealed, created, updated";

fn read(row: &Row<'_>) -> Result<Secret, StoreError> {
    Ok(Secret {
        name: row.get(0)?,
        scope: SecretScope::read(&row.get::<_, String>(1)?)?,
        sealed: Sealed { key: row.get(2)?, bytes: row.get(3)? },
        created: Timestamp(uint(row.get(4)?)),
        updated: Timestamp(uint(row.get(5)?)),
    })
}

fn list(db: &Connection, condition: &str, values: impl Params) -> Result<Vec<Secret>, StoreError> {
    let mut query = db.prepare_cached(&format!("SELECT {COLUMNS} FROM secrets WHERE {condition}"))?;
    query.query_map(values, |row| Ok(read(row)))?.map(|row| row?).collect()
}

#[async_trait]
impl Secrets for SqliteStore {
    async fn put_secret(
        &self,
        name: &str,
        scope: &SecretScope,
        sealed: Sealed,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let (name, scope, pipeline) = (name.to_owned(), scope.text(), scope.pipeline.clone().map(|id| id.0));
        let sql = "INSERT INTO secrets (name, scope, pipeline, key, sealed, created, updated)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
            ON CONFLICT DO UPDATE SET key = ?4, sealed = ?5, updated = ?6";
        let put = move |db: &Connection| {
            let values = params![name, scope, pipeline, sealed.key, sealed.bytes, int(at.0)];
            db.prepare_cached(sql)?.execute(values)?;
            Ok(())
        };
        self.writer.call(move |change| put(change.db)).await
    }

    async fn secrets(&self, pipeline: Option<&PipelineId>) -> Result<Vec<Secret>, StoreError> {
        let pipeline = pipeline.map(|id| id.0.clone());
        let condition = "pipeline IS NULL OR pipeline = ?1 ORDER BY name, scope";
        self.readers.read(move |db| list(db, condition, [pipeline])).await
    }

    async fn remove_secret(&self, name: &str, scope: &SecretScope) -> Result<bool, StoreError> {
        let (name, scope) = (name.to_owned(), scope.text());
        let remove = move |db: &Connection| {
            let sql = "DELETE FROM secrets WHERE name = ?1 AND scope = ?2";
            Ok(db.prepare_cached(sql)?.execute([name, scope])? > 0)
        };
        self.writer.call(move |change| remove(change.db)).await
    }

    async fn secrets_not_under(&self, key: &str, limit: usize) -> Result<Vec<Secret>, StoreError> {
        let key = key.to_owned();
        let condition = "key <> ?1 ORDER BY name, scope LIMIT ?2";
        self.readers.read(move |db| list(db, condition, params![key, int(limit as u64)])).await
    }

    async fn reseal_secret(&self, old: &Secret, new: Sealed) -> Result<bool, StoreError> {
        let (old, scope) = (old.clone(), old.scope.text());
        let sql = "UPDATE secrets SET key = ?5, sealed = ?6
            WHERE name = ?1 AND scope = ?2 AND key = ?3 AND sealed = ?4";
        let reseal = move |db: &Connection| {
            let values = params![old.name, scope, old.sealed.key, old.sealed.bytes, new.key, new.bytes];
            Ok(db.prepare_cached(sql)?.execute(values)? > 0)
        };
        self.writer.call(move |change| reseal(change.db)).await
    }
}
