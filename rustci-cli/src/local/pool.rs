use super::groups::{Groups, NoTurn, Rule};
use super::upstream::Local;
use crate::output::tell;
use compile::FORMATS;
use engine::job::Secrets;
use events::{RunId, RunnerId};
use executors::{Executor, Limits, Workspace};
use plan::{Assignment, Concurrency};
use runner::{ActionSource, Job, Leaving, Runner, SharedFolders, Stop, handed};
use scheduler::{Claim, Scheduler};
use std::sync::Arc;
use stores::{Labels, TryId};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Where jobs run, and with what.
#[derive(Clone)]
pub struct Slots {
    /// How many jobs at once.
    pub count: usize,
    /// Where.
    pub executor: Arc<dyn Executor>,
    /// The files they start with.
    pub workspace: Workspace,
    /// The secrets they may use.
    pub secrets: Secrets,
    /// What they may use of the machine.
    pub limits: Limits,
}

/// The runners of this process: takes jobs as they come, as many at once as there are slots.
pub struct Pool {
    scheduler: Scheduler,
    runner: Runner,
    slots: Slots,
    groups: Arc<Groups>,
    abort: CancellationToken,
}

impl Pool {
    /// Runners that say all they have to say to `upstream`.
    pub fn new(
        scheduler: Scheduler,
        upstream: Arc<Local>,
        actions: Arc<dyn ActionSource>,
        slots: Slots,
        groups: Arc<Groups>,
    ) -> Self {
        let runner =
            Runner { id: RunnerId::from("local"), executor: Arc::clone(&slots.executor), upstream, actions };
        Self { scheduler, runner, slots, groups, abort: CancellationToken::new() }
    }

    /// What ends all jobs at once.
    pub fn stop(&self) -> CancellationToken {
        self.abort.clone()
    }

    /// Takes and runs jobs until `over`, and then waits for what goes on still, and for what is removed.
    pub async fn work(self, run: RunId, over: CancellationToken) {
        let mut going = JoinSet::new();
        let free = Arc::new(tokio::sync::Semaphore::new(self.slots.count));
        let shared = Arc::new(SharedFolders::default());
        loop {
            while going.try_join_next().is_some() {}
            let next = async {
                let place = Arc::clone(&free).acquire_owned().await.map_err(|error| error.to_string())?;
                let claim = self.scheduler.claim(&Labels::Any, &self.runner.id).await;
                claim.map(|claim| (place, claim)).map_err(|error| error.to_string())
            };
            let (place, claim) = tokio::select! {
                () = over.cancelled() => break,
                next = next => match next {
                    Ok(next) => next,
                    Err(error) => {
                        tell(format_args!("rustci: {error}"));
                        break;
                    }
                },
            };
            let (scheduler, runner, slots) =
                (self.scheduler.clone(), self.runner.clone(), self.slots.clone());
            let (abort, run, groups) = (self.abort.child_token(), run.clone(), Arc::clone(&self.groups));
            let shared = Arc::clone(&shared);
            going.spawn(async move {
                let job = claim.id.job.clone();
                let workspace = shared.of(&claim.assignment.job, slots.workspace.clone()).await;
                let done = match workspace {
                    Ok(workspace) => {
                        let slots = Slots { workspace, ..slots };
                        in_turn(&groups, &scheduler, runner, slots, claim, abort).await
                    }
                    Err(error) => Err(error),
                };
                match done {
                    // Jobs that wait for this one may begin; its place is free when what it left is gone.
                    Ok(None) => {}
                    Ok(Some(leaving)) => {
                        if let Err(error) = leaving.clear().await {
                            tell(format_args!("rustci: {job}: {error}"));
                        }
                    }
                    Err(error) => {
                        tell(format_args!("rustci: {job}: {error}"));
                        // Nobody will hear of this job any more: the run must not wait for it.
                        let reason = format!("{job} broke: {error}");
                        if let Err(error) = scheduler.cancel(&run, None, reason).await {
                            tell(format_args!("rustci: {error}"));
                        }
                    }
                }
                drop(place);
            });
        }
        while going.join_next().await.is_some() {}
        self.slots.executor.settle().await;
        if let Err(error) = shared.remove().await {
            tell(format_args!("rustci: {error}"));
        }
    }
}

/// Runs one job once it is its turn in its group, and ends it for a newer one that wants its place. Nothing is left of
/// one that never began.
async fn in_turn(
    groups: &Groups,
    scheduler: &Scheduler,
    runner: Runner,
    slots: Slots,
    claim: Claim,
    abort: CancellationToken,
) -> Result<Option<Leaving>, String> {
    let Some(rule) = rule(&claim.assignment) else { return one(runner, slots, claim, abort).await.map(Some) };
    let TryId { run, job, .. } = claim.id.clone();
    let cancel = |reason: String| async {
        scheduler.cancel(&run, Some(job.clone()), reason).await.map_err(|error| error.to_string())
    };
    let turn = tokio::select! {
        turn = groups.turn(job.as_str(), &rule) => turn,
        // It has ended before it began.
        _ = claim.stopped() => return Ok(None),
    };
    let turn = match turn {
        Ok(turn) => turn,
        Err(passed_over @ NoTurn::PassedOver { .. }) => {
            return cancel(passed_over.to_string()).await.map(|()| None);
        }
        Err(error) => return Err(error.to_string()),
    };
    let running = one(runner, slots, claim, abort);
    tokio::pin!(running);
    tokio::select! {
        ended = &mut running => return ended.map(Some),
        reason = turn.wanted() => cancel(reason).await?,
    }
    running.await.map(Some)
}

/// The group of a job, as the engine has evaluated it.
fn rule(assignment: &Assignment) -> Option<Rule> {
    let Concurrency { group, cancel_running, queue_all } = assignment.job.concurrency.as_ref()?;
    let cancel_running = cancel_running.as_ref().and_then(|cancel| cancel.as_literal());
    Some(Rule {
        group: group.as_literal()?.to_owned(),
        cancel_running: cancel_running.is_some_and(|word| word.eq_ignore_ascii_case("true")),
        queue_all: *queue_all,
    })
}

/// Runs one job.
async fn one(
    runner: Runner,
    slots: Slots,
    claim: Claim,
    abort: CancellationToken,
) -> Result<Leaving, String> {
    let format = FORMATS.iter().copied().find(|format| format.id == claim.assignment.format);
    let format = format.ok_or_else(|| format!("no format is called `{}`", claim.assignment.format))?;
    let stop = Stop { abort, ..Stop::default() };
    let secrets = handed(&claim.assignment, slots.secrets, format.conventions.token);
    let secrets = secrets.map_err(|error| error.to_string())?;
    let job = Job {
        assignment: at_home(claim.assignment.clone(), &*slots.executor),
        secrets,
        format,
        workspace: slots.workspace,
        limits: slots.limits,
    };
    let running = runner.run(job, &stop);
    tokio::pin!(running);
    let ended = tokio::select! {
        ended = &mut running => ended,
        told = claim.stopped() => {
            match told {
                scheduler::Stop::Cancelled { .. } => stop.cancel.cancel(),
                scheduler::Stop::Over => stop.abort.cancel(),
            }
            running.await
        }
    };
    ended.map(|(_, leaving)| leaving).map_err(|error| error.to_string())
}

/// A job whose image this executor cannot use runs on the machine as it is: a note has said so. Services stay asked for,
/// since steps that talk to them cannot do without.
fn at_home(mut assignment: Assignment, executor: &dyn Executor) -> Assignment {
    if executor.name() == "native" {
        assignment.job.container = None;
    }
    assignment
}
