use crate::mongo::MongoStore;
use crate::mongo::db::{Db, Id, all, binary, limit as at_most, put_where};
use crate::mongo::schema::{OWNERS, RUNS};
use crate::mongo::{gone, runs as kept};
use crate::pack::{decode, encode, int, uint};
use crate::{Cursor, Page, Retention, RunEntry, RunFilter, RunIndex, RunStatus, RunSummary, StoreError};
use async_trait::async_trait;
use events::{RunId, Timestamp};
use mongodb::bson::{Binary, Document, doc};
use serde::Deserialize;

#[derive(Deserialize)]
struct Row {
    came: i64,
    state: String,
    started: Option<i64>,
    finished: Option<i64>,
    entry: Binary,
}

impl Row {
    fn read(&self) -> Result<RunSummary, StoreError> {
        let unknown =
            || StoreError::Unavailable(format!("a run is in state `{}`, which is unknown", self.state));
        let time = |value: Option<i64>| value.map(|at| Timestamp(uint(at)));
        Ok(RunSummary {
            entry: decode(&self.entry.bytes)?,
            status: RunStatus::parse(&self.state).ok_or_else(unknown)?,
            started: time(self.started),
            finished: time(self.finished),
        })
    }
}

/// Runs that are both in the index and in the store.
fn listed() -> Document {
    doc! { "came": { "$exists": true }, "entry": { "$exists": true } }
}

async fn index(db: &Db, entry: &RunEntry) -> Result<(), StoreError> {
    #[derive(Deserialize)]
    struct Entry {
        entry: Binary,
    }
    let new = doc! { "_id": entry.run.as_str(), "entry": { "$exists": false } };
    let body = binary(encode(entry)?);
    let change = doc! { "$set": { "pipeline": &entry.pipeline.0, "git_ref": &entry.git_ref, "entry": body } };
    if put_where(&db.collection(RUNS), new, change).await? {
        return Ok(());
    }
    let there = db.database.collection::<Entry>(RUNS).find_one(doc! { "_id": entry.run.as_str() }).await?;
    match there {
        Some(there) if decode::<RunEntry>(&there.entry.bytes)? != *entry => {
            Err(StoreError::Exists(format!("an entry of run {}", entry.run)))
        }
        _ => Ok(()),
    }
}

/// Finished runs that may go.
async fn due(db: &Db, retention: Retention, limit: usize) -> Result<Vec<RunId>, StoreError> {
    let runs = db.database.collection::<Id<RunId>>(RUNS);
    let ids = doc! { "_id": 1 };
    match retention {
        Retention::EndedBefore(end) => {
            let ended = doc! { "finished": { "$exists": true, "$lt": int(end.0) } };
            let found = runs.find(ended).sort(doc! { "finished": 1, "came": 1 }).projection(ids);
            let found = all(found.limit(at_most(limit)).await?).await?;
            Ok(found.into_iter().map(|run| run.id).collect())
        }
        Retention::KeepLatest(count) => {
            let mut due = Vec::new();
            for pipeline in db.collection(RUNS).distinct("pipeline", listed()).await? {
                due.extend(beyond(db, pipeline.as_str().unwrap_or_default(), count, limit).await?);
            }
            due.sort_unstable_by_key(|(came, _)| *came);
            Ok(due.into_iter().map(|(_, run)| run).collect())
        }
    }
}

#[derive(Deserialize)]
struct Place {
    #[serde(rename = "_id")]
    run: RunId,
    came: i64,
}

/// Finished runs that are not among the latest of the pipeline.
async fn beyond(
    db: &Db,
    pipeline: &str,
    count: usize,
    limit: usize,
) -> Result<Vec<(i64, RunId)>, StoreError> {
    let runs = db.database.collection::<Place>(RUNS);
    let place = doc! { "came": 1 };
    let mut older = listed();
    older.insert("pipeline", pipeline);
    if let Some(before) = count.checked_sub(1) {
        let latest = runs.find(older.clone()).sort(doc! { "came": -1 }).projection(place.clone());
        let skip = u64::try_from(before).unwrap_or(u64::MAX);
        let Some(last) = all(latest.skip(skip).limit(1).await?).await?.pop() else { return Ok(Vec::new()) };
        older.insert("came", doc! { "$lt": last.came });
    }
    older.insert("finished", doc! { "$exists": true });
    let found = runs.find(older).sort(place.clone()).projection(place).limit(at_most(limit)).await?;
    Ok(all(found).await?.into_iter().map(|place| (place.came, place.run)).collect())
}

#[async_trait]
impl RunIndex for MongoStore {
    async fn index_run(&self, entry: RunEntry) -> Result<(), StoreError> {
        self.db.within(index(&self.db, &entry)).await
    }

    async fn run(&self, run: &RunId) -> Result<RunSummary, StoreError> {
        let mut asked = listed();
        asked.insert("_id", run.as_str());
        self.db
            .within(async {
                let found = self.db.database.collection::<Row>(RUNS).find_one(asked).await?;
                found.ok_or_else(|| StoreError::NoRun(run.clone()))?.read()
            })
            .await
    }

    async fn runs(
        &self,
        filter: &RunFilter,
        from: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<RunSummary>, StoreError> {
        let mut asked = listed();
        if let Some(from) = from {
            asked.insert("came", doc! { "$lt": from.number::<i64>()? });
        }
        let pipeline = filter.pipeline.as_ref().map(|id| id.0.as_str());
        let state = filter.status.map(RunStatus::as_str);
        for (field, value) in
            [("pipeline", pipeline), ("git_ref", filter.git_ref.as_deref()), ("state", state)]
        {
            if let Some(value) = value {
                asked.insert(field, value);
            }
        }
        self.db
            .within(async {
                let runs = self.db.database.collection::<Row>(RUNS);
                let found =
                    runs.find(asked).sort(doc! { "came": -1 }).limit(at_most(limit.saturating_add(1)));
                let page = Page::cut(all(found.await?).await?, limit, |row| row.came.to_string());
                let items = page.items.iter().map(Row::read).collect::<Result<_, _>>()?;
                Ok(Page { items, next: page.next })
            })
            .await
    }

    async fn own_blob(&self, run: &RunId, key: &str) -> Result<(), StoreError> {
        self.db
            .within(async {
                kept::last(&self.db, run).await?;
                let owned = doc! { "$set": { "run": run.as_str() }, "$unset": { "orphan": "" } };
                put_where(&self.db.collection(OWNERS), doc! { "_id": key }, owned).await?;
                Ok(())
            })
            .await
    }

    async fn sweep_runs(&self, retention: Retention, limit: usize) -> Result<Vec<RunId>, StoreError> {
        self.db.within(gone::finish(&self.db)).await?;
        let mut due = self.db.within(due(&self.db, retention, limit)).await?;
        due.truncate(limit);
        let mut gone = Vec::new();
        for run in due {
            if self.db.within(gone::forget(&self.db, &run)).await? {
                self.ends.forget(run.as_str());
                gone.push(run);
            }
        }
        Ok(gone)
    }

    async fn orphan_blobs(&self, limit: usize) -> Result<Vec<String>, StoreError> {
        self.db
            .within(async {
                let owners = self.db.database.collection::<Id<String>>(OWNERS);
                let orphans = owners.find(doc! { "orphan": true }).sort(doc! { "_id": 1 });
                let found = orphans.projection(doc! { "_id": 1 }).limit(at_most(limit)).await?;
                Ok(all(found).await?.into_iter().map(|blob| blob.id).collect())
            })
            .await
    }

    async fn forget_blobs(&self, keys: &[String]) -> Result<(), StoreError> {
        self.db
            .within(async {
                let orphans = doc! { "_id": { "$in": keys }, "orphan": true };
                self.db.collection(OWNERS).delete_many(orphans).await?;
                Ok(())
            })
            .await
    }
}
