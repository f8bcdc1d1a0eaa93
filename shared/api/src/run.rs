use crate::Time;
use events::{Hold, JobState, JobView, Outcome, RunView, StepId, StepView};
use serde::{Deserialize, Serialize};

/// How a run or a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum RunStatus {
    /// Jobs before it go on.
    Waiting,
    /// It goes on when a person says so.
    Manual,
    /// A runner may take it.
    Queued,
    /// It goes on.
    Running,
    /// It has ended well.
    Success,
    /// It has ended badly.
    Failure,
    /// Somebody ended it.
    Cancelled,
    /// It did not run.
    Skipped,
}

impl RunStatus {
    /// `queued`, `running`, `success`, ...
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Manual => "manual",
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Cancelled => "cancelled",
            Self::Skipped => "skipped",
        }
    }

    /// Whether nothing of it goes on or will.
    #[must_use]
    pub fn has_ended(self) -> bool {
        matches!(self, Self::Success | Self::Failure | Self::Cancelled | Self::Skipped)
    }
}

impl From<Outcome> for RunStatus {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Success => Self::Success,
            Outcome::Failure => Self::Failure,
            Outcome::Cancelled => Self::Cancelled,
            Outcome::Skipped => Self::Skipped,
        }
    }
}

/// One execution of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Run {
    /// Which.
    pub id: String,
    /// Of which pipeline.
    pub pipeline: String,
    /// Counts the pipeline's runs.
    pub number: u64,
    /// What people see.
    pub title: String,
    /// How it stands.
    pub status: RunStatus,
    /// The whole ref.
    #[serde(rename = "ref")]
    pub git_ref: String,
    /// The commit; empty where there is none.
    pub sha: String,
    /// Who or what started it.
    pub actor: String,
    /// When it was made.
    pub created: Time,
    /// When its first job began.
    #[serde(default)]
    pub started: Option<Time>,
    /// When it ended.
    #[serde(default)]
    pub finished: Option<Time>,
    /// Why somebody wants it to end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancel: Option<String>,
    /// What somebody must approve before it begins; only where one run is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awaits: Option<Awaited>,
    /// Its jobs; only where one run is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jobs: Option<Vec<Job>>,
}

/// What a run of a stranger's commit waits for: that somebody approves exactly this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Awaited {
    /// The commit.
    pub commit: String,
    /// The digest of the files that the pipeline was read from.
    pub digest: String,
}

/// A job of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Job {
    /// Unique in the run: `build (linux, 18)`.
    pub id: String,
    /// What people see.
    pub name: String,
    /// Its stage.
    #[serde(default)]
    pub stage: Option<String>,
    /// The jobs it waits for.
    #[serde(default)]
    pub needs: Vec<String>,
    /// How it stands.
    pub status: RunStatus,
    /// A failure that does not count.
    #[serde(default)]
    pub tolerated: bool,
    /// Why it stands so, where there is more to say.
    #[serde(default)]
    pub reason: Option<String>,
    /// Who has it.
    #[serde(default)]
    pub runner: Option<String>,
    /// Which try of it is the latest; 0 before the first.
    pub attempt: u32,
    /// When that began.
    #[serde(default)]
    pub started: Option<Time>,
    /// When that ended.
    #[serde(default)]
    pub finished: Option<Time>,
    /// The steps of that.
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// A step of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Step {
    /// Its number in the job, from 0; what log lines name.
    pub number: u32,
    /// What people see.
    pub name: String,
    /// How it stands.
    pub status: RunStatus,
    /// Why, if it did not go well.
    #[serde(default)]
    pub reason: Option<String>,
    /// When it began.
    pub started: Time,
    /// When it ended.
    #[serde(default)]
    pub finished: Option<Time>,
}

impl Run {
    /// Adds what the run's records tell.
    #[must_use]
    pub fn with_jobs(mut self, view: &RunView) -> Self {
        self.cancel.clone_from(&view.cancel);
        if let Some(gate) = view.gate.clone() {
            self.status = RunStatus::Manual;
            self.awaits = Some(Awaited { commit: gate.sha, digest: gate.digest });
        }
        self.jobs = Some(view.jobs.iter().map(|(id, job)| Job::new(id.as_str(), job)).collect());
        self
    }
}

impl Job {
    /// A job as people see it.
    #[must_use]
    pub fn new(id: &str, view: &JobView) -> Self {
        let (status, reason) = standing(&view.state);
        let runner = match &view.state {
            JobState::Running { runner } => Some(runner.to_string()),
            _ => None,
        };
        Self {
            id: id.to_owned(),
            name: view.name.clone(),
            stage: view.stage.clone(),
            needs: view.needs.iter().map(ToString::to_string).collect(),
            status,
            tolerated: matches!(view.state, JobState::Finished { tolerated: true, .. }),
            reason,
            runner,
            attempt: view.attempt.0,
            started: view.began.map(Time),
            finished: view.ended.map(Time),
            steps: view.steps.iter().map(|(number, step)| Step::new(*number, step)).collect(),
        }
    }
}

impl Step {
    fn new(number: StepId, view: &StepView) -> Self {
        let end = view.end.as_ref();
        Self {
            number: number.0,
            name: view.name.clone(),
            status: end.map_or(RunStatus::Running, |end| end.conclusion.into()),
            reason: end.and_then(|end| end.cause.as_ref()).map(ToString::to_string),
            started: Time(view.began),
            finished: view.ended.map(Time),
        }
    }
}

fn standing(state: &JobState) -> (RunStatus, Option<String>) {
    match state {
        JobState::Waiting => (RunStatus::Waiting, None),
        JobState::Held { hold: Hold::Manual } => (RunStatus::Manual, None),
        JobState::Held { hold: Hold::Until { at } } => {
            (RunStatus::Waiting, Some(format!("begins at {}", Time(*at))))
        }
        JobState::Held { hold: Hold::Group { group } } => {
            (RunStatus::Waiting, Some(format!("waits for its turn in group `{group}`")))
        }
        JobState::Held { hold: Hold::MaxParallel { limit } } => {
            (RunStatus::Waiting, Some(format!("at most {limit} of its copies run at once")))
        }
        JobState::Queued => (RunStatus::Queued, None),
        JobState::Running { .. } => (RunStatus::Running, None),
        JobState::Finished { outcome, cause, .. } => {
            ((*outcome).into(), cause.as_ref().map(ToString::to_string))
        }
        JobState::Skipped { skip } => (RunStatus::Skipped, Some(skip.to_string())),
    }
}

/// Ends a run, or one of its jobs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Cancel {
    /// Only this job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
    /// Why; for those who read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Lets a job go on that waits for a person, or a run of a stranger's commit: that with `commit` and `digest` as the run
/// tells them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Approve {
    /// The job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
    /// The commit of the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// The digest of the files that its pipeline was read from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

/// The files that a run left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Artifacts {
    /// By name.
    pub items: Vec<Artifact>,
}

/// Files that a run left under one name. What is downloaded is a tar archive, compressed with zstd.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Artifact {
    /// Its name.
    pub name: String,
    /// The job that left it, where artifacts belong to jobs.
    #[serde(default)]
    pub job: Option<String>,
    /// The archive's size in bytes.
    pub bytes: u64,
}
