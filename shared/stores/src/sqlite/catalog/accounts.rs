use super::int;
use crate::pack::{decode, encode};
use crate::sqlite::SqliteStore;
use crate::{Accounts, StoreError, Token, User};
use async_trait::async_trait;
use events::Timestamp;
use rusqlite::{Connection, Params, params};
use serde::de::DeserializeOwned;

/// The bodies that a query finds.
fn bodies<T: DeserializeOwned>(
    db: &Connection,
    sql: &str,
    values: impl Params,
) -> Result<Vec<T>, StoreError> {
    let mut query = db.prepare_cached(sql)?;
    query.query_map(values, |row| row.get::<_, Vec<u8>>(0))?.map(|body| decode(&body?)).collect()
}

fn one<T: DeserializeOwned>(db: &Connection, sql: &str, value: impl Params) -> Result<Option<T>, StoreError> {
    Ok(bodies(db, sql, value)?.pop())
}

fn put_user(db: &Connection, user: &User) -> Result<(), StoreError> {
    let sql = "SELECT body FROM users WHERE external = ?1 AND name <> ?2";
    if one::<User>(db, sql, params![user.external, user.name])?.is_some() {
        return Err(user.external_taken());
    }
    let sql = "REPLACE INTO users (name, external, body) VALUES (?1, ?2, ?3)";
    db.prepare_cached(sql)?.execute(params![user.name, user.external, encode(user)?])?;
    Ok(())
}

fn add_token(db: &Connection, token: &Token) -> Result<(), StoreError> {
    let sql = "SELECT body FROM tokens WHERE id = ?1 OR hash = ?2";
    match &bodies::<Token>(db, sql, params![token.id, token.hash])?[..] {
        [] => write_token(db, token),
        [same] if same == token => Ok(()),
        _ => Err(StoreError::Exists(format!("a token {}", token.id))),
    }
}

fn write_token(db: &Connection, token: &Token) -> Result<(), StoreError> {
    let sql = "REPLACE INTO tokens (id, hash, user, ends, body) VALUES (?1, ?2, ?3, ?4, ?5)";
    let ends = token.ends().map(|at| int(at.0));
    db.prepare_cached(sql)?.execute(params![token.id, token.hash, token.user, ends, encode(token)?])?;
    Ok(())
}

const TOKEN: &str = "SELECT body FROM tokens WHERE id = ?1";

fn revoke(db: &Connection, id: &str, at: Timestamp) -> Result<bool, StoreError> {
    let Some(mut token) = one::<Token>(db, TOKEN, [id])? else { return Ok(false) };
    if token.revoked.is_none() {
        token.revoked = Some(at);
        write_token(db, &token)?;
    }
    Ok(true)
}

#[async_trait]
impl Accounts for SqliteStore {
    async fn put_user(&self, user: User) -> Result<(), StoreError> {
        self.writer.call(move |change| put_user(change.db, &user)).await
    }

    async fn user(&self, name: &str) -> Result<Option<User>, StoreError> {
        let name = name.to_owned();
        self.readers.read(move |db| one(db, "SELECT body FROM users WHERE name = ?1", [name])).await
    }

    async fn user_by_external(&self, external: &str) -> Result<Option<User>, StoreError> {
        let external = external.to_owned();
        self.readers.read(move |db| one(db, "SELECT body FROM users WHERE external = ?1", [external])).await
    }

    async fn users(&self) -> Result<Vec<User>, StoreError> {
        self.readers.read(|db| bodies(db, "SELECT body FROM users ORDER BY name", [])).await
    }

    async fn remove_user(&self, name: &str) -> Result<bool, StoreError> {
        let name = name.to_owned();
        let remove = move |db: &Connection| {
            db.prepare_cached("DELETE FROM tokens WHERE user = ?1")?.execute([&name])?;
            Ok(db.prepare_cached("DELETE FROM users WHERE name = ?1")?.execute([&name])? > 0)
        };
        self.writer.call(move |change| remove(change.db)).await
    }

    async fn add_token(&self, token: Token) -> Result<(), StoreError> {
        self.writer.call(move |change| add_token(change.db, &token)).await
    }

    async fn token(&self, id: &str) -> Result<Option<Token>, StoreError> {
        let id = id.to_owned();
        self.readers.read(move |db| one(db, TOKEN, [id])).await
    }

    async fn token_by_hash(&self, hash: &[u8]) -> Result<Option<Token>, StoreError> {
        let hash = hash.to_vec();
        self.readers.read(move |db| one(db, "SELECT body FROM tokens WHERE hash = ?1", [hash])).await
    }

    async fn tokens(&self, user: Option<&str>) -> Result<Vec<Token>, StoreError> {
        let user = user.map(str::to_owned);
        let sql = "SELECT body FROM tokens WHERE ?1 IS NULL OR user = ?1 ORDER BY id";
        self.readers.read(move |db| bodies(db, sql, [user])).await
    }

    async fn revoke_token(&self, id: &str, at: Timestamp) -> Result<bool, StoreError> {
        let id = id.to_owned();
        self.writer.call(move |change| revoke(change.db, &id, at)).await
    }

    async fn sweep_tokens(&self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let sql =
            "DELETE FROM tokens WHERE id IN (SELECT id FROM tokens WHERE ends < ?1 ORDER BY ends LIMIT ?2)";
        let sweep =
            move |db: &Connection| Ok(db.prepare_cached(sql)?.execute([int(before.0), int(limit as u64)])?);
        self.writer.call(move |change| sweep(change.db)).await
    }
}
