use super::Lower;
use diag::Spanned;
use ir::{Event, Filter, Trigger};

impl Lower<'_, '_> {
    /// What starts the pipeline beside pushes and people; none is written: anything does.
    pub(super) fn triggers(&self) -> Vec<Trigger> {
        let mut triggers = Vec::new();
        for symbol in &self.model.triggers {
            let Some(value) = symbol.call.args.first().and_then(|arg| arg.value.as_text()) else { continue };
            let at = self.source.span(symbol.at);
            let mut add =
                |event: Event| triggers.push(Trigger { span: at, event, filter: Filter::default() });
            match &*symbol.name.text {
                "cron" => {
                    for (cron, timezone) in schedules(value) {
                        let timezone = timezone.map(|zone| Spanned::new(zone, at));
                        add(Event::Schedule { cron: Spanned::new(cron, at), timezone });
                    }
                }
                "upstream" => {
                    let names =
                        value.split(',').map(|name| Spanned::new(name.trim().to_owned(), at)).collect();
                    add(Event::Pipeline { names });
                }
                _ => {}
            }
        }
        if triggers.is_empty() {
            return triggers;
        }
        let span = self.source.span(self.model.at);
        let usual = [Event::Push, Event::PullRequest { trusted: false }, Event::Manual, Event::Api];
        triggers.extend(usual.map(|event| Trigger { span, event, filter: Filter::default() }));
        triggers
    }
}

/// The schedules of lines as `H 4 * * 1-5`; a line `TZ=...` sets the time zone of those after it
/// (<https://www.jenkins.io/doc/book/pipeline/syntax/#cron-syntax>).
fn schedules(text: &str) -> Vec<(String, Option<String>)> {
    let mut zone = None;
    let mut found = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix("TZ=") {
            zone = Some(name.to_owned());
            continue;
        }
        let line = match line {
            "@yearly" | "@annually" => "H H H H *",
            "@monthly" => "H H H * *",
            "@weekly" => "H H * * H",
            "@daily" | "@midnight" => "H H * * *",
            "@hourly" => "H * * * *",
            other => other,
        };
        // `H` is a value that spreads the load; without other pipelines to spread among, the first will do.
        let fields: Vec<String> =
            line.split_whitespace().enumerate().map(|(at, field)| spread(field, at)).collect();
        if fields.len() == 5 {
            found.push((fields.join(" "), zone.clone()));
        }
    }
    found
}

fn spread(field: &str, at: usize) -> String {
    let first = if matches!(at, 2 | 3) { "1" } else { "0" };
    if field == "H" {
        return first.to_owned();
    }
    if let Some(step) = field.strip_prefix("H/") {
        return format!("*/{step}");
    }
    match field.strip_prefix("H(").and_then(|rest| rest.split_once(')')) {
        Some((range, "")) => range.split('-').next().unwrap_or(first).to_owned(),
        Some((range, step)) => format!("{range}{step}"),
        None => field.to_owned(),
    }
}
