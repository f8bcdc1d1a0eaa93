//! A cluster of one: a scheduler, a store in memory and a few runners, in this process, for one run.

mod actions;
mod asking;
mod blocked;
mod children;
mod groups;
mod interrupt;
mod pool;
mod pulling;
mod shelves;
mod telling;
mod upstream;

pub use actions::{From, Mirror};
pub use children::Children;
pub use groups::Groups;
pub use pool::{Pool, Slots};
pub use pulling::Pulling;
pub use shelves::Shelves;

use crate::files;
use crate::output::tell;
use crate::ui::View;
use engine::run::{Run, RunGroup};
use events::{Facts, Outcome, RunId, RunState};
use groups::{NoTurn, Rule, Turn};
use plan::Plan;
use runner::ActionSource;
use scheduler::{Hooks, PlanLoader, Scheduler, SystemClock};
use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;
use stores::MemoryStore;
use telling::Teller;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// How long a runner of this process may be silent. It is this process: only a bug makes it silent.
const LEASE: Duration = Duration::from_secs(3600);

/// How many pieces of log may wait for the screen before their jobs wait too.
const PENDING: usize = 64;

/// What a run needs beside its plan.
pub struct House {
    /// Where jobs run, with which files, secrets and limits.
    pub slots: Slots,
    /// Where artifacts and caches are kept.
    pub shelves: Shelves,
    /// Brings actions from elsewhere.
    pub actions: Arc<dyn ActionSource>,
    /// Compiles pipelines that become known only while the run goes on.
    pub children: Arc<dyn PlanLoader>,
    /// Where runs and jobs take turns with those of other runs.
    pub groups: Arc<Groups>,
}

/// Runs a plan to its end and shows it. Ctrl-C cancels in order, twice at once.
///
/// # Errors
/// A sentence for the user when our own side fails.
pub async fn run(plan: Plan, facts: Facts, house: House, view: Box<dyn View>) -> Result<Outcome, String> {
    let trouble = Arc::new(|error: &scheduler::SchedulerError| tell(format_args!("rustci: {error}")));
    let hooks = Hooks { clock: Arc::new(SystemClock), plans: house.children, lease: LEASE, trouble };
    let scheduler = Scheduler::new(Arc::new(MemoryStore::default()), hooks);
    let (logs, heard) = mpsc::channel(PENDING);
    let run = facts.run.clone();
    let (plan, facts) = (Arc::new(plan), Arc::new(facts));
    let turn = match turn(&house.groups, &plan, &facts).await? {
        Ok(turn) => turn,
        Err(passed_over) => {
            tell(format_args!("rustci: cancelled: {passed_over}"));
            return Ok(Outcome::Cancelled);
        }
    };
    let upstream = Arc::new(upstream::Local::new(scheduler.clone(), logs, house.shelves));
    let pool = Pool::new(scheduler.clone(), upstream, house.actions, house.slots, house.groups);
    let teller = Teller::new(scheduler.follow(&run), heard, view);
    scheduler.submit(plan, facts).await.map_err(|error| error.to_string())?;
    let timers = {
        let scheduler = scheduler.clone();
        tokio::spawn(async move { scheduler.serve().await })
    };
    let stop = pool.stop();
    let over = CancellationToken::new();
    let working = tokio::spawn(pool.work(run.clone(), over.clone()));
    let interrupted = tokio::spawn(interrupt::listen(scheduler.clone(), run.clone(), stop.clone()));
    let making_room = tokio::spawn(make_room(turn, scheduler.clone(), run.clone()));
    let blocked = tokio::spawn(blocked::watch(scheduler.clone(), run.clone()));
    let told = teller.tell().await;
    if told.is_err() {
        // Nobody sees what jobs would do yet.
        stop.cancel();
    }
    over.cancel();
    let worked = working.await;
    timers.abort();
    interrupted.abort();
    blocked.abort();
    making_room.abort();
    worked.map_err(|error| format!("the run broke: {error}"))?;
    let view = match told {
        Ok(view) => view,
        // Whoever read along has seen enough: the run ends with them.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(Outcome::Cancelled),
        Err(error) => return Err(format!("cannot show the run: {}", files::reason(&error))),
    };
    match view.state {
        // Nobody is here to approve: what ran went well, what waits for a person has not begun.
        RunState::Finished(Outcome::Cancelled) if blocked::waited(&view) => Ok(Outcome::Success),
        RunState::Finished(outcome) => Ok(outcome),
        RunState::Running => Err("the run stopped before it was finished".to_owned()),
    }
}

/// Waits until no other run of its group goes on. An inner error is a newer run that took its place.
async fn turn(
    groups: &Groups,
    plan: &Arc<Plan>,
    facts: &Arc<Facts>,
) -> Result<Result<Option<Arc<Turn>>, String>, String> {
    let group = Run::new(Arc::clone(plan), Arc::clone(facts)).group_of_runs();
    let Some(group) = group.map_err(|error| format!("the run's concurrency group: {error}"))? else {
        return Ok(Ok(None));
    };
    let RunGroup { name: group, cancel_running, queue_all, .. } = group;
    match groups.turn("this run", &Rule { group, cancel_running, queue_all }).await {
        Ok(turn) => Ok(Ok(Some(turn))),
        Err(passed_over @ NoTurn::PassedOver { .. }) => Ok(Err(passed_over.to_string())),
        Err(error) => Err(error.to_string()),
    }
}

/// Ends the run for a newer one of its group that wants its place.
async fn make_room(turn: Option<Arc<Turn>>, scheduler: Scheduler, run: RunId) {
    let Some(turn) = turn else { return };
    let reason = turn.wanted().await;
    if let Err(error) = scheduler.cancel(&run, None, reason).await {
        tell(format_args!("rustci: {error}"));
    }
    // The turn is kept until the run has ended.
    std::future::pending::<()>().await;
}
