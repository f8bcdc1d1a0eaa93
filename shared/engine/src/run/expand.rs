use super::Run;
use super::context::JobScope;
use super::decide::Draft;
use super::job::JobIx;
use events::{Cause, Event, Skip};
use expr::Value;
use plan::Leg;

impl Draft {
    /// Makes the copies that are known only now.
    pub(super) fn expand(&mut self, job: JobIx) {
        let Some(expansion) = &self.run[job].planned().expansion else { return };
        let legs = plan::expand(&expansion.matrix, &JobScope::new(&self.run, job))
            .map_err(|error| error.to_string())
            .and_then(|legs| {
                let dialect = self.run.scope_of(job).plan.dialect;
                let chosen = legs.into_iter().filter(|leg| {
                    expansion.only.iter().all(|(name, wanted)| match leg {
                        Value::Object(leg) => {
                            leg.get(name).is_some_and(|value| value.to_text(dialect) == wanted.as_str())
                        }
                        _ => false,
                    })
                });
                chosen.map(serde_json::to_value).collect::<Result<Vec<_>, _>>().map_err(|error| error.to_string())
            });
        match legs {
            Ok(legs) if legs.is_empty() => self.skip(job, Skip::EmptyMatrix),
            Ok(legs) => {
                let first = self.run.jobs.len();
                self.push(Event::JobExpanded { job: self.run[job].id.clone(), legs });
                self.announce((first..self.run.jobs.len()).map(JobIx).collect());
            }
            Err(error) => self.fail(job, Cause::Invalid { message: format!("the job's matrix: {error}") }),
        }
    }
}

impl Run {
    pub(super) fn learn_copies(&mut self, job: JobIx, legs: &[serde_json::Value]) {
        let total = u32::try_from(legs.len()).unwrap_or(u32::MAX);
        let mut copies = Vec::with_capacity(legs.len());
        for (index, values) in (0..).zip(legs) {
            let matrix = Value::from(values.clone());
            let id = self.free_id(format!("{} ({})", self[job].id, label(values)));
            copies.push(self[job].copy(id, Leg { matrix, index, total }));
        }
        self.multiply(job, copies);
    }
}

/// The values of a copy as people see them: `linux, 18`.
fn label(values: &serde_json::Value) -> String {
    match values {
        serde_json::Value::Object(map) => map.values().map(label).collect::<Vec<_>>().join(", "),
        serde_json::Value::Array(list) => list.iter().map(label).collect::<Vec<_>>().join(", "),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
