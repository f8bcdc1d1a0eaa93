use crate::{Labels, Ticket, TryId};
use events::{Attempt, JobId, RunId, RunnerId, Timestamp};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Tickets that wait, and claims.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: BTreeMap<Place, Ticket>,
    /// The latest try of each job that is on the queue or claimed.
    tries: HashMap<(RunId, JobId), Try>,
    came: u64,
}

/// Highest priority first, then first come.
type Place = (Reverse<i32>, u64);

#[derive(Debug)]
struct Try {
    attempt: Attempt,
    stands: Stands,
}

#[derive(Debug)]
enum Stands {
    Waits(Place),
    Claimed { runner: RunnerId, until: Timestamp },
}

fn job(id: &TryId) -> (RunId, JobId) {
    (id.run.clone(), id.job.clone())
}

impl Queue {
    /// Whether it is new.
    pub fn enqueue(&mut self, ticket: Ticket) -> bool {
        let attempt = ticket.id.attempt;
        match self.tries.get(&job(&ticket.id)) {
            Some(known) if known.attempt >= attempt => return false,
            Some(Try { stands: Stands::Waits(place), .. }) => {
                self.waiting.remove(place);
            }
            _ => {}
        }
        self.came += 1;
        let place = (Reverse(ticket.priority), self.came);
        self.tries.insert(job(&ticket.id), Try { attempt, stands: Stands::Waits(place) });
        self.waiting.insert(place, ticket);
        true
    }

    pub fn claim(&mut self, runner: &RunnerId, labels: &Labels, until: Timestamp) -> Option<Ticket> {
        let place = *self.waiting.iter().find(|(_, ticket)| labels.fit(&ticket.labels))?.0;
        let ticket = self.waiting.remove(&place)?;
        let stands = Stands::Claimed { runner: runner.clone(), until };
        self.tries.insert(job(&ticket.id), Try { attempt: ticket.id.attempt, stands });
        Some(ticket)
    }

    pub fn renew(&mut self, id: &TryId, runner: &RunnerId, new: Timestamp) -> bool {
        match self.tries.get_mut(&job(id)) {
            Some(Try { attempt, stands: Stands::Claimed { runner: owner, until } })
                if *attempt == id.attempt && owner == runner =>
            {
                *until = new.max(*until);
                true
            }
            _ => false,
        }
    }

    pub fn release(&mut self, id: &TryId) {
        let key = job(id);
        if self.tries.get(&key).is_some_and(|known| known.attempt == id.attempt)
            && let Some(Try { stands: Stands::Waits(place), .. }) = self.tries.remove(&key)
        {
            self.waiting.remove(&place);
        }
    }

    pub fn forget(&mut self, gone: &BTreeSet<&RunId>) {
        self.tries.retain(|(run, _), _| !gone.contains(run));
        self.waiting.retain(|_, ticket| !gone.contains(&ticket.id.run));
    }

    pub fn expired(&self, now: Timestamp) -> Vec<TryId> {
        let late = self
            .tries
            .iter()
            .filter(|(_, known)| matches!(known.stands, Stands::Claimed { until, .. } if until <= now));
        let id = |(run, job): &(RunId, JobId), known: &Try| TryId {
            run: run.clone(),
            job: job.clone(),
            attempt: known.attempt,
        };
        let mut late: Vec<TryId> = late.map(|(key, known)| id(key, known)).collect();
        late.sort_unstable();
        late
    }
}
