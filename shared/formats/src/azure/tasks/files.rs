//! Tasks that work on files.

use super::inputs::Inputs;
use expr::Template;
use ir::{Action, Builtin, FileWork};

fn files(work: FileWork, inputs: &Inputs<'_>) -> Action {
    Action::Builtin { builtin: Builtin::Files(work), reference: None, with: inputs.with.clone() }
}

/// `CopyFiles`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/copy-files-v2>.
pub(super) fn copy(inputs: &Inputs<'_>) -> Result<Action, String> {
    let work = FileWork::Copy {
        from: inputs.get("SourceFolder"),
        files: inputs.lines("Contents", "**"),
        to: inputs.get("TargetFolder").ok_or("it gets no `TargetFolder`")?,
        clean: inputs.switch("CleanTargetFolder", "false"),
        overwrite: inputs.switch("OverWrite", "false"),
        flatten: inputs.switch("flattenFolders", "false"),
    };
    Ok(files(work, inputs))
}

/// `DeleteFiles`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/delete-files-v1>.
pub(super) fn delete(inputs: &Inputs<'_>) -> Result<Action, String> {
    let work = FileWork::Delete {
        from: inputs.get("SourceFolder"),
        files: inputs.lines("Contents", "myFileShare"),
        hidden: inputs.switch("RemoveDotFiles", "false"),
        whole: inputs.switch("RemoveSourceFolder", "false"),
    };
    Ok(files(work, inputs))
}

/// `ArchiveFiles`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/archive-files-v2>.
pub(super) fn archive(inputs: &Inputs<'_>) -> Result<Action, String> {
    let from = inputs
        .get("rootFolder")
        .unwrap_or_else(|| inputs.or("rootFolderOrFile", "$(Build.BinariesDirectory)"));
    let work = FileWork::Archive {
        from,
        root: inputs.switch("includeRootFolder", "true"),
        kind: inputs.or("archiveType", "zip"),
        compression: Some(inputs.or("tarCompression", "gz")),
        to: inputs.or("archiveFile", "$(Build.ArtifactStagingDirectory)/$(Build.BuildId).zip"),
        replace: inputs.switch("replaceExistingArchive", "true"),
    };
    Ok(files(work, inputs))
}

/// `ExtractFiles`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/extract-files-v1>.
pub(super) fn extract(inputs: &Inputs<'_>) -> Result<Action, String> {
    let patterns = inputs.lines("archiveFilePatterns", "**/*.zip");
    let work = FileWork::Extract {
        files: patterns.into_iter().map(|pattern| anywhere(pattern, inputs)).collect(),
        to: inputs.get("destinationFolder").ok_or("it gets no `destinationFolder`")?,
        clean: inputs.switch("cleanDestinationFolder", "true"),
        overwrite: inputs.switch("overwriteExistingFiles", "false"),
    };
    Ok(files(work, inputs))
}

/// A wildcard in the last name of a pattern finds files in any folder below.
fn anywhere(pattern: Template, inputs: &Inputs<'_>) -> Template {
    let text = pattern.text().as_str().replace('\\', "/");
    let wild = |part: &str| part.contains(['*', '?']);
    let (folder, name) = text.rsplit_once('/').unwrap_or(("", &text));
    match wild(name) && !wild(folder) {
        true if folder.is_empty() => inputs.template(&format!("**/{name}")),
        true => inputs.template(&format!("{folder}/**/{name}")),
        false => pattern,
    }
}
