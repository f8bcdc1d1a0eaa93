//! `rustci stats`: the server in figures.

use crate::refusal::{Exit, Refusal};
use crate::server::{Output, Which, shown, time};
use clap::Args;

/// `rustci stats`
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    which: Which,
}

/// Shows them.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    arguments.which.ask(|client| async move {
        let stats = client.stats().await?;
        shown(&stats, arguments.output, |stats| {
            let mebibytes = |bytes: u64| format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20));
            let runs = stats.runs;
            format!(
                "version  {}\nsince    {}\nruns     {} begun, {} passed, {} failed, {} cancelled\nqueue    {} jobs\nslots    {}\ncpu      {:.1} %\nmemory   {} of {}\ndisk     {}\n",
                stats.version,
                time(stats.started),
                runs.begun,
                runs.success,
                runs.failed,
                runs.cancelled,
                stats.queue,
                stats.slots,
                stats.cpu_percent,
                mebibytes(stats.memory.used_bytes),
                mebibytes(stats.memory.total_bytes),
                mebibytes(stats.disk_bytes),
            )
        })?;
        Ok(Exit::Passed)
    })
}
