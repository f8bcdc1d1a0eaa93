//! `rustci approve`: lets a job go on that waits for a person.

use crate::refusal::{Exit, Refusal};
use crate::server::{self, Output, Which, shown};
use api::{Approve, RunStatus};
use clap::Args;

/// `rustci approve`
#[derive(Debug, Args)]
pub struct Arguments {
    /// The run by its id, or the latest of a pipeline by its id or name
    run: String,
    /// The job; without one, the only one that waits
    job: Option<String>,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    which: Which,
}

/// Lets it go on.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    arguments.which.ask(|client| async move {
        let run = server::run(&client, Some(&arguments.run)).await?;
        let job = match &arguments.job {
            Some(job) => job.clone(),
            None => {
                let jobs = client.run(&run.id).await?.jobs.unwrap_or_default();
                let waits = jobs.into_iter().filter(|job| job.status == RunStatus::Manual);
                let mut waits: Vec<String> = waits.map(|job| job.id).collect();
                match (waits.pop(), waits.is_empty()) {
                    (Some(job), true) => job,
                    (None, _) => return Err(Refusal::new("no job of this run waits for a person")),
                    (Some(job), false) => {
                        waits.push(job);
                        return Err(Refusal::new("several jobs of this run wait for a person")
                            .help(format!("name one: {}", waits.join(", "))));
                    }
                }
            }
        };
        let run = client.approve(&run.id, &Approve { job: job.clone() }).await?;
        shown(&run, arguments.output, |run| format!("job {job} of run {} goes on\n", run.id))?;
        Ok(Exit::Passed)
    })
}
