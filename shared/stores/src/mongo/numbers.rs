//! Numbers that count, and of which none is given twice.

use super::db::Db;
use super::error::is_duplicate;
use super::schema::NUMBERS;
use mongodb::ClientSession;
use mongodb::bson::doc;
use mongodb::error::Result;
use mongodb::options::ReturnDocument;
use serde::Deserialize;

#[derive(Deserialize)]
struct Number {
    last: i64,
}

/// The next one; none if they have not begun.
pub(super) async fn next_number(
    db: &Db,
    key: &str,
    session: Option<&mut ClientSession>,
) -> Result<Option<i64>> {
    let numbers = db.database.collection::<Number>(NUMBERS);
    let next = numbers.find_one_and_update(doc! { "_id": key }, doc! { "$inc": { "last": 1_i64 } });
    let next = next.return_document(ReturnDocument::After);
    let number = match session {
        Some(session) => next.session(session).await?,
        None => next.await?,
    };
    Ok(number.map(|number| number.last))
}

/// Lets them begin with 1, if they have not begun.
pub(super) async fn begin_numbers(db: &Db, key: &str) -> Result<()> {
    match db.collection(NUMBERS).insert_one(doc! { "_id": key, "last": 0_i64 }).await {
        Err(error) if !is_duplicate(&error) => Err(error),
        _ => Ok(()),
    }
}
