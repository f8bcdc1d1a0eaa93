use super::db::{Db, all, binary};
use super::error::is_duplicate;
use super::runs;
use super::schema::CHUNKS;
use crate::pack::{int, pack, uint, unpack};
use crate::{StoreError, TryId};
use bytes::Bytes;
use events::{LogChunk, StepId};
use mongodb::bson::{Binary, Document, doc};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How far logs go at least, as this replica knows. So a chunk that follows takes one call.
#[derive(Debug, Default)]
pub(super) struct Ends(Mutex<HashMap<TryId, u64>>);

/// Of so many logs the end is known at most; what is forgotten is looked up again.
const KNOWN: usize = 10_000;

impl Ends {
    fn lock(&self) -> MutexGuard<'_, HashMap<TryId, u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, id: &TryId) -> Option<u64> {
        self.lock().get(id).copied()
    }

    fn note(&self, id: TryId, end: u64) {
        let mut known = self.lock();
        if known.len() >= KNOWN {
            known.clear();
        }
        let at = known.entry(id).or_default();
        *at = end.max(*at);
    }

    /// The run is gone, and its logs with it.
    pub fn forget(&self, run: &str) {
        self.lock().retain(|id, _| id.run.as_str() != run);
    }

    pub fn clear(&self) {
        self.lock().clear();
    }
}

#[derive(Deserialize)]
struct Row {
    number: i64,
    step: StepId,
    text: Binary,
}

#[derive(Deserialize)]
struct Number {
    number: i64,
}

fn filter(id: &TryId) -> Document {
    doc! { "run": id.run.as_str(), "job": id.job.as_str(), "attempt": id.attempt.0 }
}

/// Whether it is new.
pub(super) async fn append(db: &Db, ends: &Ends, chunk: &LogChunk) -> Result<bool, StoreError> {
    let id = TryId { run: chunk.run.clone(), job: chunk.job.clone(), attempt: chunk.attempt };
    let found = chunk.number;
    let expected = match ends.get(&id) {
        // Another replica may have taken what is missing here.
        Some(end) if found <= end => end,
        _ => end(db, &id).await?,
    };
    if found > expected {
        return Err(StoreError::LogGap { id, expected, found });
    }
    if found < expected {
        return Ok(false);
    }
    let mut row = filter(&id);
    row.insert("number", int(found));
    row.insert("step", chunk.step.0);
    row.insert("text", binary(pack(&chunk.text)?));
    row.insert("by", &db.me);
    match db.collection(CHUNKS).insert_one(row).await {
        // It was sent to another replica too.
        Err(error) if !is_duplicate(&error) => return Err(error.into()),
        _ => ends.note(id, found + 1),
    }
    Ok(true)
}

/// The number of the chunk that comes next, if the run is there.
async fn end(db: &Db, id: &TryId) -> Result<u64, StoreError> {
    let chunks = db.database.collection::<Number>(CHUNKS);
    let last = async { Ok(chunks.find_one(filter(id)).sort(doc! { "number": -1 }).await?) };
    let (last, _) = tokio::try_join!(last, runs::last(db, &id.run))?;
    Ok(last.map_or(0, |last| uint(last.number) + 1))
}

pub(super) async fn read(db: &Db, id: &TryId, from: u64) -> Result<Vec<LogChunk>, StoreError> {
    let mut asked = filter(id);
    asked.insert("number", doc! { "$gte": int(from) });
    let found = db.database.collection::<Row>(CHUNKS).find(asked).sort(doc! { "number": 1 }).await?;
    let chunk = |row: Row| {
        let text = Bytes::from(unpack(&row.text.bytes)?.into_owned());
        let TryId { run, job, attempt } = id.clone();
        Ok(LogChunk { run, job, attempt, number: uint(row.number), step: row.step, text })
    };
    all(found).await?.into_iter().map(chunk).collect()
}
