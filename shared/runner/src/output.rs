use crate::listening::Listening;
use crate::mask::Stream;
use bytes::Bytes;
use engine::job::Secret;
use events::{Annotation, AnnotationLevel, Signal};

/// How much log is sent at once, and how long a line may grow before it is cut.
const PIECE: usize = 64 * 1024;

/// What one process prints: commands are picked out, secrets hidden, and whole lines passed on.
pub struct Output<'a> {
    against: Listening<'a>,
    stream: Stream,
    /// The beginning of a line whose end has not come yet.
    partial: Vec<u8>,
    /// The line is too long to be a command; its beginning has gone out.
    cut: bool,
    /// Commands mean nothing until this is said.
    stopped: Option<String>,
    echo: bool,
    /// Matchers look at the lines.
    matching: bool,
    /// A command could not be obeyed.
    broken: Option<String>,
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
    pub fn new(against: Listening<'a>) -> Self {
        Self {
            matching: against.matches(),
            broken: None,
            against,
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
                self.stream.push(self.against.masks, &line, &mut self.ready);
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
            self.stream.push(self.against.masks, &partial, &mut self.ready);
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
                    self.stream.push(self.against.masks, &bytes[from..at], &mut self.ready);
                    if let Verdict::Instead(text) = verdict {
                        self.stream.push(self.against.masks, format!("{text}\n").as_bytes(), &mut self.ready);
                    }
                    from = end;
                }
            }
            at = end;
        }
        self.stream.push(self.against.masks, &bytes[from..], &mut self.ready);
    }

    /// Looks at one line for what it tells.
    fn line(&mut self, line: &[u8]) -> Verdict {
        if !self.matching && !may_speak(line) {
            return Verdict::Show;
        }
        let Ok(text) = std::str::from_utf8(line) else { return Verdict::Show };
        let text = text.trim_end_matches('\r');
        if self.matching
            && let Some(annotation) = self.against.remark(text)
        {
            self.signals.push(Signal::Annotate(annotation));
        }
        if let Some(token) = &self.stopped {
            if text.trim().trim_matches(':') == token {
                self.stopped = None;
                return Verdict::Hide;
            }
            return Verdict::Show;
        }
        let Some(signal) = (self.against.commands.line)(text) else { return Verdict::Show };
        let signal = self.against.unguard(signal);
        let shown = if self.echo { Verdict::Show } else { Verdict::Hide };
        let verdict = match &signal {
            Signal::Mask { value } => {
                self.against.masks.add([&Secret::new(value.as_str())]);
                return Verdict::Hide;
            }
            Signal::Variable(variable) if variable.secret => {
                self.against.masks.add([&Secret::new(variable.value.as_str())]);
                Verdict::Hide
            }
            Signal::StopCommands { token } => {
                self.stopped = Some(token.clone());
                return shown;
            }
            Signal::Echo { on } => {
                self.echo = *on;
                return Verdict::Hide;
            }
            Signal::AddMatcher { .. } | Signal::RemoveMatcher { .. } | Signal::RemoveMatchersOf { .. } => {
                let changed = self.against.change_matchers(&signal);
                self.matching = self.against.matches();
                return match changed {
                    Ok(()) => shown,
                    Err(reason) => self.refuse(reason),
                };
            }
            Signal::Broken { reason } => return self.refuse(reason.clone()),
            Signal::GroupStart { .. } | Signal::GroupEnd => Verdict::Show,
            Signal::Debug { .. } => return shown,
            Signal::Annotate(annotation) => Verdict::Instead(remark(annotation)),
            _ => shown,
        };
        self.signals.push(signal);
        verdict
    }

    /// Says why a command is not obeyed; the step fails for it.
    fn refuse(&mut self, reason: String) -> Verdict {
        let line = format!("Error: {reason}");
        self.broken.get_or_insert(reason);
        Verdict::Instead(line)
    }

    /// Why the step has failed, however its process ends.
    pub fn broken(&mut self) -> Option<String> {
        self.broken.take()
    }

    /// The process has ended: the last line goes out, with its line break.
    pub fn finish(&mut self) {
        let partial = std::mem::take(&mut self.partial);
        if !partial.is_empty() || self.cut {
            let line = [partial.as_slice(), b"\n"].concat();
            if std::mem::take(&mut self.cut) {
                self.stream.push(self.against.masks, &line, &mut self.ready);
            } else {
                self.lines(&line);
            }
        }
        self.stream.finish(self.against.masks, &mut self.ready);
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
pub(crate) fn remark(annotation: &Annotation) -> String {
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
    use crate::mask::Masks;
    use formats::{Commands, Masking, Matchers};
    use std::sync::Mutex;

    fn speak(line: &str) -> Option<Signal> {
        let rest = line.trim_start().strip_prefix("::")?;
        let (name, data) = rest.split_once("::")?;
        let data = data.to_owned();
        Some(match name {
            "add-mask" => Signal::Mask { value: data },
            "stop-commands" => Signal::StopCommands { token: data },
            "echo" => Signal::Echo { on: data == "on" },
            "matcher" => Signal::AddMatcher { file: data },
            "guarded" => Signal::Guarded {
                variable: "ALLOW".to_owned(),
                command: Box::new(Signal::Path { folder: data }),
                refusal: "not here".to_owned(),
            },
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

    fn masks() -> Masks {
        Masks::new(Masking { replacement: "***", token_prefixes: &[] })
    }

    /// What comes of text printed in these pieces.
    fn pieces(text: &[&str], env: &[(&str, &str)]) -> (String, Vec<Signal>, Option<String>) {
        let (masks, matchers) = (masks(), Mutex::new(Matchers::default()));
        let env: Vec<_> = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let read = |file: &str| (file == "m.json").then(|| MATCHER.to_owned());
        let against =
            Listening { commands: &COMMANDS, masks: &masks, env: &env, matchers: &matchers, read: &read };
        let mut output = Output::new(against);
        text.iter().for_each(|piece| output.push(piece.as_bytes()));
        output.finish();
        let text = output.take().unwrap_or_default();
        (String::from_utf8_lossy(&text).into_owned(), output.signals(), output.broken())
    }

    const MATCHER: &str = r#"{"problemMatcher": [{"owner": "t", "pattern": [
        {"regexp": "^bad (\\S+):(\\d+) (.*)$", "file": 1, "line": 2, "message": 3}]}]}"#;

    #[test]
    fn matchers_look_at_lines_from_where_they_were_added() {
        let text = ["bad a:1 early\n::matcher::m.json\nbad b:2 found\nfine\n::matcher::none.json\n"];
        let (text, signals, broken) = pieces(&text, &[]);
        assert_eq!(text.lines().count(), 4, "{text}");
        let [Signal::Annotate(found)] = &signals[..] else { panic!("{signals:?}") };
        assert_eq!(
            (found.file.as_deref(), found.line, found.message.as_str()),
            (Some("b"), Some(2), "found")
        );
        assert!(broken.is_some_and(|reason| reason.contains("none.json")));
    }

    #[test]
    fn guarded_commands_count_only_where_they_are_asked_for() {
        let (_, signals, broken) = pieces(&["::guarded::1\n"], &[("ALLOW", "true")]);
        assert_eq!((signals.len(), broken), (1, None));
        let (text, signals, broken) = pieces(&["::guarded::1\n"], &[]);
        assert_eq!((signals.len(), broken), (0, Some("not here".to_owned())));
        assert_eq!(text, "Error: not here\n");
    }

    #[test]
    fn commands_are_picked_out_and_secrets_hidden_at_once() {
        let (text, signals, _) =
            pieces(&["a\n::out", "::x\nb ::out::y\n::add-mask::hush\nhu", "sh\n::error::no\nend"], &[]);
        assert_eq!(text, "a\nb ::out::y\n***\nError: no\nend\n");
        assert_eq!(signals.len(), 2);
        assert_eq!(signals[0], Signal::Output { name: "o".to_owned(), value: "x".to_owned() });
    }

    #[test]
    fn commands_can_be_stopped_and_shown() {
        let (text, signals, _) =
            pieces(&["::stop-commands::tok\n::out::1\n::tok::\n::echo::on\n::out::2\n"], &[]);
        assert_eq!(text, "::out::1\n::out::2\n");
        assert_eq!(signals, [Signal::Output { name: "o".to_owned(), value: "2".to_owned() }]);
    }

    #[test]
    fn a_line_without_end_goes_out_in_pieces_and_masked() {
        let (masks, matchers) = (masks(), Mutex::new(Matchers::default()));
        masks.add([&Secret::new("hush")]);
        let against =
            Listening { commands: &COMMANDS, masks: &masks, env: &[], matchers: &matchers, read: &|_| None };
        let mut output = Output::new(against);
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
