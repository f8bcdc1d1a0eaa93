//! Regular expressions as CI languages write them: `/source/flags`, in the syntax of RE2.
use regex::Regex;

/// A pattern taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parts<'a> {
    pub source: &'a str,
    /// Of `i`, `s`, `m` and `U`.
    pub flags: &'a str,
}

/// Takes a pattern apart; nothing if the text is not written as one.
pub(crate) fn split(written: &str) -> Option<Parts<'_>> {
    let body = written.strip_prefix('/')?;
    let (source, flags) = body.rsplit_once('/')?;
    let flags_known = flags.chars().all(is_flag);
    (flags_known && !source.is_empty() && !ends_in_escape(source)).then_some(Parts { source, flags })
}

/// Whether a letter after the closing slash is a flag.
pub(crate) fn is_flag(letter: char) -> bool {
    matches!(letter, 'i' | 's' | 'm' | 'U')
}

fn ends_in_escape(source: &str) -> bool {
    source.bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1
}

/// The pattern, ready to be matched, or why it is none.
pub(crate) fn compile(parts: &Parts<'_>) -> Result<Regex, String> {
    let source = translate(parts.source);
    let whole = if parts.flags.is_empty() { source } else { format!("(?{}){source}", parts.flags) };
    Regex::new(&whole)
        .map_err(|error| format!("`{}` is no valid regular expression: {}", parts.source, reason(&error)))
}

/// The last line of a syntax error says what is wrong; the ones before draw a picture.
fn reason(error: &regex::Error) -> String {
    let text = error.to_string();
    text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

/// What RE2 reads otherwise than this crate's engine: quoted stretches, `\<`, lone braces, and operators in classes.
fn translate(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    let mut class_start = None;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let in_class = class_start.is_some();
        rest = after;
        match c {
            '\\' => rest = escape(after, &mut out),
            '[' if !in_class => {
                out.push(c);
                for lead in ["^", "]"] {
                    if let Some(next) = rest.strip_prefix(lead) {
                        out.push_str(if lead == "]" { "\\]" } else { lead });
                        rest = next;
                    }
                }
                class_start = Some(out.len());
            }
            '[' if !after.starts_with(':') => out.push_str("\\["),
            '[' => {
                let end = after.find(":]").map_or(0, |at| at + 2);
                out.push('[');
                out.push_str(&after[..end]);
                rest = &after[end..];
            }
            ']' if in_class => {
                class_start = None;
                out.push(c);
            }
            '&' | '~' if in_class => out.extend(['\\', c]),
            '-' if in_class && after.starts_with('-') => out.push_str("\\-"),
            '{' if !in_class && !is_repetition(after) => out.push_str("\\{"),
            _ => out.push(c),
        }
    }
    out
}

/// Writes what stands after a backslash and gives what is left.
fn escape<'a>(after: &'a str, out: &mut String) -> &'a str {
    let Some(c) = after.chars().next() else {
        out.push('\\');
        return after;
    };
    let rest = &after[c.len_utf8()..];
    match c {
        'Q' => {
            let (literal, rest) = rest.split_once("\\E").unwrap_or((rest, ""));
            out.push_str(&regex::escape(literal));
            return rest;
        }
        '/' | '<' | '>' => out.push(c),
        _ => out.extend(['\\', c]),
    }
    rest
}

/// Whether `{` is followed by `2}`, `2,}` or `2,3}`.
fn is_repetition(after: &str) -> bool {
    let Some((inside, _)) = after.split_once('}') else { return false };
    let (low, high) = inside.split_once(',').unwrap_or((inside, ""));
    !low.is_empty() && low.bytes().chain(high.bytes()).all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_come_apart_at_their_last_slash() {
        let parts = |written| split(written).map(|p| (p.source, p.flags));
        assert_eq!(parts("/^a\\/b/im"), Some(("^a\\/b", "im")));
        assert_eq!(parts("/a/x"), None);
        assert_eq!(parts("a/b/"), None);
        assert_eq!(parts("//"), None);
        assert_eq!(parts("/a\\/"), None);
    }

    #[test]
    fn what_re2_reads_otherwise_is_translated() {
        let cases = [
            ("^a\\/b$", "a/b", true),
            ("\\Qa.b\\E+", "a.bbb", true),
            ("\\Qa.b\\E", "axb", false),
            ("x{,2}", "x{,2}", true),
            ("^x{2}$", "xx", true),
            ("[a[b]", "[", true),
            ("[a&&b]", "&", true),
            ("[[:digit:]]+", "12", true),
            ("[]a]", "]", true),
            ("[^]]", "]", false),
            ("\\<b\\>", "<b>", true),
            ("^(?:v)?\\d+\\.\\d+", "v1.2", true),
        ];
        for (source, text, expected) in cases {
            let regex = compile(&Parts { source, flags: "" }).unwrap();
            assert_eq!(regex.is_match(text), expected, "{source} on {text}");
        }
        assert!(compile(&Parts { source: "(", flags: "" }).is_err());
        assert!(compile(&Parts { source: "(?=a)", flags: "" }).unwrap_err().contains("look-around"));
    }

    #[test]
    fn flags_go_in_front() {
        assert!(compile(&Parts { source: "^abc", flags: "im" }).unwrap().is_match("x\nABC"));
    }
}
