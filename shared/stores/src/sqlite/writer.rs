use super::call::{Call, Change, Pending, Ring};
use crate::StoreError;
use crate::watch::Bells;
use rusqlite::Connection;
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// As many calls share one transaction at most.
const BATCH: usize = 512;

/// The thread that makes all changes. Calls that come while it writes share its next transaction, so one wait for the
/// disk serves them all; each is answered when the disk has it.
#[derive(Debug)]
pub(super) struct Writer {
    calls: Option<mpsc::Sender<Box<dyn Call>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub fn start(db: Connection, bells: Arc<Bells>) -> Result<Self, StoreError> {
        let (calls, queue) = mpsc::channel::<Box<dyn Call>>();
        let thread = std::thread::Builder::new().name("store-writer".into()).spawn(move || {
            while let Ok(first) = queue.recv() {
                let others = queue.try_iter().take(BATCH - 1);
                carry_out(&db, std::iter::once(first).chain(others).collect(), &bells);
            }
        });
        let thread =
            thread.map_err(|cause| StoreError::Unavailable(format!("no thread to write: {cause}")))?;
        Ok(Self { calls: Some(calls), thread: Some(thread) })
    }

    /// Has a change made. One whose caller leaves before its turn is not made.
    pub async fn call<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&mut Change<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let gone = || StoreError::Unavailable("it has been closed".into());
        let calls = self.calls.as_ref().ok_or_else(gone)?;
        calls.send(Box::new(Pending::new(work, reply))).map_err(|_| gone())?;
        answer.await.unwrap_or_else(|_| Err(gone()))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.calls.take());
        if let Some(thread) = self.thread.take() {
            // A panic has told of itself, and nobody waits for an answer any more.
            let _told = thread.join();
        }
    }
}

/// One transaction for all these calls. Those that fail by themselves leave no trace; if it fails as a whole, they all do.
fn carry_out(db: &Connection, mut batch: Vec<Box<dyn Call>>, bells: &Bells) {
    match transact(db, &mut batch) {
        Ok(rings) => {
            batch.into_iter().for_each(|call| call.answer(Ok(())));
            for ring in rings {
                match ring {
                    Ring::Queue => bells.ring_queue(),
                    Ring::Run(run) => bells.ring_run(&run),
                }
            }
        }
        Err(error) => {
            if !db.is_autocommit() {
                // If this fails, the next BEGIN says why.
                let _told = db.execute_batch("ROLLBACK");
            }
            batch.into_iter().for_each(|call| call.answer(Err(&error)));
        }
    }
}

fn transact(db: &Connection, batch: &mut [Box<dyn Call>]) -> Result<Vec<Ring>, StoreError> {
    let mut change = Change::new(db);
    db.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    for call in batch.iter_mut().filter(|call| call.is_awaited()) {
        let rings = change.rings.len();
        db.prepare_cached("SAVEPOINT call")?.execute([])?;
        if let Err(error) = call.run(&mut change) {
            // A full disk ends the whole transaction.
            if db.is_autocommit() {
                return Err(error);
            }
            change.rings.truncate(rings);
            db.prepare_cached("ROLLBACK TO call")?.execute([])?;
        }
        db.prepare_cached("RELEASE call")?.execute([])?;
    }
    db.prepare_cached("COMMIT")?.execute([])?;
    Ok(change.rings)
}
