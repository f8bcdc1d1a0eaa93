use crate::output;
use async_trait::async_trait;
use executors::{Executor, ExecutorError, Open, Preparing, Progress, Sandbox, Swept};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// An executor that tells how far the pull of an image has come: a large one takes minutes, in which nothing else happens.
pub struct Pulling {
    executor: Arc<dyn Executor>,
    tenths: Mutex<HashMap<String, u64>>,
}

impl Pulling {
    /// The same executor, telling.
    pub fn new(executor: Arc<dyn Executor>) -> Self {
        Self { executor, tenths: Mutex::default() }
    }

    /// Whether a pull has come a tenth further than was told; jobs that want the same image tell it once.
    fn further(&self, image: &str, done: u64, total: u64) -> bool {
        let tenth = done.saturating_mul(10).checked_div(total).unwrap_or_default();
        let mut tenths = self.tenths.lock().unwrap_or_else(PoisonError::into_inner);
        match tenths.get_mut(image) {
            Some(told) if *told >= tenth => false,
            Some(told) => {
                *told = tenth;
                true
            }
            None => {
                tenths.insert(image.to_owned(), tenth);
                true
            }
        }
    }
}

#[async_trait]
impl Executor for Pulling {
    fn name(&self) -> &'static str {
        self.executor.name()
    }

    async fn open(&self, open: Open, progress: &dyn Progress) -> Result<Box<dyn Sandbox>, ExecutorError> {
        self.executor.open(open, &Both { pulling: self, progress }).await
    }

    async fn settle(&self) {
        self.executor.settle().await;
    }

    async fn sweep(&self) -> Result<Swept, ExecutorError> {
        self.executor.sweep().await
    }
}

/// Hears for the user, and for whoever listened before.
struct Both<'a> {
    pulling: &'a Pulling,
    progress: &'a dyn Progress,
}

impl Progress for Both<'_> {
    fn preparing(&self, what: Preparing<'_>) {
        if let Preparing::Pulling { image, done, total } = what
            && self.pulling.further(image, done, total)
        {
            output::tell(what);
        }
        self.progress.preparing(what);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use executors::Fake;

    #[test]
    fn a_pull_is_told_a_tenth_at_a_time() {
        let pulling = Pulling::new(Arc::new(Fake::default()));
        let told: Vec<bool> = [(0, 0), (0, 90), (5, 90), (10, 90), (11, 90), (90, 90), (90, 90)]
            .map(|(done, total)| pulling.further("node:18", done, total))
            .into();
        assert_eq!(told, [true, false, false, true, false, true, false]);
        assert!(pulling.further("redis:7", 0, 10));
    }
}
