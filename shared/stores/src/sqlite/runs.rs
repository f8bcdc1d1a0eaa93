use super::call::{Change, Ring};
use crate::catalog::Turn;
use crate::pack::{decode, encode, int, uint};
use crate::store::follow;
use crate::{StoreError, Submission};
use events::{Record, RunId};
use rusqlite::{Connection, OptionalExtension, params};
use std::sync::Arc;

/// A run's number in the database, and its last record's.
pub(super) fn find(db: &Connection, run: &RunId) -> Result<(i64, u64), StoreError> {
    let mut query = db.prepare_cached("SELECT id, last FROM runs WHERE run = ?1")?;
    let found = query.query_row([run.as_str()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let (id, last): (i64, i64) = found.ok_or_else(|| StoreError::NoRun(run.clone()))?;
    Ok((id, uint(last)))
}

/// A submission as it is kept: plan and facts.
pub(super) struct Kept(Vec<u8>, Vec<u8>);

impl Kept {
    pub fn new(submission: &Submission) -> Result<Self, StoreError> {
        Ok(Self(encode(&*submission.plan)?, encode(&*submission.facts)?))
    }
}

pub(super) fn create(
    change: &mut Change<'_>,
    run: &RunId,
    given: &Submission,
    kept: &Kept,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO runs (run, plan, facts) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    let new = change.db.prepare_cached(sql)?.execute(params![run.as_str(), kept.0, kept.1])?;
    if new == 0 && submission(change.db, run)? != *given {
        return Err(StoreError::RunExists(run.clone()));
    }
    Ok(())
}

pub(super) fn submission(db: &Connection, run: &RunId) -> Result<Submission, StoreError> {
    let mut query = db.prepare_cached("SELECT plan, facts FROM runs WHERE run = ?1")?;
    let found = query.query_row([run.as_str()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let (plan, facts): (Vec<u8>, Vec<u8>) = found.ok_or_else(|| StoreError::NoRun(run.clone()))?;
    Ok(Submission { plan: Arc::new(decode(&plan)?), facts: Arc::new(decode(&facts)?) })
}

pub(super) fn unfinished(db: &Connection) -> Result<Vec<RunId>, StoreError> {
    let mut query = db.prepare_cached("SELECT run FROM runs WHERE finished IS NULL ORDER BY id")?;
    let rows = query.query_map([], |row| row.get::<_, String>(0))?;
    Ok(rows.map(|run| run.map(RunId::from)).collect::<Result<_, _>>()?)
}

/// A record with its body as it is kept.
pub(super) type Written = (Record, Vec<u8>);

pub(super) fn write(records: &[Record]) -> Result<Vec<Written>, StoreError> {
    records.iter().map(|record| Ok((record.clone(), encode(record)?))).collect()
}

pub(super) fn append(
    change: &mut Change<'_>,
    run: &RunId,
    after: u64,
    records: &[Written],
) -> Result<(), StoreError> {
    let (id, last) = find(change.db, run)?;
    if last != after || !follow(after, records.iter().map(|(record, _)| record)) {
        return Err(StoreError::Conflict { run: run.clone(), expected: after, last });
    }
    let mut insert = change.db.prepare_cached("INSERT INTO records (run, seq, body) VALUES (?1, ?2, ?3)")?;
    for (record, body) in records {
        insert.execute(params![id, int(record.seq), body])?;
    }
    if let Some((latest, _)) = records.last() {
        stand(change.db, id, latest, records)?;
    }
    change.ring(Ring::Run(run.clone()));
    Ok(())
}

/// Keeps how the run stands where lists find it.
fn stand(db: &Connection, id: i64, latest: &Record, new: &[Written]) -> Result<(), StoreError> {
    let turn = Turn::new(new.iter().map(|(record, _)| record));
    let (started, finished) = (turn.started.map(|at| int(at.0)), turn.ended.map(|(_, at)| int(at.0)));
    let outcome = turn.ended.map(|(outcome, _)| outcome.as_str());
    let sql = "UPDATE runs SET last = ?2, started = coalesce(started, ?3), finished = ?4,
        state = coalesce(?5, iif(coalesce(started, ?3) IS NULL, 'queued', 'running')) WHERE id = ?1";
    db.prepare_cached(sql)?.execute(params![id, int(latest.seq), started, finished, outcome])?;
    Ok(())
}

pub(super) fn records(db: &Connection, run: &RunId, after: u64) -> Result<Vec<Record>, StoreError> {
    let (id, _) = find(db, run)?;
    let sql = "SELECT body FROM records WHERE run = ?1 AND seq > ?2 ORDER BY seq";
    let mut query = db.prepare_cached(sql)?;
    let rows = query.query_map(params![id, int(after)], |row| row.get::<_, Vec<u8>>(0))?;
    rows.map(|body| decode(&body?)).collect()
}
