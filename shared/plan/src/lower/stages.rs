use super::steps;
use crate::Stage;

/// The stages; one that does not say what it needs waits for the one before it.
pub(super) fn lower(written: &[ir::Stage]) -> Vec<Stage> {
    let before = |at: usize| at.checked_sub(1).map(|at| written[at].name.value.clone());
    let stages = written.iter().enumerate().map(|(at, stage)| Stage {
        name: stage.name.value.clone(),
        title: stage.title.clone(),
        needs: match &stage.needs {
            Some(needs) => needs.iter().map(|need| need.value.clone()).collect(),
            None => before(at).into_iter().collect(),
        },
        gate: steps::condition(stage.condition.as_ref()),
        fail_fast: stage.fail_fast,
    });
    stages.collect()
}
