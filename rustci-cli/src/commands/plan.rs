use crate::output::{colour, print};
use crate::refusal::{Exit, Refusal};
use crate::selection::{Selected, Selection};
use clap::{Args, ValueEnum};
use comfy_table::{Table, presets};
use diag::render::{Checked, Human, Report};
use events::RunId;
use plan::{Gate, Hold, Job, Plan, Work};

/// `rustci plan`
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    selection: Selection,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Output::Human)]
    format: Output,
    /// Draw the jobs as a graph
    #[arg(long)]
    graph: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Output {
    Human,
    Json,
}

/// Prints what would run.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    let selected = arguments.selection.select(RunId::from("plan"))?;
    let Some(plan) = &selected.plan else {
        print(&findings(&selected, arguments.format))?;
        return Ok(Exit::Usage);
    };
    match arguments.format {
        Output::Json => {
            let json = serde_json::to_string_pretty(plan).map_err(|error| Refusal::new(error.to_string()))?;
            print(&format!("{json}\n"))?;
        }
        Output::Human => {
            let shown = if arguments.graph { plan.drawing() } else { table(plan) };
            print(&(findings(&selected, arguments.format) + &shown))?;
        }
    }
    Ok(Exit::Passed)
}

fn findings(selected: &Selected, output: Output) -> String {
    let path = selected.sources.iter().next().map(|(_, source)| source.name.to_string()).unwrap_or_default();
    let format = selected.format.map(|format| format.id.to_owned());
    match output {
        Output::Human => {
            Human { color: colour(), width: None }.render(&selected.sources, &selected.diagnostics)
        }
        Output::Json => {
            let checked = Checked { path, format, diagnostics: selected.diagnostics.clone() };
            format!("{}\n", Report::new(&selected.sources, &[checked]))
        }
    }
}

fn table(plan: &Plan) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(["job", "stage", "needs", "when", "steps"]);
    for job in &plan.jobs {
        let needs: Vec<&str> =
            job.needs.iter().filter(|need| !need.by_stage).map(|need| need.key.as_str()).collect();
        table.add_row([
            job.id.to_string(),
            job.stage.clone().unwrap_or_default(),
            needs.join(", "),
            when(job),
            work(job),
        ]);
    }
    let rows: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    let mut out = rows.join("\n") + "\n";
    for absent in &plan.absent {
        out += &format!("- {}: {}\n", absent.job, absent.skip);
    }
    out
}

fn when(job: &Job) -> String {
    let gate = match &job.gate {
        Gate::OnSuccess => "",
        Gate::OnFailure => "after a failure",
        Gate::Always => "always",
        Gate::If { condition, .. } => condition.text().as_str().trim(),
    };
    match &job.hold {
        Some(Hold::Manual { .. }) => "manual".to_owned(),
        Some(Hold::Delayed { wait }) => format!("after {}s", wait.as_secs()),
        None => gate.to_owned(),
    }
}

fn work(job: &Job) -> String {
    match &job.work {
        Work::Steps { .. } if job.expansion.is_some() => "matrix known later".to_owned(),
        Work::Steps { steps } => steps.len().to_string(),
        Work::Call(call) => format!("{} jobs called", call.plan.jobs.len()),
        Work::Spawn(_) => "a run of its own".to_owned(),
    }
}
