use super::Client;
use super::error::ClientError;
use super::stream::Stream;
use crate::{LogEnd, LogLine};
use events::Record;
use serde::de::DeserializeOwned;

/// Which part of a run's logs.
#[derive(Clone, Debug, Default)]
pub struct LogWish {
    /// Only this job.
    pub job: Option<String>,
    /// Only this step of it.
    pub step: Option<u32>,
    /// Also what is still to come, up to the run's end.
    pub follow: bool,
}

/// What a log brings.
#[derive(Clone, Debug)]
pub enum LogItem {
    /// What jobs printed.
    Line(LogLine),
    /// What happened to the run; it stands between the lines before and after it.
    Record(Box<Record>),
    /// The run has ended, and all was told.
    End(LogEnd),
}

/// A run's log, as it comes.
pub struct Logs {
    stream: Stream,
    follow: bool,
    over: bool,
}

impl Client {
    /// The log of a run, and what happens to it.
    #[must_use]
    pub fn logs(&self, run: &str, wish: &LogWish) -> Logs {
        let mut url = self.url(&["runs", run, "logs"]);
        {
            let mut query = url.query_pairs_mut();
            query.append_pair("records", "true");
            query.append_pair("follow", if wish.follow { "true" } else { "false" });
            if let Some(job) = &wish.job {
                query.append_pair("job", job);
            }
            if let Some(step) = wish.step {
                query.append_pair("step", &step.to_string());
            }
        }
        Logs { stream: Stream::new(self.clone(), url), follow: wish.follow, over: false }
    }
}

impl Logs {
    /// The next piece; none: that was all.
    ///
    /// # Errors
    /// When the server cannot be asked, for longer than it takes to start it again.
    pub async fn next(&mut self) -> Result<Option<LogItem>, ClientError> {
        loop {
            if self.over {
                return Ok(None);
            }
            let Some(event) = self.stream.next().await? else {
                if !self.follow {
                    return Ok(None);
                }
                // The server stops, perhaps to start again.
                self.stream.pause(ClientError::Broken("the server ended it".to_owned())).await?;
                continue;
            };
            let item = match event.kind.as_str() {
                "log" => LogItem::Line(read(&event.data)?),
                "record" => LogItem::Record(Box::new(read(&event.data)?)),
                "end" => {
                    self.over = true;
                    LogItem::End(read(&event.data)?)
                }
                _ => continue,
            };
            return Ok(Some(item));
        }
    }
}

fn read<T: DeserializeOwned>(data: &str) -> Result<T, ClientError> {
    serde_json::from_str(data).map_err(|error| ClientError::Strange(error.to_string()))
}
