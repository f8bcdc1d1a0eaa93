use crate::chance::Chance;
use events::{Annotation, Cause, News, Outcome, Report, RunnerId, StepEnd, StepId};
use indexmap::IndexMap;
use scheduler::Claim;
use std::collections::VecDeque;

/// Runs nothing, but says so like a real one: it keeps its reports until they are acknowledged.
pub struct Runner {
    pub id: RunnerId,
    pub work: Option<Work>,
}

pub struct Work {
    pub claim: Claim,
    pub reports: VecDeque<Report>,
    /// Which life of which scheduler the claim came from.
    pub from: (usize, u64),
    steps: u32,
    /// How it says that it ended.
    pub end: Option<Outcome>,
}

impl Work {
    pub fn new(claim: Claim, from: (usize, u64)) -> Self {
        let mut work = Self { claim, reports: VecDeque::new(), from, steps: 0, end: None };
        let runner = work.claim.runner.clone();
        work.say(News::Started { runner });
        work
    }

    pub fn is_done(&self) -> bool {
        self.end.is_some() && self.reports.is_empty()
    }

    /// Goes on a little: a step begins or ends, or the job does.
    pub fn go_on(&mut self, chance: &mut Chance) {
        if self.end.is_some() {
            return;
        }
        match chance.below(6) {
            0 => {
                self.steps += 1;
                let step = StepId(self.steps);
                self.say(News::StepStarted { step, name: "a step".into() });
                let end = StepEnd { outcome: Outcome::Success, conclusion: Outcome::Success, cause: None };
                self.say(News::StepFinished { step, end });
            }
            1 => self.say(News::Annotated { annotation: Annotation::default() }),
            2 | 3 => {
                let (outcome, cause) = match chance.below(10) {
                    0 | 1 => (Outcome::Failure, Some(Cause::Exit { code: 1 + chance.below(2) as i32 })),
                    2 => (Outcome::Failure, Some(Cause::TimedOut { seconds: 60 })),
                    3 => (Outcome::Failure, Some(Cause::Broken { message: "no engine".into() })),
                    _ => (Outcome::Success, None),
                };
                self.finish(outcome, cause);
            }
            _ => {}
        }
    }

    pub fn finish(&mut self, outcome: Outcome, cause: Option<Cause>) {
        if self.end.is_some() {
            return;
        }
        self.end = Some(outcome);
        let (outputs, variables) = (IndexMap::new(), IndexMap::new());
        self.say(News::Finished { outcome, cause, tolerated: false, outputs, variables });
    }

    fn say(&mut self, news: News) {
        let id = self.claim.id.clone();
        self.reports.push_back(Report { run: id.run, job: id.job, attempt: id.attempt, news });
    }
}
