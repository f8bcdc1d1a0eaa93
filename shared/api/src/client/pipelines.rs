use super::{Client, ClientError};
use crate::{NewPipeline, Page, Pipeline};
use reqwest::header::IF_MATCH;

impl Client {
    /// The pipelines there are; all of this name, if one is given.
    ///
    /// # Errors
    /// When the server does not say so.
    pub async fn pipelines(&self, name: Option<&str>) -> Result<Vec<Pipeline>, ClientError> {
        let (mut all, mut cursor) = (Vec::new(), None);
        loop {
            let request = self.get(&["pipelines"]).query("name", name).query("limit", Some("500"));
            let page: Page<Pipeline> = request.query("cursor", cursor.as_deref()).ask().await?;
            all.extend(page.items);
            match page.next {
                Some(next) => cursor = Some(next),
                None => return Ok(all),
            }
        }
    }

    /// A pipeline, and how its latest run stands.
    ///
    /// # Errors
    /// When there is none.
    pub async fn pipeline(&self, id: &str) -> Result<Pipeline, ClientError> {
        self.get(&["pipelines", id]).ask().await
    }

    /// Keeps a new pipeline.
    ///
    /// # Errors
    /// When it cannot run.
    pub async fn create_pipeline(&self, new: &NewPipeline) -> Result<Pipeline, ClientError> {
        self.post(&["pipelines"]).once().json(new).ask().await
    }

    /// Changes a pipeline that was seen in this revision.
    ///
    /// # Errors
    /// When it cannot run, or was changed since.
    pub async fn replace_pipeline(
        &self,
        seen: &Pipeline,
        new: &NewPipeline,
    ) -> Result<Pipeline, ClientError> {
        let tag = format!("\"{}\"", seen.revision);
        self.put(&["pipelines", &seen.id]).once().header(IF_MATCH, &tag).json(new).ask().await
    }

    /// Forgets a pipeline; its runs stay.
    ///
    /// # Errors
    /// When there is none.
    pub async fn delete_pipeline(&self, id: &str) -> Result<(), ClientError> {
        self.delete(&["pipelines", id]).once().done().await
    }
}
