//! How what runs is ended before its time.

use super::frame::{Killed, Lane, Open, Waits};
use super::standing::opens;
use super::{Action, JobMachine};
use events::{Cause, Timestamp};

impl JobMachine {
    /// Ends what runs, but for steps that run however the job stands.
    pub(super) fn cancel(&mut self) {
        if self.standing.cancelled {
            return;
        }
        self.standing.cancelled = true;
        for lane in 0..self.lanes.len() {
            if !self.stays(lane) {
                self.kill(lane, Killed::Cancelled);
            }
        }
    }

    /// Whether what runs in a lane would still begin now.
    fn stays(&self, lane: usize) -> bool {
        let Some(outermost) = self.lanes[lane].opens().next() else { return true };
        if let Some(hook) = &outermost.hook {
            return hook.after.is_some() && hook.hook.condition.is_none();
        }
        let frame = self.lanes[lane].frames.first();
        let scope = self.scope(frame, &self.variables, None);
        opens(&outermost.step.gate, &scope).unwrap_or(false)
    }

    pub(super) fn abort(&mut self) {
        self.standing.cancelled = true;
        self.posts.clear();
        for lane in 0..self.lanes.len() {
            self.lanes[lane].frames.iter_mut().for_each(|frame| frame.queue.clear());
            self.kill(lane, Killed::Cancelled);
        }
    }

    /// Ends the innermost step of a lane; those around it end with it.
    pub(super) fn kill(&mut self, lane: usize, why: Killed) {
        for open in self.lanes[lane].opens_mut() {
            open.killed.get_or_insert(why);
        }
        for frame in self.lanes[lane].frames.iter_mut().skip(1) {
            frame.queue.clear();
        }
        if let Some(Open { id, waits: Waits::Process, .. }) = &self.lanes[lane].open {
            self.outbox.push_back(Action::Kill { step: *id });
        }
    }

    pub(super) fn tick(&mut self, now: Timestamp) {
        if let Some((_, seconds)) = self.deadline.take_if(|(at, _)| *at <= now) {
            self.cause = Some(Cause::TimedOut { seconds });
            self.timed_out = true;
            self.cancel();
        }
        for lane in 0..self.lanes.len() {
            let late = |open: &Open| open.killed.is_none() && open.deadline.is_some_and(|at| at <= now);
            let Some(depth) = self.lanes[lane].opens().position(late) else { continue };
            for open in self.lanes[lane].opens_mut().skip(depth) {
                open.killed.get_or_insert(Killed::TimedOut);
            }
            for frame in self.lanes[lane].frames.iter_mut().skip(depth + 1) {
                frame.queue.clear();
            }
            if let Some(Open { id, waits: Waits::Process, .. }) = &self.lanes[lane].open {
                self.outbox.push_back(Action::Kill { step: *id });
            }
        }
    }

    pub(super) fn nearest(&self) -> Option<Timestamp> {
        let steps = self.lanes.iter().flat_map(Lane::opens).filter(|open| open.killed.is_none());
        let times = steps.flat_map(|open| {
            let pause = match open.waits {
                Waits::Time(at) => Some(at),
                _ => None,
            };
            open.deadline.into_iter().chain(pause)
        });
        times.chain(self.deadline.map(|(at, _)| at)).min()
    }
}
