//! Tasks of Azure Pipelines, run on this machine. Programs that are not here are stood in for by ones that print what
//! they are called with.

use crate::program::{Done, folder, program};
use std::fmt::Write;
use std::os::unix::fs::PermissionsExt;

/// Programs that only say how they were called.
const STANDINS: [&str; 8] = ["dotnet", "mvn", "npm", "docker", "go", "ant", "cmake", "java"];

/// Runs one job of these steps over these files.
fn play(steps: &str, files: &[(&str, &str)]) -> Done {
    play_whole(&format!("pool: {{ vmImage: ubuntu-latest }}\nsteps:\n{steps}"), files)
}

fn play_whole(pipeline: &str, files: &[(&str, &str)]) -> Done {
    play_with(pipeline, files, &[])
}

fn play_with(pipeline: &str, files: &[(&str, &str)], arguments: &[&str]) -> Done {
    let folder = folder(&[&[("azure-pipelines.yml", pipeline)], files].concat());
    let bin = folder.path().join(".bin");
    std::fs::create_dir(&bin).unwrap();
    for name in STANDINS {
        let mut script = String::from("#!/bin/sh\n");
        let version = if name == "go" { "go version go1.22.1" } else { "17.0.9" };
        writeln!(script, "case \"$*\" in *-version|version) echo '{version}' ;; esac").unwrap();
        writeln!(script, "printf '{name}'; for word; do printf ' [%s]' \"$word\"; done; echo").unwrap();
        let path = bin.join(name);
        std::fs::write(&path, script).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let whole = [&["run", "--executor", "native"], arguments, &["azure-pipelines.yml"]].concat();
    let output = program(folder.path(), &whole).env("PATH", path).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Done { exit: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

/// A run that goes well and says these things, each on a line, in this order.
fn says(done: &Done, lines: &[&str]) {
    assert_eq!(done.exit, 0, "{}{}", done.out, done.err);
    let mut said = done.out.lines();
    for line in lines {
        let found = said.any(|text| text.ends_with(&format!("| {line}")));
        assert!(found, "`{line}` is not there, or not in its place:\n{}", done.out);
    }
}

#[test]
fn build_tools_are_called() {
    let steps = "\
- task: Npm@1
  inputs: { command: custom, customCommand: 'run build -- \"a b\"' }
- task: DotNetCoreCLI@2
  inputs: { command: build, projects: '**/*.csproj', arguments: '-c Release' }
- task: DotNetCoreCLI@2
  inputs: { command: publish, publishWebProjects: false, projects: 'x/x.csproj', zipAfterPublish: false, arguments: '--output out' }
- task: Maven@4
  inputs: { goals: verify, mavenOptions: -Xmx1g, publishJUnitResults: false }
- task: Gradle@3
  inputs: { tasks: 'check jar', publishJUnitResults: false }
- task: Go@0
  inputs: { command: test, arguments: ./... }
- task: Docker@2
  inputs: { command: build, repository: r/i, tags: 'a\n\n      b' }
- task: CMake@1
  inputs: { cmakeArgs: .. }
";
    let steps = steps.replace("'a\n\n      b'", "\"a\\nb\"");
    let files = [
        ("x/x.csproj", ""),
        ("y y/y.csproj", ""),
        ("gradlew", "#!/bin/sh\necho gradle \"$@\"\n"),
        ("img/Dockerfile", "FROM scratch\n"),
    ];
    let done = play(&steps, &files);
    says(
        &done,
        &[
            "npm [run] [build] [--] [a b]",
            "dotnet [build] [x/x.csproj] [-c] [Release]",
            "dotnet [build] [y y/y.csproj] [-c] [Release]",
            "dotnet [publish] [x/x.csproj] [--output] [out/x]",
            "mvn [-f] [pom.xml] [verify]",
            "gradle check jar",
            "go [test] [./...]",
            "docker [build] [--file] [img/Dockerfile] [--tag] [r/i:a] [--tag] [r/i:b] [img]",
            "cmake [..]",
        ],
    );
}

#[test]
fn files_are_worked_on_and_kept() {
    let pipeline = "\
stages:
- stage: make
  jobs:
  - job: make
    steps:
    - task: CopyFiles@2
      inputs: { sourceFolder: src, contents: '**/*.txt', targetFolder: $(Build.ArtifactStagingDirectory), flattenFolders: true }
    - task: ArchiveFiles@2
      inputs: { rootFolderOrFile: src, includeRootFolder: false, archiveType: tar, archiveFile: $(Build.ArtifactStagingDirectory)/x.tar.gz }
    - task: PublishBuildArtifacts@1
    - publish: src
      artifact: sources
- stage: take
  jobs:
  - job: take
    steps:
    - checkout: none
    - download: current
      artifact: sources
    - task: DownloadBuildArtifacts@1
      inputs: { artifactName: drop }
    - task: ExtractFiles@1
      inputs: { archiveFilePatterns: $(System.ArtifactsDirectory)/drop/*.gz, destinationFolder: un }
    - task: DeleteFiles@1
      inputs: { contents: '**/*.log' }
    - script: |
        cd $(Pipeline.Workspace) && find . -type f | sort
        cd $(Build.SourcesDirectory) && find . -type f | sort
";
    let done = play_whole(pipeline, &[("src/a.txt", "a"), ("src/in/b.txt", "b"), ("src/in/c.log", "c")]);
    says(
        &done,
        &[
            "./a/drop/a.txt",
            "./a/drop/b.txt",
            "./a/drop/x.tar.gz",
            "./sources/a.txt",
            "./sources/in/b.txt",
            "./sources/in/c.log",
            "./un/a.txt",
            "./un/in/b.txt",
        ],
    );
    assert!(!done.out.contains("un/in/c.log"), "{}", done.out);
}

#[test]
fn scripts_speak_and_set_variables() {
    let steps = "\
- script: |
    echo '##vso[task.setvariable variable=plain.name]yes'
    echo '##vso[task.setvariable variable=out;isoutput=true]1'
    echo '##vso[task.setvariable variable=hush;issecret=true]s3cret'
    mkdir tools; printf '#!/bin/sh\\necho mine\\n' > tools/mine; chmod +x tools/mine
    echo \"##vso[task.prependpath]$PWD/tools\"
  name: first
- bash: |
    echo \"$(plain.name) $PLAIN_NAME $(first.out) $FIRST_OUT [$HUSH] $(hush) $MAPPED\"
    mine
  env: { MAPPED: $(hush) }
- bash: exit 0
  failOnStderr: true
- task: PythonScript@0
  inputs: { scriptSource: inline, script: 'print(\"python\")' }
- task: Bash@3
  inputs: { filePath: run.sh, arguments: a 'b c' }
";
    let done = play(steps, &[("run.sh", "echo \"$1-$2\"\n")]);
    says(&done, &["yes yes 1 1 [] *** ***", "mine", "python", "a-b c"]);
    let loud = play("- script: echo loud >&2\n  failOnStderr: true\n", &[]);
    assert_eq!(loud.exit, 1, "{}{}", loud.out, loud.err);
}

#[test]
fn tools_caches_and_results_are_what_every_ci_has() {
    let steps = "\
- task: UsePythonVersion@0
- task: GoTool@0
  inputs: { version: '1.22' }
- task: JavaToolInstaller@0
  inputs: { versionSpec: '17', jdkArchitectureOption: x64, jdkSourceOption: PreInstalled }
- task: Cache@2
  inputs: { key: 'deps | \"$(Agent.OS)\" | lock.json', path: $(Pipeline.Workspace)/deps, cacheHitVar: HIT }
- script: mkdir -p $(Pipeline.Workspace)/deps; echo d > $(Pipeline.Workspace)/deps/d; echo \"hit $(HIT)\"
- task: PublishTestResults@2
  inputs: { testResultsFiles: '**/TEST-*.xml' }
- task: PublishTestResults@2
  inputs: { testResultsFormat: VSTest, testResultsFiles: '*.trx', failTaskOnFailedTests: true }
  continueOnError: true
";
    let junit = "<testsuite><testcase name=\"a\"/></testsuite>";
    let trx = "<TestRun><UnitTestResult testName=\"b\" outcome=\"Failed\"/></TestRun>";
    let done = play(steps, &[("lock.json", "{}"), ("r/TEST-a.xml", junit), ("b.trx", trx)]);
    says(
        &done,
        &["Go 1.22.1 is here", "hit false", "1 tests, 0 failed, 0 skipped", "1 tests, 1 failed, 0 skipped"],
    );
    assert!(done.out.contains("1 of 1 tests failed"), "{}", done.out);
}

#[test]
fn groups_of_variables_come_from_files() {
    let pipeline = "\
variables:
- group: ours
- group: theirs
steps:
- bash: echo \"$(region) $REGION $(key) [$KEY] $MAPPED $(token)\"
  env: { MAPPED: $(key) }
";
    let files = [
        (".rustci/variables/ours.yml", "region: north\nkey: { value: s3cret, isSecret: true }\n"),
        ("t.json", r#"{"variables": {"token": {"value": "t0ken", "isSecret": true}}}"#),
    ];
    let done = play_with(pipeline, &files, &["--var-group", "theirs=t.json"]);
    says(&done, &["north north *** [] *** ***"]);
    let lacking = play_with(pipeline, &files, &["--var-group", "theirs=no.json"]);
    assert_eq!(lacking.exit, 2, "{}{}", lacking.out, lacking.err);
    assert!(lacking.err.contains("no.json"), "{}", lacking.err);
}

#[test]
fn outputs_bear_the_names_of_copies_and_deployments() {
    let pipeline = "\
jobs:
- job: many
  strategy:
    matrix:
      lin: { os: linux }
      win: { os: windows }
  steps:
  - checkout: none
  - script: echo '##vso[task.setvariable variable=o;isoutput=true]$(os)'
    name: set
- deployment: ship
  environment: prod
  strategy:
    runOnce:
      deploy:
        steps:
        - script: echo '##vso[task.setvariable variable=o;isoutput=true]42'
          name: set
- job: use
  dependsOn: [many, ship]
  variables:
    l: $[ dependencies.many.outputs['lin.set.o'] ]
    w: $[ dependencies.many.outputs['win.set.o'] ]
    s: $[ dependencies.ship.outputs['ship.set.o'] ]
  steps:
  - script: echo $(l) $(w) $(s)
";
    says(&play_whole(pipeline, &[]), &["linux windows 42"]);
}

#[test]
fn a_job_with_issues_says_so() {
    let steps = "\
- script: exit 1
  continueOnError: true
- script: echo \"$(Agent.JobStatus)\"
";
    says(&play(steps, &[]), &["SucceededWithIssues"]);
}

#[test]
fn a_job_that_checks_nothing_out_has_no_sources() {
    let done = play("- checkout: none\n- script: test -z \"$(ls)\" && echo empty\n", &[("a.txt", "")]);
    says(&done, &["empty"]);
}

#[test]
fn what_only_the_service_can_do_fails_by_name() {
    let steps = "\
- task: AzureCLI@2
  inputs: { azureSubscription: s, scriptType: bash, scriptLocation: inlineScript, inlineScript: az }
";
    let done = play(steps, &[]);
    assert_eq!(done.exit, 1, "{}{}", done.out, done.err);
    assert!(done.out.contains("AzureCLI@2"), "{}", done.out);
    let done = play("- task: Npm@1\n  inputs: { command: publish, publishEndpoint: e }\n", &[]);
    assert_eq!(done.exit, 1, "{}{}", done.out, done.err);
    assert!(done.out.contains("a registry that only the service knows"), "{}", done.out);
}
