use super::keeping::usual_name;
use crate::refusal::Refusal;
use api::client::{Client, RunWish};
use api::{Pipeline, Run};
use diag::did_you_mean;
use std::path::Path;

/// A pipeline by its id, by a name that only it has, or by the file it came from.
pub async fn pipeline(client: &Client, text: &str) -> Result<Pipeline, Refusal> {
    match client.pipeline(text).await {
        Err(error) if error.is_missing() => {}
        found => return Ok(found?),
    }
    let called = async |name: &str| {
        let mut named = client.pipelines(Some(name)).await?;
        named.retain(|pipeline| pipeline.name == name);
        Ok::<_, Refusal>(named)
    };
    let mut named = called(text).await?;
    if named.is_empty() && Path::new(text).is_file() {
        named = called(&usual_name(Path::new(text))).await?;
    }
    match (named.pop(), named.len()) {
        (Some(pipeline), 0) => Ok(client.pipeline(&pipeline.id).await?),
        (Some(last), _) => {
            let ids: Vec<&str> = named.iter().chain([&last]).map(|pipeline| pipeline.id.as_str()).collect();
            Err(Refusal::new(format!("several pipelines are called `{text}`"))
                .help(format!("name one by its id: {}", ids.join(", "))))
        }
        (None, _) => {
            let all = client.pipelines(None).await?;
            let refusal = Refusal::new(format!("there is no pipeline `{text}`"));
            Err(match did_you_mean(text, all.iter().map(|pipeline| pipeline.name.as_str())) {
                Some(meant) => refusal.help(format!("did you mean `{meant}`?")),
                None => refusal.help("rustci pipelines list shows them"),
            })
        }
    }
}

/// A run by its id, or the latest of a pipeline; without either, the latest of all.
pub async fn run(client: &Client, text: Option<&str>) -> Result<Run, Refusal> {
    let latest = async |pipeline: Option<String>| {
        let wish = RunWish { pipeline, limit: 1, ..RunWish::default() };
        let run = client.runs(&wish).await?.pop();
        run.ok_or_else(|| Refusal::new("there are no runs yet").help("make one: rustci trigger"))
    };
    let Some(text) = text else { return latest(None).await };
    match client.run(text).await {
        Err(error) if error.is_missing() => {}
        found => return Ok(found?),
    }
    match pipeline(client, text).await {
        Ok(pipeline) => latest(Some(pipeline.id)).await,
        Err(refusal) if refusal.message == format!("there is no pipeline `{text}`") => {
            let help = match refusal.help {
                Some(meant) if meant.starts_with("did you mean") => meant,
                _ => "rustci runs lists the runs, rustci pipelines list the pipelines".to_owned(),
            };
            Err(Refusal::new(format!("there is neither a run nor a pipeline `{text}`")).help(help))
        }
        Err(refusal) => Err(refusal),
    }
}
