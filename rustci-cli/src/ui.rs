//! What a person or a script sees of a run: one view a kind of output.

mod colourless;
mod json;
mod only;
mod order;
mod plain;
mod progress;
mod summary;
mod tail;

pub use json::Json;
pub use only::{Only, Wanted};
pub use order::Orderly;
pub use plain::Plain;
pub use progress::Progress;
pub use summary::summary;

use events::{LogChunk, Record, RunView};

/// Shows a run while it goes on.
pub trait View: Send {
    /// A fact was recorded; `run` is how the run stands after it.
    fn record(&mut self, record: &Record, run: &RunView) -> std::io::Result<()>;
    /// A job printed something.
    fn log(&mut self, chunk: &LogChunk, run: &RunView) -> std::io::Result<()>;
    /// Nothing more is known for the moment: what was held back may be shown.
    fn idle(&mut self, _run: &RunView) -> std::io::Result<()> {
        Ok(())
    }
    /// The run has ended.
    fn end(&mut self, run: &RunView) -> std::io::Result<()>;
}

/// The text in red, if colours are on.
fn red(text: &str, colour: bool) -> String {
    paint(text, "31", colour)
}

/// The text in green, if colours are on.
fn green(text: &str, colour: bool) -> String {
    paint(text, "32", colour)
}

/// The text in yellow, if colours are on.
fn yellow(text: &str, colour: bool) -> String {
    paint(text, "33", colour)
}

/// The text faint, if colours are on.
fn faint(text: &str, colour: bool) -> String {
    paint(text, "2", colour)
}

fn paint(text: &str, code: &str, colour: bool) -> String {
    if colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// A duration as people say it: `0.4s`, `12.3s`, `2m 05s`, `1h 02m`.
pub fn spell(time: std::time::Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..60 => format!("{:.1}s", time.as_secs_f64()),
        60..3600 => format!("{}m {:02}s", seconds / 60, seconds % 60),
        _ => format!("{}h {:02}m", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::spell;
    use std::time::Duration;

    #[test]
    fn durations_read_well() {
        let cases = [(40, "0.0s"), (12_340, "12.3s"), (125_000, "2m 05s"), (3_720_000, "1h 02m")];
        for (millis, expected) in cases {
            assert_eq!(spell(Duration::from_millis(millis)), expected);
        }
    }
}
