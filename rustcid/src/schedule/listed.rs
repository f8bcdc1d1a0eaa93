use crate::app::App;
use crate::begin::{Happening, Taken, Wanted};
use crate::check;
use compile::{Loader, Options};
use croner::Cron;
use diag::SourceMap;
use events::Timestamp;
use ir::{EndedPlaces, Event};
use jiff::tz::TimeZone;
use std::str::FromStr;
use std::time::Duration;
use stores::{Pipeline, PipelineSource, Revision};

/// How often a repository is asked whether its schedules are still the same.
const ASK_AGAIN: Duration = Duration::from_secs(5 * 60);

/// A time at which a file of a pipeline runs.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    /// The file; empty where the text is kept here.
    pub path: String,
    /// Five fields, as written.
    pub cron: String,
    /// The same, to be looked for.
    pub pattern: Cron,
    /// Whose clock counts.
    pub zone: TimeZone,
}

impl Schedule {
    /// Reads one; what is wrong with it, if it is none.
    pub fn new(path: String, cron: &str, zone: Option<&str>) -> Result<Self, String> {
        let pattern = Cron::from_str(cron).map_err(|error| format!("`{cron}`: {error}"))?;
        let zone = zone.map_or(Ok(TimeZone::UTC), |name| {
            TimeZone::get(name).map_err(|_| format!("`{name}` is no time zone"))
        })?;
        Ok(Self { path, cron: cron.to_owned(), pattern, zone })
    }

    /// What its zone is called.
    pub fn zone_name(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }
}

/// The end of other pipelines, for which a file of a pipeline waits.
#[derive(Clone, Debug)]
pub(super) struct Awaited {
    /// The file; empty where the text is kept here.
    pub path: String,
    /// What the others are called; any, where none is named.
    pub names: Vec<String>,
    /// Where the file's language looks for what ended and how. One that has no such place waits for success alone.
    pub places: Option<EndedPlaces>,
}

/// What starts a pipeline without anybody's doing.
#[derive(Clone, Debug, Default)]
pub(super) struct Starts {
    /// Times.
    pub schedules: Vec<Schedule>,
    /// The end of others.
    pub awaited: Vec<Awaited>,
}

/// What starts a pipeline, as it was when it was looked at.
pub(super) struct Listed {
    revision: Revision,
    asked: Timestamp,
    /// What starts it.
    pub starts: Starts,
}

impl Listed {
    /// What is known, or found out where the pipeline changed, or may have changed. What cannot be had now keeps its
    /// schedules as they were.
    pub async fn of(app: &App, pipeline: &Pipeline, known: Option<Self>, now: Timestamp) -> Self {
        let known = known.filter(|known| known.revision == pipeline.revision);
        let is_fresh = |known: &Self| match pipeline.source {
            PipelineSource::Text { .. } => true,
            PipelineSource::Repository { .. } => known.asked.after(ASK_AGAIN) > now,
        };
        let starts = match known {
            Some(known) if is_fresh(&known) => return known,
            Some(Self { starts, .. }) => starts,
            None => Starts::default(),
        };
        let wanted =
            Wanted { happening: Happening::Due, ..Wanted::asked(api::Trigger::default(), String::new()) };
        let starts = match app.sources.take(app, pipeline, &wanted).await {
            Ok(taken) => check::aside(move || read(&taken)).await,
            Err(error) => {
                tracing::warn!("schedules of pipeline {}: {error}", pipeline.id.0);
                starts
            }
        };
        Self { revision: pipeline.revision, asked: now, starts }
    }
}

/// What starts any file of a pipeline.
fn read(taken: &Taken) -> Starts {
    let loader: Box<dyn Loader + Send> = match &taken.place {
        Some(place) => Box::new(place.tree.clone()),
        None => check::nothing(),
    };
    let mut starts = Starts::default();
    for text in &taken.texts {
        let mut sources = SourceMap::default();
        let options = Options { format: text.format, ..Options::default() };
        let checked = compile::check(&mut sources, text.file(), options, &*loader);
        let passes = checked.passes();
        let places = checked.format.and_then(|format| format.conventions.ended);
        let path = || text.path.clone().unwrap_or_default();
        for trigger in checked.pipeline.filter(|_| passes).into_iter().flat_map(|pipeline| pipeline.triggers)
        {
            match trigger.event {
                Event::Schedule { cron, timezone } => {
                    let zone = timezone.as_ref().map(|zone| zone.value.as_str());
                    match Schedule::new(path(), &cron.value, zone) {
                        Ok(schedule) => starts.schedules.push(schedule),
                        Err(error) => tracing::warn!("a schedule that cannot be kept: {error}"),
                    }
                }
                Event::Pipeline { names } => {
                    let names = names.into_iter().map(|name| name.value).collect();
                    starts.awaited.push(Awaited { path: path(), names, places });
                }
                _ => {}
            }
        }
    }
    starts
}
