use crate::StoreError;
use async_trait::async_trait;
use events::Timestamp;

/// What became of a request with an idempotency key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Nobody has sent it yet: carry it out, then [`Claims::answer_request`].
    New,
    /// It was sent and has no answer yet.
    Open,
    /// It was answered so.
    Answered(Vec<u8>),
    /// The key was used for another request.
    Other,
}

/// What only one may do, and once: requests with a key, fires of schedules.
#[async_trait]
pub trait Claims: Send + Sync {
    /// Takes a request. `content` tells whether it is the same one; without an answer the key is free again from
    /// `expires` on, for then whoever took it is gone.
    async fn take_request(
        &self,
        key: &str,
        content: &[u8],
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<Request, StoreError>;

    /// Keeps the answer until `expires` for those who send it again.
    async fn answer_request(&self, key: &str, answer: &[u8], expires: Timestamp) -> Result<(), StoreError>;

    /// Lets go of a request that could not be carried out, so that it may be sent again.
    async fn drop_request(&self, key: &str) -> Result<(), StoreError>;

    /// Forgets at most `limit` requests whose time is over; how many.
    async fn sweep_requests(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError>;

    /// Takes a schedule's fire; true for one caller only, and never again for one that is not later.
    async fn take_fire(&self, schedule: &str, due: Timestamp) -> Result<bool, StoreError>;

    /// The last fire that was taken.
    async fn last_fire(&self, schedule: &str) -> Result<Option<Timestamp>, StoreError>;

    /// Forgets a schedule.
    async fn forget_schedule(&self, schedule: &str) -> Result<(), StoreError>;
}
