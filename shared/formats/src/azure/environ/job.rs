use super::{List, NO_ID};
use events::JobFacts;

/// The folders of a job. All but the sources' are among the job's temporary ones, where every executor sees them.
pub(super) struct Folders {
    build: String,
    staging: String,
    binaries: String,
    results: String,
}

impl Folders {
    pub fn of(job: &JobFacts) -> Self {
        let build = format!("{}/pipeline", job.temp.trim_end_matches('/'));
        let inner = |name: &str| format!("{build}/{name}");
        Self { staging: inner("a"), binaries: inner("b"), results: inner("TestResults"), build }
    }

    /// Those that are there when the first step begins.
    pub fn made(self) -> Vec<String> {
        vec![self.staging, self.binaries, self.results]
    }
}

/// What is known of a job when it begins.
pub(super) fn variables(list: &mut List, job: &JobFacts, folders: &Folders) {
    places(list, job, folders);
    identity(list, job);
    list.set_all([
        ("Agent.Id", "1"),
        ("Agent.Name", &*job.runner.name),
        ("Agent.MachineName", &job.runner.name),
        ("Agent.OS", os(&job.runner.os)),
        ("Agent.OSArchitecture", &job.runner.arch),
        ("Agent.JobName", &job.name),
    ]);
    if let Some(environment) = &job.environment {
        // `name.resource` names a resource of an environment.
        let (name, resource) = environment.name.split_once('.').unwrap_or((&environment.name, ""));
        list.set_all([("Environment.Name", name), ("Environment.Id", "1")]);
        if !resource.is_empty() {
            list.set_all([("Environment.ResourceName", resource), ("Environment.ResourceId", "1")]);
        }
    }
}

fn places(list: &mut List, job: &JobFacts, folders: &Folders) {
    list.set_all([
        ("Agent.BuildDirectory", &*folders.build),
        ("Pipeline.Workspace", &folders.build),
        ("Agent.WorkFolder", parent(&folders.build)),
        ("Agent.HomeDirectory", parent(&job.tools)),
        ("Agent.RootDirectory", parent(&job.tools)),
        ("Agent.TempDirectory", &job.temp),
        ("Agent.ToolsDirectory", &job.tools),
        ("Build.ArtifactStagingDirectory", &folders.staging),
        ("Build.StagingDirectory", &folders.staging),
        ("System.ArtifactsDirectory", &folders.staging),
        ("Build.BinariesDirectory", &folders.binaries),
        ("Build.Repository.LocalPath", &job.workspace),
        ("Build.SourcesDirectory", &job.workspace),
        ("System.DefaultWorkingDirectory", &job.workspace),
        ("Common.TestResultsDirectory", &folders.results),
    ]);
}

fn identity(list: &mut List, job: &JobFacts) {
    let attempt = job.attempt.0.to_string();
    let stage = job.stage.as_deref().unwrap_or("__default");
    list.set_all([
        ("System.JobAttempt", &*attempt),
        ("System.PhaseAttempt", &attempt),
        ("System.StageAttempt", &attempt),
        ("System.JobDisplayName", &job.name),
        ("System.PhaseDisplayName", &job.name),
        ("System.StageDisplayName", stage),
        ("System.JobId", NO_ID),
        ("System.JobName", &job.key),
        ("System.PhaseName", &job.key),
        ("System.StageName", stage),
        ("System.JobIdentifier", &format!("{stage}.{}", job.key)),
        ("System.JobPositionInPhase", &(job.leg + 1).to_string()),
        ("System.TotalJobsInPhase", &job.legs.max(1).to_string()),
        ("System.ParallelExecutionType", if job.legs > 1 { "MultiConfiguration" } else { "None" }),
    ]);
    if let Some(seconds) = job.timeout {
        list.set("System.JobTimeout", (seconds / 60).to_string());
    }
}

fn os(name: &str) -> &str {
    match name {
        "Windows" => "Windows_NT",
        "macOS" => "Darwin",
        other => other,
    }
}

fn parent(path: &str) -> &str {
    path.trim_end_matches('/').rsplit_once('/').map_or("", |(parent, _)| parent)
}
