use super::{Failure, Outputs};
use crate::pump::Pump;
use crate::upstream::{Answer, Question};
use events::StepId;
use indexmap::IndexMap;

impl Pump<'_> {
    /// Writes lines into the log.
    pub(crate) async fn print(&self, step: StepId, message: &str) -> Outputs {
        self.say(step, message).await?;
        Ok(IndexMap::new())
    }

    /// Asks a person whether to go on, and waits for the answer.
    pub(crate) async fn approve(&self, step: StepId, message: &str) -> Outputs {
        self.say(step, &format!("Waiting for approval: {message}")).await?;
        let (run, job, message) = (self.run.clone(), self.job.clone(), self.masks.mask(message));
        match self.upstream.approve(&Question { run, job, message }).await? {
            Answer::Yes { by } => {
                self.say(step, &format!("Approved by {by}")).await?;
                Ok(IndexMap::from([("by".to_owned(), by)]))
            }
            Answer::No { by } => Err(Failure::Said(format!("{by} did not approve"))),
            Answer::Nobody => Err(Failure::Said(
                "nobody is here to approve; run it on a terminal, or leave the step out".to_owned(),
            )),
        }
    }
}
