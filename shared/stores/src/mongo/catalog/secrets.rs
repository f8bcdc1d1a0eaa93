use crate::mongo::MongoStore;
use crate::mongo::db::{all, binary, limit as at_most, put_where};
use crate::mongo::schema::SECRETS;
use crate::pack::{int, uint};
use crate::{PipelineId, Sealed, Secret, SecretScope, Secrets, StoreError};
use async_trait::async_trait;
use events::Timestamp;
use mongodb::bson::{Binary, Bson, Document, doc};
use serde::Deserialize;

#[derive(Deserialize)]
struct Row {
    name: String,
    scope: String,
    key: String,
    sealed: Binary,
    created: i64,
    updated: i64,
}

impl Row {
    fn read(self) -> Result<Secret, StoreError> {
        Ok(Secret {
            name: self.name,
            scope: SecretScope::read(&self.scope)?,
            sealed: Sealed { key: self.key, bytes: self.sealed.bytes },
            created: Timestamp(uint(self.created)),
            updated: Timestamp(uint(self.updated)),
        })
    }
}

fn filter(name: &str, scope: &SecretScope) -> Document {
    doc! { "name": name, "scope": scope.text() }
}

impl MongoStore {
    async fn secrets_where(&self, asked: Document, limit: Option<usize>) -> Result<Vec<Secret>, StoreError> {
        self.db
            .within(async {
                let secrets = self.db.database.collection::<Row>(SECRETS);
                let found = secrets.find(asked).sort(doc! { "name": 1, "scope": 1 });
                let found = match limit {
                    Some(limit) => found.limit(at_most(limit)),
                    None => found,
                };
                all(found.await?).await?.into_iter().map(Row::read).collect()
            })
            .await
    }
}

#[async_trait]
impl Secrets for MongoStore {
    async fn put_secret(
        &self,
        name: &str,
        scope: &SecretScope,
        sealed: Sealed,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let pipeline = scope.pipeline.as_ref().map_or(Bson::Null, |id| Bson::from(&id.0));
        let value = doc! {
            "$set": { "key": sealed.key, "sealed": binary(sealed.bytes), "updated": int(at.0) },
            "$setOnInsert": { "pipeline": pipeline, "created": int(at.0) },
        };
        self.db
            .within(async {
                put_where(&self.db.collection(SECRETS), filter(name, scope), value).await?;
                Ok(())
            })
            .await
    }

    async fn secrets(&self, pipeline: Option<&PipelineId>) -> Result<Vec<Secret>, StoreError> {
        let of: Vec<Bson> = [Bson::Null].into_iter().chain(pipeline.map(|id| Bson::from(&id.0))).collect();
        self.secrets_where(doc! { "pipeline": { "$in": of } }, None).await
    }

    async fn remove_secret(&self, name: &str, scope: &SecretScope) -> Result<bool, StoreError> {
        self.db
            .within(async {
                let removed = self.db.collection(SECRETS).delete_one(filter(name, scope)).await?;
                Ok(removed.deleted_count > 0)
            })
            .await
    }

    async fn secrets_not_under(&self, key: &str, limit: usize) -> Result<Vec<Secret>, StoreError> {
        self.secrets_where(doc! { "key": { "$ne": key } }, Some(limit)).await
    }

    async fn reseal_secret(&self, old: &Secret, new: Sealed) -> Result<bool, StoreError> {
        let mut unchanged = filter(&old.name, &old.scope);
        unchanged.insert("key", &old.sealed.key);
        unchanged.insert("sealed", binary(old.sealed.bytes.clone()));
        let value = doc! { "$set": { "key": new.key, "sealed": binary(new.bytes) } };
        self.db
            .within(async {
                let changed = self.db.collection(SECRETS).update_one(unchanged, value).await?;
                Ok(changed.matched_count > 0)
            })
            .await
    }
}
