use super::Run;
use super::context::JobScope;
use super::decide::Draft;
use super::job::JobIx;
use events::{Cause, Event, Skip};
use expr::Value;

impl Draft {
    /// Makes the copies that are known only now.
    pub(super) fn expand(&mut self, job: JobIx) {
        let Some(expansion) = &self.run[job].planned().expansion else { return };
        let legs = plan::expand(&expansion.matrix, &JobScope::new(&self.run, job))
            .map_err(|error| error.to_string())
            .and_then(|legs| {
                let legs = legs.into_iter().map(serde_json::to_value).collect::<Result<Vec<_>, _>>();
                legs.map_err(|error| error.to_string())
            });
        match legs {
            Ok(legs) if legs.len() > expansion.limit => {
                let (found, limit) = (legs.len(), expansion.limit);
                let message =
                    format!("the job's matrix has {found} combinations, and at most {limit} are allowed");
                self.fail(job, Cause::Invalid { message });
            }
            Ok(legs) if self.run.copies_of(job, &legs).is_empty() => self.skip(job, Skip::EmptyMatrix),
            Ok(legs) => {
                let first = self.run.jobs.len();
                self.push(Event::JobExpanded { job: self.run[job].id.clone(), legs });
                let copies: Vec<JobIx> = (first..self.run.jobs.len()).map(JobIx).collect();
                self.announce(copies);
            }
            Err(error) => self.fail(job, Cause::Invalid { message: format!("the job's matrix: {error}") }),
        }
    }
}

impl Run {
    pub(super) fn learn_copies(&mut self, job: JobIx, legs: &[serde_json::Value]) {
        let copies = self.copies_of(job, legs);
        self.multiply(job, copies);
    }

    fn copies_of(&self, job: JobIx, legs: &[serde_json::Value]) -> Vec<plan::Job> {
        let values = legs.iter().map(|leg| Value::from(leg.clone())).collect();
        self[job].planned().copies(values, self.scope_of(job).plan.dialect)
    }
}
