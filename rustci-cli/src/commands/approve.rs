//! `rustci approve`: lets a job go on that waits for a person.

use crate::refusal::{Exit, Refusal};
use crate::server::{self, Output, Which, shown};
use api::{Approve, Awaited, Run, RunStatus};
use clap::Args;

/// `rustci approve`
#[derive(Debug, Args)]
pub struct Arguments {
    /// The run by its id, or the latest of a pipeline by its id or name
    run: String,
    /// The job; without one, the only one that waits
    job: Option<String>,
    /// The commit that was looked at, where a run of a stranger's commit waits; seven digits are enough
    #[arg(long, value_name = "SHA", conflicts_with = "job")]
    commit: Option<String>,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    which: Which,
}

/// Lets it go on.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    arguments.which.ask(|client| async move {
        let run = server::run(&client, Some(&arguments.run)).await?;
        let run = client.run(&run.id).await?;
        let approve = word(arguments, &run)?;
        let what = match &approve.job {
            Some(job) => format!("job {job} of run {}", run.id),
            None => format!("run {}", run.id),
        };
        let run = client.approve(&run.id, &approve).await?;
        shown(&run, arguments.output, |_| format!("{what} goes on\n"))?;
        Ok(Exit::Passed)
    })
}

/// What is approved: a job, or a stranger's commit that somebody has looked at.
fn word(arguments: &Arguments, run: &Run) -> Result<Approve, Refusal> {
    const SHORTEST: usize = 7;
    if let (None, Some(Awaited { commit, digest })) = (&arguments.job, &run.awaits) {
        let seen = arguments.commit.as_deref().unwrap_or_default();
        if seen.len() < SHORTEST || !commit.starts_with(seen) {
            let refusal = Refusal::new(format!("the run waits for a word about commit {commit}"));
            return Err(refusal.help(format!("look at that commit, then add --commit {commit}")));
        }
        let (commit, digest) = (Some(commit.clone()), Some(digest.clone()));
        return Ok(Approve { commit, digest, ..Approve::default() });
    }
    let job = match &arguments.job {
        Some(job) => job.clone(),
        None => only(run)?,
    };
    Ok(Approve { job: Some(job), ..Approve::default() })
}

/// The only job that waits.
fn only(run: &Run) -> Result<String, Refusal> {
    let waits = run.jobs.iter().flatten().filter(|job| job.status == RunStatus::Manual);
    match waits.map(|job| job.id.as_str()).collect::<Vec<_>>().as_slice() {
        [job] => Ok((*job).to_owned()),
        [] => Err(Refusal::new("no job of this run waits for a person")),
        several => Err(Refusal::new("several jobs of this run wait for a person")
            .help(format!("name one: {}", several.join(", ")))),
    }
}
