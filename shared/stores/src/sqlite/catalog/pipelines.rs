use super::{int, rows, uint};
use crate::pack::{decode, encode};
use crate::sqlite::SqliteStore;
use crate::{
    Cursor, Page, Pipeline, PipelineDraft, PipelineFilter, PipelineId, Pipelines, Revision, StoreError,
};
use async_trait::async_trait;
use events::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

const COLUMNS: &str = "id, name, source, revision, created, updated";

fn read(row: &Row<'_>) -> Result<Pipeline, StoreError> {
    Ok(Pipeline {
        id: PipelineId(row.get(0)?),
        name: row.get(1)?,
        source: decode(&row.get::<_, Vec<u8>>(2)?)?,
        revision: Revision(uint(row.get(3)?)),
        created: Timestamp(uint(row.get(4)?)),
        updated: Timestamp(uint(row.get(5)?)),
    })
}

fn find(db: &Connection, id: &PipelineId) -> Result<Option<Pipeline>, StoreError> {
    let mut query = db.prepare_cached(&format!("SELECT {COLUMNS} FROM pipelines WHERE id = ?1"))?;
    query.query_row([&id.0], |row| Ok(read(row))).optional()?.transpose()
}

/// The one that is there, if it is what the caller thinks it is.
fn expect(db: &Connection, id: &PipelineId, expected: Option<Revision>) -> Result<Pipeline, StoreError> {
    let found = find(db, id)?.ok_or_else(|| id.missing())?;
    found.expect(expected)?;
    Ok(found)
}

fn write(db: &Connection, pipeline: &Pipeline) -> Result<(), StoreError> {
    let sql = "REPLACE INTO pipelines (id, name, url, source, revision, created, updated)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    db.prepare_cached(sql)?.execute(params![
        pipeline.id.0,
        pipeline.name,
        pipeline.source.url(),
        encode(&pipeline.source)?,
        int(pipeline.revision.0),
        int(pipeline.created.0),
        int(pipeline.updated.0),
    ])?;
    Ok(())
}

#[async_trait]
impl Pipelines for SqliteStore {
    async fn create_pipeline(
        &self,
        id: &PipelineId,
        draft: PipelineDraft,
        at: Timestamp,
    ) -> Result<Pipeline, StoreError> {
        let new = Pipeline::new(id.clone(), draft, at);
        let create = move |db: &Connection| match find(db, &new.id)? {
            Some(found) => found.created_again(&new),
            None => write(db, &new).map(|()| new),
        };
        self.writer.call(move |change| create(change.db)).await
    }

    async fn pipeline(&self, id: &PipelineId) -> Result<Pipeline, StoreError> {
        let id = id.clone();
        self.readers.read(move |db| expect(db, &id, None)).await
    }

    async fn replace_pipeline(
        &self,
        id: &PipelineId,
        expected: Option<Revision>,
        draft: PipelineDraft,
        at: Timestamp,
    ) -> Result<Pipeline, StoreError> {
        let id = id.clone();
        let replace = move |db: &Connection| {
            let new = expect(db, &id, expected)?.replaced(draft, at);
            write(db, &new).map(|()| new)
        };
        self.writer.call(move |change| replace(change.db)).await
    }

    async fn delete_pipeline(&self, id: &PipelineId, expected: Option<Revision>) -> Result<(), StoreError> {
        let id = id.clone();
        let delete = move |db: &Connection| {
            expect(db, &id, expected)?;
            db.prepare_cached("DELETE FROM pipelines WHERE id = ?1")?.execute([&id.0])?;
            Ok(())
        };
        self.writer.call(move |change| delete(change.db)).await
    }

    async fn pipelines(
        &self,
        filter: &PipelineFilter,
        from: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<Pipeline>, StoreError> {
        let (filter, from) = (filter.clone(), from.map(|cursor| cursor.0.clone()));
        let sql = format!(
            "SELECT {COLUMNS} FROM pipelines WHERE (?1 IS NULL OR id > ?1) AND (?2 IS NULL OR name = ?2)
            AND (?3 IS NULL OR url = ?3) ORDER BY id LIMIT ?4"
        );
        let list = move |db: &Connection| {
            let mut query = db.prepare_cached(&sql)?;
            let found =
                query.query_map(params![from, filter.name, filter.url, rows(limit)], |row| Ok(read(row)))?;
            let found = found.map(|row| row?).collect::<Result<_, StoreError>>()?;
            Ok(Page::cut(found, limit, |last| last.id.0.clone()))
        };
        self.readers.read(list).await
    }

    async fn next_run_number(&self, id: &PipelineId) -> Result<u64, StoreError> {
        let id = id.clone();
        let sql =
            "INSERT INTO run_numbers VALUES (?1, 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last";
        let next =
            move |db: &Connection| Ok(uint(db.prepare_cached(sql)?.query_row([&id.0], |row| row.get(0))?));
        self.writer.call(move |change| next(change.db)).await
    }
}
