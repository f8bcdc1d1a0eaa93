//! How many connections there may be at a time.

use axum_server::accept::Accept;
use std::future::{Ready, ready};
use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Takes connections in as long as there are not too many. One more is closed at once: whoever sent it can ask another
/// replica, or again, and those that are served stay quick.
#[derive(Clone)]
pub struct Connections(Arc<Semaphore>);

impl Connections {
    /// At most as many at a time.
    pub fn at_most(count: u32) -> Self {
        let count = usize::try_from(count).unwrap_or(usize::MAX).min(Semaphore::MAX_PERMITS);
        Self(Arc::new(Semaphore::new(count)))
    }
}

impl<I, S> Accept<I, S> for Connections {
    type Stream = Counted<I>;
    type Service = S;
    type Future = Ready<Result<(Counted<I>, S)>>;

    fn accept(&self, stream: I, service: S) -> Self::Future {
        let permit = Arc::clone(&self.0).try_acquire_owned();
        ready(match permit {
            Ok(permit) => Ok((Counted { stream, _permit: permit }, service)),
            Err(_) => {
                tracing::warn!("there are as many connections as server.max_connections allows");
                Err(Error::from(ErrorKind::ConnectionRefused))
            }
        })
    }
}

/// A connection that counts as long as it lives.
pub struct Counted<I> {
    stream: I,
    _permit: OwnedSemaphorePermit,
}

impl<I: AsyncRead + Unpin> AsyncRead for Counted<I> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for Counted<I> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_more_is_taken_when_one_has_gone() {
        let connections = Connections::at_most(2);
        let accept = async || connections.accept((), ()).await;
        let (first, second) = (accept().await, accept().await);
        assert!(first.is_ok() && second.is_ok());
        assert!(accept().await.is_err());
        drop(first);
        assert!(accept().await.is_ok());
    }
}
