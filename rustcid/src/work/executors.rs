use crate::config::sections::{Runners, Use};
use executors::{Docker, DockerOptions, Executor, ExecutorError, Inherit, Native, NativeOptions, Reach};
use plan::CONTAINERS;
use std::collections::BTreeSet;
use std::sync::Arc;
use stores::Labels;

/// What jobs may ask for by name.
const KNOWN: [&str; 3] = ["docker", "kubernetes", "native"];

/// Those of them that can give a job its image and its services.
const HAVE_CONTAINERS: [&str; 2] = ["docker", "kubernetes"];

/// What jobs of this process can run in, the one first that they run in if they do not say.
#[derive(Clone, Default)]
pub struct Executors {
    usable: Vec<Arc<dyn Executor>>,
    /// Jobs that name no image run as processes.
    native_without_image: bool,
}

/// The job cannot run here.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the job asks for `{asked}`, and this server runs jobs in {has} only")]
pub struct Unfit {
    asked: String,
    has: String,
}

impl Executors {
    /// Those that are wanted and answer. What dead processes left behind is removed.
    ///
    /// # Errors
    /// When one that must be there is not.
    pub async fn find(runners: &Runners) -> Result<Self, ExecutorError> {
        let mut usable: Vec<Arc<dyn Executor>> = Vec::new();
        if runners.docker.enabled != Use::Never {
            let docker = Arc::new(Docker::new(DockerOptions {
                reach: if runners.docker.privileged { Reach::Machine } else { Reach::Job },
                ..DockerOptions::default()
            }));
            match docker.sweep().await {
                Ok(_) => usable.push(docker),
                Err(error) if runners.docker.enabled == Use::Always => return Err(error),
                Err(error) => tracing::info!("no jobs in containers: {error}"),
            }
        }
        if runners.native.enabled {
            // The server's own variables hold secrets that are no job's business.
            let options = NativeOptions { inherit: Inherit::basics(), ..NativeOptions::default() };
            let native = Arc::new(Native::new(options));
            native.sweep().await?;
            usable.push(native);
        }
        Ok(Self { usable, native_without_image: runners.native.without_image })
    }

    /// Their names.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.usable.iter().map(|executor| executor.name().to_owned()).collect()
    }

    /// The one for a job that asks for these labels, and perhaps names an image.
    pub fn of(&self, labels: &[String], image: bool) -> Result<Arc<dyn Executor>, Unfit> {
        let asked = labels.iter().find(|label| KNOWN.contains(&label.as_str()));
        let named = |name: &str| self.usable.iter().find(|executor| executor.name() == name);
        let found = match asked {
            Some(name) => named(name),
            None if self.native_without_image && !image => named("native").or_else(|| self.usable.first()),
            None => self.usable.first(),
        };
        found.cloned().ok_or_else(|| Unfit {
            asked: asked.map_or("a place to run in", String::as_str).to_owned(),
            has: self.names().join(" and "),
        })
    }

    /// Which jobs are taken here, where other replicas that live offer this: what only they can run as it asks to be
    /// run is left to them.
    #[must_use]
    pub fn take(&self, others: &BTreeSet<String>) -> Labels {
        let own = self.names();
        let mut left: Vec<String> = KNOWN
            .map(str::to_owned)
            .into_iter()
            .filter(|name| !own.contains(name) && others.contains(name))
            .collect();
        if left.iter().any(|name| HAVE_CONTAINERS.contains(&name.as_str()))
            && !own.iter().any(|name| HAVE_CONTAINERS.contains(&name.as_str()))
        {
            left.push(CONTAINERS.to_owned());
        }
        if left.is_empty() { Labels::Any } else { Labels::AnyBut(left) }
    }

    /// Waits until what is being removed is gone.
    pub async fn settle(&self) {
        for executor in &self.usable {
            executor.settle().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use executors::Fake;

    #[test]
    fn a_job_gets_what_it_asks_for_or_a_clear_no() {
        let usable: Vec<Arc<dyn Executor>> =
            vec![Arc::new(Fake::default()), Arc::new(Native::new(NativeOptions::default()))];
        let executors = Executors { usable, native_without_image: false };
        let name = |labels: &[&str]| {
            let labels: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
            executors.of(&labels, false).map(|executor| executor.name()).map_err(|error| error.to_string())
        };
        assert_eq!(name(&[]), Ok("fake"));
        assert_eq!(name(&["ubuntu-latest"]), Ok("fake"));
        assert_eq!(name(&["native"]), Ok("native"));
        let refused = "the job asks for `kubernetes`, and this server runs jobs in fake and native only";
        assert_eq!(name(&["linux", "kubernetes"]), Err(refused.to_owned()));
        let laptop = Executors { native_without_image: true, ..executors.clone() };
        assert_eq!(laptop.of(&[], false).map(|executor| executor.name()), Ok("native"));
        assert_eq!(laptop.of(&[], true).map(|executor| executor.name()), Ok("fake"));
    }
    #[test]
    fn what_only_other_replicas_can_run_is_left_to_them() {
        let native = Executors { usable: vec![Arc::new(Native::default())], native_without_image: false };
        let docker = Docker::new(DockerOptions::default());
        let docker = Executors { usable: vec![Arc::new(docker)], native_without_image: false };
        let offer = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let but = |labels: &[&str]| Labels::AnyBut(labels.iter().map(|label| (*label).to_owned()).collect());
        assert_eq!(native.take(&offer(&[])), Labels::Any);
        assert_eq!(native.take(&offer(&["native"])), Labels::Any);
        assert_eq!(native.take(&offer(&["docker", "native"])), but(&["docker", "containers"]));
        assert_eq!(docker.take(&offer(&["docker", "native"])), but(&["native"]));
        assert_eq!(docker.take(&offer(&["kubernetes"])), but(&["kubernetes"]));
    }
}
