//! Points in time at which pipelines start.
mod schedule;

use crate::Lint;
use diag::{Code, Diagnostic, Rule, Spanned};
use ir::{Event, Pipeline};
use schedule::Schedule;

/// A schedule cannot be read.
pub(crate) const SYNTAX: Lint = Lint {
    rule: Rule {
        code: SYNTAX_CODE,
        summary: "a schedule cannot be read, or its day never comes",
        page: "A schedule has five fields: minute (0-59), hour (0-23), day of the month (1-31), month (1-12 or JAN-DEC) and \
               day of the week (0-6 or SUN-SAT). A field is `*`, a number, a range `1-5`, a list `1,3,5` or steps `*/15`. \
               Words such as `@daily` are not known.\n\n\
               Wrong:\n\n    cron: '@daily'\n\nRight:\n\n    cron: '17 3 * * *'\n",
    },
    check: syntax,
};
const SYNTAX_CODE: Code = Code("cron");

/// A schedule is tighter than services keep.
pub(crate) const FREQUENCY: Lint = Lint {
    rule: Rule {
        code: FREQUENCY_CODE,
        summary: "a schedule is tighter than services keep",
        page: "Hosted services start scheduled runs at most every five minutes, and later when they are busy. A tighter \
               schedule is not kept.\n\n\
               Wrong:\n\n    cron: '* * * * *'\n\nRight:\n\n    cron: '*/15 * * * *'\n",
    },
    check: frequency,
};
const FREQUENCY_CODE: Code = Code("cron-too-often");

/// The shortest time between two scheduled runs, in minutes.
const SHORTEST: u32 = 5;

fn schedules(pipeline: &Pipeline) -> impl Iterator<Item = &Spanned<String>> {
    pipeline.triggers.iter().filter_map(|trigger| match &trigger.event {
        Event::Schedule { cron, .. } => Some(cron),
        _ => None,
    })
}

fn syntax(pipeline: &Pipeline, findings: &mut Vec<Diagnostic>) {
    for cron in schedules(pipeline) {
        let problem = match Schedule::parse(cron) {
            Ok(schedule) if schedule.happens() => continue,
            Ok(_) => "no month that it names has such a day".to_owned(),
            Err(problem) => problem,
        };
        let message = format!("the schedule `{}` never starts a run: {problem}", cron.value);
        let help = "write minute, hour, day of the month, month and day of the week, as `30 4 * * 1-5`";
        findings.push(Diagnostic::error(SYNTAX_CODE, cron.span, message).help(help));
    }
}

fn frequency(pipeline: &Pipeline, findings: &mut Vec<Diagnostic>) {
    for cron in schedules(pipeline) {
        let Ok(schedule) = Schedule::parse(cron) else { continue };
        let Some(gap) = schedule.shortest_gap().filter(|gap| *gap < SHORTEST) else { continue };
        let every = if gap == 1 { "every minute".to_owned() } else { format!("every {gap} minutes") };
        let message =
            format!("the schedule asks for a run {every}, and services start one every {SHORTEST} at most");
        let finding = Diagnostic::warning(FREQUENCY_CODE, cron.span, message);
        findings
            .push(finding.help(format!("for one every {SHORTEST} minutes, write `*/{SHORTEST} * * * *`")));
    }
}
