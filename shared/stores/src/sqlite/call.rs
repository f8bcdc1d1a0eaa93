use crate::StoreError;
use events::RunId;
use rusqlite::Connection;
use tokio::sync::oneshot;

/// Whom a change wakes once it is durable.
#[derive(Debug)]
pub(super) enum Ring {
    /// Who waits for the queue.
    Queue,
    /// Who follows the run.
    Run(RunId),
}

/// The database inside a transaction.
pub(super) struct Change<'a> {
    pub db: &'a Connection,
    pub rings: Vec<Ring>,
}

impl<'a> Change<'a> {
    pub fn new(db: &'a Connection) -> Self {
        Self { db, rings: Vec::new() }
    }

    /// Once it is durable, wake these.
    pub fn ring(&mut self, ring: Ring) {
        self.rings.push(ring);
    }
}

/// A change that somebody waits for.
pub(super) trait Call: Send {
    /// Whether somebody still does.
    fn is_awaited(&self) -> bool;

    /// Makes the change, or says why it is not to be kept.
    fn run(&mut self, change: &mut Change<'_>) -> Result<(), StoreError>;

    /// Tells whether it is durable.
    fn answer(self: Box<Self>, committed: Result<(), &StoreError>);
}

/// A [`Call`] made of a closure.
pub(super) struct Pending<W, T> {
    work: Option<W>,
    result: Option<Result<T, StoreError>>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<W, T> Pending<W, T> {
    pub fn new(work: W, reply: oneshot::Sender<Result<T, StoreError>>) -> Self {
        Self { work: Some(work), result: None, reply }
    }
}

impl<W, T> Call for Pending<W, T>
where
    W: FnOnce(&mut Change<'_>) -> Result<T, StoreError> + Send,
    T: Send,
{
    fn is_awaited(&self) -> bool {
        !self.reply.is_closed()
    }

    fn run(&mut self, change: &mut Change<'_>) -> Result<(), StoreError> {
        self.result = self.work.take().map(|work| work(change));
        match &self.result {
            Some(Err(error)) => Err(error.clone()),
            _ => Ok(()),
        }
    }

    fn answer(self: Box<Self>, committed: Result<(), &StoreError>) {
        let result = match (committed, self.result) {
            (Ok(()), Some(result)) => result,
            (Ok(()), None) => Err(StoreError::Unavailable("the call had no turn".into())),
            // What it refused was judged by what is undone now, and so is what it did.
            (Err(error), _) => Err(error.clone()),
        };
        // Who has left does not want to know.
        let _left = self.reply.send(result);
    }
}
