use super::Output;
use crate::output::{colour, tell};
use crate::refusal::{Exit, Refusal};
use crate::ui::{Json, Only, Orderly, Plain, Progress, View, Wanted};
use api::client::{Client, ClientError, LogItem, LogWish};
use api::{LogLine, Run, RunStatus};
use events::{Attempt, Event, Hold, LogChunk, RunId, StepId, Timestamp};
use std::io::{self, ErrorKind, IsTerminal};
use std::time::Duration;
use tokio::sync::mpsc;

/// After so long without news a view may show what it held back.
const QUIET: Duration = Duration::from_millis(30);

/// So many pieces may wait to be shown.
const PENDING: usize = 256;

/// What is shown of a run.
#[derive(Clone, Debug)]
pub struct Follow {
    /// Which part.
    pub wish: LogWish,
    /// Nothing of steps that had ended by then.
    pub since: Option<Timestamp>,
    /// How.
    pub output: Output,
}

/// Shows a run as `rustci run` shows one of this machine; the exit code is that of the run. Ctrl-C ends the showing, not
/// the run.
pub async fn follow(client: &Client, run: &Run, follow: &Follow) -> Result<Exit, Refusal> {
    let mut logs = client.logs(&run.id, &follow.wish);
    let (tell_on, mut heard) = mpsc::channel(PENDING);
    let pump = tokio::spawn(async move {
        loop {
            let next = logs.next().await.transpose();
            let Some(next) = next else { return };
            let is_over = next.is_err();
            if tell_on.send(next).await.is_err() || is_over {
                return;
            }
        }
    });
    let mut order = Orderly::new(view(client, run, follow).await?);
    let shown = show(&mut heard, &mut order, run).await;
    pump.abort();
    let end = match shown {
        Ok(end) => end,
        // Whoever read along has seen enough.
        Err(Stop::Show(error)) if error.kind() == ErrorKind::BrokenPipe => return Ok(Exit::Passed),
        Err(Stop::Show(error)) => {
            return Err(Refusal::new(format!("cannot show the run: {}", crate::files::reason(&error))));
        }
        Err(Stop::Ask(error)) => return Err((*error).into()),
        Err(Stop::Interrupt) => {
            tell(format_args!(
                "rustci: the run goes on; rustci logs -f {id} shows it again, rustci cancel {id} ends it",
                id = run.id
            ));
            return Ok(Exit::Cancelled);
        }
    };
    Ok(match end {
        Some(RunStatus::Failure) => Exit::Failed,
        Some(RunStatus::Cancelled) => Exit::Cancelled,
        _ => Exit::Passed,
    })
}

/// Why no more is shown.
enum Stop {
    Ask(Box<ClientError>),
    Show(io::Error),
    Interrupt,
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Show(error)
    }
}

type Heard = mpsc::Receiver<Result<LogItem, ClientError>>;

/// Shows all that comes; how the run ended, if it has.
async fn show(heard: &mut Heard, order: &mut Orderly, run: &Run) -> Result<Option<RunStatus>, Stop> {
    let (mut idle, mut end) = (true, None);
    let interrupt = tokio::signal::ctrl_c();
    tokio::pin!(interrupt);
    loop {
        tokio::select! {
            biased;
            Ok(()) = &mut interrupt => return Err(Stop::Interrupt),
            next = heard.recv() => match next {
                Some(Ok(LogItem::Line(line))) => order.log(chunk(run, line))?,
                Some(Ok(LogItem::Record(record))) => {
                    order.record(&record)?;
                    if let Event::JobHeld { job, hold: Hold::Manual } = &record.event {
                        tell(format_args!(
                            "note: job `{job}` waits for a person; to let it go on: rustci approve {} {job}",
                            run.id
                        ));
                    }
                }
                Some(Ok(LogItem::End(ended))) => end = Some(ended.status),
                Some(Err(error)) => return Err(Stop::Ask(Box::new(error))),
                None => break,
            },
            () = tokio::time::sleep(QUIET), if !idle => {
                idle = true;
                order.idle()?;
                continue;
            }
        }
        idle = false;
    }
    order.end()?;
    Ok(end)
}

fn chunk(run: &Run, line: LogLine) -> LogChunk {
    LogChunk {
        run: RunId::from(run.id.as_str()),
        job: line.job.into(),
        attempt: Attempt(line.attempt),
        number: line.number,
        step: StepId(line.step),
        text: line.text.into(),
    }
}

/// What suits where the output goes, and shows no more than what is wanted.
async fn view(client: &Client, run: &Run, follow: &Follow) -> Result<Box<dyn View>, Refusal> {
    let LogWish { job, step, follow: goes_on } = &follow.wish;
    let view: Box<dyn View> = match follow.output.is_json() {
        true => Box::new(Json::new()),
        false if *goes_on && io::stdout().is_terminal() => Box::new(Progress::new(colour())),
        false => Box::new(Plain::new(colour())),
    };
    let mut wanted =
        Wanted { job: job.as_deref().map(Into::into), step: step.map(StepId), ..Wanted::default() };
    if let Some(since) = follow.since {
        for job in client.run(&run.id).await?.jobs.into_iter().flatten() {
            let id: events::JobId = job.id.as_str().into();
            for step in job.steps.iter().filter(|step| step.finished.is_some_and(|end| end.0 < since)) {
                wanted.over.insert((id.clone(), StepId(step.number)));
            }
            wanted.latest.insert(id, Attempt(job.attempt));
        }
    }
    Ok(if wanted.is_all() { view } else { Box::new(Only::new(view, wanted)) })
}
