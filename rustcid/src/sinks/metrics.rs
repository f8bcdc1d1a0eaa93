use super::Sink;
use events::{Event, JobId, Outcome, Record, RunId, Timestamp};
use prometheus::{
    Encoder, Gauge, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts, Registry, TextEncoder,
};
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds in seconds: from a smoke test to a nightly build.
const BUCKETS: [f64; 12] = [1.0, 5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0, 7200.0];

/// As many pipelines get a name of their own among the durations; the others share one.
const NAMES: usize = 500;

/// Figures for Prometheus.
pub struct Metrics {
    registry: Registry,
    pipelines: IntCounterVec,
    durations: HistogramVec,
    queue: IntGauge,
    memory: Gauge,
    memory_total: Gauge,
    cpu: Gauge,
    disk: Gauge,
    going: Mutex<Going>,
}

/// The runs that go on, as far as figures need them.
#[derive(Default)]
struct Going {
    runs: HashMap<RunId, (String, Timestamp)>,
    queued: HashSet<(RunId, JobId)>,
    names: HashSet<String>,
}

/// What the process and its machine use.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usage {
    /// Memory of the process in bytes.
    pub memory: u64,
    /// Memory of the machine.
    pub memory_total: u64,
    /// Processors of the machine in use, in percent of all.
    pub cpu: f64,
    /// Processor time of the process.
    pub cpu_time: Duration,
    /// What the state takes on the disk.
    pub disk: u64,
}

/// Figures of runs and jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Runs since the process began.
    pub runs: api::RunStats,
    /// Jobs that wait for a runner.
    pub queue: u64,
}

impl Metrics {
    /// Without any figure yet.
    pub fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let gauge = |name: &str, help: &str| -> Result<Gauge, prometheus::Error> {
            let gauge = Gauge::new(name, help)?;
            registry.register(Box::new(gauge.clone()))?;
            Ok(gauge)
        };
        let pipelines = IntCounterVec::new(
            Opts::new(
                "rustci_pipelines_total",
                "Runs by what became of them; running: those that have begun",
            ),
            &["status"],
        )?;
        for status in ["running", "success", "failed", "cancelled", "skipped"] {
            pipelines.with_label_values(&[status]);
        }
        let durations = HistogramVec::new(
            HistogramOpts::new("rustci_pipeline_duration_seconds", "How long runs took")
                .buckets(BUCKETS.to_vec()),
            &["pipeline_name"],
        )?;
        let queue = IntGauge::new("rustci_pipeline_queue_size", "Jobs that wait for a runner")?;
        registry.register(Box::new(pipelines.clone()))?;
        registry.register(Box::new(durations.clone()))?;
        registry.register(Box::new(queue.clone()))?;
        Ok(Self {
            memory: gauge("rustci_memory_usage_bytes", "Memory that the server uses")?,
            memory_total: gauge("rustci_memory_total_bytes", "Memory of the machine")?,
            cpu: gauge("rustci_cpu_usage_percent", "Processors of the machine in use")?,
            disk: gauge("rustci_disk_usage_bytes", "What the server's state takes on the disk")?,
            registry,
            pipelines,
            durations,
            queue,
            going: Mutex::default(),
        })
    }

    /// Takes in what happened before this process began, without counting it again.
    pub fn recall(&self, run: &RunId, records: &[Record]) {
        records.iter().for_each(|record| self.note(run, record, false));
    }

    /// Forgets what other replicas have brought to its end: only these runs go on.
    pub fn settle(&self, open: &[RunId]) {
        let open: HashSet<&RunId> = open.iter().collect();
        let mut going = self.going.lock().unwrap_or_else(PoisonError::into_inner);
        going.runs.retain(|run, _| open.contains(run));
        going.queued.retain(|(run, _)| open.contains(run));
        self.queue.set(i64::try_from(going.queued.len()).unwrap_or(i64::MAX));
    }

    /// All figures, in Prometheus' words.
    pub fn text(&self, usage: Usage) -> Result<String, prometheus::Error> {
        self.memory.set(usage.memory as f64);
        self.memory_total.set(usage.memory_total as f64);
        self.cpu.set(usage.cpu);
        self.disk.set(usage.disk as f64);
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    /// The figures of runs and jobs.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let runs = |status: &str| self.pipelines.with_label_values(&[status]).get();
        let (begun, success) = (runs("running"), runs("success"));
        let (failed, cancelled) = (runs("failed"), runs("cancelled"));
        let queue = u64::try_from(self.queue.get()).unwrap_or_default();
        Figures { runs: api::RunStats { begun, success, failed, cancelled }, queue }
    }

    fn note(&self, run: &RunId, record: &Record, counts: bool) {
        let mut going = self.going.lock().unwrap_or_else(PoisonError::into_inner);
        let count = |status: &str| {
            if counts {
                self.pipelines.with_label_values(&[status]).inc();
            }
        };
        match &record.event {
            Event::RunCreated { name, .. } => {
                going.runs.insert(run.clone(), (name.clone(), record.at));
                count("running");
            }
            Event::JobQueued { job, .. } => _ = going.queued.insert((run.clone(), job.clone())),
            Event::JobStarted { job, .. }
            | Event::JobFinished { job, .. }
            | Event::JobSkipped { job, .. } => {
                going.queued.remove(&(run.clone(), job.clone()));
            }
            Event::RunFinished { outcome, .. } => {
                going.queued.retain(|(of, _)| of != run);
                if let Some((name, began)) = going.runs.remove(run) {
                    let name = going.label(name);
                    let took = record.at.since(began).as_secs_f64();
                    self.durations.with_label_values(&[&name]).observe(took);
                }
                count(match outcome {
                    Outcome::Success => "success",
                    Outcome::Failure => "failed",
                    Outcome::Cancelled => "cancelled",
                    Outcome::Skipped => "skipped",
                });
            }
            _ => {}
        }
        self.queue.set(i64::try_from(going.queued.len()).unwrap_or(i64::MAX));
    }
}

impl Going {
    /// The name itself, as long as there are not too many of them.
    fn label(&mut self, name: String) -> String {
        if self.names.contains(&name) || self.names.len() < NAMES {
            self.names.insert(name.clone());
            return name;
        }
        "(other)".to_owned()
    }
}

impl Sink for Metrics {
    fn happened(&self, run: &RunId, records: &[Record]) {
        records.iter().for_each(|record| self.note(run, record, true));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use indexmap::IndexMap;

    #[test]
    fn figures_follow_what_happens() {
        let metrics = Metrics::new().unwrap();
        let run = RunId::from("1");
        let record = |seq: u64, event| Record { seq, at: Timestamp(seq * 10_000), event };
        let created = Event::RunCreated { run: run.clone(), name: "CI".into(), format: "rustci".into() };
        let queued = Event::JobQueued { job: "a".into(), attempt: events::Attempt(1) };
        metrics.happened(&run, &[record(1, created), record(2, queued)]);
        let text = metrics.text(Usage { memory: 5, ..Usage::default() }).unwrap();
        assert!(text.contains("rustci_pipelines_total{status=\"running\"} 1"), "{text}");
        assert!(text.contains("rustci_pipeline_queue_size 1"), "{text}");
        assert!(text.contains("rustci_memory_usage_bytes 5"), "{text}");
        let ended = Event::RunFinished { outcome: Outcome::Failure, outputs: IndexMap::new() };
        metrics.happened(&run, &[record(3, ended)]);
        let text = metrics.text(Usage::default()).unwrap();
        assert!(text.contains("rustci_pipelines_total{status=\"failed\"} 1"), "{text}");
        assert!(text.contains("rustci_pipeline_queue_size 0"), "{text}");
        assert!(text.contains("rustci_pipeline_duration_seconds_sum{pipeline_name=\"CI\"} 20"), "{text}");
    }
}
