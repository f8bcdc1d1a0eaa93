use super::Shelves;
use crate::loader::Files;
use async_trait::async_trait;
use compile::{File, Wish, compile};
use diag::{Diagnostic, SourceMap};
use events::{Facts, Source};
use plan::{Choice, Plan};
use scheduler::{PlanLoader, PlanWanted};

/// A generated pipeline may be this large.
const LIMIT: u64 = 10 << 20;

/// Compiles pipelines that a job of the run made.
pub struct Children {
    /// What is known of the run.
    pub facts: Facts,
    /// Where the job's artifacts are.
    pub shelves: Shelves,
    /// Brings what they include.
    pub loader: Files,
}

#[async_trait]
impl PlanLoader for Children {
    async fn load(&self, wanted: PlanWanted) -> Result<Plan, String> {
        let PlanWanted { run, path, from, .. } = wanted;
        let found = runner::artifact_file(&self.shelves, &run, &from, &path, LIMIT);
        let bytes = found.map_err(|error| error.to_string())?;
        let bytes = bytes.ok_or_else(|| format!("no artifact of the jobs before holds `{path}`"))?;
        let facts =
            Facts { source: Source::Parent, event: None, pipeline_path: path.clone(), ..self.facts.clone() };
        let wish = Wish { facts: &facts, choice: Choice::default() };
        let mut sources = SourceMap::default();
        let compiled = compile(
            &mut sources,
            File { name: &path, path: &path, bytes: &bytes },
            None,
            &wish,
            &self.loader,
        );
        compiled.plan.ok_or_else(|| first_error(&compiled.diagnostics, &sources))
    }
}

fn first_error(diagnostics: &[Diagnostic], sources: &SourceMap) -> String {
    let Some(error) = diagnostics.iter().find(|found| found.is_error()) else {
        return "it holds no pipeline".to_owned();
    };
    let (at, _) = sources.locate(error.primary.span);
    format!("{}:{}:{}: {}", sources.name(error.primary.span), at.line, at.column, error.message)
}
