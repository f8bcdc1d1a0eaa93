//! `rustci cancel`: ends a run, or one of its jobs.

use crate::refusal::{Exit, Refusal};
use crate::server::{self, Output, Which, shown};
use api::Cancel;
use clap::Args;

/// `rustci cancel`
#[derive(Debug, Args)]
pub struct Arguments {
    /// The run by its id, or the latest of a pipeline by its id or name
    run: String,
    /// Only this job
    #[arg(long, short, value_name = "JOB")]
    job: Option<String>,
    /// Why, for those who read it
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    which: Which,
}

/// Ends it in order: what must run at the end still does.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    arguments.which.ask(|client| async move {
        let run = server::run(&client, Some(&arguments.run)).await?;
        let cancel = Cancel { job: arguments.job.clone(), reason: arguments.reason.clone() };
        let run = client.cancel(&run.id, &cancel).await?;
        shown(&run, arguments.output, |run| match &arguments.job {
            Some(job) => format!("job {job} of run {} ends\n", run.id),
            None if run.status.has_ended() => format!("run {}: {}\n", run.id, run.status.as_str()),
            None => format!("run {} ends\n", run.id),
        })?;
        Ok(Exit::Passed)
    })
}
