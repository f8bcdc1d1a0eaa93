//! Scripts as programs that check scripts read them, and the way back from what those find to the place in the file.

use crate::steps;
use diag::{Code, Rule, Span, Text};
use ir::{Action, Pipeline, Script, Shell, Strictness, Template};
use std::collections::HashSet;

/// The rules of what other programs find.
pub const RULES: &[Rule] = &[
    Rule {
        code: SHELLCHECK,
        summary: "shellcheck finds something in a shell script",
        page: "Where the program shellcheck is at hand, it reads the shell scripts of jobs. The number in the message is that \
               of its own rule; a comment `# shellcheck disable=SC2086` before a command leaves a finding out.\n\n\
               Wrong:\n\n    run: rm -r $folder/*\n\nRight:\n\n    run: rm -r \"${folder:?}\"/*\n",
    },
    Rule {
        code: PYFLAKES,
        summary: "pyflakes finds something in a Python script",
        page: "Where the program pyflakes is at hand, it reads the Python scripts of jobs.\n\n\
               Wrong:\n\n    shell: python\n    run: print(hello)\n\nRight:\n\n    shell: python\n    run: print('hello')\n",
    },
];

/// What shellcheck finds.
pub const SHELLCHECK: Code = Code("shellcheck");
/// What pyflakes finds.
pub const PYFLAKES: Code = Code("pyflakes");

/// What a script is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// bash.
    Bash,
    /// Any shell.
    Sh,
    /// Python 3.
    Python,
}

/// A script in one piece.
#[derive(Clone, Debug)]
pub struct Listing {
    /// What it is written in.
    pub language: Language,
    /// Whether it ends at the first command that fails.
    pub strict: bool,
    /// What a checker reads: underscores stand for what only the run puts in.
    pub text: String,
    /// The texts it was put together from, each with the byte at which it begins.
    pieces: Vec<(usize, Text)>,
}

impl Listing {
    /// The place of a character, by line and column from one on.
    #[must_use]
    pub fn place(&self, line: usize, column: usize) -> Span {
        let at = self.offset(line, column);
        let (start, text) = self.piece(at);
        let from = at.saturating_sub(start).min(text.as_str().len());
        let next = text.as_str()[from..].chars().next().filter(|next| *next != '\n');
        text.span_of(from, from + next.map_or(0, char::len_utf8))
    }

    /// The place from one character to before another; what goes on in the next line ends with its first one.
    #[must_use]
    pub fn range(&self, (line, column): (usize, usize), end: (usize, usize)) -> Span {
        let width = self.width(line);
        let end = if end.0 == line { end.1.min(width) } else { width };
        let (first, last) = (self.place(line, column), self.place(line, end.saturating_sub(1)));
        if last.start > first.start { first.to(last) } else { first }
    }

    /// Whether something stands there that only the run puts in: nothing can be said of it.
    #[must_use]
    pub fn is_blank(&self, line: usize, column: usize) -> bool {
        let at = self.offset(line, column);
        let (start, text) = self.piece(at);
        let written = text.as_str().as_bytes().get(at - start);
        written.is_some_and(|written| self.text.as_bytes().get(at) != Some(written))
    }

    /// The column after the last character of a line.
    fn width(&self, line: usize) -> usize {
        self.text.lines().nth(line.saturating_sub(1)).map_or(0, |line| line.chars().count()) + 1
    }

    fn offset(&self, line: usize, column: usize) -> usize {
        let mut start = 0;
        for text in self.text.split_inclusive('\n').take(line.saturating_sub(1)) {
            start += text.len();
        }
        let rest = self.text.get(start..).unwrap_or_default();
        let inside: usize = rest.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
        start + inside
    }

    fn piece(&self, at: usize) -> (usize, &Text) {
        let after = self.pieces.partition_point(|(start, _)| *start <= at);
        let (start, text) = &self.pieces[after.saturating_sub(1)];
        (*start, text)
    }
}

/// Every script of a pipeline that some program can check; what stands once and is used many times comes once.
#[must_use]
pub fn listings(pipeline: &Pipeline) -> Vec<Listing> {
    let mut found = Vec::new();
    for job in &pipeline.jobs {
        found.extend(job.before_checkout.as_ref().and_then(listing));
        for list in [steps::of(job), &job.after] {
            steps::each(list, &mut |step| {
                if let Action::Run(script) = &step.action {
                    found.extend(listing(script));
                }
            });
        }
    }
    let mut seen = HashSet::new();
    found.retain(|listing| seen.insert((listing.pieces[0].1.span(), listing.language, listing.text.clone())));
    found
}

fn listing(script: &Script) -> Option<Listing> {
    let (language, strict) = language(&script.shell)?;
    let mut text = String::new();
    let mut pieces = Vec::new();
    for line in &script.lines {
        pieces.push((text.len(), line.text().clone()));
        text += &Template::masked(line);
        if !text.ends_with('\n') {
            text.push('\n');
        }
    }
    (!pieces.is_empty()).then_some(Listing { language, strict, text, pieces })
}

fn language(shell: &Shell) -> Option<(Language, bool)> {
    let strict = |strictness: Strictness| strictness != Strictness::Lenient;
    match shell {
        Shell::Default(strictness) | Shell::Bash(strictness) => Some((Language::Bash, strict(*strictness))),
        Shell::Sh(strictness) => Some((Language::Sh, strict(*strictness))),
        Shell::Python => Some((Language::Python, false)),
        Shell::Custom(command) => custom(command.as_str()),
        Shell::Pwsh | Shell::PowerShell | Shell::Cmd | Shell::Computed(_) => None,
    }
}

/// What reads a script, by a command line such as `bash -e {0}`.
fn custom(command: &str) -> Option<(Language, bool)> {
    let mut words = command.split_whitespace();
    let program = words.next()?.rsplit(['/', '\\']).next()?;
    let strict = words.any(|word| word.starts_with('-') && !word.starts_with("--") && word.contains('e'));
    match program.trim_end_matches(".exe") {
        "bash" => Some((Language::Bash, strict)),
        "sh" | "dash" | "ash" => Some((Language::Sh, strict)),
        "python" | "python3" => Some((Language::Python, false)),
        _ => None,
    }
}
