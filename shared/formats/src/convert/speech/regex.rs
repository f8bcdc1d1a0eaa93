//! Regular expressions that say no more than a comparison does.
use crate::convert::term::Term;

/// A match without a regular expression; nothing when it takes one.
pub(super) fn plain(text: &Term, pattern: &str) -> Option<Term> {
    let alternatives = split(pattern)?;
    let one = |(at_start, body, at_end): (bool, String, bool)| {
        let (text, body) = (Box::new(text.clone()), Box::new(Term::Text(body)));
        match (at_start, at_end) {
            (true, true) => Term::Equal(text, body),
            (true, false) => Term::Starts(text, body),
            (false, true) => Term::Ends(text, body),
            (false, false) => Term::Contains(text, body),
        }
    };
    Some(Term::any(alternatives.into_iter().map(one)))
}

/// The literal alternatives of a pattern: anchored at the start, the text, anchored at the end.
fn split(pattern: &str) -> Option<Vec<(bool, String, bool)>> {
    let (start, rest) = anchor(pattern);
    let (rest, end) = match rest.strip_suffix('$') {
        Some(rest) if !rest.ends_with('\\') => (rest, true),
        _ => (rest, false),
    };
    let inner =
        rest.strip_prefix("(?:").or_else(|| rest.strip_prefix('(')).and_then(|rest| rest.strip_suffix(')'));
    if let Some(inner) = inner.filter(|inner| !inner.contains(['(', ')'])) {
        return inner.split('|').map(|part| Some((start, literal(part)?, end))).collect();
    }
    if rest.contains('|') {
        return pattern.split('|').map(|part| split(part)?.into_iter().next()).collect();
    }
    // What may follow anyhow need not be asked for.
    let (open, end) = match rest.strip_suffix(".*").or_else(|| rest.strip_suffix(".+")) {
        Some(open) => (open, false),
        None => (rest, end),
    };
    Some(vec![(start, literal(open)?, end)])
}

fn anchor(pattern: &str) -> (bool, &str) {
    match pattern.strip_prefix('^') {
        Some(rest) => (true, rest),
        None => match pattern.strip_prefix(".*") {
            Some(rest) => (false, rest),
            None => (false, pattern),
        },
    }
}

/// A pattern without any operator as the text that it matches.
fn literal(pattern: &str) -> Option<String> {
    let mut out = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push(chars.next().filter(|c| !c.is_ascii_alphanumeric())?),
            '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '^' | '$' | '|' => return None,
            c => out.push(c),
        }
    }
    Some(out)
}

/// A text as a pattern that matches just it.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if r"\.*+?()[]{}^$|/".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simple_patterns_are_comparisons() {
        let text = Term::Variable("A".into());
        let said = |pattern| {
            plain(&text, pattern).map(|term| format!("{term:?}").split('(').next().map(str::to_owned))
        };
        assert_eq!(said("^main$"), Some(Some("Equal".into())));
        assert_eq!(said("^release/.*$"), Some(Some("Starts".into())));
        assert_eq!(said(r"\.rc$"), Some(Some("Ends".into())));
        assert_eq!(said("skip"), Some(Some("Contains".into())));
        assert_eq!(said("^(main|develop)$"), Some(Some("Any".into())));
        assert_eq!(said(r"^v\d+$"), None);
    }
}
