use crate::format::Named;
use crate::refusal::Refusal;
use crate::{files, repository};
use api::client::Client;
use api::{NewPipeline, Pipeline, PipelineSource};
use std::path::Path;

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The server has it for the first time.
    New,
    /// The server has it instead of an older one.
    Changed,
    /// The server had it.
    Same,
}

/// What a file's pipeline is called where nobody says otherwise: its repository's folder and its path in it, which no
/// other file has.
pub fn usual_name(file: &Path) -> String {
    let root = repository::root_of(file);
    let path = repository::path_in(&root, file);
    root.file_name().map(|name| format!("{}/{path}", name.to_string_lossy())).unwrap_or(path)
}

/// The pipeline in a file, under its usual name where there is no other.
pub fn new_pipeline(
    file: &Path,
    name: Option<&str>,
    language: Option<Named>,
) -> Result<NewPipeline, Refusal> {
    let unreadable = |reason: String| Refusal::new(format!("cannot read {}: {reason}", file.display()));
    let bytes = files::read(file).map_err(unreadable)?;
    let yaml = String::from_utf8(bytes).map_err(|_| unreadable("it is not UTF-8".to_owned()))?;
    let format = language.map(|named| named.0.id.to_owned());
    Ok(NewPipeline {
        name: Some(name.map_or_else(|| usual_name(file), str::to_owned)),
        yaml: Some(yaml),
        format,
        ..NewPipeline::default()
    })
}

/// Gives a pipeline to the server, in place of what it has under this name.
pub async fn keep(client: &Client, new: &NewPipeline) -> Result<(Pipeline, Kept), Refusal> {
    let name = new.name.as_deref().unwrap_or_default();
    let mut named = client.pipelines(Some(name)).await?;
    named.retain(|pipeline| pipeline.name == name);
    let Some(known) = named.pop() else {
        return Ok((client.create_pipeline(new).await?, Kept::New));
    };
    if !named.is_empty() {
        return Err(Refusal::new(format!("several pipelines are called `{name}`"))
            .help("give this one another name: --name NAME"));
    }
    let is_same = match &known.source {
        PipelineSource::Text { yaml, format } => {
            Some(yaml) == new.yaml.as_ref() && (new.format.is_none() || *format == new.format)
        }
        PipelineSource::Repository { .. } => false,
    };
    match is_same {
        true => Ok((known, Kept::Same)),
        false => Ok((client.replace_pipeline(&known, new).await?, Kept::Changed)),
    }
}
