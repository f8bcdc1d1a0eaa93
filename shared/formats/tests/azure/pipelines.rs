//! What pipelines mean.

use crate::folder::{check, one, scripts};
use ir::{Action, Builtin, Event, RefPattern, Work};

#[test]
fn a_pipeline_of_steps_is_one_job() {
    let text = "\
trigger:
- main
pool:
  vmImage: ubuntu-latest
variables:
  nodeVersion: '18.x'
steps:
- task: NodeTool@0
  inputs:
    versionSpec: $(nodeVersion)
- script: |
    npm install
    npm test
  displayName: Test
";
    let pipeline = one(text).good();
    let [job] = pipeline.jobs.as_slice() else { panic!("{} jobs", pipeline.jobs.len()) };
    assert_eq!(job.runs_on.labels[0].to_string(), "ubuntu-latest");
    let Work::Steps(steps) = &job.work else { panic!("no steps") };
    assert!(matches!(steps[0].action, Action::Builtin { builtin: Builtin::Checkout { .. }, .. }));
    assert!(matches!(&steps[1].action, Action::Uses { .. } | Action::Builtin { .. }));
    assert_eq!(scripts(&pipeline, "Job"), ["npm install\nnpm test\n"]);
    let events: Vec<&Event> = pipeline.triggers.iter().map(|trigger| &trigger.event).collect();
    let wanted = [&Event::Manual, &Event::Api, &Event::Push, &Event::PullRequest { trusted: false }];
    assert_eq!(events, wanted);
    let branches = pipeline.triggers[2].filter.branches.as_deref().unwrap();
    assert!(matches!(branches, [RefPattern::Glob { pattern, negated: false }] if pattern.value == "main"));
}

#[test]
fn stages_and_jobs_wait_for_what_they_name() {
    let text = "\
trigger: none
pr: none
stages:
- stage: build
  jobs:
  - job: x
  - job: y
    dependsOn: x
    condition: succeededOrFailed()
- stage: test
  dependsOn: []
  condition: ne(variables['Build.Reason'], 'PullRequest')
  jobs:
  - job: x
";
    let pipeline = one(text).good();
    assert_eq!(pipeline.triggers.len(), 2);
    let ids: Vec<_> = pipeline.jobs.iter().map(|job| job.id.value.as_str()).collect();
    assert_eq!(ids, ["build.x", "y", "test.x"]);
    assert_eq!(pipeline.jobs[1].needs.as_ref().unwrap()[0].job.value, "build.x");
    assert_eq!(pipeline.stages[0].needs, None);
    assert_eq!(pipeline.stages[1].needs, Some(Vec::new()));
    assert!(!pipeline.stages[1].condition.as_ref().unwrap().implies_success());
}

#[test]
fn deployments_are_groups_of_steps() {
    let text = "\
jobs:
- deployment: web
  environment: staging
  strategy:
    canary:
      increments: [10, 50]
      preDeploy:
        steps:
        - script: prepare
      deploy:
        steps:
        - script: deploy $(strategy.increment)
      on:
        failure:
          steps:
          - script: undo
";
    let pipeline = one(text).good();
    assert_eq!(
        scripts(&pipeline, "web"),
        ["prepare", "deploy $(strategy.increment)", "deploy $(strategy.increment)", "undo"]
    );
    let Work::Steps(steps) = &pipeline.jobs[0].work else { panic!("no steps") };
    let increments: Vec<_> =
        steps.iter().flat_map(|step| step.env.entries()).map(|entry| entry.value.to_string()).collect();
    assert_eq!(increments, ["canary", "deploy", "10", "canary", "deploy", "50"]);
    assert_eq!(steps[3].condition.as_ref().unwrap().to_string(), "failed()");
}

#[test]
fn files_are_told_from_those_of_other_languages() {
    let detect = |path: &str, text: &str| {
        let mut sources = diag::SourceMap::default();
        let id = sources.add(path, text);
        let read = yaml::read(&sources, id, &yaml::Limits::default());
        formats::detect(path, read.documents.first()).map(|format| format.id)
    };
    let azure = Some("azure-pipelines");
    assert_eq!(detect("azure-pipelines.yml", ""), azure);
    assert_eq!(detect("x.yml", "pool:\n  vmImage: ubuntu-latest\nsteps:\n- script: make\n"), azure);
    assert_eq!(detect("x.yml", "stages:\n- stage: a\n  jobs:\n  - job: b\n"), azure);
    assert_eq!(detect("x.yml", "extends:\n  template: a.yml\n"), azure);
    assert_eq!(detect("pipeline.yml", "stages:\n- name: a\n  steps:\n  - make\n"), Some("rustci"));
    assert_eq!(detect(".gitlab-ci.yml", "stages: [a]\nj:\n  script: make\n"), Some("gitlab-ci"));
    assert_eq!(detect("x.yml", "stages: [a]\nj:\n  stage: a\n  script: make\n"), Some("gitlab-ci"));
    assert_eq!(detect(".github/workflows/x.yml", "on: push\njobs: {}\n"), Some("github-actions"));
    assert_eq!(
        detect("x.yml", "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n    - run: make\n"),
        Some("github-actions")
    );
}

/// What the service's own pages show, in one file.
#[test]
fn the_usual_is_not_complained_about() {
    let text = r#"
name: $(TeamProject)_$(Date:yyyyMMdd)$(Rev:.r)
appendCommitMessageToRunName: false
trigger:
  batch: true
  branches:
    include: [main, releases/*, refs/tags/v*]
    exclude: [releases/old*]
  paths:
    include: [src/*]
    exclude: [docs]
pr:
  autoCancel: true
  drafts: false
  branches: { include: [main] }
schedules:
- cron: "0 3 * * 1"
  displayName: Weekly
  branches: { include: [main] }
  always: true
resources:
  pipelines:
  - pipeline: upstream
    source: Upstream CI
    trigger:
      branches: [releases/*]
      stages: [Publish]
  repositories:
  - repository: tools
    type: github
    name: acme/tools
    endpoint: connection
  containers:
  - container: build
    image: ubuntu:22.04
    options: --init
    env: { A: b }
  - container: registry
    type: ACR
    azureSubscription: s
    resourceGroup: g
    registry: r
    repository: app
    trigger: { tags: [latest] }
  webhooks:
  - webhook: hook
    connection: c
    filters: [{ path: action, value: opened }]
variables:
- group: secrets
- name: level
  value: high
  readonly: true
- name: main
  value: $[eq(variables['Build.SourceBranch'], 'refs/heads/main')]
stages:
- stage: Build
  displayName: Build it
  pool: { vmImage: ubuntu-latest, demands: [npm, Agent.OS -equals Linux] }
  jobs:
  - job: Make
    container: build
    services: { db: registry, cache: { image: redis, ports: ['6379:6379'] } }
    timeoutInMinutes: 0
    cancelTimeoutInMinutes: 2
    workspace: { clean: outputs }
    uses: { repositories: [tools], pools: [other] }
    strategy: { parallel: 3 }
    steps:
    - checkout: self
      clean: true
      fetchDepth: 1
      submodules: recursive
      persistCredentials: true
    - checkout: tools
      path: tools
    - script: ./build.sh
      workingDirectory: src
      failOnStderr: false
      target: { container: host, commands: restricted, settableVariables: [expected] }
      retryCountOnTaskFailure: 3
      env: { SYSTEM_ACCESSTOKEN: $(System.AccessToken) }
    - pwsh: Write-Host hello
      errorActionPreference: stop
      ignoreLASTEXITCODE: true
    - task: CopyFiles@2
      inputs: { contents: '**/*.js', targetFolder: $(Build.ArtifactStagingDirectory) }
      enabled: true
      condition: |
        and
        (
          succeeded(),
          in(variables['Build.Reason'], 'IndividualCI', 'BatchedCI')
        )
    - publish: $(Build.ArtifactStagingDirectory)
      artifact: web
    - download: upstream
      artifact: x
      patterns: '**/*.zip'
    - bash:
- stage: Deploy
  dependsOn: [Build]
  condition: and(succeeded(), eq(variables.main, true))
  lockBehavior: sequential
  trigger: manual
  isSkippable: false
  jobs:
  - deployment: Web
    displayName: To the web
    environment: { name: production, resourceType: VirtualMachine, tags: web1 }
    pool: { name: deploy }
    strategy:
      rolling:
        maxParallel: 2
        preDeploy: { steps: [{ download: current, artifact: web }] }
        deploy: { steps: [{ script: deploy }] }
        routeTraffic: { steps: [{ script: route }] }
        postRouteTraffic: { pool: server, steps: [{ script: watch }] }
        on:
          failure: { steps: [{ script: undo }] }
          success: { steps: [{ script: done }] }
"#;
    let outcome = one(text);
    assert_eq!(outcome.found(), [""; 0], "{:#?}", outcome.diagnostics);
}

#[test]
fn a_group_of_variables_comes_from_a_file_if_there_is_one() {
    let text =
        "variables:\n- group: ours\n- group: theirs\n- { name: own, value: o }\nsteps:\n- script: make\n";
    let group = "region: north\nkey: { value: s3cret, isSecret: true }\nzone: { value: z1 }\n";
    let files = [("azure-pipelines.yml", text), (".rustci/variables/ours.yml", group)];
    let outcome = check(&files);
    let notes = outcome.diagnostics.iter().map(|finding| finding.message.as_str()).collect::<Vec<_>>();
    assert_eq!(notes, ["the variables of the group \"theirs\" are known to the service only"]);
    let pipeline = outcome.good();
    let entries = pipeline.env.entries().iter();
    let found: Vec<_> = entries.map(|entry| (entry.name.value.as_str(), entry.value.to_string())).collect();
    assert_eq!(found, [("region", "north".into()), ("zone", "z1".into()), ("own", "o".into())]);
    let wrong = check(&[files[0], (".rustci/variables/ours.yml", "- a\n")]);
    assert_eq!(wrong.found(), [".rustci/variables/ours.yml 1:1 azure-variable-group"]);
}
