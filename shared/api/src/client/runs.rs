use super::{Client, ClientError};
use crate::{Page, Run};

/// Which runs.
#[derive(Clone, Debug, Default)]
pub struct RunWish {
    /// Of this pipeline.
    pub pipeline: Option<String>,
    /// That stand so: `queued`, `running`, `success`, `failure`, `cancelled`.
    pub status: Option<String>,
    /// Of this branch, or of this whole ref.
    pub git_ref: Option<String>,
    /// How many at most, the newest.
    pub limit: u32,
}

impl Client {
    /// The runs there are, newest first.
    ///
    /// # Errors
    /// When the server does not say so.
    pub async fn runs(&self, wish: &RunWish) -> Result<Vec<Run>, ClientError> {
        let (mut all, mut cursor) = (Vec::new(), None::<String>);
        let limit = usize::try_from(wish.limit).unwrap_or(usize::MAX);
        while all.len() < limit {
            let most = (limit - all.len()).min(500).to_string();
            let request = self
                .get(&["runs"])
                .query("pipeline", wish.pipeline.as_deref())
                .query("status", wish.status.as_deref())
                .query("ref", wish.git_ref.as_deref())
                .query("limit", Some(&most))
                .query("cursor", cursor.as_deref());
            let page: Page<Run> = request.ask().await?;
            all.extend(page.items);
            match page.next {
                Some(next) => cursor = Some(next),
                None => break,
            }
        }
        Ok(all)
    }

    /// A run with its jobs.
    ///
    /// # Errors
    /// When there is none.
    pub async fn run(&self, id: &str) -> Result<Run, ClientError> {
        self.get(&["runs", id]).ask().await
    }
}
