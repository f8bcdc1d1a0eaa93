use super::drive::{Driven, Pace, Sample};
use super::floors::Floors;
use crate::server::table;
use serde::Serialize;
use std::time::Duration;

/// Shares of many durations, in milliseconds. The nearest rank: each is one that was measured.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// How many were measured.
    pub count: usize,
    p50_ms: f64,
    p95_ms: f64,
    p99_ms: f64,
    max_ms: f64,
}

impl Spread {
    /// Of these; none of nothing.
    pub fn of(durations: impl IntoIterator<Item = Duration>) -> Option<Self> {
        let mut all: Vec<Duration> = durations.into_iter().collect();
        all.sort_unstable();
        let most = all.last()?;
        let rank = |percent: usize| all[(all.len() * percent).div_ceil(100).max(1) - 1];
        let ms = |duration: Duration| duration.as_secs_f64() * 1000.0;
        Some(Self {
            count: all.len(),
            p50_ms: ms(rank(50)),
            p95_ms: ms(rank(95)),
            p99_ms: ms(rank(99)),
            max_ms: ms(*most),
        })
    }
}

/// What the server took for it.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Server {
    /// Processor time of its process.
    pub cpu_seconds: f64,
    /// Processors of its machine in use meanwhile, in percent of all: by it, by the jobs, by others.
    pub machine_cpu_percent: f64,
    /// Its memory at the end.
    pub memory_bytes: u64,
}

/// Everything that was measured.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pipeline: String,
    runs: usize,
    failed: usize,
    /// Why runs could not be made or followed, each reason once.
    refused: Vec<String>,
    rate: Option<f64>,
    at_once: Option<u32>,
    seconds: f64,
    runs_per_second: f64,
    /// From the trigger to its answer: by then it is durable.
    answered: Option<Spread>,
    /// From the trigger to the begin of its first job, as seen from here.
    dispatch: Option<Spread>,
    /// From the trigger to the run's end.
    ended: Option<Spread>,
    server: Server,
    floor_request: Option<Spread>,
    floor_durable_write: Option<Spread>,
    floor_process: Option<Spread>,
}

impl Report {
    /// Of all that happened.
    pub fn new(pipeline: &str, pace: Pace, driven: &Driven, floors: Floors, server: Server) -> Self {
        let seconds = driven.took.as_secs_f64();
        let runs = driven.samples.len();
        let spread = |of: fn(&Sample) -> Option<Duration>| Spread::of(driven.samples.iter().filter_map(of));
        let mut refused = driven.refused.clone();
        refused.sort_unstable();
        refused.dedup();
        let (rate, at_once) = match pace {
            Pace::Rate(rate) => (Some(rate), None),
            Pace::AtOnce(most) => (None, Some(most)),
        };
        Self {
            pipeline: pipeline.to_owned(),
            runs,
            failed: driven.failed(),
            refused,
            rate,
            at_once,
            seconds,
            runs_per_second: if seconds > 0.0 { runs as f64 / seconds } else { 0.0 },
            answered: spread(|sample| Some(sample.answered)),
            dispatch: spread(|sample| sample.begun),
            ended: spread(|sample| Some(sample.ended)),
            server,
            floor_request: Spread::of(floors.request),
            floor_durable_write: Spread::of(floors.write),
            floor_process: Spread::of(floors.process),
        }
    }

    /// For people.
    pub fn words(&self) -> String {
        let pace = match (self.rate, self.at_once) {
            (Some(rate), _) => format!("{rate} a second"),
            (None, at_once) => format!("{} at once", at_once.unwrap_or_default()),
        };
        let row = |what: &str, spread: &Option<Spread>| -> Option<[String; 5]> {
            let ms = |ms: f64| format!("{ms:.3} ms");
            spread.map(|s| [what.to_owned(), ms(s.p50_ms), ms(s.p95_ms), ms(s.p99_ms), ms(s.max_ms)])
        };
        let rows = [
            row("trigger to its answer, durable", &self.answered),
            row("trigger to the first job's begin", &self.dispatch),
            row("trigger to the run's end", &self.ended),
            row("floor: a request", &self.floor_request),
            row("floor: a durable write of the server", &self.floor_durable_write),
            row("floor: a process of this machine", &self.floor_process),
        ];
        let spreads =
            table(["", "p50", "p95", "p99", "most"], rows.into_iter().flatten().collect(), "no run ended");
        let Server { cpu_seconds, machine_cpu_percent, memory_bytes } = self.server;
        let each = cpu_seconds * 1000.0 / (self.runs.max(1) as f64);
        let mut text = format!(
            "{} runs of {}, {pace}, in {:.2} s: {:.1} runs/s, {} failed\n\n{spreads}\nserver: {cpu_seconds:.2} s of processor, {each:.2} ms a run; {:.1} MiB of memory; its machine was busy to {machine_cpu_percent:.0} %\n",
            self.runs,
            self.pipeline,
            self.seconds,
            self.runs_per_second,
            self.failed,
            memory_bytes as f64 / f64::from(1 << 20),
        );
        for reason in &self.refused {
            text += &format!("could not be made or followed: {reason}\n");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_measured_values() {
        let spread = Spread::of((1..=200).rev().map(Duration::from_millis)).unwrap();
        assert_eq!(
            (spread.p50_ms, spread.p95_ms, spread.p99_ms, spread.max_ms),
            (100.0, 190.0, 198.0, 200.0)
        );
        let one = Spread::of([Duration::from_millis(7)]).unwrap();
        assert_eq!((one.p50_ms, one.p99_ms, one.max_ms), (7.0, 7.0, 7.0));
        assert_eq!(Spread::of([]), None);
    }
}
