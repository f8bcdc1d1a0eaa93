use crate::memory::{MemoryStore, lock};
use crate::{
    Cursor, Page, Pipeline, PipelineDraft, PipelineFilter, PipelineId, Pipelines, Revision, StoreError,
};
use async_trait::async_trait;
use events::Timestamp;
use std::collections::btree_map::Entry;

#[async_trait]
impl Pipelines for MemoryStore {
    async fn create_pipeline(
        &self,
        id: &PipelineId,
        draft: PipelineDraft,
        at: Timestamp,
    ) -> Result<Pipeline, StoreError> {
        let new = Pipeline::new(id.clone(), draft, at);
        match lock(&self.shelves.pipelines).entry(id.clone()) {
            Entry::Vacant(place) => Ok(place.insert(new).clone()),
            Entry::Occupied(found) => found.get().clone().created_again(&new),
        }
    }

    async fn pipeline(&self, id: &PipelineId) -> Result<Pipeline, StoreError> {
        lock(&self.shelves.pipelines).get(id).cloned().ok_or_else(|| id.missing())
    }

    async fn replace_pipeline(
        &self,
        id: &PipelineId,
        expected: Option<Revision>,
        draft: PipelineDraft,
        at: Timestamp,
    ) -> Result<Pipeline, StoreError> {
        let mut pipelines = lock(&self.shelves.pipelines);
        let found = pipelines.get_mut(id).ok_or_else(|| id.missing())?;
        found.expect(expected)?;
        *found = found.clone().replaced(draft, at);
        Ok(found.clone())
    }

    async fn delete_pipeline(&self, id: &PipelineId, expected: Option<Revision>) -> Result<(), StoreError> {
        let mut pipelines = lock(&self.shelves.pipelines);
        pipelines.get(id).ok_or_else(|| id.missing())?.expect(expected)?;
        pipelines.remove(id);
        Ok(())
    }

    async fn pipelines(
        &self,
        filter: &PipelineFilter,
        from: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<Pipeline>, StoreError> {
        let pipelines = lock(&self.shelves.pipelines);
        let found = pipelines.values().filter(|pipeline| from.is_none_or(|from| pipeline.id.0 > from.0));
        let found = found.filter(|pipeline| filter.fits(pipeline)).take(limit.saturating_add(1)).cloned();
        Ok(Page::cut(found.collect(), limit, |last| last.id.0.clone()))
    }

    async fn next_run_number(&self, id: &PipelineId) -> Result<u64, StoreError> {
        let mut numbers = lock(&self.shelves.numbers);
        let number = numbers.entry(id.clone()).or_default();
        *number += 1;
        Ok(*number)
    }
}
