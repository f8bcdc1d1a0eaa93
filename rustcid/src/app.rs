//! The server's parts, wired.

use crate::auth::github::Github;
use crate::auth::{Authority, Bearer, SessionKey, first_admin, fresh};
use crate::backend::Backend;
use crate::begin::{Sources, Spawned};
use crate::config::Config;
use crate::config::sections::Use;
use crate::limits::Limits;
use crate::sinks::{Endings, Machine, Metrics, Notifier, Outgoing, Sink, Tap};
use crate::state::{Kept, StateFolder};
use crate::vault::{Keys, Vault};
use crate::work::{Shelves, neighbours, secrets};
use crate::{StartError, random};
use engine::job::Secrets;
use events::{RunnerId, Timestamp};
use plan::Assignment;
use scheduler::{Clock, Hooks, Scheduler, SchedulerError, SystemClock};
use std::collections::BTreeSet;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;
use stores::{AuditDraft, Catalog, RunnerEntry, RunnerState, Store};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// How many jobs a process takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// At once.
    pub slots: usize,
    /// It takes none at all, until it is told otherwise.
    pub drains: bool,
}

/// How long a runner may be silent before its job is given to another.
pub const LEASE: Duration = Duration::from_secs(30);

/// MongoDB ends a transaction of a dead client after a minute:
/// <https://www.mongodb.com/docs/manual/reference/parameters/#mongodb-parameter-param.transactionLifetimeLimitSeconds>.
const RECOVERY: Duration = Duration::from_secs(75);

/// Before the next try.
const AGAIN: Duration = Duration::from_secs(1);

/// The server, without its sockets. Clones are the same server.
#[derive(Clone)]
pub struct App(Arc<House>);

/// What there is in it.
pub struct House {
    /// What it was told to be.
    pub config: Config,
    /// How many jobs this process takes.
    pub capacity: watch::Sender<Capacity>,
    /// What other replicas that live can run jobs in.
    pub abroad: watch::Sender<BTreeSet<String>>,
    /// Seals and opens secrets.
    pub vault: Arc<Vault>,
    /// Where its keys come from.
    pub keys: Keys,
    /// Since when it is there.
    pub started: Timestamp,
    /// Runs.
    pub store: Arc<dyn Store>,
    /// What there is beside runs.
    pub catalog: Arc<dyn Catalog>,
    /// Makes runs go on.
    pub scheduler: Scheduler,
    /// Artifacts and caches.
    pub shelves: Shelves,
    /// Where pipelines' texts come from.
    pub sources: Sources,
    /// Who may come in.
    pub authority: Authority,
    /// Sign-in with GitHub, if there is any.
    pub github: Option<Github>,
    /// How often somebody may ask.
    pub limits: Limits,
    /// Figures.
    pub metrics: Arc<Metrics>,
    /// Tells which runs have ended.
    pub endings: Arc<Endings>,
    /// Speaks to servers that others have named.
    pub outgoing: Outgoing,
    /// What the process and its machine use.
    pub machine: Machine,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The server's address for people.
    pub url: String,
    /// The runners of this process.
    pub runner: RunnerId,
    /// What jobs run in, once that is found out.
    pub executors: OnceLock<Vec<String>>,
    /// No more jobs are taken.
    pub stopping: CancellationToken,
    /// No more is told to anybody.
    pub closing: CancellationToken,
    /// A token that was made just now, and is to be told once.
    pub first_token: Option<PathBuf>,
    /// Nobody else may use the folder as long as this lives.
    _folder: StateFolder,
}

impl Deref for App {
    type Target = House;
    fn deref(&self) -> &House {
        &self.0
    }
}

impl App {
    /// A server that has this folder to itself. It does nothing yet.
    pub async fn open(folder: StateFolder, config: Config) -> Result<Self, StartError> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let backend = Backend::open(&folder, &config).await?;
        let Backend { store, catalog, shelves, keys, jwt_secret } = backend;
        let metrics = Arc::new(Metrics::new()?);
        let endings = Arc::new(Endings::default());
        let sinks: Vec<Arc<dyn Sink>> =
            vec![Arc::<Metrics>::clone(&metrics), Arc::<Endings>::clone(&endings)];
        let store: Arc<dyn Store> = Arc::new(Tap::new(store, sinks));
        let plans = Arc::new(Spawned { store: Arc::clone(&store), shelves: shelves.clone() });
        let trouble = Arc::new(|error: &SchedulerError| tracing::warn!("{error}"));
        let hooks = Hooks { clock: Arc::clone(&clock), plans, lease: LEASE, trouble };
        let scheduler = Scheduler::new(Arc::clone(&store), hooks);
        let key = SessionKey::new(&jwt_secret, config.security.session_timeout);
        let authority = Authority::new(Arc::clone(&catalog), config.rbac.clone(), key);
        let first_token = admin(&folder, &*catalog, clock.now()).await?;
        let runner = match folder.keep("runner", random::hex::<6>)? {
            Kept::Old(id) | Kept::New(id) => RunnerId::from(id),
        };
        let outgoing = Outgoing::new(&config.outgoing.allowed_networks)?;
        let sources = Sources::open(folder.join("repositories"), &config);
        let sources = sources.map_err(|cause| StartError::Folder {
            what: "use",
            path: folder.join("repositories"),
            cause,
        })?;
        let github = config.security.github.clone().map(|settings| Github::new(settings, &url(&config)));
        let github = github.transpose()?;
        let machine = Machine::new(folder.join("."));
        Ok(Self(Arc::new(House {
            url: url(&config),
            capacity: watch::Sender::new(Capacity { slots: slots(&config), drains: false }),
            abroad: watch::Sender::default(),
            vault: Arc::new(Vault::new(keys.ring()?)),
            keys,
            started: clock.now(),
            limits: Limits::new(config.security.rate_limit),
            config,
            store,
            catalog,
            scheduler,
            shelves,
            sources,
            authority,
            metrics,
            outgoing,
            endings,
            machine,
            github,
            clock,
            runner,
            executors: OnceLock::new(),
            stopping: CancellationToken::new(),
            closing: CancellationToken::new(),
            first_token,
            _folder: folder,
        })))
    }

    /// Goes on with the runs of an earlier process: what its runners had goes back to the queue. While the store does
    /// not do it, for what a killed process had open may bar the way, it is tried again for a while.
    pub async fn recover(&self) -> Result<(), StartError> {
        let limit = self.clock.now().after(RECOVERY);
        loop {
            match self.try_recover().await {
                Err(error) if error.passes() && self.clock.now() < limit => {
                    tracing::warn!("{error}; it is tried again");
                    self.clock.sleep_until(self.clock.now().after(AGAIN)).await;
                }
                recovered => return recovered,
            }
        }
    }

    async fn try_recover(&self) -> Result<(), StartError> {
        for run in self.store.unfinished().await? {
            self.metrics.recall(&run, &self.store.records(&run, 0).await?);
        }
        self.scheduler.give_up(&self.runner).await?;
        Ok(self.scheduler.recover().await?)
    }

    /// Lists the runners of this process.
    pub async fn register(&self, executors: Vec<String>) -> Result<(), StartError> {
        let now = self.clock.now();
        let entry = RunnerEntry {
            id: self.runner.clone(),
            name: "in this server".to_owned(),
            labels: executors.clone(),
            slots: u32::try_from(self.capacity.borrow().slots).unwrap_or(u32::MAX),
            state: RunnerState::Active,
            registered: now,
            seen: now,
        };
        self.catalog.register_runner(entry).await?;
        self.executors.get_or_init(|| executors);
        neighbours::meet(self).await?;
        Ok(())
    }

    /// How many bytes a body may have.
    #[must_use]
    pub fn body_limit(&self) -> usize {
        usize::try_from(self.config.server.body_limit.0).unwrap_or(usize::MAX)
    }

    /// Writes down what somebody did. It is done already: that it cannot be written down is told in the log.
    pub async fn note(&self, actor: String, action: &str, target: String) {
        self.note_with(actor, action, target, String::new()).await;
    }

    /// The same, with more to say, as JSON.
    pub async fn note_with(&self, actor: String, action: &str, target: String, detail: String) {
        if !self.config.security.audit_logging {
            return;
        }
        let (at, action) = (self.clock.now(), action.to_owned());
        let draft = AuditDraft { at, actor, action, target, detail };
        if let Err(error) = self.catalog.audit(draft.clone()).await {
            tracing::error!("not in the audit log: {draft:?}: {error}");
        }
    }

    /// Who tells people how runs end.
    #[must_use]
    pub fn notifier(&self) -> Arc<Notifier> {
        Arc::new(Notifier {
            settings: self.config.notifications.clone(),
            url: self.url.clone(),
            store: Arc::clone(&self.store),
            catalog: Arc::clone(&self.catalog),
            vault: Arc::clone(&self.vault),
            outgoing: self.outgoing.clone(),
            clock: Arc::clone(&self.clock),
            lines: Mutex::default(),
        })
    }

    /// The secrets that a job may use.
    pub async fn secrets_of(&self, assignment: &Assignment) -> Result<Secrets, String> {
        let run = self.catalog.run(&assignment.run).await.map_err(|error| error.to_string())?;
        let kept = self.catalog.secrets(Some(&run.entry.pipeline)).await;
        secrets::of_job(&self.vault, kept.map_err(|error| error.to_string())?, assignment)
    }
}

/// The server's address for people.
fn url(config: &Config) -> String {
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    match &config.server.public_url {
        Some(url) => url.as_str().trim_end_matches('/').to_owned(),
        None => format!("{scheme}://{}", config.server.address()),
    }
}

/// How many jobs at once, in all that they may run in.
fn slots(config: &Config) -> usize {
    let usual = std::thread::available_parallelism().map_or(2, usize::from);
    let of = |max: Option<u32>| max.map_or(usual, |max| usize::try_from(max).unwrap_or(usize::MAX));
    let docker =
        (config.runners.docker.enabled != Use::Never).then(|| of(config.runners.docker.max_concurrent));
    let native = config.runners.native.enabled.then(|| of(config.runners.native.max_concurrent));
    docker.into_iter().chain(native).max().unwrap_or(usual)
}

/// Makes the first user of a new server; where their token is kept, if that was done just now.
async fn admin(
    folder: &StateFolder,
    catalog: &dyn Catalog,
    now: Timestamp,
) -> Result<Option<PathBuf>, StartError> {
    const FILE: &str = "admin-token";
    if !catalog.tokens(None).await?.is_empty() {
        return Ok(None);
    }
    let text = match folder.keep(FILE, || fresh(Bearer::Api))? {
        Kept::Old(text) | Kept::New(text) => text,
    };
    let is_first = first_admin(catalog, &text, now).await?;
    Ok(is_first.then(|| folder.join(FILE)))
}
