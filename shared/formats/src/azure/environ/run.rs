use super::{List, NO_ID};
use events::{Facts, GitRef, Repository, Source};

/// What is known of a run before any of its jobs begins.
pub(super) fn variables(list: &mut List, facts: &Facts) {
    list.set_all([("TF_BUILD", "True"), ("System.HostType", "build"), ("System.Culture", "en-US")]);
    list.set("System.PipelineStartTime", &*facts.created_at);
    build(list, facts);
    source(list, facts);
    repository(list, facts);
    if facts.pull_request.is_some() || facts.source == Source::PullRequest {
        pull_request(list, facts);
    }
}

fn build(list: &mut List, facts: &Facts) {
    let number = facts.number.to_string();
    list.set_all([
        ("Build.BuildId", &*number),
        ("Build.BuildUri", &format!("vstfs:///Build/Build/{number}")),
        ("Build.ContainerId", &number),
        ("Build.DefinitionName", &facts.repository.name),
        ("Build.DefinitionVersion", "1"),
        ("System.DefinitionId", "1"),
        ("System.DefinitionName", &facts.repository.name),
        ("Build.QueuedBy", &facts.actor),
        ("Build.QueuedById", NO_ID),
        ("Build.RequestedFor", &facts.actor),
        ("Build.RequestedForId", NO_ID),
        ("Build.RequestedForEmail", mail(&facts.commit.author)),
        ("Build.Reason", reason(facts.source)),
    ]);
}

/// The address in `Name <address>`.
fn mail(author: &str) -> &str {
    author.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or("", |(mail, _)| mail)
}

fn reason(source: Source) -> &'static str {
    match source {
        Source::Push | Source::Tag => "IndividualCI",
        Source::PullRequest => "PullRequest",
        Source::Schedule => "Schedule",
        Source::Manual | Source::Api => "Manual",
        Source::Pipeline | Source::Parent | Source::Forge => "ResourceTrigger",
    }
}

fn source(list: &mut List, facts: &Facts) {
    let full = match &facts.pull_request {
        Some(request) => format!("refs/pull/{}/merge", request.number),
        None => facts.git_ref.full(),
    };
    list.set("Build.SourceBranchName", full.rsplit('/').next().unwrap_or_default());
    list.set("Build.SourceBranch", full);
    list.set("Build.SourceVersion", &*facts.commit.sha);
    list.set("Build.SourceVersionMessage", facts.commit.message.lines().next().unwrap_or_default());
    list.set("Build.SourceVersionAuthor", facts.commit.author.split(" <").next().unwrap_or_default());
}

/// Where a repository is kept, as the service divides it.
struct Home<'a> {
    provider: &'static str,
    /// What the repository is called there.
    name: String,
    project: &'a str,
    collection: String,
}

impl<'a> Home<'a> {
    fn of(facts: &'a Facts) -> Self {
        let Repository { owner, name, .. } = &facts.repository;
        let server = facts.server_url.trim_end_matches('/');
        let host = server.split_once("://").map_or(server, |(_, host)| host);
        let qualified = if owner.is_empty() { name.clone() } else { format!("{owner}/{name}") };
        let collection = format!("{server}/{}/", owner.split('/').next().unwrap_or_default());
        match host {
            "dev.azure.com" | "ssh.dev.azure.com" => {
                // organization/project/_git/name, or v3/organization/project/name.
                let owner = owner.trim_end_matches("/_git").trim_start_matches("v3/");
                let (organization, project) = owner.split_once('/').unwrap_or((owner, name));
                let collection = format!("https://dev.azure.com/{organization}/");
                Self { provider: "TfsGit", name: name.clone(), project, collection }
            }
            "github.com" => Self { provider: "GitHub", name: qualified, project: name, collection },
            _ => Self { provider: "Git", name: qualified, project: name, collection },
        }
    }
}

fn repository(list: &mut List, facts: &Facts) {
    let home = Home::of(facts);
    list.set_all([
        ("Build.Repository.ID", &*home.name),
        ("Build.Repository.Name", &home.name),
        ("Build.Repository.Provider", home.provider),
        ("Build.Repository.Uri", &facts.repository.url),
        ("Build.Repository.Clean", "False"),
        ("Build.Repository.Git.SubmoduleCheckout", "False"),
        ("System.CollectionId", NO_ID),
        ("System.CollectionUri", &home.collection),
        ("System.TeamFoundationCollectionUri", &home.collection),
        ("System.TeamFoundationServerUri", &home.collection),
        ("System.TeamProject", home.project),
        ("System.TeamProjectId", NO_ID),
    ]);
}

fn pull_request(list: &mut List, facts: &Facts) {
    let branch = |name: &str| GitRef::Branch(name.to_owned()).full();
    let Some(request) = &facts.pull_request else { return };
    let number = request.number.to_string();
    list.set_all([
        ("System.PullRequest.PullRequestId", &*number),
        ("System.PullRequest.PullRequestNumber", &number),
        ("System.PullRequest.IsFork", if request.fork { "True" } else { "False" }),
        ("System.PullRequest.SourceBranch", &branch(&request.head)),
        ("System.PullRequest.SourceCommitId", &facts.commit.sha),
        ("System.PullRequest.SourceRepositoryURI", &facts.repository.url),
        ("System.PullRequest.TargetBranch", &branch(&request.base)),
        ("System.PullRequest.TargetBranchName", request.base.rsplit('/').next().unwrap_or_default()),
    ]);
}
