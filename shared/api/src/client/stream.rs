use super::Client;
use super::error::{ClientError, cause};
use super::lines::{Event, Lines};
use super::send::Request;
use reqwest::header::{ACCEPT, HeaderName};
use reqwest::{Method, Response, Url};
use std::collections::VecDeque;
use std::time::Duration;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// So often in a row a stream may break without telling anything new.
const TRIES: u32 = 12;

/// The first pause; each is twice as long as the one before, up to the last.
const PAUSE: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(10);

/// A stream of events that goes on where it was cut: no event is missing, and none comes twice.
pub(super) struct Stream {
    client: Client,
    url: Url,
    last: Option<String>,
    open: Option<(Response, Lines)>,
    ready: VecDeque<Event>,
    failed: u32,
}

impl Stream {
    pub(super) fn new(client: Client, url: Url) -> Self {
        Self { client, url, last: None, open: None, ready: VecDeque::new(), failed: 0 }
    }

    /// The next event. None: the server has ended the stream; asked again, it goes on where that was.
    pub(super) async fn next(&mut self) -> Result<Option<Event>, ClientError> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                self.failed = 0;
                if event.id.is_some() {
                    self.last.clone_from(&event.id);
                }
                return Ok(Some(event));
            }
            let broken = match self.open.take() {
                None => match self.open().await {
                    Ok(response) => {
                        self.open = Some((response, Lines::default()));
                        continue;
                    }
                    Err(error) if error.passes() => error,
                    Err(error) => return Err(error),
                },
                Some((mut response, mut lines)) => match response.chunk().await {
                    Ok(Some(piece)) => {
                        let too_long = |_| ClientError::Strange("an event does not end".to_owned());
                        self.ready.extend(lines.push(&piece).map_err(too_long)?);
                        self.open = Some((response, lines));
                        continue;
                    }
                    Ok(None) => return Ok(None),
                    Err(error) => ClientError::Broken(cause(&error)),
                },
            };
            self.pause(broken).await?;
        }
    }

    /// Waits before the stream is asked for again, unless that was in vain too often.
    pub(super) async fn pause(&mut self, broken: ClientError) -> Result<(), ClientError> {
        self.failed += 1;
        if self.failed == TRIES {
            return Err(broken);
        }
        tokio::time::sleep(PAUSE.saturating_mul(1 << (self.failed - 1).min(16)).min(LONGEST)).await;
        Ok(())
    }

    async fn open(&self) -> Result<Response, ClientError> {
        let mut request = Request::new(&self.client, Method::GET, self.url.clone());
        request = request.header(ACCEPT, "text/event-stream");
        if let Some(last) = &self.last {
            request = request.header(LAST_EVENT_ID, last);
        }
        request.try_once().await.map_err(|(error, _)| error)
    }
}
