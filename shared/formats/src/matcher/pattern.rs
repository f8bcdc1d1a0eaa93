use super::Found;
use regex::Regex;

/// One line of a remark: a regular expression, and which of its groups means what.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub regex: Regex,
    pub groups: Groups,
    /// It matches line after line.
    pub repeats: bool,
}

/// The numbers of groups.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Groups {
    pub file: Option<usize>,
    pub from_path: Option<usize>,
    pub line: Option<usize>,
    pub column: Option<usize>,
    pub severity: Option<usize>,
    pub code: Option<usize>,
    pub message: Option<usize>,
}

impl Groups {
    /// Each with its name in the file.
    pub fn named(&self) -> [(&'static str, Option<usize>); 7] {
        [
            ("file", self.file),
            ("fromPath", self.from_path),
            ("line", self.line),
            ("column", self.column),
            ("severity", self.severity),
            ("code", self.code),
            ("message", self.message),
        ]
    }
}

impl Pattern {
    pub fn find(&self, line: &str) -> Option<Found> {
        let captures = self.regex.captures(line)?;
        // A group that took no part counts as empty, as in the languages whose expressions these are.
        let text = |group: Option<usize>| {
            group.map(|group| captures.get(group).map(|found| found.as_str()).unwrap_or_default().to_owned())
        };
        let groups = &self.groups;
        Some(Found {
            file: text(groups.file),
            from_path: text(groups.from_path),
            line: text(groups.line),
            column: text(groups.column),
            severity: text(groups.severity),
            code: text(groups.code),
            message: text(groups.message),
        })
    }
}

/// A JavaScript expression in the words of the regex crate: classes are ASCII, `[` and operators mean themselves inside
/// a class, and a brace that repeats nothing means itself.
pub(super) fn translate(expression: &str) -> String {
    let mut out = String::with_capacity(expression.len() + 16);
    let mut rest = expression;
    let mut in_class = false;
    while let Some(c) = rest.chars().next() {
        let next = rest[c.len_utf8()..].chars().next();
        let mut taken = c.len_utf8();
        match (c, in_class) {
            ('\\', _) => {
                taken += next.map_or(0, char::len_utf8);
                escape(&mut out, &rest[..taken], in_class);
            }
            ('[', false) => {
                in_class = true;
                out.push('[');
                // An empty class and its opposite are spelled so in JavaScript only.
                if rest.starts_with("[^]") || rest.starts_with("[]") {
                    in_class = false;
                    taken = if rest.starts_with("[]") { 2 } else { 3 };
                    out.pop();
                    out.push_str(if taken == 2 { r"[^\s\S]" } else { r"[\s\S]" });
                }
            }
            (']', true) => {
                in_class = false;
                out.push(']');
            }
            ('[', true) => out.push_str(r"\["),
            ('&' | '-' | '~', true) if next == Some(c) => {
                out.push('\\');
                out.push(c);
            }
            ('{', false) if !repeats(rest) => out.push_str(r"\{"),
            _ => out.push(c),
        }
        rest = &rest[taken..];
    }
    out
}

fn escape(out: &mut String, escaped: &str, in_class: bool) {
    out.push_str(match (escaped, in_class) {
        (r"\d", false) => "[0-9]",
        (r"\d", true) => "0-9",
        (r"\w", false) => "[0-9A-Za-z_]",
        (r"\w", true) => "0-9A-Za-z_",
        (r"\D", _) => "[^0-9]",
        (r"\W", _) => "[^0-9A-Za-z_]",
        (r"\b", false) => r"(?-u:\b)",
        (r"\b", true) => r"\x08",
        (r"\B", false) => r"(?-u:\B)",
        (r"\0", _) => r"\x00",
        (other, _) => other,
    });
}

/// Whether a brace opens a repetition: `{2}`, `{2,}` or `{2,3}`.
fn repeats(text: &str) -> bool {
    let inside = text[1..].split_once('}').map(|(inside, _)| inside);
    inside.is_some_and(|inside| {
        let (low, high) = inside.split_once(',').unwrap_or((inside, ""));
        !low.is_empty() && low.chars().chain(high.chars()).all(|c| c.is_ascii_digit())
    })
}
