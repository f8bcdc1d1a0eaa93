//! Runs go in two steps, for what they leave may be too much for one: the run itself, with a note of it, and then the
//! rest. The note stays until the next sweep, which goes over the rest once more: so it is finished after a sudden end,
//! and catches what was written while the run went.

use super::db::{Db, Id, all};
use super::runs::last;
use super::schema::{CHUNKS, GONE, OWNERS, RECORDS, RUNS, SUBMISSIONS, TICKETS};
use super::transaction::{Stop, Transaction, transact};
use crate::StoreError;
use async_trait::async_trait;
use events::RunId;
use mongodb::ClientSession;
use mongodb::bson::doc;

struct Forget<'a>(&'a RunId);

#[async_trait]
impl Transaction for Forget<'_> {
    type Made = bool;

    async fn make(&self, db: &Db, session: &mut ClientSession) -> Result<bool, Stop> {
        let run = self.0.as_str();
        // It may have gone on since it was looked up.
        let finished = doc! { "_id": run, "finished": { "$exists": true } };
        let deleted = db.collection(RUNS).delete_one(finished).session(&mut *session).await?;
        if deleted.deleted_count == 0 {
            return Ok(false);
        }
        db.collection(GONE).insert_one(doc! { "_id": run }).session(session).await?;
        Ok(true)
    }
}

/// Forgets a finished run; whether it was one.
pub(super) async fn forget(db: &Db, run: &RunId) -> Result<bool, StoreError> {
    let is_gone = transact(db, &Forget(run)).await?;
    if is_gone {
        remove_rest(db, run).await?;
    }
    Ok(is_gone)
}

/// Finishes what earlier sweeps began.
pub(super) async fn finish(db: &Db) -> Result<(), StoreError> {
    let gone = db.database.collection::<Id<RunId>>(GONE);
    for Id { id: run } in all(gone.find(doc! {}).await?).await? {
        match last(db, &run).await {
            // It has been made anew.
            Ok(_) => {}
            Err(StoreError::NoRun(_)) => remove_rest(db, &run).await?,
            Err(error) => return Err(error),
        }
        gone.delete_one(doc! { "_id": run.as_str() }).await?;
    }
    Ok(())
}

async fn remove_rest(db: &Db, run: &RunId) -> Result<(), StoreError> {
    let run = run.as_str();
    for collection in [TICKETS, RECORDS, CHUNKS] {
        db.collection(collection).delete_many(doc! { "run": run }).await?;
    }
    let orphan = doc! { "$set": { "orphan": true }, "$unset": { "run": "" } };
    db.collection(OWNERS).update_many(doc! { "run": run }, orphan).await?;
    // Last: as long as it is there, no other run can take the id.
    db.collection(SUBMISSIONS).delete_one(doc! { "_id": run }).await?;
    Ok(())
}
