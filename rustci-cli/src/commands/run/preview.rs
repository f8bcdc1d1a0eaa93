use super::{Arguments, Output};
use plan::{Plan, Step, StepWork, Work};
use serde_json::json;

/// What would run, as text or as one JSON object.
pub fn preview(plan: &Plan, arguments: &Arguments) -> String {
    if arguments.format == Output::Json {
        let jobs: Vec<_> = plan
            .jobs
            .iter()
            .map(|job| {
                let needs: Vec<_> = job.needs.iter().map(|need| &need.key).collect();
                json!({"job": job.id, "key": job.key, "stage": job.stage, "needs": needs})
            })
            .collect();
        let absent: Vec<_> = plan
            .absent
            .iter()
            .map(|absent| json!({"job": absent.job, "why": absent.skip.to_string()}))
            .collect();
        return format!("{}\n", json!({"name": plan.name, "jobs": jobs, "absent": absent}));
    }
    match () {
        () if arguments.graph => plan.drawing(),
        () if arguments.list => list(plan, false),
        () => list(plan, true),
    }
}

fn list(plan: &Plan, steps: bool) -> String {
    let mut out = String::new();
    for job in &plan.jobs {
        let needs: Vec<&str> =
            job.needs.iter().filter(|need| !need.by_stage).map(|need| need.key.as_str()).collect();
        let stage = job.stage.as_ref().map(|stage| format!("  [{stage}]")).unwrap_or_default();
        let after = if needs.is_empty() { String::new() } else { format!("  after {}", needs.join(", ")) };
        out += &format!("{}{stage}{after}\n", job.id);
        match (&job.work, steps) {
            (Work::Steps { steps }, true) => {
                steps.iter().for_each(|step| out += &format!("    {}\n", title(step)))
            }
            (Work::Call(call), true) => {
                list(&call.plan, true).lines().for_each(|line| out += &format!("    {line}\n"));
            }
            _ => {}
        }
    }
    if !plan.absent.is_empty() {
        out += "\nnot in this run:\n";
        plan.absent.iter().for_each(|absent| out += &format!("    {}: {}\n", absent.job, absent.skip));
    }
    out
}

fn title(step: &Step) -> String {
    if let Some(name) = &step.name {
        return name.text().to_string();
    }
    match &step.work {
        StepWork::Script { script } => script
            .lines
            .iter()
            .flat_map(|line| line.text().as_str().lines().map(str::to_owned).collect::<Vec<_>>())
            .collect::<Vec<_>>()
            .join("; "),
        StepWork::Action { reference, .. } => format!("uses {}", reference.text()),
        StepWork::Builtin { .. } => "a step that needs no script".to_owned(),
        StepWork::ReadVariables { .. } => "read variables for later jobs".to_owned(),
        StepWork::ReadTests { .. } => "read test results".to_owned(),
        StepWork::BringArtifacts { .. } => "bring artifacts of earlier jobs".to_owned(),
        StepWork::Wait { .. } => "wait for background steps".to_owned(),
        StepWork::Cancel { step } => format!("cancel {step}"),
        StepWork::Parallel { steps } => steps.iter().map(title).collect::<Vec<_>>().join(" | "),
        StepWork::Group { steps } => steps.iter().map(title).collect::<Vec<_>>().join("; "),
        StepWork::Program { text } => text.as_str().lines().collect::<Vec<_>>().join("; "),
    }
}
