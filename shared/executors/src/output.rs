use crate::ExecutorError;
use bytes::{Bytes, BytesMut};
use rustix::pipe::{PipeFlags, fcntl_setpipe_size, pipe_with};
use std::os::fd::OwnedFd;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::unix::pipe::Receiver;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout};

/// How much a process can be ahead of us, and the most that is read at once.
const PIPE: usize = 256 * 1024;
/// How long after a process's end nothing must come before its leftovers are taken to be silent.
const SILENCE: Duration = Duration::from_millis(100);
/// How long after a process's end its leftovers may go on printing into its output.
const LINGER: Duration = Duration::from_secs(1);

/// The pipe that both of a process's streams go into, so that their order is kept.
pub(crate) struct OutputPipe {
    reader: Receiver,
    writer: OwnedFd,
}

impl OutputPipe {
    pub(crate) fn new() -> Result<Self, ExecutorError> {
        let broken = |cause: std::io::Error| ExecutorError::io("make a pipe", cause);
        let (reader, writer) = pipe_with(PipeFlags::CLOEXEC).map_err(|cause| broken(cause.into()))?;
        if fcntl_setpipe_size(&writer, PIPE).is_err() {
            // It stays as small as the system likes it; only slower.
        }
        Ok(Self { reader: Receiver::from_owned_fd(reader).map_err(broken)?, writer })
    }

    /// The end that the process writes to, twice.
    pub(crate) fn writers(&self) -> Result<(OwnedFd, OwnedFd), ExecutorError> {
        let copy = || self.writer.try_clone().map_err(|cause| ExecutorError::io("copy a pipe", cause));
        Ok((copy()?, copy()?))
    }

    /// Begins to read.
    pub(crate) fn pump(self, output: mpsc::Sender<Bytes>) -> Pump {
        let (ended, end) = oneshot::channel();
        let (drained, done) = oneshot::channel();
        tokio::spawn(pump(self.reader, output, end, drained));
        Pump { ended, done }
    }
}

/// A process's output on its way.
pub(crate) struct Pump {
    ended: oneshot::Sender<()>,
    done: oneshot::Receiver<()>,
}

impl Pump {
    /// To be called when the process has ended: waits until all that it printed is sent.
    ///
    /// Leftovers that still hold the pipe are given a moment, then their output is read and dropped for as long as
    /// they go on, so that they are not killed by writing.
    pub(crate) async fn finish(self) {
        if self.ended.send(()).is_err() || self.done.await.is_err() {
            // The pump is at its end already.
        }
    }
}

async fn pump(
    mut reader: Receiver,
    output: mpsc::Sender<Bytes>,
    mut end: oneshot::Receiver<()>,
    drained: oneshot::Sender<()>,
) {
    let mut buffer = BytesMut::new();
    // While the process runs.
    loop {
        buffer.reserve(PIPE / 4);
        tokio::select! {
            biased;
            _ = &mut end => break,
            read = reader.read_buf(&mut buffer) => match read {
                Ok(0) | Err(_) => return,
                Ok(_) => forward(&mut buffer, &output).await,
            },
        }
    }
    // What it printed before its end is in the pipe still; then as long as its leftovers say something.
    let begin = Instant::now();
    let mut owed = PIPE;
    let mut waited = Duration::ZERO;
    let mut closed = false;
    while !closed && waited < LINGER && (owed > 0 || begin.elapsed() < LINGER) {
        buffer.reserve(PIPE / 4);
        let asked = Instant::now();
        let read = timeout(SILENCE, reader.read_buf(&mut buffer)).await;
        waited += asked.elapsed();
        match read {
            Ok(Ok(read @ 1..)) => {
                owed = owed.saturating_sub(read);
                forward(&mut buffer, &output).await;
            }
            Ok(_) => closed = true,
            Err(_) => break,
        }
    }
    drop(output);
    if drained.send(()).is_err() || closed {
        return;
    }
    // For as long as they live.
    loop {
        buffer.clear();
        buffer.reserve(PIPE / 4);
        if !matches!(reader.read_buf(&mut buffer).await, Ok(1..)) {
            return;
        }
    }
}

async fn forward(buffer: &mut BytesMut, output: &mpsc::Sender<Bytes>) {
    if output.send(buffer.split().freeze()).await.is_err() {
        // Nobody listens any more: by contract the output is dropped.
    }
}
