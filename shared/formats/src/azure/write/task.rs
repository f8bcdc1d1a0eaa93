//! Tasks, and the steps that stand for some of them.
use super::container::Resources;
use crate::convert::losses::{ACTION, ARTIFACT, CACHE, RUNNER};
use crate::write::{self, Writing};
use diag::Text;
use expr::{Dialect, Template};
use ir::{Builtin, Cache, CacheKey, Reference, Report, ReportKind, Step, Tool, Upload, When, With};
use yaml::{Map, Tree};

/// A task by its name, with its inputs as they were given.
pub(super) fn named(text: &Text, with: &With) -> Map {
    let mut inputs = Map::default();
    for (name, value) in with {
        inputs.put_at(name.value.as_str(), name.span, write::typed(value));
    }
    let mut map = Map::default();
    map.put("task", write::plain(text));
    map.put_filled("inputs", inputs);
    map
}

/// What every CI knows, as the task or step that does it.
pub(super) fn builtin(
    step: &Step,
    builtin: &Builtin,
    reference: Option<&Reference>,
    with: &With,
    resources: &mut Resources,
    writing: &mut Writing<'_>,
) -> Vec<Map> {
    if let Some(Reference::Task(text)) = reference {
        return vec![shortcut(step, text, with).unwrap_or_else(|| named(text, with))];
    }
    match builtin {
        Builtin::Checkout { repository, revision, path, submodules, depth } => {
            let mut map = Map::default();
            let which = match repository {
                None => Tree::text("self"),
                Some(name) if name.text().as_str().contains("://") => write::text(name),
                Some(name) => Tree::text(resources.repository(name, revision.as_ref(), writing)),
            };
            if let (None, Some(revision)) = (repository, revision) {
                let message = "the own repository is checked out at the revision of the run";
                writing.lost(ACTION, revision.text().span(), message, "add a step with git checkout");
            }
            map.put("checkout", which);
            map.put_some("path", path.as_ref().map(write::text));
            map.put_some("submodules", submodules.as_ref().map(write::typed));
            map.put_some("fetchDepth", depth.as_ref().map(write::counted));
            let own = with.iter().filter(|_| writing.from.dialect == Dialect::Azure);
            own.for_each(|(key, value)| map.put_at(key.value.as_str(), key.span, write::typed(value)));
            vec![map]
        }
        Builtin::Cache(cache) => self::cache(cache, writing),
        Builtin::Upload(upload) => self::upload(upload, step, writing),
        Builtin::Download { name, pattern, path, merge: _ } => {
            vec![download(name.as_ref(), pattern.as_ref(), path.as_ref())]
        }
        Builtin::Setup { tool, version, version_file } => {
            vec![setup(*tool, version.as_ref(), version_file.as_ref(), writing)]
        }
        Builtin::Report(report) => self::report(report, step, writing).into_iter().collect(),
        Builtin::Approve { message } => {
            let help = "add a job with \"pool: server\" and ManualValidation@1 before this one";
            writing.lost(ACTION, message.text().span(), "nobody is asked in the midst of a job", help);
            Vec::new()
        }
        Builtin::Sleep { .. }
        | Builtin::Print { .. }
        | Builtin::Fail { .. }
        | Builtin::Unstable { .. }
        | Builtin::Files(_) => {
            writing.lost(ACTION, step.span, "no task does what this step does", "write a script");
            Vec::new()
        }
    }
}

/// `publish` and `download`, where the step was one.
fn shortcut(step: &Step, text: &Text, with: &With) -> Option<Map> {
    if step.name.as_ref().and_then(Template::as_literal) == text.as_str().split('@').next() {
        return None;
    }
    let get = |name: &str| with.iter().find(|(key, _)| key.value == name).map(|(_, value)| value);
    let only = |names: &[&str]| with.iter().all(|(key, _)| names.contains(&key.value.as_str()));
    let mut map = Map::default();
    match text.as_str() {
        "PublishPipelineArtifact@1" if only(&["targetPath", "artifact"]) => {
            map.put("publish", write::text(get("targetPath")?));
            map.put_some("artifact", get("artifact").map(write::text));
        }
        "DownloadPipelineArtifact@2"
            if only(&["buildType", "artifactName", "itemPattern", "targetPath"])
                && get("buildType").and_then(Template::as_literal) == Some("current") =>
        {
            map.put("download", Tree::text("current"));
            let name = get("artifactName");
            map.put_some("artifact", name.map(write::text));
            map.put_some("patterns", get("itemPattern").map(write::text));
            let usual = name.map(|name| format!("$(Pipeline.Workspace)/{}", name.text()));
            let path = get("targetPath").filter(|path| Some(path.text().as_str()) != usual.as_deref());
            map.put_some("path", path.map(write::text));
        }
        _ => return None,
    }
    Some(map)
}

/// A task with inputs of our own.
fn task(name: &str, inputs: Vec<(&str, Tree)>) -> Map {
    let mut given = Map::default();
    inputs.into_iter().for_each(|(key, value)| given.put(key, value));
    let mut map = Map::default();
    map.put("task", Tree::text(name));
    map.put("inputs", given);
    map
}

/// `Cache@2`, which keeps one folder.
fn cache(cache: &Cache, writing: &mut Writing<'_>) -> Vec<Map> {
    let Cache {
        span: _,
        key,
        fallback,
        fallback_prefix: _,
        paths,
        untracked: _,
        policy: _,
        save_when: _,
        fail_on_miss,
        lookup_only,
        hit_variable,
        unprotect: _,
    } = cache;
    for flag in [fail_on_miss, lookup_only].into_iter().flatten() {
        let message = "a missing entry of a cache is no error, and entries are not only looked up";
        writing.lost(CACHE, flag.text().span(), message, "check for the files in the script");
    }
    let text = match key {
        CacheKey::Text(key) => segment(key.text().as_str()),
        CacheKey::Files { files, prefix, by_commit: _ } => {
            let prefix = prefix.iter().map(|prefix| segment(prefix.text().as_str()));
            let os = std::iter::once("\"$(Agent.OS)\"".to_owned());
            let files = files.iter().map(|file| match file.text().as_str() {
                file if file.contains(['.', '*', '/']) => file.to_owned(),
                file => format!("./{file}"),
            });
            prefix.chain(os).chain(files).collect::<Vec<_>>().join(" | ")
        }
    };
    let restore = match (key, fallback.as_slice()) {
        (CacheKey::Files { prefix, .. }, _) => {
            let prefix = prefix.iter().map(|prefix| segment(prefix.text().as_str()));
            prefix.chain(["\"$(Agent.OS)\"".to_owned()]).collect::<Vec<_>>().join(" | ")
        }
        (CacheKey::Text(_), fallback) => {
            fallback.iter().map(|key| segment(key.text().as_str())).collect::<Vec<_>>().join("\n")
        }
    };
    let lines =
        paths.iter().flat_map(|path| path.text().as_str().lines().map(move |line| (line.trim(), path)));
    let mut all = Vec::new();
    for (at, (path, whole)) in lines.filter(|(path, _)| !path.is_empty()).enumerate() {
        // Each folder has an entry of its own, under a key of its own.
        let key = if at == 0 { text.clone() } else { format!("{text} | \"{}\"", at + 1) };
        let mut inputs = vec![("key", Tree::text(key))];
        if !restore.is_empty() && at == 0 {
            inputs.push(("restoreKeys", Tree::text(restore.as_str())));
        }
        inputs.push(("path", Tree::text(path.replace("~/", "$(HOME)/")).at(whole.text().span())));
        if let Some(variable) = hit_variable {
            inputs.push(("cacheHitVar", write::text(variable)));
        }
        all.push(task("Cache@2", inputs));
    }
    all
}

/// A text in a key; what looks like a path would mean a file.
fn segment(text: &str) -> String {
    let plain = !text.contains(['.', '*', '/', '\\', '|', '"']) || text.contains("$(");
    if plain { text.to_owned() } else { format!("\"{}\"", text.replace('"', "")) }
}

/// `publish`; several patterns are gathered in a folder before.
fn upload(upload: &Upload, step: &Step, writing: &mut Writing<'_>) -> Vec<Map> {
    let Upload {
        span,
        name,
        paths,
        exclude,
        untracked: _,
        when,
        retention,
        if_none: _,
        overwrite: _,
        hidden: _,
    } = upload;
    if let Some(retention) = retention {
        let message = "how long artifacts are kept is a setting of the project";
        writing.lost(ARTIFACT, retention.text().span(), message, "set the retention of runs");
    }
    let condition = match (&step.condition, &when.value) {
        (Some(_), _) | (None, When::OnSuccess) => None,
        (None, When::OnFailure) => Some("failed()"),
        (None, _) => Some("succeededOrFailed()"),
    };
    let lines: Vec<&str> = paths
        .iter()
        .flat_map(|path| path.text().as_str().lines())
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let mut publish = Map::default();
    let mut all = Vec::new();
    let name = name.as_ref().map(write::text);
    match lines.as_slice() {
        [path] if exclude.is_empty() && !path.contains(['*', '?', '[']) => {
            let tree = Tree::text(path.trim_end_matches('/'));
            publish.put("publish", tree.at(paths.first().map_or(*span, |path| path.text().span())));
        }
        lines => {
            let copied = paths.iter().chain(exclude);
            copied.for_each(|path| writing.implied(path.text().span()));
            let folder = name.as_ref().and_then(Tree::as_str).unwrap_or("files");
            let target = format!("$(Build.ArtifactStagingDirectory)/{folder}");
            let below = |line: &str| match line.contains(['*', '?']) || line.ends_with('/') {
                true if line.ends_with('/') => format!("{line}**"),
                _ => line.to_owned(),
            };
            let mut contents: Vec<String> =
                lines.iter().map(|line| below(line.trim_start_matches("./"))).collect();
            // A name may be a file, or a folder and all that is in it.
            for line in lines.iter().filter(|line| !line.contains(['*', '?', '.']) && !line.ends_with('/')) {
                contents.push(format!("{line}/**"));
            }
            contents.extend(exclude.iter().map(|glob| format!("!{}", glob.text())));
            let copied = Tree::text(contents.join("\n") + "\n");
            let mut copy =
                task("CopyFiles@2", vec![("Contents", copied), ("TargetFolder", Tree::text(&*target))]);
            if let Some(condition) = condition {
                copy.put("condition", Tree::text(condition));
            }
            all.push(copy);
            publish.put("publish", Tree::text(target));
        }
    }
    publish.put_some("artifact", name);
    if let Some(condition) = condition {
        publish.put("condition", Tree::text(condition).at(when.span));
    }
    all.push(publish);
    all
}

/// What `download` stands for, into the workspace as other languages do: the step itself knows no other folder
/// (<https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/steps-download>).
fn download(name: Option<&Template>, pattern: Option<&Template>, path: Option<&Template>) -> Map {
    const SOURCES: &str = "$(Build.SourcesDirectory)";
    let path = match path {
        None => Tree::text(SOURCES),
        Some(path) if path.text().as_str().starts_with(['/', '$']) => write::text(path),
        Some(path) => {
            let folder = path.text().as_str().trim_start_matches("./").trim_end_matches('/');
            let whole =
                if matches!(folder, "" | ".") { SOURCES.to_owned() } else { format!("{SOURCES}/{folder}") };
            Tree::text(whole).at(path.text().span())
        }
    };
    let pattern = pattern.map(|pattern| Tree::text(format!("{}/**", pattern.text())));
    let named = [("artifactName", name.map(write::text)), ("itemPattern", pattern)];
    let mut inputs = vec![("buildType", Tree::text("current"))];
    inputs.extend(named.into_iter().filter_map(|(key, value)| Some((key, value?))));
    inputs.push(("targetPath", path));
    task("DownloadPipelineArtifact@2", inputs)
}

/// The task that puts a tool onto the path.
fn setup(tool: Tool, version: Option<&Template>, file: Option<&Template>, writing: &mut Writing<'_>) -> Map {
    if let Some(file) = file.filter(|_| !matches!(tool, Tool::Node | Tool::Dotnet)) {
        let message = format!("the version in {} is not looked up", file.text());
        writing.lost(RUNNER, file.text().span(), message, "name the version");
    }
    let or = |usual: &str| version.map_or_else(|| Tree::text(usual), write::text);
    match tool {
        Tool::Node => match file.filter(|_| version.is_none()) {
            Some(file) => {
                let path = write::text(file);
                task("NodeTool@0", vec![("versionSource", Tree::text("fromFile")), ("versionFilePath", path)])
            }
            None => task("NodeTool@0", vec![("versionSpec", or("*"))]),
        },
        Tool::Python => task("UsePythonVersion@0", vec![("versionSpec", or("3.x"))]),
        Tool::Go => task("GoTool@0", vec![("version", or("1.x"))]),
        Tool::Java => {
            let inputs = vec![
                ("versionSpec", or("21")),
                ("jdkArchitectureOption", Tree::text("x64")),
                ("jdkSourceOption", Tree::text("PreInstalled")),
            ];
            task("JavaToolInstaller@0", inputs)
        }
        Tool::Dotnet if file.is_some() && version.is_none() => {
            task("UseDotNet@2", vec![("packageType", Tree::text("sdk")), ("useGlobalJson", true.into())])
        }
        Tool::Dotnet => task("UseDotNet@2", vec![("packageType", Tree::text("sdk")), ("version", or("8.x"))]),
        Tool::Ruby => task("UseRubyVersion@0", vec![("versionSpec", or(">= 3.0"))]),
        Tool::Rust => {
            let version = version.map_or("stable", |version| version.text().as_str());
            let mut map = Map::default();
            map.put(
                "script",
                Tree::text(format!("rustup toolchain install {version}\nrustup default {version}\n")),
            );
            map
        }
    }
}

/// The task that hands a report to the service.
fn report(report: &Report, step: &Step, writing: &mut Writing<'_>) -> Option<Map> {
    let Report { kind, paths, when: _, fails } = report;
    let files: Vec<&str> = paths.iter().map(|path| path.text().as_str()).collect();
    let files = Tree::text(files.join("\n"));
    let mut map = match kind {
        ReportKind::Junit => {
            let mut inputs = vec![("testResultsFormat", Tree::text("JUnit")), ("testResultsFiles", files)];
            if *fails {
                inputs.push(("failTaskOnFailedTests", true.into()));
            }
            task("PublishTestResults@2", inputs)
        }
        ReportKind::Other(name) if name.contains("coverage") || name == "cobertura" => {
            task("PublishCodeCoverageResults@2", vec![("summaryFileLocation", files)])
        }
        ReportKind::Other(_) | ReportKind::Dotenv => {
            writing.lost(ARTIFACT, step.span, "no task reads a report of this kind", "publish the file");
            return None;
        }
    };
    if step.condition.is_none() {
        map.put("condition", Tree::text("succeededOrFailed()"));
    }
    Some(map)
}
