//! Tasks that keep files of a run, and bring them.

use super::inputs::Inputs;
use diag::Spanned;
use expr::Template;
use ir::{Action, Builtin, FileWork, Upload, When, With};

/// `PublishBuildArtifacts`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/publish-build-artifacts-v1>.
pub(super) fn publish_build(inputs: &Inputs<'_>) -> Result<Action, String> {
    const STAGING: &str = "$(Build.ArtifactStagingDirectory)";
    let path = inputs.or("PathtoPublish", STAGING);
    let name = inputs.or("ArtifactName", "drop");
    if inputs.option("publishLocation", "Container")? == "filepath" {
        let share = inputs.get("TargetPath").ok_or("it gets no `TargetPath`")?;
        return Ok(shared(path, &format!("{share}/{name}"), inputs));
    }
    // A staging folder that nothing was put into is no mistake.
    let empty = if path.text().as_str().eq_ignore_ascii_case(STAGING) { "warn" } else { "error" };
    Ok(upload(name, path, empty, true, inputs))
}

/// `PublishPipelineArtifact`, and `publish`:
/// <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/publish-pipeline-artifact-v1>.
pub(super) fn publish_pipeline(inputs: &Inputs<'_>) -> Result<Action, String> {
    let path = inputs.or("targetPath", "$(Pipeline.Workspace)");
    let name = inputs.get("artifact").or_else(|| inputs.get("artifactName"));
    if inputs.option("publishLocation", "pipeline")? == "filepath" {
        let share = inputs.get("fileSharePath").ok_or("it gets no `fileSharePath`")?;
        let name = name.map_or_else(String::new, |name| format!("/{name}"));
        return Ok(shared(path, &format!("{share}{name}"), inputs));
    }
    Ok(upload(name.unwrap_or_else(|| inputs.template("$(System.JobName)")), path, "error", false, inputs))
}

/// Files put onto a share rather than kept by the service.
fn shared(from: Template, to: &str, inputs: &Inputs<'_>) -> Action {
    let work = FileWork::Copy {
        from: Some(from),
        files: vec![inputs.literal("**")],
        to: inputs.template(to),
        clean: None,
        overwrite: Some(inputs.literal("true")),
        flatten: None,
    };
    Action::Builtin { builtin: Builtin::Files(work), reference: None, with: inputs.with.clone() }
}

fn upload(name: Template, path: Template, empty: &str, overwrite: bool, inputs: &Inputs<'_>) -> Action {
    let upload = Upload {
        span: inputs.span,
        name: Some(name.clone()),
        paths: vec![path],
        exclude: Vec::new(),
        untracked: false,
        when: Spanned::new(When::Always, inputs.span),
        retention: None,
        if_none: Some(inputs.literal(empty)),
        overwrite: Some(inputs.literal(if overwrite { "true" } else { "false" })),
        hidden: Some(inputs.literal("true")),
    };
    named(Builtin::Upload(Box::new(upload)), name, inputs)
}

/// An artifact goes by its name, which is said even where its author leaves it to the task.
fn named(builtin: Builtin, name: Template, inputs: &Inputs<'_>) -> Action {
    let mut with: With = inputs.with.clone();
    if with.is_empty() {
        with.push((Spanned::new("artifactName".to_owned(), inputs.span), name));
    }
    Action::Builtin { builtin, reference: None, with }
}

/// `DownloadBuildArtifacts`:
/// <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/download-build-artifacts-v1>.
pub(super) fn download_build(inputs: &Inputs<'_>) -> Result<Action, String> {
    this_run(inputs)?;
    let path = inputs.or("downloadPath", "$(System.ArtifactsDirectory)");
    match inputs.option("downloadType", "single")?.as_str() {
        "single" => {
            let name = inputs.get("artifactName").ok_or("it gets no `artifactName`")?;
            let path = inputs.template(&format!("{path}/{name}"));
            Ok(download(Some(name), path, inputs))
        }
        _ => Ok(download(None, path, inputs)),
    }
}

/// `DownloadPipelineArtifact`:
/// <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/download-pipeline-artifact-v2>.
pub(super) fn download_pipeline(inputs: &Inputs<'_>) -> Result<Action, String> {
    this_run(inputs)?;
    let path = inputs.or("targetPath", "$(Pipeline.Workspace)");
    let name = inputs.get("artifactName").or_else(|| inputs.get("artifact"));
    // In a pattern the artifact's name is the first folder.
    let patterns =
        inputs.get("itemPattern").map(|patterns| super::inputs::lines(&patterns)).unwrap_or_default();
    if name.is_none()
        && let [pattern] = patterns.as_slice()
        && let Some((first, rest)) = pattern.as_literal().and_then(|pattern| pattern.split_once('/'))
        && matches!(rest, "**" | "**/*")
        && first != "**"
    {
        let (pattern, merge) = (Some(inputs.literal(first)), None);
        let builtin = Builtin::Download { name: None, pattern, path: Some(path), merge };
        return Ok(Action::Builtin { builtin, reference: None, with: inputs.with.clone() });
    }
    Ok(download(name, path, inputs))
}

fn download(name: Option<Template>, path: Template, inputs: &Inputs<'_>) -> Action {
    let builtin = Builtin::Download { name, pattern: None, path: Some(path), merge: None };
    Action::Builtin { builtin, reference: None, with: inputs.with.clone() }
}

/// Artifacts of other runs are only to be had from the service.
fn this_run(inputs: &Inputs<'_>) -> Result<(), String> {
    match inputs.option("buildType", "current")?.as_str() {
        "current" => Ok(()),
        _ => Err("it brings artifacts of another run, which only the service has".to_owned()),
    }
}
