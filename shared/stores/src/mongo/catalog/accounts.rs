use crate::mongo::MongoStore;
use crate::mongo::db::{Db, Id, all, binary, limit as at_most};
use crate::mongo::error::is_duplicate;
use crate::mongo::schema::{TOKENS, USERS};
use crate::mongo::transaction::{Stop, Transaction, transact};
use crate::pack::{decode, encode, int};
use crate::{Accounts, StoreError, Token, User};
use async_trait::async_trait;
use events::Timestamp;
use mongodb::ClientSession;
use mongodb::bson::{Binary, Document, doc};
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
struct Row {
    body: Binary,
}

async fn find<T: DeserializeOwned>(db: &Db, of: &str, asked: Document) -> Result<Vec<T>, StoreError> {
    let found = db.database.collection::<Row>(of).find(asked).sort(doc! { "_id": 1 }).await?;
    all(found).await?.iter().map(|row| decode(&row.body.bytes)).collect()
}

async fn one<T: DeserializeOwned>(db: &Db, of: &str, asked: Document) -> Result<Option<T>, StoreError> {
    let found = db.database.collection::<Row>(of).find_one(asked).await?;
    found.map(|row| decode(&row.body.bytes)).transpose()
}

async fn put_user(db: &Db, user: &User) -> Result<(), StoreError> {
    let mut row = doc! { "_id": &user.name, "body": binary(encode(user)?) };
    if let Some(external) = &user.external {
        row.insert("external", external);
    }
    let users = db.collection(USERS);
    loop {
        match users.replace_one(doc! { "_id": &user.name }, &row).upsert(true).await {
            Err(error) if is_duplicate(&error) => {
                let taken = doc! { "external": user.external.as_deref(), "_id": { "$ne": &user.name } };
                if user.external.is_some() && users.find_one(taken).await?.is_some() {
                    return Err(user.external_taken());
                }
                // Then another made this very one: it can be replaced now.
            }
            result => return Ok(result.map(drop)?),
        }
    }
}

fn token_row(token: &Token) -> Result<Document, StoreError> {
    let mut row = doc! {
        "_id": &token.id,
        "hash": binary(token.hash.clone()),
        "user": &token.user,
        "body": binary(encode(token)?),
    };
    if let Some(end) = token.ends() {
        row.insert("ends", int(end.0));
    }
    Ok(row)
}

async fn add_token(db: &Db, token: &Token) -> Result<(), StoreError> {
    match db.collection(TOKENS).insert_one(token_row(token)?).await {
        Err(error) if is_duplicate(&error) => {
            let alike = doc! { "$or": [{ "_id": &token.id }, { "hash": binary(token.hash.clone()) }] };
            if find::<Token>(db, TOKENS, alike).await?.iter().all(|known| known == token) {
                return Ok(());
            }
            Err(StoreError::Exists(format!("a token {}", token.id)))
        }
        result => Ok(result.map(drop)?),
    }
}

async fn revoke(db: &Db, id: &str, at: Timestamp) -> Result<bool, StoreError> {
    loop {
        let found = db.database.collection::<Row>(TOKENS).find_one(doc! { "_id": id }).await?;
        let Some(row) = found else { return Ok(false) };
        let token: Token = decode(&row.body.bytes)?;
        if token.revoked.is_some() {
            return Ok(true);
        }
        let unchanged = doc! { "_id": id, "body": row.body };
        let new = Token { revoked: Some(at), ..token };
        let changed = db.collection(TOKENS).replace_one(unchanged, token_row(&new)?).await?;
        if changed.matched_count > 0 {
            return Ok(true);
        }
    }
}

/// A user goes with their tokens.
struct Remove<'a>(&'a str);

#[async_trait]
impl Transaction for Remove<'_> {
    type Made = bool;

    async fn make(&self, db: &Db, session: &mut ClientSession) -> Result<bool, Stop> {
        db.collection(TOKENS).delete_many(doc! { "user": self.0 }).session(&mut *session).await?;
        let removed = db.collection(USERS).delete_one(doc! { "_id": self.0 }).session(session).await?;
        Ok(removed.deleted_count > 0)
    }
}

#[async_trait]
impl Accounts for MongoStore {
    async fn put_user(&self, user: User) -> Result<(), StoreError> {
        self.db.within(put_user(&self.db, &user)).await
    }

    async fn user(&self, name: &str) -> Result<Option<User>, StoreError> {
        self.db.within(one(&self.db, USERS, doc! { "_id": name })).await
    }

    async fn user_by_external(&self, external: &str) -> Result<Option<User>, StoreError> {
        self.db.within(one(&self.db, USERS, doc! { "external": external })).await
    }

    async fn users(&self) -> Result<Vec<User>, StoreError> {
        self.db.within(find(&self.db, USERS, doc! {})).await
    }

    async fn remove_user(&self, name: &str) -> Result<bool, StoreError> {
        self.db.within(async { Ok(transact(&self.db, &Remove(name)).await?) }).await
    }

    async fn add_token(&self, token: Token) -> Result<(), StoreError> {
        self.db.within(add_token(&self.db, &token)).await
    }

    async fn token(&self, id: &str) -> Result<Option<Token>, StoreError> {
        self.db.within(one(&self.db, TOKENS, doc! { "_id": id })).await
    }

    async fn token_by_hash(&self, hash: &[u8]) -> Result<Option<Token>, StoreError> {
        self.db.within(one(&self.db, TOKENS, doc! { "hash": binary(hash.to_vec()) })).await
    }

    async fn tokens(&self, user: Option<&str>) -> Result<Vec<Token>, StoreError> {
        let asked = user.map_or_else(Document::new, |user| doc! { "user": user });
        self.db.within(find(&self.db, TOKENS, asked)).await
    }

    async fn revoke_token(&self, id: &str, at: Timestamp) -> Result<bool, StoreError> {
        self.db.within(revoke(&self.db, id, at)).await
    }

    async fn sweep_tokens(&self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let over = doc! { "ends": { "$exists": true, "$lt": int(before.0) } };
        self.db
            .within(async {
                let tokens = self.db.database.collection::<Id<String>>(TOKENS);
                let found = tokens.find(over).sort(doc! { "ends": 1 }).projection(doc! { "_id": 1 });
                let found = all(found.limit(at_most(limit)).await?).await?;
                let ids: Vec<String> = found.into_iter().map(|token| token.id).take(limit).collect();
                let swept = tokens.delete_many(doc! { "_id": { "$in": ids } }).await?;
                Ok(usize::try_from(swept.deleted_count).unwrap_or(limit))
            })
            .await
    }
}
