use tokio::sync::watch;

/// Tells of changes without being asked again and again.
///
/// Changes made after the watch was made, or after [`Watch::changed`] last returned, are never missed: look first,
/// then wait.
#[derive(Clone, Debug)]
pub struct Watch(watch::Receiver<u64>);

impl Watch {
    /// Waits for the next change. Never returns once there can be none.
    pub async fn changed(&mut self) {
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// The other end of a [`Watch`].
#[derive(Debug)]
pub(crate) struct Bell(watch::Sender<u64>);

impl Default for Bell {
    fn default() -> Self {
        Self(watch::Sender::new(0))
    }
}

impl Bell {
    pub(crate) fn ring(&self) {
        self.0.send_modify(|count| *count = count.wrapping_add(1));
    }

    pub(crate) fn watch(&self) -> Watch {
        Watch(self.0.subscribe())
    }
}
