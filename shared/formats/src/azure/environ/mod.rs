//! The variables that the service sets, after <https://learn.microsoft.com/azure/devops/pipelines/build/variables>.
//!
//! They bear the names that authors use; processes find `Build.SourceBranch` as `BUILD_SOURCEBRANCH`. What only the
//! service knows, as the ids of people and projects, is not made up: a zero, or nothing, stands in its place.

mod job;
mod number;
mod run;
#[cfg(test)]
mod tests;

use crate::Environ;
use events::{Facts, JobFacts};
use expr::Value;

/// Variables in the making.
#[derive(Default)]
struct List(Vec<(String, String)>);

impl List {
    fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_owned(), value.into()));
    }

    fn set_all<const N: usize>(&mut self, values: [(&str, &str); N]) {
        for (name, value) in values {
            self.set(name, value);
        }
    }

    /// The variables for processes, and for expressions as `variables`.
    fn environ(self) -> Environ {
        let values = self.0.iter().map(|(name, value)| (name.as_str(), Value::from(value.as_str())));
        let contexts = [("variables".to_owned(), Value::object(values))].into_iter().collect();
        Environ { contexts, env: self.0, ..Environ::default() }
    }
}

/// What stands for an id that only the service has.
const NO_ID: &str = "00000000-0000-0000-0000-000000000000";

/// The variables of a whole run. Those given by hand win over all that the pipeline says.
pub(super) fn run(facts: &Facts) -> Environ {
    let mut list = List::default();
    run::variables(&mut list, facts);
    let number = number::run_number(facts, &list.0);
    list.set("Build.BuildNumber", number);
    let overrides = facts.variables.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    Environ { overrides, ..list.environ() }
}

/// The variables of one job, on top of its run's.
pub(super) fn job(_: &Facts, job: &JobFacts) -> Environ {
    let mut list = List::default();
    let folders = job::Folders::of(job);
    job::variables(&mut list, job, &folders);
    Environ { folders: folders.made(), ..list.environ() }
}
