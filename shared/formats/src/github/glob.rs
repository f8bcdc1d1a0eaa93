use super::reader::Reader;
use super::rules::GLOB;
use diag::{Diagnostic, Text};

/// What a pattern is matched with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// Names of branches or tags.
    Ref,
    /// Paths of files.
    Path,
}

const REF_CHARACTERS: &str = "names of branches and tags hold no blanks, ~, ^, :, [, ?, * or \\";

/// Checks a filter's pattern, after
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet>.
pub(super) fn check(reader: &Reader<'_>, text: &Text, subject: Subject) {
    let pattern = text.as_str();
    let whole = |message: &str| reader.error(GLOB, text.span(), message);
    if pattern.is_empty() {
        return whole("a pattern cannot be empty");
    }
    if subject == Subject::Path {
        if pattern.trim() != pattern {
            whole("the blanks around this path belong to the pattern, so it matches nothing");
        }
        let first = pattern.trim_start_matches('!').split('/').next().unwrap_or_default();
        if first == "." || first == ".." {
            whole("a path in a pattern begins at the repository's root, without \".\" or \"..\"");
        }
    }
    let chars: Vec<(usize, char)> = pattern.char_indices().collect();
    Walk { reader, text, chars, at: 0, repeatable: false, subject }.run();
}

struct Walk<'a> {
    reader: &'a Reader<'a>,
    text: &'a Text,
    chars: Vec<(usize, char)>,
    at: usize,
    /// Whether the character before can be repeated by `?` or `+`.
    repeatable: bool,
    subject: Subject,
}

impl Walk<'_> {
    fn run(mut self) {
        match self.peek() {
            Some('/') if self.subject == Subject::Ref => {
                self.next();
                self.say("no name of a branch or tag begins with \"/\"");
                self.repeatable = true;
            }
            Some('!') => {
                self.next();
                if self.peek().is_none() {
                    return self.say("a pattern must follow the \"!\"");
                }
            }
            _ => {}
        }
        while let Some(c) = self.next() {
            let plain = self.character(c);
            self.repeatable = plain;
        }
        if self.subject == Subject::Ref && matches!(self.chars.last(), Some((_, '/' | '.'))) {
            self.say("no name of a branch or tag ends with \"/\" or \".\"");
        }
    }

    /// Checks what begins with a character; says whether it can be repeated.
    fn character(&mut self, c: char) -> bool {
        match c {
            '\\' => self.escape(),
            '?' | '+' => {
                if !self.repeatable {
                    let times = if c == '?' { "at most once" } else { "once or more" };
                    self.say(&format!(
                        "\"{c}\" means {times} the character before it, and there is none to repeat"
                    ));
                }
                return false;
            }
            '*' => return false,
            '[' => self.class(),
            '\n' | '\r' => self.say("a pattern is one line"),
            ' ' | '\t' | '~' | '^' | ':' if self.subject == Subject::Ref => self.say(REF_CHARACTERS),
            _ => {}
        }
        true
    }

    fn escape(&mut self) {
        match self.peek() {
            Some('[' | '?' | '*') => {
                self.next();
                if self.subject == Subject::Ref {
                    self.say(REF_CHARACTERS);
                }
            }
            Some('+' | '\\' | '!') => _ = self.next(),
            _ if self.subject == Subject::Ref => {
                self.say("\"\\\" stands only before [, ?, +, *, \\ and !, whose meaning it takes away");
            }
            _ => {}
        }
    }

    /// `[abc]` or `[a-z]`, its `[` already read.
    fn class(&mut self) {
        if self.peek() == Some(']') {
            self.next();
            return self.say("there is no character between \"[\" and \"]\"");
        }
        let mut members = 0;
        loop {
            let Some(first) = self.next() else { return self.say("the \"[\" is never closed by \"]\"") };
            if first == ']' {
                break;
            }
            members += 1;
            if self.peek() != Some('-') {
                continue;
            }
            self.next();
            members += 1;
            match self.next() {
                Some(']') => return self.say("the range has no end"),
                Some(last) if first > last => {
                    return self
                        .say(&format!("the range from \"{first}\" to \"{last}\" is empty: turn it round"));
                }
                _ => {}
            }
        }
        if members == 1 {
            self.say("one character in \"[]\" means just that character: leave the brackets out");
        }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).map(|(_, c)| *c)
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        Some(c)
    }

    /// Reports at the character read last.
    fn say(&self, message: &str) {
        let at = self.chars.get(self.at.saturating_sub(1));
        let span = at.map_or(self.text.span(), |(at, c)| self.text.span_of(*at, at + c.len_utf8()));
        let finding = Diagnostic::error(GLOB, span, message);
        self.reader
            .findings
            .push(finding.help("patterns are no regular expressions: *, **, ?, +, [] and ! are all"));
    }
}
