use crate::mongo::MongoStore;
use crate::mongo::db::{all, binary, put_where};
use crate::mongo::schema::RUNNERS;
use crate::pack::{decode, encode, int, uint};
use crate::{RunnerEntry, RunnerState, Runners, StoreError};
use async_trait::async_trait;
use events::{RunnerId, Timestamp};
use mongodb::bson::{Binary, Document, doc};
use serde::Deserialize;

/// What changes by itself stands in fields of its own, beside the body.
#[derive(Deserialize)]
struct Row {
    body: Binary,
    state: String,
    registered: i64,
    seen: i64,
}

impl Row {
    fn read(&self) -> Result<RunnerEntry, StoreError> {
        let mut entry: RunnerEntry = decode(&self.body.bytes)?;
        entry.state = RunnerState::read(&self.state);
        entry.registered = Timestamp(uint(self.registered));
        entry.seen = Timestamp(uint(self.seen));
        Ok(entry)
    }
}

impl MongoStore {
    async fn change_runner(&self, id: &RunnerId, change: Document) -> Result<bool, StoreError> {
        self.db
            .within(async {
                let runners = self.db.collection(RUNNERS);
                Ok(runners.update_one(doc! { "_id": id.as_str() }, change).await?.matched_count > 0)
            })
            .await
    }
}

#[async_trait]
impl Runners for MongoStore {
    async fn register_runner(&self, entry: RunnerEntry) -> Result<(), StoreError> {
        let change = doc! {
            "$set": { "body": binary(encode(&entry)?) },
            "$max": { "seen": int(entry.seen.0) },
            "$setOnInsert": { "state": entry.state.as_str(), "registered": int(entry.registered.0) },
        };
        self.db
            .within(async {
                put_where(&self.db.collection(RUNNERS), doc! { "_id": entry.id.as_str() }, change).await?;
                Ok(())
            })
            .await
    }

    async fn saw_runner(&self, id: &RunnerId, at: Timestamp) -> Result<bool, StoreError> {
        self.change_runner(id, doc! { "$max": { "seen": int(at.0) } }).await
    }

    async fn set_runner_state(&self, id: &RunnerId, state: RunnerState) -> Result<bool, StoreError> {
        self.change_runner(id, doc! { "$set": { "state": state.as_str() } }).await
    }

    async fn runners(&self) -> Result<Vec<RunnerEntry>, StoreError> {
        self.db
            .within(async {
                let runners = self.db.database.collection::<Row>(RUNNERS);
                let found = runners.find(doc! {}).sort(doc! { "_id": 1 }).await?;
                all(found).await?.iter().map(Row::read).collect()
            })
            .await
    }

    async fn remove_runner(&self, id: &RunnerId) -> Result<bool, StoreError> {
        self.db
            .within(async {
                let removed = self.db.collection(RUNNERS).delete_one(doc! { "_id": id.as_str() }).await?;
                Ok(removed.deleted_count > 0)
            })
            .await
    }
}
