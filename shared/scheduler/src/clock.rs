use async_trait::async_trait;
use events::Timestamp;
use std::time::{Duration, SystemTime};

/// Tells the time. Tests have one of their own.
#[async_trait]
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;

    /// Waits until then.
    async fn sleep_until(&self, at: Timestamp);
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Timestamp::default().after(since)
    }

    async fn sleep_until(&self, at: Timestamp) {
        // The clock counts milliseconds, the timer wakes within one: a little later is never too early.
        tokio::time::sleep(at.since(self.now()) + Duration::from_millis(1)).await;
    }
}
