use super::db::{Db, Id, all, binary};
use super::error::is_duplicate;
use super::numbers::next_number;
use super::schema::{ORDER, RECORDS, RUNS, SUBMISSIONS};
use super::transaction::{Stop, Transaction, transact};
use crate::catalog::Turn;
use crate::pack::{decode, encode, int, uint};
use crate::store::follow;
use crate::{StoreError, Submission};
use async_trait::async_trait;
use events::{Record, RunId};
use mongodb::ClientSession;
use mongodb::bson::{Binary, Bson, Document, doc};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Serialize, Deserialize)]
struct Kept {
    #[serde(rename = "_id")]
    run: RunId,
    plan: Binary,
    facts: Binary,
}

/// A new run gets the next place in the order of runs. Whoever sees it sees all that came before it: the place is
/// given in the transaction, and by one at a time.
struct Create(Kept);

#[async_trait]
impl Transaction for Create {
    type Made = ();

    async fn make(&self, db: &Db, session: &mut ClientSession) -> Result<(), Stop> {
        let Self(kept) = self;
        db.database.collection::<Kept>(SUBMISSIONS).insert_one(kept).session(&mut *session).await?;
        let came = next_number(db, ORDER, Some(&mut *session)).await?;
        let came = came.ok_or_else(|| StoreError::Unavailable("the order of runs is lost".into()))?;
        let new = doc! { "came": came, "last": 0_i64, "state": "queued", "open": true };
        let run = doc! { "_id": kept.run.as_str() };
        db.collection(RUNS).update_one(run, doc! { "$set": new }).upsert(true).session(session).await?;
        Ok(())
    }
}

pub(super) async fn create(db: &Db, run: &RunId, given: &Submission) -> Result<(), StoreError> {
    let (plan, facts) = (encode(&*given.plan)?, encode(&*given.facts)?);
    let kept = Kept { run: run.clone(), plan: binary(plan), facts: binary(facts) };
    match transact(db, &Create(kept)).await {
        Err(Stop::Failed(error)) if is_duplicate(&error) => {
            if submission(db, run).await? == *given {
                Ok(())
            } else {
                Err(StoreError::RunExists(run.clone()))
            }
        }
        result => Ok(result?),
    }
}

pub(super) async fn submission(db: &Db, run: &RunId) -> Result<Submission, StoreError> {
    let found = db.database.collection::<Kept>(SUBMISSIONS).find_one(doc! { "_id": run.as_str() }).await?;
    let kept = found.ok_or_else(|| StoreError::NoRun(run.clone()))?;
    Ok(Submission { plan: Arc::new(decode(&kept.plan.bytes)?), facts: Arc::new(decode(&kept.facts.bytes)?) })
}

pub(super) async fn unfinished(db: &Db) -> Result<Vec<RunId>, StoreError> {
    let runs = db.database.collection::<Id<RunId>>(RUNS);
    let open = runs.find(doc! { "open": true }).sort(doc! { "came": 1 }).projection(doc! { "_id": 1 });
    Ok(all(open.await?).await?.into_iter().map(|run| run.id).collect())
}

/// Records and what they change of how the run stands.
struct Append<'a> {
    run: &'a RunId,
    after: u64,
    rows: Vec<Document>,
    stands: Document,
}

#[async_trait]
impl Transaction for Append<'_> {
    type Made = bool;

    async fn make(&self, db: &Db, session: &mut ClientSession) -> Result<bool, Stop> {
        let expected = doc! { "_id": self.run.as_str(), "last": int(self.after) };
        let stands = vec![doc! { "$set": &self.stands }];
        let changed = db.collection(RUNS).update_one(expected, stands).session(&mut *session).await?;
        if changed.matched_count > 0 {
            db.collection(RECORDS).insert_many(&self.rows).session(session).await?;
        }
        Ok(changed.matched_count > 0)
    }
}

pub(super) async fn append(db: &Db, run: &RunId, after: u64, records: &[Record]) -> Result<(), StoreError> {
    let conflict = |last| StoreError::Conflict { run: run.clone(), expected: after, last };
    let Some(latest) = records.last().filter(|_| follow(after, records)) else {
        let last = last(db, run).await?;
        return if records.is_empty() && last == after { Ok(()) } else { Err(conflict(last)) };
    };
    let row = |record: &Record| {
        let body = binary(encode(record)?);
        Ok(doc! { "run": run.as_str(), "seq": int(record.seq), "body": body, "by": &db.me })
    };
    let rows = records.iter().map(row).collect::<Result<_, StoreError>>()?;
    let append = Append { run, after, rows, stands: stands(latest.seq, &Turn::new(records.iter())) };
    if transact(db, &append).await? { Ok(()) } else { Err(conflict(last(db, run).await?)) }
}

/// What the records change of the run, as stages that know what it was.
fn stands(last: u64, turn: &Turn) -> Document {
    let started = turn.started.map_or(Bson::Null, |at| Bson::Int64(int(at.0)));
    let started = doc! { "$ifNull": ["$started", started] };
    let begun = doc! { "$cond": [{ "$eq": [&started, Bson::Null] }, "queued", "running"] };
    let kept = |field: &str| doc! { "$ifNull": [format!("${field}"), "$$REMOVE"] };
    let mut stands = doc! { "last": int(last) };
    match turn.started {
        Some(_) => stands.insert("started", started),
        None => stands.insert("started", kept("started")),
    };
    match turn.ended {
        Some((outcome, at)) => {
            stands.extend(doc! { "state": outcome.as_str(), "finished": int(at.0), "open": "$$REMOVE" });
        }
        None => stands.extend(doc! { "state": begun, "finished": "$$REMOVE", "open": true }),
    }
    stands
}

#[derive(Deserialize)]
struct Last {
    last: i64,
}

/// The number of a run's last record.
pub(super) async fn last(db: &Db, run: &RunId) -> Result<u64, StoreError> {
    let runs = db.database.collection::<Last>(RUNS);
    let created = doc! { "_id": run.as_str(), "came": { "$exists": true } };
    let found = runs.find_one(created).projection(doc! { "last": 1 }).await?;
    found.map(|found| uint(found.last)).ok_or_else(|| StoreError::NoRun(run.clone()))
}

#[derive(Deserialize)]
struct Body {
    body: Binary,
}

pub(super) async fn records(db: &Db, run: &RunId, after: u64) -> Result<Vec<Record>, StoreError> {
    // Most who ask have all there are: then the short answer is enough.
    if last(db, run).await? <= after {
        return Ok(Vec::new());
    }
    let asked = doc! { "run": run.as_str(), "seq": { "$gt": int(after) } };
    let rows = db.database.collection::<Body>(RECORDS);
    let rows = all(rows.find(asked).sort(doc! { "seq": 1 }).await?).await?;
    let records: Vec<Record> = rows.iter().map(|row| decode(&row.body.bytes)).collect::<Result<_, _>>()?;
    // Its records go while somebody reads them: then so has the run.
    if records.is_empty() || !follow(after, &records) {
        return Err(StoreError::NoRun(run.clone()));
    }
    Ok(records)
}
