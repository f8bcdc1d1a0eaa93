use super::call::{Change, Ring};
use crate::pack::int;
use crate::wanted::Wanted;
use crate::{Labels, StoreError, Ticket, TryId};
use events::{Attempt, RunnerId, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::cmp::Reverse;

pub(super) fn enqueue(change: &mut Change<'_>, ticket: &Ticket) -> Result<(), StoreError> {
    let (db, id) = (change.db, &ticket.id);
    let mut known = db.prepare_cached("SELECT attempt FROM tickets WHERE run = ?1 AND job = ?2")?;
    let known: Option<u32> =
        known.query_row([id.run.as_str(), id.job.as_str()], |row| row.get(0)).optional()?;
    if known.is_some_and(|attempt| attempt >= id.attempt.0) {
        return Ok(());
    }
    let wanted = Wanted::new(&ticket.labels);
    let labels = serde_json::to_string(&ticket.labels)
        .map_err(|cause| StoreError::Unavailable(format!("cannot write labels: {cause}")))?;
    // A new row each time: a later try goes to the end of its queue.
    let sql = "REPLACE INTO tickets (run, job, attempt, labels, wanted, label, priority)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    db.prepare_cached(sql)?.execute(params![
        id.run.as_str(),
        id.job.as_str(),
        id.attempt.0,
        labels,
        wanted.text(),
        label(db, &wanted)?,
        ticket.priority,
    ])?;
    change.ring(Ring::Queue);
    Ok(())
}

pub(super) fn claim(
    change: &mut Change<'_>,
    runner: &RunnerId,
    labels: &Labels,
    until: Timestamp,
) -> Result<Option<Ticket>, StoreError> {
    let first = match labels {
        Labels::Any => {
            let sql = "SELECT came FROM tickets WHERE runner IS NULL ORDER BY priority DESC, came LIMIT 1";
            change.db.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?
        }
        Labels::AnyBut(_) => first_of_sets(change.db, labels)?,
        Labels::These(have) => first_fit(change.db, labels, have)?,
    };
    let Some(came) = first else { return Ok(None) };
    let sql = "UPDATE tickets SET runner = ?2, until = ?3 WHERE came = ?1
        RETURNING run, job, attempt, priority, labels";
    let read =
        |row: &Row<'_>| Ok((id(row)?, row.get::<_, i32>("priority")?, row.get::<_, String>("labels")?));
    let parameters = params![came, runner.as_str(), int(until.0)];
    let (id, priority, labels) = change.db.prepare_cached(sql)?.query_row(parameters, read)?;
    let labels = serde_json::from_str(&labels)
        .map_err(|cause| StoreError::Unavailable(format!("labels of {id} cannot be read: {cause}")))?;
    Ok(Some(Ticket { id, labels, priority }))
}

/// The label to keep a waiting ticket under: the first that no other set stands under. So a label that all sets share
/// does not bring all of them before a runner that fits none.
fn label<'a>(db: &Connection, wanted: &'a Wanted) -> Result<&'a str, StoreError> {
    let text = wanted.text();
    // Two looks into the index; one condition for both would read all tickets under the label.
    let sql = "SELECT EXISTS (SELECT 1 FROM tickets WHERE runner IS NULL AND label = ?1 AND wanted < ?2)
        OR EXISTS (SELECT 1 FROM tickets WHERE runner IS NULL AND label = ?1 AND wanted > ?2)";
    let mut others = db.prepare_cached(sql)?;
    for label in wanted.labels() {
        let is_taken: bool = others.query_row([label, &text], |row| row.get(0))?;
        if !is_taken {
            return Ok(label);
        }
    }
    Ok(wanted.labels().first().map_or("", String::as_str))
}

/// The first ticket of a set.
const HEAD: &str = "SELECT priority, came FROM tickets WHERE runner IS NULL AND label = ?1 AND wanted = ?2
    ORDER BY priority DESC, came LIMIT 1";

/// Asks each set of labels that is wanted, and not each ticket: there are few of them.
fn first_fit(db: &Connection, labels: &Labels, have: &[String]) -> Result<Option<i64>, StoreError> {
    let mut sets = db.prepare_cached(
        "SELECT wanted FROM tickets WHERE runner IS NULL AND label = ?1 AND wanted > ?2 ORDER BY wanted LIMIT 1",
    )?;
    let mut head = db.prepare_cached(HEAD)?;
    let mut best: Option<(Reverse<i32>, i64)> = None;
    let have = Wanted::new(have);
    for label in std::iter::once("").chain(have.labels().iter().map(String::as_str)) {
        let mut seen = String::new();
        while let Some(set) =
            sets.query_row(params![label, seen], |row| row.get::<_, String>(0)).optional()?
        {
            if labels.fit(&Wanted::read(&set)) {
                let first =
                    head.query_row(params![label, set], |row| Ok((Reverse(row.get(0)?), row.get(1)?)))?;
                best = Some(best.map_or(first, |best| best.min(first)));
            }
            seen = set;
        }
    }
    Ok(best.map(|(_, came)| came))
}

/// The same for a runner that says only what it does not take: goes from set to set, whatever they stand under.
fn first_of_sets(db: &Connection, labels: &Labels) -> Result<Option<i64>, StoreError> {
    let mut sets = db.prepare_cached(
        "SELECT label, wanted FROM tickets WHERE runner IS NULL AND (label, wanted) > (?1, ?2)
        ORDER BY label, wanted LIMIT 1",
    )?;
    let mut head = db.prepare_cached(HEAD)?;
    let mut best: Option<(Reverse<i32>, i64)> = None;
    // Before all sets: each text begins with a break.
    let mut seen = (String::new(), String::new());
    while let Some((label, set)) = sets
        .query_row(params![seen.0, seen.1], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
        .optional()?
    {
        if labels.fit(&Wanted::read(&set)) {
            let first = head.query_row(params![label, set], |row| Ok((Reverse(row.get(0)?), row.get(1)?)))?;
            best = Some(best.map_or(first, |best| best.min(first)));
        }
        seen = (label, set);
    }
    Ok(best.map(|(_, came)| came))
}

pub(super) fn renew(
    change: &mut Change<'_>,
    id: &TryId,
    runner: &RunnerId,
    until: Timestamp,
) -> Result<bool, StoreError> {
    let sql = "UPDATE tickets SET until = max(until, ?5)
        WHERE run = ?1 AND job = ?2 AND attempt = ?3 AND runner = ?4";
    let parameters = params![id.run.as_str(), id.job.as_str(), id.attempt.0, runner.as_str(), int(until.0)];
    Ok(change.db.prepare_cached(sql)?.execute(parameters)? > 0)
}

pub(super) fn release(change: &mut Change<'_>, id: &TryId) -> Result<(), StoreError> {
    let sql = "DELETE FROM tickets WHERE run = ?1 AND job = ?2 AND attempt = ?3";
    change.db.prepare_cached(sql)?.execute(params![id.run.as_str(), id.job.as_str(), id.attempt.0])?;
    Ok(())
}

pub(super) fn expired(db: &Connection, now: Timestamp) -> Result<Vec<TryId>, StoreError> {
    let sql = "SELECT run, job, attempt FROM tickets WHERE runner IS NOT NULL AND until <= ?1
        ORDER BY run, job, attempt";
    let mut query = db.prepare_cached(sql)?;
    let late = query.query_map([int(now.0)], id)?.collect::<Result<_, _>>()?;
    Ok(late)
}

fn id(row: &Row<'_>) -> rusqlite::Result<TryId> {
    let (run, job): (String, String) = (row.get("run")?, row.get("job")?);
    Ok(TryId { run: run.into(), job: job.into(), attempt: Attempt(row.get("attempt")?) })
}
