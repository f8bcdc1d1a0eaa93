use crate::ui::{Orderly, View};
use events::{LogChunk, RunView};
use scheduler::Follow;
use std::io;
use std::time::Duration;
use tokio::sync::mpsc;

/// After so long without news a view may show what it held back.
const QUIET: Duration = Duration::from_millis(30);

/// Brings what happened and what was printed to a view.
pub struct Teller {
    follow: Follow,
    logs: mpsc::Receiver<LogChunk>,
    order: Orderly,
}

impl Teller {
    /// One for this run.
    pub fn new(follow: Follow, logs: mpsc::Receiver<LogChunk>, view: Box<dyn View>) -> Self {
        Self { follow, logs, order: Orderly::new(view) }
    }

    /// Tells all of it, up to the run's end.
    pub async fn tell(mut self) -> io::Result<RunView> {
        let mut idle = true;
        loop {
            tokio::select! {
                biased;
                Some(chunk) = self.logs.recv() => self.order.log(chunk)?,
                next = self.follow.next() => match next {
                    Ok(Some(record)) => {
                        self.drain()?;
                        self.order.record(&record)?;
                    }
                    Ok(None) => break,
                    Err(error) => return Err(io::Error::other(error)),
                },
                () = tokio::time::sleep(QUIET), if !idle => {
                    idle = true;
                    self.order.idle()?;
                    continue;
                }
            }
            idle = false;
        }
        self.drain()?;
        self.order.end()?;
        Ok(self.order.run())
    }

    /// All that was printed before now.
    fn drain(&mut self) -> io::Result<()> {
        while let Ok(chunk) = self.logs.try_recv() {
            self.order.log(chunk)?;
        }
        Ok(())
    }
}
