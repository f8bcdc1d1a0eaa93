//! How a text is written so that every reader takes it for that text: YAML 1.2, and 1.1 as Ruby and Python read it.
use crate::{Resolved, Schema};

/// Characters that begin something else than a text.
const INDICATORS: &[char] =
    &[',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`'];

/// A text on one line; `in_a_row` inside brackets.
pub(super) fn inline(text: &str, in_a_row: bool) -> String {
    if is_plain(text) && !(in_a_row && text.contains([',', '[', ']', '{', '}'])) {
        text.to_owned()
    } else if text.chars().all(is_printable) && (!text.contains('\'') || text.contains(['"', '\\'])) {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        double(text)
    }
}

/// Whether bare words are read as this very text.
fn is_plain(text: &str) -> bool {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return false };
    let begins = match first {
        '-' => chars.next().is_some_and(|next| !next.is_whitespace() && next != first),
        '?' | ':' => false,
        _ => !INDICATORS.contains(&first),
    };
    begins
        && text.chars().all(is_printable)
        && text.trim() == text
        && !text.ends_with(':')
        && ![": ", " #", ":\t", "\t#"].iter().any(|mark| text.contains(mark))
        && !text.starts_with("---")
        && !text.starts_with("...")
        && is_string_everywhere(text)
}

/// Whether no reader takes the bare text for a number, a boolean, a time or nothing.
fn is_string_everywhere(text: &str) -> bool {
    let joined = text.replace(['_', ','], "");
    let string = |text: &str| {
        [Schema::Core, Schema::Yaml11].iter().all(|schema| schema.resolve(text) == Resolved::Str)
    };
    let is_date = || {
        let digits = |range: std::ops::Range<usize>| {
            text.get(range).is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
        };
        digits(0..4) && text[4..].starts_with('-') && digits(5..6)
    };
    let is_word = matches!(text, "=" | "<<" | "y" | "Y" | "n" | "N");
    let is_infinite =
        text.trim_start_matches(['+', '-']).to_lowercase() == ".inf" || text.to_lowercase() == ".nan";
    string(text) && string(&joined) && !is_date() && !is_word && !is_infinite
}

fn is_printable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// In double quotes, with escapes.
fn double(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_printable(c) => out.push(c),
            c if (c as u32) < 0x100 => out.push_str(&format!("\\x{:02x}", c as u32)),
            c => out.push_str(&format!("\\u{:04x}", c as u32)),
        }
    }
    out.push('"');
    out
}

/// The header of a literal block that holds this text, if one can: `|`, `|-`, `|2+`.
pub(super) fn block(text: &str) -> Option<String> {
    let body = text.trim_end_matches('\n');
    let can = body.contains('\n') || (text.ends_with('\n') && !body.is_empty());
    let clean = text.chars().all(|c| c == '\n' || c == '\t' || is_printable(c));
    let last_is_blank = body.rsplit('\n').next().is_some_and(|line| line.trim().is_empty());
    if !can || !clean || last_is_blank {
        return None;
    }
    let indented = body.starts_with([' ', '\t', '\n']);
    let ends = match text.len() - body.len() {
        0 => "-",
        1 => "",
        _ => "+",
    };
    Some(format!("|{}{ends}", if indented { "2" } else { "" }))
}
