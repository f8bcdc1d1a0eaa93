use crate::facts::facts;
use async_trait::async_trait;
use events::{RunId, Timestamp};
use expr::Dialect;
use plan::{Job, Need, Plan, Work};
use scheduler::{Clock, Hooks, PlanLoader, PlanWanted, Scheduler};
use std::sync::Arc;
use std::time::Duration;
use stores::{MemoryStore, Store};
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// The clock of the test's runtime: it stands still, and jumps to the next timer when nobody has anything to do.
struct TestClock(Instant);

#[async_trait]
impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(1_000).after(self.0.elapsed())
    }

    async fn sleep_until(&self, at: Timestamp) {
        tokio::time::sleep(at.since(self.now()) + Duration::from_millis(1)).await;
    }
}

struct Children;

#[async_trait]
impl PlanLoader for Children {
    async fn load(&self, wanted: PlanWanted) -> Result<Plan, String> {
        match wanted.path.as_str() {
            "child.yml" => Ok(plan(vec![job("x", &[])])),
            path => Err(format!("no job left {path}")),
        }
    }
}

/// A scheduler with all it needs.
pub struct House {
    pub scheduler: Scheduler,
    store: Arc<MemoryStore>,
    clock: Arc<TestClock>,
}

impl House {
    pub fn new() -> Self {
        let (store, clock) = (Arc::new(MemoryStore::new()), Arc::new(TestClock(Instant::now())));
        Self { scheduler: scheduler(&store, &clock), store, clock }
    }

    /// A second one over the same store.
    pub fn another(&self) -> Scheduler {
        scheduler(&self.store, &self.clock)
    }

    pub async fn submit(&self, plan: Plan) -> RunId {
        let facts = Arc::new(facts(&"run".into()));
        self.scheduler.submit(Arc::new(plan), facts).await.unwrap()
    }

    pub fn serve(&self) -> JoinHandle<()> {
        let scheduler = self.scheduler.clone();
        tokio::spawn(async move { scheduler.serve().await })
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

fn scheduler(store: &Arc<MemoryStore>, clock: &Arc<TestClock>) -> Scheduler {
    let hooks = Hooks {
        clock: Arc::clone(clock) as Arc<dyn Clock>,
        plans: Arc::new(Children),
        lease: Duration::from_secs(30),
        trouble: Arc::new(|error| eprintln!("{error}")),
    };
    Scheduler::new(Arc::clone(store) as Arc<dyn Store>, hooks)
}

pub fn plan(jobs: Vec<Job>) -> Plan {
    Plan::new("test", Dialect::Native, jobs)
}

pub fn job(key: &str, needs: &[&str]) -> Job {
    let need = |key: &&str| Need { key: (*key).into(), legs: Vec::new(), artifacts: true, by_stage: false };
    Job { needs: needs.iter().map(need).collect(), ..Job::new(key, Work::Steps { steps: Vec::new() }) }
}
