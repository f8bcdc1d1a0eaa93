use crate::mongo::MongoStore;
use crate::mongo::db::{Db, Id, all, binary, limit as at_most, put_where};
use crate::mongo::schema::{FIRES, REQUESTS};
use crate::pack::{int, uint};
use crate::{Claims, Request, StoreError};
use async_trait::async_trait;
use events::Timestamp;
use mongodb::bson::{Binary, doc};
use serde::Deserialize;

#[derive(Deserialize)]
struct Sent {
    content: Binary,
    answer: Option<Binary>,
}

async fn take(
    db: &Db,
    key: &str,
    content: &[u8],
    now: Timestamp,
    expires: Timestamp,
) -> Result<Request, StoreError> {
    loop {
        let free = doc! { "_id": key, "expires": { "$lte": int(now.0) } };
        let mine = doc! {
            "$set": { "content": binary(content.to_vec()), "expires": int(expires.0) },
            "$unset": { "answer": "" },
        };
        if put_where(&db.collection(REQUESTS), free, mine).await? {
            return Ok(Request::New);
        }
        return Ok(match db.database.collection::<Sent>(REQUESTS).find_one(doc! { "_id": key }).await? {
            Some(sent) if sent.content.bytes != content => Request::Other,
            Some(Sent { answer: Some(answer), .. }) => Request::Answered(answer.bytes),
            Some(Sent { answer: None, .. }) => Request::Open,
            // It has been let go of meanwhile.
            None => continue,
        });
    }
}

#[async_trait]
impl Claims for MongoStore {
    async fn take_request(
        &self,
        key: &str,
        content: &[u8],
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<Request, StoreError> {
        self.db.within(take(&self.db, key, content, now, expires)).await
    }

    async fn answer_request(&self, key: &str, answer: &[u8], expires: Timestamp) -> Result<(), StoreError> {
        let answered = doc! { "$set": { "answer": binary(answer.to_vec()), "expires": int(expires.0) } };
        self.db
            .within(async {
                let kept = self.db.collection(REQUESTS).update_one(doc! { "_id": key }, answered).await?;
                if kept.matched_count == 0 {
                    return Err(StoreError::Missing(format!("request {key}")));
                }
                Ok(())
            })
            .await
    }

    async fn drop_request(&self, key: &str) -> Result<(), StoreError> {
        self.db
            .within(async {
                let open = doc! { "_id": key, "answer": { "$exists": false } };
                self.db.collection(REQUESTS).delete_one(open).await?;
                Ok(())
            })
            .await
    }

    async fn sweep_requests(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let over = doc! { "expires": { "$lte": int(now.0) } };
        self.db
            .within(async {
                let requests = self.db.database.collection::<Id<String>>(REQUESTS);
                let found =
                    requests.find(over.clone()).sort(doc! { "expires": 1 }).projection(doc! { "_id": 1 });
                let found = all(found.limit(at_most(limit)).await?).await?;
                let keys: Vec<String> = found.into_iter().map(|request| request.id).take(limit).collect();
                // Not those that were taken again meanwhile.
                let mut swept = over;
                swept.insert("_id", doc! { "$in": keys });
                let swept = requests.delete_many(swept).await?;
                Ok(usize::try_from(swept.deleted_count).unwrap_or(limit))
            })
            .await
    }

    async fn take_fire(&self, schedule: &str, due: Timestamp) -> Result<bool, StoreError> {
        let earlier = doc! { "_id": schedule, "last": { "$lt": int(due.0) } };
        let fired = doc! { "$set": { "last": int(due.0) } };
        self.db.within(async { Ok(put_where(&self.db.collection(FIRES), earlier, fired).await?) }).await
    }

    async fn last_fire(&self, schedule: &str) -> Result<Option<Timestamp>, StoreError> {
        #[derive(Deserialize)]
        struct Fire {
            last: i64,
        }
        self.db
            .within(async {
                let fires = self.db.database.collection::<Fire>(FIRES);
                let found = fires.find_one(doc! { "_id": schedule }).await?;
                Ok(found.map(|fire| Timestamp(uint(fire.last))))
            })
            .await
    }

    async fn forget_schedule(&self, schedule: &str) -> Result<(), StoreError> {
        self.db
            .within(async {
                self.db.collection(FIRES).delete_one(doc! { "_id": schedule }).await?;
                Ok(())
            })
            .await
    }
}
