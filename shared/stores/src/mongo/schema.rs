use super::db::{Db, put_where};
use super::error::is_there;
use super::numbers::begin_numbers;
use crate::StoreError;
use mongodb::IndexModel;
use mongodb::bson::{Document, doc};
use mongodb::options::IndexOptions;
use serde::Deserialize;

/// The version of what is in the database.
pub const SCHEMA: &str = "schema";
/// Runs as lists see them, and how far their records go.
pub const RUNS: &str = "runs";
/// What runs are made of.
pub const SUBMISSIONS: &str = "submissions";
pub const RECORDS: &str = "records";
/// Tries that wait for a runner, and those that have one.
pub const TICKETS: &str = "tickets";
/// Pieces of logs.
pub const CHUNKS: &str = "chunks";
/// Numbers that are given once.
pub const NUMBERS: &str = "numbers";
/// Of these, the places of runs.
pub const ORDER: &str = "runs";
/// Runs that are gone, and what they leave may not be yet.
pub const GONE: &str = "gone";
/// Whose blobs are whose.
pub const OWNERS: &str = "blob_owners";
pub const PIPELINES: &str = "pipelines";
pub const SECRETS: &str = "secrets";
pub const USERS: &str = "users";
pub const TOKENS: &str = "tokens";
pub const AUDIT: &str = "audit";
pub const REQUESTS: &str = "requests";
pub const FIRES: &str = "fires";
pub const RUNNERS: &str = "runners";
/// Blobs by key, their pieces, and pieces that nobody will ask for.
pub const BLOBS: &str = "blobs";
pub const PARTS: &str = "blob_parts";
pub const LOOSE: &str = "blob_loose";

/// The version that this program writes.
pub const VERSION: i32 = 1;

/// The one document that says the version. It also says that the database is ours.
const OURS: &str = "rustci";

#[derive(Deserialize)]
struct Version {
    version: i32,
}

/// Sees that the server can do what is needed, and brings the database to [`VERSION`]. Replicas may do it at once.
pub(super) async fn migrate(db: &Db) -> Result<(), StoreError> {
    let hello = db.database.run_command(doc! { "hello": 1 }).await?;
    if !hello.contains_key("setName") && !hello.get_str("msg").is_ok_and(|message| message == "isdbgrid") {
        let message = "this MongoDB is a standalone server, which has neither transactions nor change \
            streams: make it a replica set, for which one member is enough";
        return Err(StoreError::Unavailable(message.into()));
    }
    let version = match version(db).await? {
        Some(version) => version,
        None => {
            let found = db.database.list_collection_names().await?;
            // Another replica may have begun meanwhile.
            if !found.is_empty() && self::version(db).await?.is_none() {
                let name = db.database.name();
                let message = format!("the database `{name}` is another program's: name another one");
                return Err(StoreError::Unavailable(message));
            }
            0
        }
    };
    if version > VERSION {
        let message = format!("its version is {version}, and this program knows none after {VERSION}");
        return Err(StoreError::Unavailable(message));
    }
    raise(db, version.max(0)).await?;
    if version < 1 {
        first(db).await?;
    }
    raise(db, VERSION).await
}

async fn version(db: &Db) -> Result<Option<i32>, StoreError> {
    let found = db.database.collection::<Version>(SCHEMA).find_one(doc! { "_id": OURS }).await?;
    Ok(found.map(|found| found.version))
}

async fn raise(db: &Db, version: i32) -> Result<(), StoreError> {
    let change = doc! { "$max": { "version": version } };
    put_where(&db.collection(SCHEMA), doc! { "_id": OURS }, change).await?;
    Ok(())
}

/// What the first version has. Each step may have been taken.
async fn first(db: &Db) -> Result<(), StoreError> {
    let waiting = || Some(doc! { "waiting": true });
    let exists = |field: &str| Some(doc! { field: { "$exists": true } });
    let indexes = [
        (
            RUNS,
            vec![
                index("open", doc! { "came": 1 }, Some(doc! { "open": true })),
                index("listed", doc! { "came": -1 }, None),
                index("by_pipeline", doc! { "pipeline": 1, "came": -1 }, None),
                index("by_ref", doc! { "git_ref": 1, "came": -1 }, None),
                index("by_state", doc! { "state": 1, "came": -1 }, None),
                index("ended", doc! { "finished": 1 }, exists("finished")),
            ],
        ),
        (RECORDS, vec![unique("place", doc! { "run": 1, "seq": 1 }, None)]),
        (
            TICKETS,
            vec![
                unique("job", doc! { "run": 1, "job": 1 }, None),
                index("waiting", doc! { "priority": -1, "came": 1, "_id": 1 }, waiting()),
                index("wanted", doc! { "wanted": 1, "priority": -1, "came": 1, "_id": 1 }, waiting()),
                index("leased", doc! { "until": 1 }, exists("until")),
            ],
        ),
        (CHUNKS, vec![unique("place", doc! { "run": 1, "job": 1, "attempt": 1, "number": 1 }, None)]),
        (
            OWNERS,
            vec![
                index("by_run", doc! { "run": 1 }, None),
                index("orphans", doc! { "orphan": 1, "_id": 1 }, Some(doc! { "orphan": true })),
            ],
        ),
        (
            PIPELINES,
            vec![index("by_name", doc! { "name": 1 }, None), index("by_url", doc! { "url": 1 }, None)],
        ),
        (
            SECRETS,
            vec![
                unique("place", doc! { "name": 1, "scope": 1 }, None),
                index("by_pipeline", doc! { "pipeline": 1 }, None),
                index("by_key", doc! { "key": 1 }, None),
            ],
        ),
        (USERS, vec![unique("external", doc! { "external": 1 }, exists("external"))]),
        (
            TOKENS,
            vec![
                unique("hash", doc! { "hash": 1 }, None),
                index("by_user", doc! { "user": 1 }, None),
                index("by_end", doc! { "ends": 1 }, exists("ends")),
            ],
        ),
        (REQUESTS, vec![index("by_end", doc! { "expires": 1 }, None)]),
        (BLOBS, vec![index("by_use", doc! { "shelf": 1, "used": 1 }, None)]),
        (PARTS, vec![unique("place", doc! { "file": 1, "number": 1 }, None)]),
        (LOOSE, vec![index("due", doc! { "due": 1 }, None)]),
    ];
    for (collection, models) in indexes {
        db.collection(collection).create_indexes(models).await?;
    }
    // Transactions shall not be the first to write there.
    for collection in [SUBMISSIONS, NUMBERS, GONE, AUDIT, FIRES, RUNNERS] {
        match db.database.create_collection(collection).await {
            Err(error) if is_there(&error) => {}
            result => result?,
        }
    }
    Ok(begin_numbers(db, ORDER).await?)
}

fn index(name: &str, keys: Document, only: Option<Document>) -> IndexModel {
    let options = IndexOptions::builder().name(name.to_owned()).partial_filter_expression(only).build();
    IndexModel::builder().keys(keys).options(options).build()
}

fn unique(name: &str, keys: Document, only: Option<Document>) -> IndexModel {
    let mut model = index(name, keys, only);
    if let Some(options) = &mut model.options {
        options.unique = Some(true);
    }
    model
}
