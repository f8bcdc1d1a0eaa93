use events::{JobId, RunId, RunView};
use std::fmt::Write;
use std::sync::Arc;
use stores::{Store, StoreError, TryId};

/// The logs of a run's jobs, or of one, as text: the latest try of each, in the order the jobs became known. Several are
/// told apart by headlines.
pub async fn text(
    store: &Arc<dyn Store>,
    run: &RunId,
    view: &RunView,
    only: Option<&JobId>,
) -> Result<String, StoreError> {
    let jobs =
        view.jobs.iter().filter(|(id, job)| job.began.is_some() && only.is_none_or(|only| only == *id));
    let jobs: Vec<_> = jobs.collect();
    let mut text = String::new();
    for (id, job) in &jobs {
        if jobs.len() > 1 {
            let tries = if job.attempt.0 > 1 { format!(" (try {})", job.attempt.0) } else { String::new() };
            // Writing to a string cannot fail.
            let _ = writeln!(text, "==> {id}{tries} <==");
        }
        let id = TryId { run: run.clone(), job: (*id).clone(), attempt: job.attempt };
        for chunk in store.log(&id, 0).await? {
            text.push_str(&String::from_utf8_lossy(&chunk.text));
        }
    }
    Ok(text)
}
