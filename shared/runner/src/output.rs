use crate::mask::{Masks, Stream};
use bytes::Bytes;
use engine::job::Secret;
use events::{Annotation, AnnotationLevel, Signal};
use formats::Commands;

/// How much log is sent at once, and how long a line may grow before it is cut.
const PIECE: usize = 64 * 1024;

/// What one process prints: commands are picked out, secrets hidden, and whole lines passed on.
pub struct Output<'a> {
    commands: &'a Commands,
    masks: &'a Masks,
    stream: Stream,
    /// The beginning of a line whose end has not come yet.
    partial: Vec<u8>,
    /// The line is too long to be a command; its beginning has gone out.
    cut: bool,
    /// Commands mean nothing until this is said.
    stopped: Option<String>,
    echo: bool,
    ready: Vec<u8>,
    signals: Vec<Signal>,
}

/// What is done with a line.
enum Verdict {
    Show,
    Hide,
    Instead(String),
}

impl<'a> Output<'a> {
    /// The output of a process that is about to begin.
    #[must_use]
    pub fn new(commands: &'a Commands, masks: &'a Masks) -> Self {
        Self {
            commands,
            masks,
            stream: Stream::default(),
            partial: Vec::new(),
            cut: false,
            stopped: None,
            echo: false,
            ready: Vec::new(),
            signals: Vec::new(),
        }
    }

    /// Takes in what was printed, which may end anywhere.
    pub fn push(&mut self, chunk: &[u8]) {
        let Some(end) = memchr::memrchr(b'\n', chunk) else { return self.keep(chunk) };
        let (whole, rest) = chunk.split_at(end + 1);
        if self.partial.is_empty() {
            self.lines(whole);
        } else {
            let first = memchr::memchr(b'\n', whole).map_or(whole.len(), |at| at + 1);
            self.partial.extend_from_slice(&whole[..first]);
            let line = std::mem::take(&mut self.partial);
            if std::mem::take(&mut self.cut) {
                self.stream.push(self.masks, &line, &mut self.ready);
            } else {
                self.lines(&line);
            }
            self.lines(&whole[first..]);
        }
        self.keep(rest);
    }

    /// Keeps the beginning of a line; of a very long one, what is certain goes out.
    fn keep(&mut self, rest: &[u8]) {
        self.partial.extend_from_slice(rest);
        if self.partial.len() > PIECE {
            self.cut = true;
            let partial = std::mem::take(&mut self.partial);
            self.stream.push(self.masks, &partial, &mut self.ready);
        } else if self.partial.is_empty() {
            self.cut = false;
        }
    }

    /// Takes in whole lines.
    fn lines(&mut self, bytes: &[u8]) {
        let mut from = 0;
        let mut at = 0;
        while let Some(length) = memchr::memchr(b'\n', &bytes[at..]) {
            let end = at + length + 1;
            match self.line(&bytes[at..end - 1]) {
                Verdict::Show => {}
                verdict => {
                    self.stream.push(self.masks, &bytes[from..at], &mut self.ready);
                    if let Verdict::Instead(text) = verdict {
                        self.stream.push(self.masks, format!("{text}\n").as_bytes(), &mut self.ready);
                    }
                    from = end;
                }
            }
            at = end;
        }
        self.stream.push(self.masks, &bytes[from..], &mut self.ready);
    }

    /// Looks at one line for what it tells.
    fn line(&mut self, line: &[u8]) -> Verdict {
        if !may_speak(line) {
            return Verdict::Show;
        }
        let Ok(text) = std::str::from_utf8(line) else { return Verdict::Show };
        let text = text.trim_end_matches('\r');
        if let Some(token) = &self.stopped {
            if text.trim().trim_matches(':') == token {
                self.stopped = None;
                return Verdict::Hide;
            }
            return Verdict::Show;
        }
        let Some(signal) = (self.commands.line)(text) else { return Verdict::Show };
        let shown = if self.echo { Verdict::Show } else { Verdict::Hide };
        let verdict = match &signal {
            Signal::Mask { value } => {
                self.masks.add([&Secret::new(value.as_str())]);
                return Verdict::Hide;
            }
            Signal::StopCommands { token } => {
                self.stopped = Some(token.clone());
                return shown;
            }
            Signal::Echo { on } => {
                self.echo = *on;
                return Verdict::Hide;
            }
            Signal::GroupStart { .. } | Signal::GroupEnd => Verdict::Show,
            Signal::Debug { .. } => return shown,
            Signal::Annotate(annotation) => Verdict::Instead(remark(annotation)),
            _ => shown,
        };
        self.signals.push(signal);
        verdict
    }

    /// The process has ended: the last line goes out, with its line break.
    pub fn finish(&mut self) {
        let partial = std::mem::take(&mut self.partial);
        if !partial.is_empty() || self.cut {
            let line = [partial.as_slice(), b"\n"].concat();
            if std::mem::take(&mut self.cut) {
                self.stream.push(self.masks, &line, &mut self.ready);
            } else {
                self.lines(&line);
            }
        }
        self.stream.finish(self.masks, &mut self.ready);
    }

    /// Signals since the last call, in order.
    pub fn signals(&mut self) -> Vec<Signal> {
        std::mem::take(&mut self.signals)
    }

    /// Whether there is enough text for a piece of log.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.ready.len() >= PIECE
    }

    /// The text that is ready, whole lines unless one is very long.
    pub fn take(&mut self) -> Option<Bytes> {
        (!self.ready.is_empty()).then(|| std::mem::take(&mut self.ready).into())
    }
}

/// Whether a line can be a command at all: each begins with one of a few signs, or with a word and a colon.
fn may_speak(line: &[u8]) -> bool {
    let head = &line[..line.len().min(64)];
    memchr::memchr2(b':', b'[', head).is_some()
}

/// A remark as a line of log.
fn remark(annotation: &Annotation) -> String {
    let level = match annotation.level {
        AnnotationLevel::Notice => "Notice",
        AnnotationLevel::Warning => "Warning",
        AnnotationLevel::Error => "Error",
    };
    let place = match (&annotation.file, annotation.line) {
        (Some(file), Some(line)) => format!(" {file}:{line}"),
        (Some(file), None) => format!(" {file}"),
        _ => String::new(),
    };
    format!("{level}:{place} {}", annotation.message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use formats::Masking;

    fn speak(line: &str) -> Option<Signal> {
        let rest = line.trim_start().strip_prefix("::")?;
        let (name, data) = rest.split_once("::")?;
        let data = data.to_owned();
        Some(match name {
            "add-mask" => Signal::Mask { value: data },
            "stop-commands" => Signal::StopCommands { token: data },
            "echo" => Signal::Echo { on: data == "on" },
            "out" => Signal::Output { name: "o".to_owned(), value: data },
            "error" => Signal::Annotate(Annotation {
                level: AnnotationLevel::Error,
                message: data,
                ..Annotation::default()
            }),
            _ => return None,
        })
    }

    const COMMANDS: Commands = Commands { line: speak, files: &[] };

    fn pieces(text: &[&str]) -> (String, Vec<Signal>) {
        let masks = Masks::new(Masking { replacement: "***", token_prefixes: &[] });
        let mut output = Output::new(&COMMANDS, &masks);
        text.iter().for_each(|piece| output.push(piece.as_bytes()));
        output.finish();
        let text = output.take().unwrap_or_default();
        (String::from_utf8_lossy(&text).into_owned(), output.signals())
    }

    #[test]
    fn commands_are_picked_out_and_secrets_hidden_at_once() {
        let (text, signals) =
            pieces(&["a\n::out", "::x\nb ::out::y\n::add-mask::hush\nhu", "sh\n::error::no\nend"]);
        assert_eq!(text, "a\nb ::out::y\n***\nError: no\nend\n");
        assert_eq!(signals.len(), 2);
        assert_eq!(signals[0], Signal::Output { name: "o".to_owned(), value: "x".to_owned() });
    }

    #[test]
    fn commands_can_be_stopped_and_shown() {
        let (text, signals) = pieces(&["::stop-commands::tok\n::out::1\n::tok::\n::echo::on\n::out::2\n"]);
        assert_eq!(text, "::out::1\n::out::2\n");
        assert_eq!(signals, [Signal::Output { name: "o".to_owned(), value: "2".to_owned() }]);
    }

    #[test]
    fn a_line_without_end_goes_out_in_pieces_and_masked() {
        let masks = Masks::new(Masking { replacement: "***", token_prefixes: &[] });
        masks.add([&Secret::new("hush")]);
        let mut output = Output::new(&COMMANDS, &masks);
        let mut all = Vec::new();
        for _ in 0..10 {
            output.push("x".repeat(PIECE / 2 - 2).as_bytes());
            output.push(b"hu");
            output.push(b"sh");
            all.extend(output.take().unwrap_or_default());
        }
        assert!(!all.is_empty());
        output.finish();
        all.extend(output.take().unwrap_or_default());
        let text = String::from_utf8(all).unwrap();
        assert_eq!(text.matches("***").count(), 10);
        assert!(!text.contains("hush") && text.ends_with("***\n"));
    }
}
