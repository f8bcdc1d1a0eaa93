use crate::mongo::MongoStore;
use crate::mongo::db::{Db, all, binary, limit as at_most};
use crate::mongo::error::is_duplicate;
use crate::mongo::numbers::{begin_numbers, next_number};
use crate::mongo::schema::PIPELINES;
use crate::pack::{decode, encode, int, uint};
use crate::{
    Cursor, Page, Pipeline, PipelineDraft, PipelineFilter, PipelineId, Pipelines, Revision, StoreError,
};
use async_trait::async_trait;
use events::Timestamp;
use mongodb::Collection;
use mongodb::bson::{Binary, doc};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Row {
    #[serde(rename = "_id")]
    id: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    source: Binary,
    revision: i64,
    created: i64,
    updated: i64,
}

impl Row {
    fn new(pipeline: &Pipeline) -> Result<Self, StoreError> {
        Ok(Self {
            id: pipeline.id.0.clone(),
            name: pipeline.name.clone(),
            url: pipeline.source.url().map(str::to_owned),
            source: binary(encode(&pipeline.source)?),
            revision: int(pipeline.revision.0),
            created: int(pipeline.created.0),
            updated: int(pipeline.updated.0),
        })
    }

    fn read(self) -> Result<Pipeline, StoreError> {
        Ok(Pipeline {
            id: PipelineId(self.id),
            name: self.name,
            source: decode(&self.source.bytes)?,
            revision: Revision(uint(self.revision)),
            created: Timestamp(uint(self.created)),
            updated: Timestamp(uint(self.updated)),
        })
    }
}

fn pipelines(db: &Db) -> Collection<Row> {
    db.database.collection(PIPELINES)
}

async fn find(db: &Db, id: &PipelineId) -> Result<Pipeline, StoreError> {
    let found = pipelines(db).find_one(doc! { "_id": &id.0 }).await?;
    found.ok_or_else(|| id.missing())?.read()
}

#[async_trait]
impl Pipelines for MongoStore {
    async fn create_pipeline(
        &self,
        id: &PipelineId,
        draft: PipelineDraft,
        at: Timestamp,
    ) -> Result<Pipeline, StoreError> {
        let new = Pipeline::new(id.clone(), draft, at);
        self.db
            .within(async {
                match pipelines(&self.db).insert_one(Row::new(&new)?).await {
                    Err(error) if is_duplicate(&error) => find(&self.db, id).await?.created_again(&new),
                    result => Ok(result.map(|_| new)?),
                }
            })
            .await
    }

    async fn pipeline(&self, id: &PipelineId) -> Result<Pipeline, StoreError> {
        self.db.within(find(&self.db, id)).await
    }

    async fn replace_pipeline(
        &self,
        id: &PipelineId,
        expected: Option<Revision>,
        draft: PipelineDraft,
        at: Timestamp,
    ) -> Result<Pipeline, StoreError> {
        self.db
            .within(async {
                loop {
                    let found = find(&self.db, id).await?;
                    found.expect(expected)?;
                    let unchanged = doc! { "_id": &id.0, "revision": int(found.revision.0) };
                    let new = found.replaced(draft.clone(), at);
                    let replaced = pipelines(&self.db).replace_one(unchanged, Row::new(&new)?).await?;
                    if replaced.matched_count > 0 {
                        return Ok(new);
                    }
                }
            })
            .await
    }

    async fn delete_pipeline(&self, id: &PipelineId, expected: Option<Revision>) -> Result<(), StoreError> {
        self.db
            .within(async {
                loop {
                    let found = find(&self.db, id).await?;
                    found.expect(expected)?;
                    let unchanged = doc! { "_id": &id.0, "revision": int(found.revision.0) };
                    if pipelines(&self.db).delete_one(unchanged).await?.deleted_count > 0 {
                        return Ok(());
                    }
                }
            })
            .await
    }

    async fn pipelines(
        &self,
        filter: &PipelineFilter,
        from: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<Pipeline>, StoreError> {
        let mut asked = doc! {};
        if let Some(from) = from {
            asked.insert("_id", doc! { "$gt": &from.0 });
        }
        for (field, value) in [("name", &filter.name), ("url", &filter.url)] {
            if let Some(value) = value {
                asked.insert(field, value);
            }
        }
        self.db
            .within(async {
                let pipelines = pipelines(&self.db);
                let found = pipelines.find(asked).sort(doc! { "_id": 1 });
                let rows = all(found.limit(at_most(limit.saturating_add(1))).await?).await?;
                let found = rows.into_iter().map(Row::read).collect::<Result<_, _>>()?;
                Ok(Page::cut(found, limit, |last| last.id.0.clone()))
            })
            .await
    }

    async fn next_run_number(&self, id: &PipelineId) -> Result<u64, StoreError> {
        // Not the same as the number of all runs, whatever the pipeline is called.
        let key = format!("pipeline {}", id.0);
        self.db
            .within(async {
                loop {
                    if let Some(number) = next_number(&self.db, &key, None).await? {
                        return Ok(uint(number));
                    }
                    begin_numbers(&self.db, &key).await?;
                }
            })
            .await
    }
}
