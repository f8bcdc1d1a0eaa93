use crate::check::{self, nothing};
use crate::work::Shelves;
use async_trait::async_trait;
use compile::{File, Wish, compile};
use diag::{Diagnostic, SourceMap};
use events::{Facts, Source};
use plan::Plan;
use scheduler::{PlanLoader, PlanWanted};
use std::sync::Arc;
use stores::Store;

/// A generated pipeline may be this large.
const LIMIT: u64 = 10 << 20;

/// Compiles pipelines that jobs of a run made.
pub struct Spawned {
    /// Knows the runs.
    pub store: Arc<dyn Store>,
    /// Has what jobs left.
    pub shelves: Shelves,
}

#[async_trait]
impl PlanLoader for Spawned {
    async fn load(&self, wanted: PlanWanted) -> Result<Plan, String> {
        let PlanWanted { run, path, from, .. } = wanted;
        let submission = self.store.submission(&run).await.map_err(|error| error.to_string())?;
        let shelves = self.shelves.clone();
        check::aside(move || {
            let found = runner::artifact_file(&shelves, &run, &from, &path, LIMIT);
            let bytes = found.map_err(|error| error.to_string())?;
            let bytes = bytes.ok_or_else(|| format!("no artifact of the jobs before holds `{path}`"))?;
            let around = (*submission.facts).clone();
            let facts = Facts { source: Source::Parent, event: None, pipeline_path: path.clone(), ..around };
            let wish = Wish { facts: &facts, choice: plan::Choice::default() };
            let mut sources = SourceMap::default();
            let file = File { name: &path, path: &path, bytes: &bytes };
            let compiled = compile(&mut sources, file, None, &wish, &*nothing());
            compiled.plan.ok_or_else(|| first_error(&compiled.diagnostics, &sources))
        })
        .await
    }
}

fn first_error(diagnostics: &[Diagnostic], sources: &SourceMap) -> String {
    let Some(error) = diagnostics.iter().find(|found| found.is_error()) else {
        return "it holds no pipeline".to_owned();
    };
    let (at, _) = sources.locate(error.primary.span);
    format!("{}:{}:{}: {}", sources.name(error.primary.span), at.line, at.column, error.message)
}
