//! The expressions of steps.
use super::contexts;
use super::site::{Site, Want};
use expr::Type;
use ir::{Action, Shell, Step};

/// Each step sees the ids of those before it.
pub(super) fn check_all(site: &mut Site<'_>, steps: &[Step]) {
    for step in steps {
        check(site, step);
        if let (Some(id), Some(Type::Object(known))) = (&step.id, site.types.get("steps")) {
            let mut known = known.clone();
            known.insert(id.as_str(), contexts::step(site.around.pipeline, step));
            site.types.set("steps", Type::Object(known));
        }
    }
}

fn check(site: &mut Site<'_>, step: &Step) {
    site.optional("jobs.<job_id>.steps.name", step.name.as_ref(), Want::Text);
    if let Some(condition) = &step.condition {
        site.condition("jobs.<job_id>.steps.if", condition);
    }
    site.env("jobs.<job_id>.steps.env", &step.env);
    site.optional("jobs.<job_id>.steps.continue-on-error", step.continue_on_error.as_ref(), Want::Boolean);
    site.optional("jobs.<job_id>.steps.timeout-minutes", step.timeout.as_ref(), Want::Number);
    match &step.action {
        Action::Run(script) => {
            site.texts("jobs.<job_id>.steps.run", &script.lines);
            site.optional("jobs.<job_id>.steps.working-directory", script.directory.as_ref(), Want::Text);
            if let Shell::Computed(shell) = &script.shell {
                site.text("", shell);
            }
        }
        Action::Uses { with, .. } | Action::Builtin { with, .. } => {
            site.texts("jobs.<job_id>.steps.with", with.iter().map(|(_, value)| value));
        }
        Action::Parallel(steps) | Action::Group(steps) => check_all(site, steps),
        Action::Wait { .. } | Action::Cancel { .. } | Action::Program(_) => {}
    }
}
