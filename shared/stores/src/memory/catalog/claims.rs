use crate::memory::{MemoryStore, lock};
use crate::{Claims, Request, StoreError};
use async_trait::async_trait;
use events::Timestamp;
use std::collections::{BTreeMap, HashMap};

/// What was taken.
#[derive(Debug, Default)]
pub(in crate::memory) struct Taken {
    requests: BTreeMap<String, Sent>,
    fires: HashMap<String, Timestamp>,
}

#[derive(Debug)]
struct Sent {
    content: Vec<u8>,
    expires: Timestamp,
    answer: Option<Vec<u8>>,
}

#[async_trait]
impl Claims for MemoryStore {
    async fn take_request(
        &self,
        key: &str,
        content: &[u8],
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<Request, StoreError> {
        let mut taken = lock(&self.shelves.taken);
        Ok(match taken.requests.get(key).filter(|sent| sent.expires > now) {
            Some(sent) if sent.content != content => Request::Other,
            Some(Sent { answer: Some(answer), .. }) => Request::Answered(answer.clone()),
            Some(Sent { answer: None, .. }) => Request::Open,
            None => {
                let sent = Sent { content: content.to_vec(), expires, answer: None };
                taken.requests.insert(key.to_owned(), sent);
                Request::New
            }
        })
    }

    async fn answer_request(&self, key: &str, answer: &[u8], expires: Timestamp) -> Result<(), StoreError> {
        let mut taken = lock(&self.shelves.taken);
        let sent = taken.requests.get_mut(key);
        let sent = sent.ok_or_else(|| StoreError::Missing(format!("request {key}")))?;
        (sent.answer, sent.expires) = (Some(answer.to_vec()), expires);
        Ok(())
    }

    async fn drop_request(&self, key: &str) -> Result<(), StoreError> {
        lock(&self.shelves.taken).requests.retain(|known, sent| known != key || sent.answer.is_some());
        Ok(())
    }

    async fn sweep_requests(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let mut taken = lock(&self.shelves.taken);
        let over = taken.requests.iter().filter(|(_, sent)| sent.expires <= now);
        let over: Vec<String> = over.take(limit).map(|(key, _)| key.clone()).collect();
        for key in &over {
            taken.requests.remove(key);
        }
        Ok(over.len())
    }

    async fn take_fire(&self, schedule: &str, due: Timestamp) -> Result<bool, StoreError> {
        let mut taken = lock(&self.shelves.taken);
        let is_later = taken.fires.get(schedule).is_none_or(|last| due > *last);
        if is_later {
            taken.fires.insert(schedule.to_owned(), due);
        }
        Ok(is_later)
    }

    async fn last_fire(&self, schedule: &str) -> Result<Option<Timestamp>, StoreError> {
        Ok(lock(&self.shelves.taken).fires.get(schedule).copied())
    }

    async fn forget_schedule(&self, schedule: &str) -> Result<(), StoreError> {
        lock(&self.shelves.taken).fires.remove(schedule);
        Ok(())
    }
}
