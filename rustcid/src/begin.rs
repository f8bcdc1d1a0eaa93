//! Makes runs of pipelines.

mod error;
mod facts;
mod source;
mod spawned;

pub use error::BeginError;
pub use facts::named;
pub use source::{Sources, Taken};
pub use spawned::Spawned;

use crate::app::App;
use crate::check::{self, Text};
use crate::random;
use crate::work::secrets;
use compile::{Choice, Options, Wish};
use diag::SourceMap;
use events::{Facts, RunId, Source};
use ir::Event;
use plan::Plan;
use std::sync::Arc;
use stores::{Pipeline, RunEntry, RunSummary};

/// Who wants a run, and what of it.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// What is asked for.
    pub trigger: api::Trigger,
    /// Who asks.
    pub actor: String,
}

/// A run that was made.
pub struct Begun {
    /// The run.
    pub run: RunSummary,
    /// Jobs that are not in it, each with why.
    pub absent: Vec<(String, String)>,
}

/// Makes a run of a pipeline and lets it begin.
pub async fn begin(app: &App, pipeline: &Pipeline, wanted: Wanted) -> Result<Begun, BeginError> {
    let taken = app.sources.take(pipeline, wanted.trigger.git_ref.as_deref()).await?;
    let number = app.catalog.next_run_number(&pipeline.id).await?;
    let mut facts = facts::gather(app, pipeline, &taken, number, fresh_id()?, &wanted);
    facts.secrets = secrets::names(&app.catalog.secrets(Some(&pipeline.id)).await?, &facts);
    let choice = Choice { jobs: wanted.trigger.jobs.clone(), ..Choice::default() };
    let (plan, facts) = planned(taken, facts, wanted.trigger.event, choice).await?;
    if plan.jobs.is_empty() {
        return Err(BeginError::nothing_to_run(&plan));
    }
    let absent = plan.absent.iter().map(|absent| (absent.job.to_string(), absent.skip.to_string())).collect();
    let run = submit(app, pipeline, plan, facts).await?;
    Ok(Begun { run, absent })
}

/// Runs what an earlier run was made of once more.
pub async fn again(app: &App, run: &RunId, actor: &str) -> Result<RunSummary, BeginError> {
    let before = app.catalog.run(run).await?;
    let pipeline = app.catalog.pipeline(&before.entry.pipeline).await?;
    let submission = app.store.submission(run).await?;
    let mut facts = (*submission.facts).clone();
    facts.run = fresh_id()?;
    facts.number = app.catalog.next_run_number(&pipeline.id).await?;
    facts.actor = actor.to_owned();
    facts.created_at = api::Time(app.clock.now()).to_string();
    submit(app, &pipeline, (*submission.plan).clone(), facts).await
}

/// Listed first, so that no run goes on that nobody finds.
async fn submit(app: &App, pipeline: &Pipeline, plan: Plan, facts: Facts) -> Result<RunSummary, BeginError> {
    let entry = RunEntry {
        run: facts.run.clone(),
        pipeline: pipeline.id.clone(),
        number: facts.number,
        title: plan.name.clone(),
        git_ref: facts.git_ref.full(),
        sha: facts.commit.sha.clone(),
        actor: facts.actor.clone(),
        created: app.clock.now(),
    };
    app.catalog.index_run(entry).await?;
    let run = app.scheduler.submit(Arc::new(plan), Arc::new(facts)).await?;
    Ok(app.catalog.run(&run).await?)
}

/// From a text to what will run.
async fn planned(
    taken: Taken,
    facts: Facts,
    event: Option<String>,
    choice: Choice,
) -> Result<(Plan, Facts), BeginError> {
    check::aside(move || {
        let Taken { text, loader, .. } = taken;
        let mut sources = SourceMap::default();
        let options = Options { format: text.format, ..Options::default() };
        let checked = compile::check(&mut sources, text.file(), options, &*loader);
        let passes = checked.passes();
        let (Some(format), Some(pipeline), true) = (checked.format, &checked.pipeline, passes) else {
            return Err(BeginError::invalid(&sources, &checked.diagnostics));
        };
        let source = match &event {
            Some(event) => format.source(event).ok_or_else(|| BeginError::no_event(event, format))?,
            None => usual(pipeline),
        };
        let named = format.events.iter().find(|(_, known)| *known == source).map(|(name, _)| *name);
        let event = event.or_else(|| named.map(str::to_owned));
        let facts = Facts { source, event, ..facts };
        let mut sources = SourceMap::default();
        let wish = Wish { facts: &facts, choice };
        let compiled = compile::compile(&mut sources, text.file(), Some(format), &wish, &*loader);
        match compiled.plan {
            Some(plan) => Ok((plan, facts)),
            None => Err(BeginError::invalid(&sources, &compiled.diagnostics)),
        }
    })
    .await
}

/// What starts a run that somebody asks for: their word, where the pipeline listens to it, else what usually does.
fn usual(pipeline: &compile::Pipeline) -> Source {
    if pipeline.triggers.iter().any(|trigger| matches!(trigger.event, Event::Manual)) {
        return Source::Manual;
    }
    compile::usual_source(pipeline)
}

/// An id no other run has: digits, as some tools insist on; later ones are greater.
fn fresh_id() -> Result<RunId, BeginError> {
    let micros = jiff::Timestamp::now().as_microsecond();
    let random = random::hex::<3>().map_err(|error| BeginError::Broken(error.to_string()))?;
    let random = u32::from_str_radix(&random, 16).unwrap_or_default() % 1000;
    Ok(RunId::from(format!("{micros}{random:03}")))
}

/// The text of a pipeline that is kept here.
pub fn text_of(text: &str, format: &str) -> Text {
    Text { text: text.to_owned(), path: None, format: compile::by_id(format) }
}
