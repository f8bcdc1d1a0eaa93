//! Tells people how runs ended, each once, whatever breaks meanwhile.
//!
//! There is no queue beside the store: what has ended and was not told of yet is found there. Whoever ends a run says
//! so at once ([`super::Endings`]); now and then all that ended since everything was told is looked through, so that
//! what a process knew when it died is told by another. Two claims keep it to once: one says that somebody is at it,
//! and runs out if they die; the other says that it is done.

mod channel;
mod message;
#[cfg(test)]
mod tests;
mod wanted;

use super::{Endings, Outgoing};
use crate::config::sections::Notifications;
use crate::vault::Vault;
use crate::work::secrets;
use channel::Channel;
use events::{RunId, Timestamp};
use futures_util::future::join_all;
use message::{Message, verdict};
use scheduler::Clock;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use stores::{Catalog, Request, RunFilter, RunStatus, RunSummary, Store, StoreError};
use tokio::sync::Semaphore;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinSet;

/// When a server that gives no answer is asked again. Then it has rest until the next look.
const AGAIN: [Duration; 4] =
    [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(5), Duration::from_secs(25)];

/// Whoever is at it has gone when it takes longer.
const LEASE: Duration = Duration::from_secs(240);

/// How often everything is looked through.
const LOOK: Duration = Duration::from_secs(300);

/// What could not be told within this time is not news any more.
const NEWS: Duration = Duration::from_secs(24 * 60 * 60);

/// What was told is remembered longer than it is looked for.
const REMEMBERED: Duration = Duration::from_secs(3 * 24 * 60 * 60);

/// A run may go on so long, and is found all the same.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// As many are told at a time at one address.
const LINES: usize = 4;

/// As many wait to be told; the others are found by the next look.
const WAITING: usize = 1000;

/// How much of a list is read at a time.
const PAGE: usize = 200;

/// Under which name it is kept until when everything was told.
const MARK: &str = "notifications told";

/// Clocks of several servers differ.
const SKEW: Duration = Duration::from_secs(60);

/// Tells people how runs ended.
pub struct Notifier {
    /// Who is told what.
    pub settings: Notifications,
    /// The server's address for people.
    pub url: String,
    /// Runs.
    pub store: Arc<dyn Store>,
    /// Lists of them, secrets, claims.
    pub catalog: Arc<dyn Catalog>,
    /// Opens secrets.
    pub vault: Arc<Vault>,
    /// Speaks to others.
    pub outgoing: Outgoing,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// How many speak to an address now.
    pub lines: Mutex<HashMap<String, Arc<Semaphore>>>,
}

impl Notifier {
    /// Tells until the process ends. Never returns.
    pub async fn serve(self: Arc<Self>, endings: &Endings) {
        let mut ended = endings.follow();
        let mut telling = JoinSet::new();
        let looking = Arc::clone(&self);
        telling.spawn(async move { looking.look_again_and_again().await });
        loop {
            while telling.try_join_next().is_some() {}
            match ended.recv().await {
                Ok(run) if telling.len() < WAITING => {
                    let this = Arc::clone(&self);
                    telling.spawn(async move {
                        if let Err(error) = this.tell(&run).await {
                            tracing::warn!("nobody is told yet how {run} ended: {error}");
                        }
                    });
                }
                Ok(_) | Err(RecvError::Lagged(_)) => tracing::warn!("some are told later how runs ended"),
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    }

    async fn look_again_and_again(&self) {
        loop {
            if let Err(error) = self.look().await {
                tracing::warn!("nobody is told how earlier runs ended: {error}");
            }
            self.clock.sleep_until(self.clock.now().after(LOOK)).await;
        }
    }

    /// Tells what nobody was told of yet. Of what ended before the first look ever, nobody is told.
    pub async fn look(&self) -> Result<(), StoreError> {
        let began = self.clock.now();
        let Some(told) = self.catalog.last_fire(MARK).await? else {
            self.catalog.take_fire(MARK, began).await?;
            return Ok(());
        };
        let before = |at: Timestamp, by: Duration| Timestamp(at.0.saturating_sub(by.as_millis() as u64));
        let since = before(told, SKEW).max(before(began, NEWS));
        let mut all = true;
        let mut from = None;
        loop {
            let page = self.catalog.runs(&RunFilter::default(), from.as_ref(), PAGE).await?;
            let oldest = page.items.last().map(|run| run.entry.created);
            let ended = page.items.iter().filter(|run| run.finished.is_some_and(|at| at >= since));
            let told = join_all(ended.map(|run| self.tell(&run.entry.run))).await;
            for told in told {
                all &= told?;
            }
            from = page.next;
            if from.is_none() || oldest.is_none_or(|oldest| oldest < before(since, LONGEST)) {
                break;
            }
        }
        if all {
            self.catalog.take_fire(MARK, before(began, SKEW)).await?;
        }
        Ok(())
    }

    /// Tells all who want to know it how a run ended; whether that is done.
    pub async fn tell(&self, run: &RunId) -> Result<bool, StoreError> {
        let run = match self.catalog.run(run).await {
            Err(StoreError::NoRun(_) | StoreError::Missing(_)) => return Ok(true),
            run => run?,
        };
        let RunStatus::Finished(outcome) = run.status else { return Ok(false) };
        let before = self.before(&run).await?;
        let Some(verdict) = verdict(outcome, before) else { return Ok(true) };
        let pipeline = match self.catalog.pipeline(&run.entry.pipeline).await {
            Ok(pipeline) => pipeline.name,
            Err(StoreError::Missing(_)) => run.entry.title.clone(),
            Err(error) => return Err(error),
        };
        let url = format!("{}/api/v1/runs/{}", self.url, run.entry.run);
        let message = Message { run, pipeline, verdict, url };
        let channels = self.channels(&message).await?;
        let told = join_all(channels.iter().map(|channel| self.deliver(channel, &message))).await;
        told.into_iter().try_fold(true, |all, told| Ok(all & told?))
    }

    /// How the run before on the same branch ended.
    async fn before(&self, run: &RunSummary) -> Result<Option<events::Outcome>, StoreError> {
        let entry = &run.entry;
        let filter = RunFilter {
            pipeline: Some(entry.pipeline.clone()),
            git_ref: Some(entry.git_ref.clone()),
            ..RunFilter::default()
        };
        let earlier = self.catalog.runs(&filter, None, PAGE).await?.items;
        let earlier = earlier.into_iter().filter(|other| other.entry.number < entry.number);
        Ok(earlier.into_iter().find_map(|other| match other.status {
            RunStatus::Finished(outcome @ (events::Outcome::Success | events::Outcome::Failure)) => {
                Some(outcome)
            }
            _ => None,
        }))
    }

    async fn channels(&self, message: &Message) -> Result<Vec<Channel>, StoreError> {
        let entry = &message.run.entry;
        let mut channels = wanted::by_settings(&self.settings, message);
        let submission = self.store.submission(&entry.run).await?;
        if submission.plan.notifications.is_empty() {
            return Ok(channels);
        }
        let kept = self.catalog.secrets(Some(&entry.pipeline)).await?;
        let opened = secrets::of_run(&self.vault, kept, &submission.facts, None).unwrap_or_else(|cause| {
            tracing::warn!("{}: {cause}", entry.run);
            engine::job::Secrets::default()
        });
        for found in wanted::by_pipeline(&submission, &opened, &self.settings, message) {
            match found {
                Ok(channel) => channels.push(channel),
                Err(cause) => tracing::warn!("{}: nobody can be told by {cause}", entry.run),
            }
        }
        let mut seen = std::collections::HashSet::new();
        channels.retain(|channel| seen.insert(channel.id()));
        Ok(channels)
    }

    /// Tells one of them; whether that is done, by us or by somebody else.
    async fn deliver(&self, channel: &Channel, message: &Message) -> Result<bool, StoreError> {
        let id = format!("{} {}", message.run.entry.run, channel.id());
        let line = Arc::clone(
            self.lines
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .entry(channel.id())
                .or_insert_with(|| Arc::new(Semaphore::new(LINES))),
        );
        let Ok(_line) = line.acquire().await else { return Ok(false) };
        let now = self.clock.now();
        let (at_it, done) = (format!("notifying {id}"), format!("notified {id}"));
        if self.catalog.take_request(&at_it, b"", now, now.after(LEASE)).await? != Request::New {
            return Ok(false);
        }
        let told = match self.catalog.take_request(&done, b"", now, now.after(REMEMBERED)).await? {
            Request::Answered(_) | Request::Other => Ok(true),
            Request::New | Request::Open => self.insist(channel, message, &id, &done).await,
        };
        self.catalog.drop_request(&at_it).await?;
        self.forget_idle();
        told
    }

    async fn insist(
        &self,
        channel: &Channel,
        message: &Message,
        id: &str,
        done: &str,
    ) -> Result<bool, StoreError> {
        let run = &message.run.entry.run;
        for wait in AGAIN {
            self.clock.sleep_until(self.clock.now().after(wait)).await;
            let failed = match channel.send(&self.outgoing, message, id, self.clock.now()).await {
                Ok(()) => {
                    tracing::debug!("{run}: told by {}", channel.name());
                    self.catalog.answer_request(done, b"told", self.clock.now().after(REMEMBERED)).await?;
                    return Ok(true);
                }
                Err(failed) => failed,
            };
            tracing::warn!("{run}: not told by {}: {failed}", channel.name());
            if !failed.passes() {
                self.catalog.answer_request(done, b"refused", self.clock.now().after(REMEMBERED)).await?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Addresses nobody speaks to take no room.
    fn forget_idle(&self) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() > WAITING {
            lines.retain(|_, line| Arc::strong_count(line) > 1);
        }
    }
}
