//! Durations as people write them: `1h 30m`, `2 weeks and 3 days`, `47 yrs 6 mos and 4d`.

use super::codes::DURATION;
use super::value;
use expr::Template;
use std::time::Duration;
use yaml::{Cursor, Shape};

const MINUTE: f64 = 60.0;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;

/// Seconds in a unit, by any of its names. A month is 30 days, a year 365.25, as in Ruby's chronic_duration.
fn unit(word: &str) -> Option<f64> {
    Some(match word {
        "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
        "m" | "min" | "mins" | "minute" | "minutes" => MINUTE,
        "h" | "hr" | "hrs" | "hour" | "hours" => HOUR,
        "d" | "day" | "days" => DAY,
        "w" | "wk" | "wks" | "week" | "weeks" => 7.0 * DAY,
        "mo" | "mos" | "month" | "months" => 30.0 * DAY,
        "y" | "yr" | "yrs" | "year" | "years" => 365.25 * DAY,
        _ => return None,
    })
}

/// The length of time a text says, if it says one. A bare number counts seconds; `1:30:00` counts from hours down.
pub fn parse(text: &str) -> Option<Duration> {
    let text = text.trim().to_lowercase();
    let clock: Option<Vec<f64>> = text.split(':').map(|part| part.parse().ok()).collect();
    let seconds = match clock {
        Some(parts) if parts.len() <= 3 => parts.iter().fold(0.0, |sum, part| sum * MINUTE + part),
        _ => words(&text)?,
    };
    Duration::try_from_secs_f64(seconds).ok()
}

fn words(text: &str) -> Option<f64> {
    let mut total = 0.0;
    let mut any = false;
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        rest = rest.strip_prefix("and ").unwrap_or(rest).trim_start();
        if rest.is_empty() {
            return any.then_some(total);
        }
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, after) = rest.split_at(digits);
        let after = after.trim_start();
        let letters = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let (word, after) = after.split_at(letters);
        let number: f64 = number.parse().ok()?;
        if word.is_empty() {
            total += number;
            rest = after;
        } else if let Some(seconds) = unit(word) {
            total += number * seconds;
            rest = after;
        } else {
            return None;
        }
        any = true;
    }
}

/// A duration.
pub fn read(cursor: Cursor<'_>) -> Option<Duration> {
    let text = match cursor.shape() {
        Shape::String => value::filled(cursor)?,
        _ => return cursor.wrong("a duration such as \"30 minutes\""),
    };
    let found = parse(text.as_str());
    if found.is_none() && !text.as_str().contains('$') {
        let finding = cursor.error(DURATION, format!("\"{text}\" is not a duration"));
        cursor.findings().push(finding.help("write numbers with units, as \"1h 30m\" or \"2 weeks\""));
    }
    found
}

/// A duration in seconds, for the IR; variables in it are left for later.
pub fn template(cursor: Cursor<'_>) -> Option<Template> {
    match read(cursor) {
        Some(duration) => Some(value::literal(&format!("{}s", duration.as_secs()), cursor)),
        None if cursor.node().as_str().is_some_and(|text| text.contains('$')) => value::template(cursor),
        None => None,
    }
}

/// How long a job may run: a month at most.
pub fn of_job(cursor: Cursor<'_>) -> Option<Template> {
    let seconds = cursor.node().as_str().and_then(parse).map(|found| found.as_secs_f64());
    if seconds.is_some_and(|seconds| seconds > 30.0 * DAY) {
        let finding = cursor.error(DURATION, "a job may not run for more than one month");
        cursor.findings().push(finding.help("write a shorter time, as \"3h 30m\""));
    }
    template(cursor)
}

/// A duration, or `never`.
pub fn or_never(cursor: Cursor<'_>) -> Option<Template> {
    match cursor.node().as_str() {
        Some("never") => None,
        _ => template(cursor),
    }
}
