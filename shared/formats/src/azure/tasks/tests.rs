use super::*;
use diag::{Span, Spanned};
use ir::{FileWork, Script, Shell, Tool};

type Given = &'static [(&'static str, &'static str)];

fn with(given: &[(&str, &str)]) -> With {
    let input = |(name, value): &(&str, &str)| {
        (Spanned::new((*name).to_owned(), Span::NOWHERE), inputs::template(value, Span::NOWHERE))
    };
    given.iter().map(input).collect()
}

fn action(task: &str, given: &[(&str, &str)]) -> Action {
    read(&Text::from(task), with(given), false, &mut Vec::new())
}

/// The script that a task stands for.
fn script(task: &str, given: &[(&str, &str)]) -> Script {
    match action(task, given) {
        Action::Run(script) => script,
        Action::Group(steps) => match steps.into_iter().next().map(|step| step.action) {
            Some(Action::Run(script)) => script,
            other => panic!("{other:?}"),
        },
        other => panic!("{task}: {other:?}"),
    }
}

fn text(script: &Script) -> String {
    script.lines.iter().map(|line| line.text().to_string()).collect::<Vec<_>>().join("\n")
}

#[test]
fn build_tools_are_called_with_what_they_are_given() {
    let cases: [(&str, Given, &str); 14] = [
        ("Npm@1", &[], "npm install"),
        ("npm@1", &[("command", "ci"), ("verbose", "true")], "npm --loglevel verbose ci"),
        ("Npm@1", &[("command", "custom"), ("customCommand", "run build -- $(x)")], "npm run build -- $(x)"),
        ("Maven@4", &[("goals", "verify"), ("options", "-B -q")], "mvn -f pom.xml -B -q verify"),
        (
            "Maven@3",
            &[("mavenOpts", "-Xmx1g"), ("mavenPOMFile", "a\\pom.xml")],
            "export MAVEN_OPTS=-Xmx1g\nmvn -f a/pom.xml package",
        ),
        ("Gradle@3", &[("tasks", "check")], "chmod +x ./gradlew\n./gradlew check"),
        ("Go@0", &[("command", "build"), ("arguments", "./...")], "go build ./..."),
        ("DotNetCoreCLI@2", &[("arguments", "-c $(c)")], "dotnet build -c $(c)"),
        (
            "DotNetCoreCLI@2",
            &[("command", "run"), ("projects", "a b.csproj")],
            "dotnet run --project 'a b.csproj'",
        ),
        ("DotNetCoreCLI@2", &[("command", "custom"), ("custom", "tool install x")], "dotnet tool install x"),
        (
            "DotNetCoreCLI@2",
            &[("command", "restore"), ("selectOrConfig", "config"), ("nugetConfigPath", "n.config")],
            "dotnet restore --configfile n.config",
        ),
        (
            "DotNetCoreCLI@2",
            &[("command", "test"), ("projects", "**/*Tests.csproj"), ("publishTestResults", "false")],
            "shopt -s globstar nullglob\nfailed=0\nfor project in **/*Tests.csproj; do\n  \
             dotnet test \"$project\" || failed=1\ndone\nexit $failed",
        ),
        ("CmdLine@1", &[("filename", "make"), ("arguments", "all")], "make all"),
        ("Docker@0", &[("action", "Run a Docker command"), ("customCommand", "ps")], "docker ps"),
    ];
    for (task, given, expected) in cases {
        assert_eq!(text(&script(task, given)), expected, "{task} {given:?}");
    }
}

#[test]
fn scripts_keep_their_words_and_their_shells() {
    let inline =
        script("Bash@3", &[("targetType", "inline"), ("script", "a\nb $(c)"), ("workingDirectory", "d")]);
    assert_eq!(text(&inline), "a\nb $(c)");
    assert!(matches!(inline.shell, Shell::Bash(_)) && inline.directory.is_some());
    let file = script("Bash@3", &[("filePath", "a b.sh"), ("arguments", "-x $(y)")]);
    assert_eq!(text(&file), "exec bash 'a b.sh' -x $(y)");
    let strict = script("CmdLine@2", &[("script", "x"), ("failOnStderr", "true")]);
    assert!(matches!(strict.shell, Shell::Custom(_)));
    let power =
        script("PowerShell@2", &[("targetType", "inline"), ("script", "x"), ("ignoreLASTEXITCODE", "true")]);
    assert_eq!(text(&power), "x\nexit 0");
    let power = script("PowerShell@2", &[("filePath", "it's.ps1"), ("errorActionPreference", "continue")]);
    assert_eq!(text(&power), "$ErrorActionPreference = 'continue'\n. 'it''s.ps1'");
    let python = script("PythonScript@0", &[("scriptSource", "inline"), ("script", "print(1)")]);
    assert!(matches!(python.shell, Shell::Python));
    let windows = read(&Text::from("CmdLine@2"), with(&[("script", "dir")]), true, &mut Vec::new());
    assert!(matches!(windows, Action::Run(Script { shell: Shell::Cmd, .. })));
}

#[test]
fn shortcuts_are_tasks_by_another_name() {
    let Some(Action::Run(script)) =
        shortcut(&Text::from("bash"), &with(&[("script", "x"), ("targetType", "inline")]), false)
    else {
        panic!()
    };
    assert_eq!(text(&script), "x");
    assert!(shortcut(&Text::from("checkout"), &with(&[]), false).is_none());
}

#[test]
fn tools_files_and_artifacts_are_what_every_ci_knows() {
    let builtin = |task: &str, given: &[(&str, &str)]| match action(task, given) {
        Action::Builtin { builtin, reference: Some(Reference::Task(_)), .. } => builtin,
        other => panic!("{task}: {other:?}"),
    };
    let Builtin::Setup { tool: Tool::Node, version: Some(version), .. } =
        builtin("NodeTool@0", &[("versionSpec", "20.x")])
    else {
        panic!()
    };
    assert_eq!(version.as_literal(), Some("20.x"));
    let Builtin::Setup { tool: Tool::Dotnet, version: None, version_file: Some(file) } =
        builtin("UseDotNet@2", &[("useGlobalJson", "true"), ("workingDirectory", "w")])
    else {
        panic!()
    };
    assert_eq!(file.as_literal(), Some("w/global.json"));
    let copy = builtin("CopyFiles@2", &[("contents", "*.a\n# no\n!b"), ("targetfolder", "$(x)")]);
    let Builtin::Files(FileWork::Copy { files, from: None, .. }) = copy else { panic!("{copy:?}") };
    assert_eq!(files.len(), 2);
    let Builtin::Files(FileWork::Extract { files, .. }) =
        builtin("ExtractFiles@1", &[("destinationFolder", "d"), ("archiveFilePatterns", "*.zip")])
    else {
        panic!()
    };
    assert_eq!(files[0].as_literal(), Some("**/*.zip"));
    let Builtin::Upload(upload) = builtin("PublishBuildArtifacts@1", &[]) else { panic!() };
    assert_eq!(upload.name.and_then(|name| name.as_literal().map(str::to_owned)).as_deref(), Some("drop"));
    let Builtin::Download { name: Some(_), path: Some(path), .. } =
        builtin("DownloadBuildArtifacts@0", &[("artifactName", "drop")])
    else {
        panic!()
    };
    assert_eq!(path.text().as_str(), "$(System.ArtifactsDirectory)/drop");
}

#[test]
fn cache_keys_are_texts_and_files() {
    let key = |key: &str| match action(
        "Cache@2",
        &[("key", key), ("path", "p"), ("restoreKeys", "a | \"$(b)\"")],
    ) {
        Action::Builtin { builtin: Builtin::Cache(cache), .. } => cache,
        other => panic!("{other:?}"),
    };
    let cache = key("npm | \"$(Agent.OS)\" | package-lock.json, !x/**");
    let ir::CacheKey::Files { files, prefix: Some(prefix), .. } = &cache.key else { panic!("{cache:?}") };
    assert_eq!((prefix.text().as_str(), files.len()), ("npm|$(Agent.OS)", 2));
    assert_eq!(cache.fallback[0].text().as_str(), "a|$(b)");
    let ir::CacheKey::Text(text) = &key("\"a.b\" | c | $(Agent.OS)").key else { panic!() };
    assert_eq!(text.text().as_str(), "a.b|c|$(Agent.OS)");
}

#[test]
fn what_only_the_service_can_do_is_said() {
    let said = |task: &str, given: &[(&str, &str)]| {
        let mut findings = Vec::new();
        let action = read(&Text::from(task), with(given), false, &mut findings);
        (action, findings.into_iter().map(|it| it.message).collect::<Vec<_>>().join("; "))
    };
    let (action, found) = said(
        "AzureCLI@2",
        &[
            ("azureSubscription", "s"),
            ("scriptType", "bash"),
            ("inlineScript", "x"),
            ("scriptLocation", "inlineScript"),
        ],
    );
    assert!(matches!(action, Action::Uses { .. }));
    assert_eq!(found, "the task `AzureCLI@2` is checked, but only the service can run it");
    let (action, found) = said("Npm@1", &[("command", "publish"), ("publishEndpoint", "e")]);
    assert!(matches!(action, Action::Builtin { builtin: Builtin::Fail { .. }, .. }));
    assert!(found.contains("registry that only the service knows"), "{found}");
    let (action, _) = said("Docker@2", &[("repository", "r")]);
    assert!(matches!(action, Action::Group(steps) if steps.len() == 2));
    let (_, found) = said(
        "DownloadBuildArtifacts@0",
        &[("buildType", "specific"), ("project", "p"), ("pipeline", "1"), ("artifactName", "a")],
    );
    assert!(found.contains("another run"), "{found}");
}
