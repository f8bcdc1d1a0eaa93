//! `rustci logs`: what a run printed, and prints.

use crate::refusal::{Exit, Refusal};
use crate::server::{self, Follow, Output, Which, follow, since};
use api::client::LogWish;
use clap::Args;
use events::Timestamp;

/// `rustci logs`
#[derive(Debug, Args)]
pub struct Arguments {
    /// A run by its id, or the latest of a pipeline by its id or name; without either, the latest of all
    run: Option<String>,
    /// Go on until the run has ended
    #[arg(long, short)]
    follow: bool,
    /// Only this job
    #[arg(long, short, value_name = "JOB")]
    job: Option<String>,
    /// Only this step of the job, by its number, from 0
    #[arg(long, value_name = "N", requires = "job")]
    step: Option<u32>,
    /// Nothing of steps that had ended by then: 10m, 2h, or 2026-03-01T12:00:00Z
    #[arg(long, value_name = "TIME", value_parser = since)]
    since: Option<Timestamp>,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    which: Which,
}

/// Shows it as `rustci run` does; the exit code is the run's.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    arguments.which.ask(|client| async move {
        let run = server::run(&client, arguments.run.as_deref()).await?;
        if let Some(job) = &arguments.job {
            let jobs = client.run(&run.id).await?.jobs.unwrap_or_default();
            if !jobs.iter().any(|known| known.id == *job) {
                let names: Vec<&str> = jobs.iter().map(|job| job.id.as_str()).collect();
                return Err(Refusal::new(format!("there is no job `{job}` in this run"))
                    .help(format!("there are {}", names.join(", "))));
            }
        }
        let wish = LogWish { job: arguments.job.clone(), step: arguments.step, follow: arguments.follow };
        let what = Follow { wish, since: arguments.since, output: arguments.output };
        follow(&client, &run, &what).await
    })
}
