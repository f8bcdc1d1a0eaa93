use crate::output::print;
use crate::refusal::Refusal;
use api::Time;
use clap::{Args, ValueEnum};
use comfy_table::{Table, presets};
use events::Timestamp;
use serde::Serialize;

/// How an answer is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Human,
    /// As the server tells it.
    Json,
}

/// How an answer is shown.
#[derive(Clone, Copy, Debug, Args)]
pub struct Output {
    /// What is printed: a text for people, or JSON
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

impl Output {
    /// Whether programs read it.
    pub fn is_json(self) -> bool {
        self.format == Format::Json
    }
}

/// Prints an answer: as it is, or in words.
pub fn shown<T: Serialize>(
    answer: &T,
    output: Output,
    words: impl FnOnce(&T) -> String,
) -> Result<(), Refusal> {
    if !output.is_json() {
        return print(&words(answer));
    }
    let text = serde_json::to_string_pretty(answer);
    print(&format!("{}\n", text.map_err(|error| Refusal::new(format!("cannot print it: {error}")))?))
}

/// Rows under headlines, or a sentence when there are none.
pub fn table<const N: usize>(head: [&str; N], rows: Vec<[String; N]>, none: &str) -> String {
    if rows.is_empty() {
        return format!("{none}\n");
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(head);
    for row in rows {
        table.add_row(row);
    }
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// A time in the machine's own zone, to the second.
pub fn time(time: Time) -> String {
    let millis = i64::try_from(time.0.0).unwrap_or(i64::MAX);
    let at = jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::MAX);
    at.to_zoned_datetime(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// A time as people say it: `10m` ago, or a whole date.
pub fn since(text: &str) -> Result<Timestamp, String> {
    let at = match humantime::parse_duration(text) {
        Ok(ago) => {
            let ago = jiff::SignedDuration::try_from(ago).map_err(|error| error.to_string())?;
            jiff::Timestamp::now().checked_sub(ago).map_err(|error| error.to_string())?
        }
        Err(_) => text.parse().map_err(|_| "write 10m, 2h, or 2026-03-01T12:00:00Z".to_owned())?,
    };
    Ok(Timestamp(u64::try_from(at.as_millisecond()).unwrap_or_default()))
}
