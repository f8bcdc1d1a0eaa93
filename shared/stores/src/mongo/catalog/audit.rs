use crate::mongo::MongoStore;
use crate::mongo::db::{Db, all, binary, limit as at_most};
use crate::mongo::error::is_duplicate;
use crate::mongo::schema::AUDIT;
use crate::pack::{int, uint};
use crate::{Audit, AuditDraft, AuditEntry, StoreError};
use async_trait::async_trait;
use events::Timestamp;
use mongodb::Collection;
use mongodb::bson::{Binary, doc};
use serde::{Deserialize, Serialize};

/// The number and hash of the last entry, as far as this replica knows.
pub(in crate::mongo) type Head = Option<(u64, [u8; 32])>;

#[derive(Serialize, Deserialize)]
struct Row {
    #[serde(rename = "_id")]
    number: i64,
    at: i64,
    actor: String,
    action: String,
    target: String,
    detail: String,
    hash: Binary,
}

impl Row {
    fn new(entry: &AuditEntry) -> Self {
        let AuditDraft { at, actor, action, target, detail } = entry.draft.clone();
        let hash = binary(entry.hash.to_vec());
        Self { number: int(entry.number), at: int(at.0), actor, action, target, detail, hash }
    }

    fn read(self) -> AuditEntry {
        let Self { number, at, actor, action, target, detail, hash } = self;
        let draft = AuditDraft { at: Timestamp(uint(at)), actor, action, target, detail };
        // A hash of another length is none of ours; it fits nothing.
        let hash = hash.bytes.try_into().unwrap_or_default();
        AuditEntry { number: uint(number), draft, hash }
    }
}

fn entries(db: &Db) -> Collection<Row> {
    db.database.collection(AUDIT)
}

async fn last(db: &Db) -> Result<(u64, [u8; 32]), StoreError> {
    let last = entries(db).find_one(doc! {}).sort(doc! { "_id": -1 }).await?;
    Ok(last.map_or((0, [0; 32]), |row| {
        let entry = row.read();
        (entry.number, entry.hash)
    }))
}

#[async_trait]
impl Audit for MongoStore {
    async fn audit(&self, draft: AuditDraft) -> Result<AuditEntry, StoreError> {
        self.db
            .within(async {
                // One at a time here; and of two replicas, the second finds its number taken and takes the next.
                let mut head = self.head.lock().await;
                loop {
                    let (number, hash) = match head.take() {
                        Some(known) => known,
                        None => last(&self.db).await?,
                    };
                    let entry = AuditEntry::following(number, &hash, draft.clone());
                    match entries(&self.db).insert_one(Row::new(&entry)).await {
                        Err(error) if is_duplicate(&error) => {}
                        result => {
                            result?;
                            *head = Some((entry.number, entry.hash));
                            return Ok(entry);
                        }
                    }
                }
            })
            .await
    }

    async fn audit_log(&self, after: u64, limit: usize) -> Result<Vec<AuditEntry>, StoreError> {
        self.db
            .within(async {
                let entries = entries(&self.db);
                let found = entries.find(doc! { "_id": { "$gt": int(after) } }).sort(doc! { "_id": 1 });
                let found = all(found.limit(at_most(limit)).await?).await?;
                Ok(found.into_iter().map(Row::read).collect())
            })
            .await
    }
}
