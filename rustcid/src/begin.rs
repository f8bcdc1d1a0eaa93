//! Makes runs of pipelines.

mod digest;
mod error;
mod facts;
mod happening;
mod keys;
mod repeat;
mod source;
mod spawned;

pub use error::BeginError;
pub use facts::named;
pub use happening::{Happening, Wanted, asks_to_skip};
pub use keys::{Key, forget_keys, keep_key, key};
pub use source::{Place, Sources, Taken};
pub use spawned::Spawned;

use crate::app::App;
use crate::check::{self, Text};
use crate::random;
use crate::work::secrets;
use compile::{Choice, Loader, Options, Wish};
use diag::SourceMap;
use digest::Digesting;
use events::{Facts, Gate, RunId, Source};
use ir::Event;
use plan::Plan;
use std::sync::Arc;
use stores::{Pipeline, RunEntry, RunFilter, RunStatus, RunSummary};

/// A run that was made.
pub struct Begun {
    /// The run.
    pub run: RunSummary,
    /// Jobs that are not in it, each with why.
    pub absent: Vec<(String, String)>,
}

/// Makes a run of a pipeline and lets it begin. Of several files in a repository one must be named.
pub async fn begin(app: &App, pipeline: &Pipeline, wanted: Wanted) -> Result<Begun, BeginError> {
    let taken = app.sources.take(app, pipeline, &wanted).await?;
    let text = taken.only(wanted.trigger.path.as_deref())?;
    one(app, pipeline, text, &taken, &wanted).await
}

/// What became of a file of a repository in which something happened.
pub type Became = (String, Result<Begun, BeginError>);

/// Makes runs of all files of a pipeline that something in its repository starts.
pub async fn happened(app: &App, pipeline: &Pipeline, wanted: &Wanted) -> Result<Vec<Became>, BeginError> {
    let taken = app.sources.take(app, pipeline, wanted).await?;
    if let Some(place) = taken.place.as_ref().filter(|place| asks_to_skip(&place.commit.message)) {
        return Err(BeginError::Skipped { sha: place.commit.sha.clone() });
    }
    if let Happening::Requested { request, .. } = &wanted.happening {
        let sha = taken.place.as_ref().map(|place| place.commit.sha.as_str());
        void(app, pipeline, request.number, sha.unwrap_or_default()).await?;
    }
    let mut became = Vec::new();
    for text in &taken.texts {
        let path = text.path.clone().unwrap_or_default();
        became.push((path, one(app, pipeline, text.clone(), &taken, wanted).await));
    }
    Ok(became)
}

/// A new push to a pull request: what still waits for somebody's word about the one before will never have it.
async fn void(app: &App, pipeline: &Pipeline, number: u64, sha: &str) -> Result<(), BeginError> {
    let git_ref = Some(happening::request_ref(number));
    let filter = RunFilter { pipeline: Some(pipeline.id.clone()), status: Some(RunStatus::Queued), git_ref };
    const MOST: usize = 500;
    let waiting = app.catalog.runs(&filter, None, MOST).await?.items;
    for waiting in waiting.into_iter().filter(|waiting| waiting.entry.sha != sha) {
        let run = waiting.entry.run;
        if app.scheduler.state(&run).await?.is_gated() {
            app.scheduler.cancel(&run, None, "a new push came before it was approved").await?;
        }
    }
    Ok(())
}

/// Makes a run of one file.
async fn one(
    app: &App,
    pipeline: &Pipeline,
    text: Text,
    taken: &Taken,
    wanted: &Wanted,
) -> Result<Begun, BeginError> {
    let number = app.catalog.next_run_number(&pipeline.id).await?;
    let path = text.path.as_deref().unwrap_or_default();
    let mut facts = facts::gather(app, pipeline, taken, path, number, fresh_id()?, wanted);
    facts.secrets = secrets::names(&app.catalog.secrets(Some(&pipeline.id)).await?, &facts);
    let choice = Choice { jobs: wanted.trigger.jobs.clone(), ..Choice::default() };
    let (plan, facts) = planned(text, taken.place.clone(), facts, wanted.clone(), choice).await?;
    if plan.jobs.is_empty() {
        return Err(BeginError::nothing_to_run(&plan));
    }
    let absent = plan.absent.iter().map(|absent| (absent.job.to_string(), absent.skip.to_string())).collect();
    let run = submit(app, pipeline, plan, facts).await?;
    Ok(Begun { run, absent })
}

/// Runs what an earlier run was made of once more: all of it, or what did not go well.
pub async fn again(app: &App, run: &RunId, what: &api::Rerun, actor: &str) -> Result<RunSummary, BeginError> {
    let before = app.catalog.run(run).await?;
    let pipeline = app.catalog.pipeline(&before.entry.pipeline).await?;
    let submission = app.store.submission(run).await?;
    let mut facts = (*submission.facts).clone();
    facts.run = fresh_id()?;
    facts.number = app.catalog.next_run_number(&pipeline.id).await?;
    facts.actor = actor.to_owned();
    facts.traceparent = None;
    facts.created_at = api::Time(app.clock.now()).to_string();
    facts.earlier = match what.only {
        None => None,
        Some(api::Only::Failed) => Some(repeat::earlier(app, run).await?),
    };
    submit(app, &pipeline, (*submission.plan).clone(), facts).await
}

/// Listed first, so that no run goes on that nobody finds.
async fn submit(app: &App, pipeline: &Pipeline, plan: Plan, facts: Facts) -> Result<RunSummary, BeginError> {
    // A pull request's branch may bear any name, that of a branch of ours too.
    let git_ref = match &facts.pull_request {
        Some(request) => happening::request_ref(request.number),
        None => facts.git_ref.full(),
    };
    let entry = RunEntry {
        run: facts.run.clone(),
        pipeline: pipeline.id.clone(),
        number: facts.number,
        title: plan.name.clone(),
        git_ref,
        sha: facts.commit.sha.clone(),
        actor: facts.actor.clone(),
        created: app.clock.now(),
    };
    app.catalog.index_run(entry).await?;
    let (plan, facts) = (Arc::new(plan), Arc::new(facts));
    repeat::bring(app, &plan, &facts).await?;
    let run = app.scheduler.submit(plan, facts).await?;
    Ok(app.catalog.run(&run).await?)
}

/// From a text to what will run.
async fn planned(
    text: Text,
    place: Option<Place>,
    facts: Facts,
    wanted: Wanted,
    choice: Choice,
) -> Result<(Plan, Facts), BeginError> {
    check::aside(move || {
        let around: Box<dyn Loader + Send> = match &place {
            Some(place) => Box::new(place.tree.clone()),
            None => check::nothing(),
        };
        let mut sources = SourceMap::default();
        let options = Options { format: text.format, ..Options::default() };
        let checked = compile::check(&mut sources, text.file(), options, &*around);
        let passes = checked.passes();
        let (Some(format), Some(pipeline), true) = (checked.format, &checked.pipeline, passes) else {
            return Err(BeginError::invalid(&sources, &checked.diagnostics));
        };
        if pipeline.triggers.is_empty() && wanted.is_chatter() {
            let why = "nothing was pushed to the pull request".to_owned();
            return Err(BeginError::NothingToRun { why });
        }
        let event = wanted.trigger.event.clone();
        let source = match (wanted.happening.source(), &event) {
            (Some(source), _) => source,
            (None, Some(event)) => format.source(event).ok_or_else(|| BeginError::no_event(event, format))?,
            (None, None) => usual(pipeline),
        };
        let named = format.events.iter().find(|(_, known)| *known == source).map(|(name, _)| *name);
        let event = event.or_else(|| named.map(str::to_owned));
        let mut facts = Facts { source, event, ..facts };
        facts.pipeline_name = pipeline.name.as_ref().and_then(|name| name.as_literal().map(str::to_owned));
        if let Some(place) = &place {
            compare(&mut facts, pipeline, place, &wanted.happening);
        }
        let digesting = Digesting::new(&*around, &text);
        let mut sources = SourceMap::default();
        let wish = Wish { facts: &facts, choice };
        let compiled = compile::compile(&mut sources, text.file(), Some(format), &wish, &digesting);
        let digest = digesting.digest();
        match compiled.plan {
            Some(plan) => {
                let foreign = facts.pull_request.as_ref().is_some_and(|request| request.fork);
                facts.gate = foreign.then(|| Gate { sha: facts.commit.sha.clone(), digest });
                Ok((plan, facts))
            }
            None => Err(BeginError::invalid(&sources, &compiled.diagnostics)),
        }
    })
    .await
}

/// Finds out which files changed, where the pipeline asks.
fn compare(facts: &mut Facts, pipeline: &compile::Pipeline, place: &Place, happening: &Happening) {
    let (tree, head) = (&place.tree, place.commit.sha.as_str());
    for base in compile::compared_with(pipeline) {
        if let Some(changed) = tree.changed(&named(&base).full(), head, true) {
            facts.changed_since.insert(base, changed);
        }
    }
    if compile::asks_for_changes(pipeline) {
        facts.changed = match happening {
            Happening::Pushed { before, .. } => tree.changed(before, head, false),
            Happening::Requested { request, .. } => {
                tree.changed(&format!("refs/heads/{}", request.base), head, true)
            }
            _ => None,
        };
    }
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
