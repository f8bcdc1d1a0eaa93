use super::{faint, green, red, spell, yellow};
use comfy_table::{Table, presets};
use events::{Cause, JobState, Outcome, RunState, RunView, Timestamp};

/// The table at the end: every job, how it ended, how long it took, and why it did not run.
pub fn summary(run: &RunView, colour: bool) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(["job", "result", "time", "why"]);
    for job in run.jobs.values() {
        let (word, why) = word(&job.state, colour);
        let time = match (job.began, job.ended) {
            (Some(began), Some(ended)) => spell(ended.since(began)),
            _ => String::new(),
        };
        table.add_row([job.name.clone(), word, time, why]);
    }
    let ended: Timestamp = run.ended.unwrap_or(run.began);
    let time = spell(ended.since(run.began));
    let line = match run.state {
        RunState::Finished(Outcome::Success) => green(&format!("passed in {time}"), colour),
        RunState::Finished(Outcome::Cancelled) => yellow(&format!("cancelled after {time}"), colour),
        RunState::Finished(Outcome::Skipped) => yellow("nothing ran", colour),
        RunState::Finished(Outcome::Failure) => red(&format!("failed in {time}"), colour),
        RunState::Running => "still running".to_owned(),
    };
    let rows: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    format!("{}\n\n{line}", rows.join("\n"))
}

fn word(state: &JobState, colour: bool) -> (String, String) {
    match state {
        JobState::Waiting => (faint("not run", colour), String::new()),
        JobState::Held { .. } => (faint("held", colour), "waits for a person".to_owned()),
        JobState::Queued => (faint("queued", colour), String::new()),
        JobState::Running { .. } => (yellow("running", colour), String::new()),
        JobState::Skipped { skip } => (faint("skipped", colour), skip.to_string()),
        JobState::Finished { outcome, tolerated, cause } => {
            let why = cause.as_ref().map(ToString::to_string).unwrap_or_default();
            let word = match (outcome, tolerated) {
                (Outcome::Success, _) => green("passed", colour),
                (Outcome::Failure, true) if matches!(cause, Some(Cause::Unstable { .. })) => {
                    yellow("passed with issues", colour)
                }
                (Outcome::Failure, true) => yellow("failed (allowed)", colour),
                (Outcome::Failure, false) => red("failed", colour),
                (Outcome::Cancelled, _) => yellow("cancelled", colour),
                (Outcome::Skipped, _) => faint("skipped", colour),
            };
            (word, why)
        }
    }
}
