//! The steps of jobs, in the order they begin.
use ir::{Action, Job, Step, Work};

/// The steps of a job; none if it calls or starts another pipeline. Steps side by side come as they are.
pub(crate) fn of(job: &Job) -> &[Step] {
    match &job.work {
        Work::Steps(steps) => steps,
        Work::Call(_) | Work::Spawn(_) => &[],
    }
}

/// Calls `visit` with each step of a list and each that stands inside another.
pub(crate) fn each<'a>(steps: &'a [Step], visit: &mut dyn FnMut(&'a Step)) {
    for step in steps {
        visit(step);
        if let Action::Parallel(inner) | Action::Group(inner) = &step.action {
            each(inner, visit);
        }
    }
}
