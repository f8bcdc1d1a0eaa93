use api::client::{Client, ClientError, LogItem, LogWish};
use api::{RunStatus, Trigger};
use events::Event;
use futures_util::StreamExt;
use futures_util::stream::{self, FuturesUnordered};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// How fast runs follow each other.
#[derive(Clone, Copy, Debug)]
pub enum Pace {
    /// So many a second, each at its time. What is late counts from when it should have been.
    Rate(f64),
    /// So many under way, the next when one has ended.
    AtOnce(u32),
}

/// How long a run took, from when it was to be triggered on.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Until the server had it and said so.
    pub answered: Duration,
    /// Until its first job had begun, as its stream tells.
    pub begun: Option<Duration>,
    /// Until it had ended.
    pub ended: Duration,
    /// Whether it ended well.
    pub passed: bool,
}

/// What became of all runs.
#[derive(Debug, Default)]
pub struct Driven {
    /// Those that ended.
    pub samples: Vec<Sample>,
    /// Why others could not be made or followed.
    pub refused: Vec<String>,
    /// How long all took.
    pub took: Duration,
    /// Whether somebody ended it before all were made.
    pub was_interrupted: bool,
}

impl Driven {
    /// How many did not end well.
    pub fn failed(&self) -> usize {
        self.refused.len() + self.samples.iter().filter(|sample| !sample.passed).count()
    }

    fn note(&mut self, done: Result<Sample, ClientError>) {
        match done {
            Ok(sample) => self.samples.push(sample),
            Err(error) => self.refused.push(error.to_string()),
        }
    }
}

/// What is to be made.
#[derive(Clone, Copy, Debug)]
pub struct Drive<'a> {
    /// Of which pipeline.
    pub pipeline: &'a str,
    /// How many runs.
    pub count: u32,
    /// How fast.
    pub pace: Pace,
}

impl Drive<'_> {
    /// Makes all runs, or as many as there is time for before somebody ends it.
    pub async fn go(&self, client: &Client) -> Driven {
        let mut driven = Driven::default();
        let bar = bar(self.count);
        let began = Instant::now();
        tokio::select! {
            () = self.all(client, &mut driven, &bar) => {}
            Ok(()) = tokio::signal::ctrl_c() => driven.was_interrupted = true,
        }
        driven.took = began.elapsed();
        bar.finish_and_clear();
        driven
    }

    async fn all(&self, client: &Client, driven: &mut Driven, bar: &ProgressBar) {
        let mut note = |done| {
            driven.note(done);
            bar.inc(1);
        };
        match self.pace {
            Pace::AtOnce(most) => {
                let runs = stream::iter(0..self.count).map(|_| self.one(client, Instant::now()));
                let mut runs = runs.buffer_unordered(most as usize);
                while let Some(done) = runs.next().await {
                    note(done);
                }
            }
            Pace::Rate(rate) => {
                let began = Instant::now();
                let mut going = FuturesUnordered::new();
                let mut made = 0;
                while made < self.count || !going.is_empty() {
                    let due = began + Duration::from_secs_f64(f64::from(made) / rate);
                    tokio::select! {
                        biased;
                        () = tokio::time::sleep_until(due.into()), if made < self.count => {
                            going.push(self.one(client, due));
                            made += 1;
                        }
                        Some(done) = going.next() => note(done),
                    }
                }
            }
        }
    }

    async fn one(&self, client: &Client, due: Instant) -> Result<Sample, ClientError> {
        let run = client.trigger(self.pipeline, &Trigger::default()).await?.run;
        let answered = due.elapsed();
        let mut logs = client.logs(&run.id, &LogWish { follow: true, ..LogWish::default() });
        let mut begun = None;
        while let Some(item) = logs.next().await? {
            match item {
                LogItem::Record(record) if matches!(record.event, Event::JobStarted { .. }) => {
                    begun = begun.or_else(|| Some(due.elapsed()));
                }
                LogItem::End(end) => {
                    let passed = end.status == RunStatus::Success;
                    return Ok(Sample { answered, begun, ended: due.elapsed(), passed });
                }
                LogItem::Record(_) | LogItem::Line(_) => {}
            }
        }
        Err(ClientError::Broken("the run's stream ended before the run".to_owned()))
    }
}

fn bar(count: u32) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} runs, {per_sec}, {eta} left");
    ProgressBar::new(count.into()).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
