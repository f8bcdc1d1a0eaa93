use super::db::{Db, all, put_where};
use super::schema::TICKETS;
use crate::pack::int;
use crate::wanted::Wanted;
use crate::{Labels, StoreError, Ticket, TryId};
use events::{Attempt, JobId, RunId, RunnerId, Timestamp};
use mongodb::bson::{Document, doc};
use serde::Deserialize;

/// Runners of no more labels than this are asked for by all sets of labels that fit them: 128 at most, which one
/// look into the index serves in order. For others the sets that are waited for are looked up first.
const FEW: usize = 7;

#[derive(Deserialize)]
struct Row {
    run: RunId,
    job: JobId,
    attempt: Attempt,
    #[serde(default)]
    labels: Vec<String>,
    #[serde(default)]
    priority: i32,
}

impl Row {
    fn id(self) -> TryId {
        TryId { run: self.run, job: self.job, attempt: self.attempt }
    }
}

fn filter(id: &TryId) -> Document {
    doc! { "run": id.run.as_str(), "job": id.job.as_str(), "attempt": id.attempt.0 }
}

/// Whether it is new.
pub(super) async fn enqueue(db: &Db, ticket: &Ticket) -> Result<bool, StoreError> {
    let Ticket { id, labels, priority } = ticket;
    let earlier = doc! { "run": id.run.as_str(), "job": id.job.as_str(), "attempt": { "$lt": id.attempt.0 } };
    let change = doc! {
        "$set": {
            "attempt": id.attempt.0,
            "labels": labels,
            "wanted": Wanted::new(labels).text(),
            "priority": priority,
            "waiting": true,
            "by": &db.me,
        },
        "$unset": { "runner": "", "until": "" },
        // The server's clock, which gives no time twice: first come, first served, whichever replica wrote it.
        "$currentDate": { "came": { "$type": "timestamp" } },
    };
    Ok(put_where(&db.collection(TICKETS), earlier, change).await?)
}

pub(super) async fn claim(
    db: &Db,
    runner: &RunnerId,
    labels: &Labels,
    until: Timestamp,
) -> Result<Option<Ticket>, StoreError> {
    let mut waiting = doc! { "waiting": true };
    match labels {
        Labels::Any => {}
        Labels::AnyBut(_) => {
            waiting.insert("wanted", doc! { "$in": waited_for(db, labels).await? });
        }
        Labels::These(have) => {
            waiting.insert("wanted", doc! { "$in": fitting(db, labels, have).await? });
        }
    }
    let claimed = doc! {
        "$set": { "runner": runner.as_str(), "until": int(until.0) },
        "$unset": { "waiting": "" },
    };
    let tickets = db.database.collection::<Row>(TICKETS);
    let first =
        tickets.find_one_and_update(waiting, claimed).sort(doc! { "priority": -1, "came": 1, "_id": 1 });
    let found = first.await?;
    Ok(found.map(|mut row| {
        let (labels, priority) = (std::mem::take(&mut row.labels), row.priority);
        Ticket { id: row.id(), labels, priority }
    }))
}

/// The sets of labels that a runner with these may be asked for.
async fn fitting(db: &Db, labels: &Labels, have: &[String]) -> Result<Vec<String>, StoreError> {
    let own = Wanted::new(have);
    if own.labels().len() <= FEW {
        return Ok(own.subsets());
    }
    waited_for(db, labels).await
}

/// The sets of labels that fit and are waited for.
async fn waited_for(db: &Db, labels: &Labels) -> Result<Vec<String>, StoreError> {
    let sets = db.collection(TICKETS).distinct("wanted", doc! { "waiting": true }).await?;
    let sets = sets.into_iter().filter_map(|set| Some(set.as_str()?.to_owned()));
    Ok(sets.filter(|set| labels.fit(&Wanted::read(set))).collect())
}

pub(super) async fn renew(
    db: &Db,
    id: &TryId,
    runner: &RunnerId,
    until: Timestamp,
) -> Result<bool, StoreError> {
    let mut claimed = filter(id);
    claimed.insert("runner", runner.as_str());
    let later = doc! { "$max": { "until": int(until.0) } };
    Ok(db.collection(TICKETS).update_one(claimed, later).await?.matched_count > 0)
}

pub(super) async fn release(db: &Db, id: &TryId) -> Result<(), StoreError> {
    db.collection(TICKETS).delete_one(filter(id)).await?;
    Ok(())
}

pub(super) async fn expired(db: &Db, now: Timestamp) -> Result<Vec<TryId>, StoreError> {
    let late = doc! { "until": { "$exists": true, "$lte": int(now.0) } };
    let found = db.database.collection::<Row>(TICKETS).find(late).await?;
    let mut late: Vec<TryId> = all(found).await?.into_iter().map(Row::id).collect();
    late.sort_unstable();
    Ok(late)
}
