//! Reads what a server tells as it comes.

use crate::server::Server;
use serde_json::Value;
use std::time::Duration;

/// How long a test waits for the next word at most.
const SOON: Duration = Duration::from_secs(120);

/// One event of a stream.
#[derive(Debug)]
pub struct Told {
    /// The place behind it.
    pub id: String,
    pub kind: String,
    pub data: Value,
}

/// A stream of a server. It may be cut, and be gone on with at another one.
pub struct Stream {
    path: String,
    place: Option<String>,
    open: Option<reqwest::Response>,
    read: Vec<u8>,
}

impl Stream {
    pub fn logs(run: &str) -> Self {
        Self::of(format!("/api/v1/runs/{run}/logs"))
    }

    pub fn events(run: &str) -> Self {
        Self::of(format!("/api/v1/runs/{run}/events"))
    }

    fn of(path: String) -> Self {
        Self { path, place: None, open: None, read: Vec::new() }
    }

    /// Forgets the server it was read from; the next one is asked for what follows.
    pub fn cut(&mut self) {
        self.open = None;
        self.read.clear();
    }

    /// The next event; none when the stream ends or is cut.
    pub async fn next(&mut self, server: &Server) -> Option<Told> {
        tokio::time::timeout(SOON, self.soon(server))
            .await
            .unwrap_or_else(|_| panic!("{}: silence", self.path))
    }

    async fn soon(&mut self, server: &Server) -> Option<Told> {
        if self.open.is_none() {
            let mut request =
                server.request(reqwest::Method::GET, &self.path).header("accept", "text/event-stream");
            if let Some(place) = &self.place {
                request = request.header("last-event-id", place);
            }
            let response = request.send().await.ok()?;
            assert_eq!(response.status().as_u16(), 200, "{}", self.path);
            self.open = Some(response);
        }
        loop {
            if let Some(end) = self.read.windows(2).position(|pair| pair == b"\n\n") {
                let block: Vec<u8> = self.read.drain(..end + 2).collect();
                if let Some(told) = told(&String::from_utf8(block).unwrap()) {
                    self.place = Some(told.id.clone());
                    return Some(told);
                }
                continue;
            }
            match self.open.as_mut()?.chunk().await {
                Ok(Some(bytes)) => self.read.extend_from_slice(&bytes),
                Ok(None) | Err(_) => {
                    self.cut();
                    return None;
                }
            }
        }
    }

    /// All that is left of it, from a server that stays.
    pub async fn rest(&mut self, server: &Server) -> Vec<Told> {
        let mut all = Vec::new();
        while let Some(told) = self.next(server).await {
            all.push(told);
        }
        all
    }

    /// Reads on until something is told.
    pub async fn until(&mut self, server: &Server, holds: impl Fn(&Value) -> bool) -> Value {
        loop {
            let told = self.next(server).await.unwrap_or_else(|| panic!("{} ended", self.path));
            if holds(&told.data) {
                return told.data;
            }
        }
    }
}

fn told(block: &str) -> Option<Told> {
    let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let data = serde_json::from_str(field("data:")?).unwrap();
    let (id, kind) = (field("id:")?.to_owned(), field("event:")?.to_owned());
    Some(Told { id, kind, data })
}
