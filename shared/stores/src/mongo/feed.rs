use super::db::Db;
use super::logs::Ends;
use super::schema::{CHUNKS, RECORDS, RUNS, TICKETS};
use crate::StoreError;
use crate::watch::Bells;
use events::RunId;
use mongodb::bson::{Document, doc};
use mongodb::change_stream::ChangeStream;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// Hears what other replicas write, and wakes those who wait for it.
///
/// It asks nobody again and again: the server holds the question until there is news. When it was deaf for a while it
/// wakes everybody once, who look for themselves; so nothing need be remembered to go on.
#[derive(Debug)]
pub(super) struct Feed(JoinHandle<()>);

/// The server answers at least so often, if only that there is nothing new.
const BREATH: Duration = Duration::from_secs(5);

/// A server that has not answered for so long never will.
const SILENCE: Duration = Duration::from_secs(20);

/// Before the next try to be heard.
const PAUSE: Duration = Duration::from_millis(500);

#[derive(Deserialize)]
struct News {
    ns: Place,
    #[serde(rename = "fullDocument")]
    written: Option<OfRun>,
    #[serde(rename = "documentKey")]
    key: Option<Document>,
}

#[derive(Deserialize)]
struct Place {
    coll: String,
}

#[derive(Deserialize)]
struct OfRun {
    run: RunId,
}

impl Feed {
    /// Listens from now on.
    pub async fn start(db: &Db, bells: &Arc<Bells>, ends: &Arc<Ends>) -> Result<Self, StoreError> {
        let stream = open(db).await?;
        let (db, bells, ends) = (db.clone(), Arc::clone(bells), Arc::clone(ends));
        Ok(Self(tokio::spawn(async move { listen(&db, &bells, &ends, stream).await })))
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn open(db: &Db) -> Result<ChangeStream<News>, StoreError> {
    let others = doc! { "$ne": &db.me };
    let written = doc! {
        "operationType": "insert",
        "ns.coll": { "$in": [RECORDS, CHUNKS, TICKETS] },
        "fullDocument.by": &others,
    };
    // A later try takes the place of an earlier one; claims and their renewals are no news.
    let queued = doc! {
        "operationType": "update",
        "ns.coll": TICKETS,
        "updateDescription.updatedFields.waiting": true,
        "updateDescription.updatedFields.by": &others,
    };
    let gone = doc! { "operationType": "delete", "ns.coll": RUNS };
    let pipeline = [
        doc! { "$match": { "$or": [written, queued, gone] } },
        doc! { "$project": { "operationType": 1, "ns": 1, "documentKey": 1, "fullDocument.run": 1 } },
    ];
    let stream = db.database.watch().pipeline(pipeline).max_await_time(BREATH).await?;
    Ok(stream.with_type())
}

async fn listen(db: &Db, bells: &Bells, ends: &Ends, mut stream: ChangeStream<News>) {
    loop {
        // One that ends or fails, and one that falls silent, is opened anew.
        while let Ok(Ok(news)) = tokio::time::timeout(SILENCE, stream.next_if_any()).await {
            match news {
                Some(news) => ring(&news, bells, ends),
                None if stream.is_alive() => {}
                None => break,
            }
        }
        stream = loop {
            tokio::time::sleep(PAUSE).await;
            if let Ok(Ok(stream)) = tokio::time::timeout(SILENCE, open(db)).await {
                break stream;
            }
        };
        ends.clear();
        bells.ring_all();
    }
}

fn ring(news: &News, bells: &Bells, ends: &Ends) {
    match (news.ns.coll.as_str(), &news.written) {
        (TICKETS, _) => bells.ring_queue(),
        (RUNS, _) => {
            let run = news.key.as_ref().and_then(|key| key.get_str("_id").ok());
            ends.forget(run.unwrap_or_default());
        }
        (_, Some(of)) => bells.ring_run(&of.run),
        (_, None) => {}
    }
}
