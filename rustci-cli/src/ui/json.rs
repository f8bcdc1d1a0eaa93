use super::View;
use events::{LogChunk, Record, RunView};
use serde_json::json;
use std::io::{BufWriter, Stdout, Write};

/// One JSON object a line: every event as it is kept, and `{"type":"log",...}` for every line of output.
pub struct Json {
    out: BufWriter<Stdout>,
}

impl Json {
    /// Writes to standard output.
    pub fn new() -> Self {
        Self { out: BufWriter::with_capacity(1 << 16, std::io::stdout()) }
    }

    fn line(&mut self, value: &impl serde::Serialize) -> std::io::Result<()> {
        serde_json::to_writer(&mut self.out, value)?;
        self.out.write_all(b"\n")
    }
}

impl View for Json {
    fn record(&mut self, record: &Record, _run: &RunView) -> std::io::Result<()> {
        self.line(record)?;
        self.out.flush()
    }

    fn log(&mut self, chunk: &LogChunk, _run: &RunView) -> std::io::Result<()> {
        let text = String::from_utf8_lossy(&chunk.text);
        for line in text.split_terminator('\n') {
            let line = line.strip_suffix('\r').unwrap_or(line);
            self.line(&json!({"type": "log", "job": chunk.job, "attempt": chunk.attempt, "step": chunk.step, "line": line}))?;
        }
        self.out.flush()
    }

    fn end(&mut self, _run: &RunView) -> std::io::Result<()> {
        self.out.flush()
    }
}
