use super::*;
use events::{
    Attempt, Commit, EnvironmentFacts, GitRef, PullRequest, Repository, RunId, RunnerFacts, Source,
};

fn facts() -> Facts {
    Facts {
        run: RunId::from("r"),
        number: 7,
        attempt: Attempt(1),
        source: Source::Push,
        event: None,
        payload: serde_json::Value::Null,
        git_ref: GitRef::Branch("feature/tools".to_owned()),
        commit: Commit {
            sha: "abc".to_owned(),
            message: "One\n\ntwo".to_owned(),
            author: "A B <a@b.example>".to_owned(),
            timestamp: String::new(),
        },
        before: String::new(),
        pull_request: None,
        repository: Repository {
            owner: "acme/shop/_git".to_owned(),
            name: "web".to_owned(),
            url: "u".to_owned(),
            default_branch: "main".to_owned(),
        },
        actor: "me".to_owned(),
        changed: None,
        changed_since: Default::default(),
        files: Default::default(),
        inputs: Default::default(),
        variables: [("major".to_owned(), "3".to_owned())].into_iter().collect(),
        secrets: Vec::new(),
        pipeline_path: "azure-pipelines.yml".to_owned(),
        pipeline_name: None,
        gate: None,
        created_at: "2026-03-04T05:06:07Z".to_owned(),
        server_url: "https://dev.azure.com".to_owned(),
        runner: RunnerFacts::default(),
        traceparent: None,
        earlier: None,
    }
}

fn get<'a>(environ: &'a Environ, name: &str) -> Option<&'a str> {
    environ.env.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

#[test]
fn a_run_knows_its_branch_and_its_project() {
    let environ = run(&facts());
    for (name, value) in [
        ("Build.SourceBranch", "refs/heads/feature/tools"),
        ("Build.SourceBranchName", "tools"),
        ("Build.SourceVersionMessage", "One"),
        ("Build.Reason", "IndividualCI"),
        ("Build.RequestedForEmail", "a@b.example"),
        ("Build.Repository.Provider", "TfsGit"),
        ("Build.Repository.Name", "web"),
        ("System.TeamProject", "shop"),
        ("System.CollectionUri", "https://dev.azure.com/acme/"),
        ("Build.BuildNumber", "20260304.7"),
        ("TF_BUILD", "True"),
    ] {
        assert_eq!(get(&environ, name), Some(value), "{name}");
    }
    assert_eq!(get(&environ, "System.PullRequest.PullRequestId"), None);
    assert_eq!(environ.overrides, [("major".to_owned(), "3".to_owned())]);
    let Some(Value::Object(variables)) = environ.contexts.get("variables") else { panic!() };
    assert_eq!(variables.len(), environ.env.len());
}

#[test]
fn a_pull_request_has_branches_of_its_own() {
    let request =
        PullRequest { number: 5, title: String::new(), head: "x/y".into(), base: "main".into(), fork: true };
    let environ = run(&Facts { pull_request: Some(request), source: Source::PullRequest, ..facts() });
    for (name, value) in [
        ("Build.SourceBranch", "refs/pull/5/merge"),
        ("Build.SourceBranchName", "merge"),
        ("Build.Reason", "PullRequest"),
        ("System.PullRequest.IsFork", "True"),
        ("System.PullRequest.SourceBranch", "refs/heads/x/y"),
        ("System.PullRequest.TargetBranch", "refs/heads/main"),
    ] {
        assert_eq!(get(&environ, name), Some(value), "{name}");
    }
}

#[test]
fn runs_are_named_as_their_pipelines_say() {
    for (name, expected) in [
        ("", "20260304.7"),
        ("1.0.$(Rev:rrr)", "1.0.007"),
        ("$(SourceBranchName)_$(Date:yy-M-d.HHmm)", "tools_26-3-4.0506"),
        ("$(major).$(Build.BuildId) $(Build.SourceBranch)", "3.7 refs_heads_feature_tools"),
        ("$(DayOfYear)/$(Year:yy) $(nobody) $(", "63/26 $(nobody) $("),
    ] {
        let facts = Facts { pipeline_name: Some(name.to_owned()), ..facts() };
        assert_eq!(get(&run(&facts), "Build.BuildNumber"), Some(expected), "{name}");
    }
}

#[test]
fn a_job_knows_its_folders_and_its_copy() {
    let facts_of_job = JobFacts {
        key: "build".to_owned(),
        name: "Build it".to_owned(),
        stage: None,
        attempt: Attempt(2),
        leg: 1,
        legs: 3,
        number: 4,
        workspace: "/w".to_owned(),
        temp: "/t/temp".to_owned(),
        tools: "/t/tools".to_owned(),
        image: None,
        environment: Some(EnvironmentFacts { name: "prod.web".to_owned(), ..EnvironmentFacts::default() }),
        runner: RunnerFacts { name: "local".into(), os: "macOS".into(), arch: "ARM64".into() },
        started_at: String::new(),
        timeout: Some(600),
    };
    let environ = job(&facts(), &facts_of_job);
    for (name, value) in [
        ("Build.SourcesDirectory", "/w"),
        ("Pipeline.Workspace", "/t/temp/pipeline"),
        ("Build.ArtifactStagingDirectory", "/t/temp/pipeline/a"),
        ("Agent.OS", "Darwin"),
        ("System.JobPositionInPhase", "2"),
        ("System.TotalJobsInPhase", "3"),
        ("System.StageName", "__default"),
        ("System.JobAttempt", "2"),
        ("Environment.Name", "prod"),
        ("Environment.ResourceName", "web"),
    ] {
        assert_eq!(get(&environ, name), Some(value), "{name}");
    }
    assert!(environ.folders.contains(&"/t/temp/pipeline/a".to_owned()));
}
