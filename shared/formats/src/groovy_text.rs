//! Texts as Groovy writes them (<https://groovy-lang.org/syntax.html#all-strings>).

/// A text in single quotes; one of several lines in three of them.
pub(crate) fn quoted(text: &str) -> String {
    if text.contains('\n') {
        return format!("'''{}'''", tripled(text));
    }
    let mut out = String::from("'");
    for c in text.chars() {
        match c {
            '\\' | '\'' => out.extend(['\\', c]),
            '\r' => out += "\\r",
            '\t' => out += "\\t",
            c => out.push(c),
        }
    }
    out + "'"
}

/// What stands between three single quotes.
pub(crate) fn tripled(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace("'''", "\\'\\'\\'").replace('\r', "\\r");
    match escaped.strip_suffix('\'') {
        Some(start) => format!("{start}\\'"),
        None => escaped,
    }
}

/// A text as a part of one in double quotes, between holes.
pub(crate) fn inside(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' | '"' | '$' => out.extend(['\\', c]),
            '\n' => out += "\\n",
            '\r' => out += "\\r",
            '\t' => out += "\\t",
            c => out.push(c),
        }
    }
    out
}
