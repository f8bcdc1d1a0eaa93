//! Functions on text.
use crate::{Dialect, Value, letters, pattern};
use globset::GlobBuilder;
use std::borrow::Cow;

/// Both arguments as text, if both are scalars.
fn texts<'a>(args: &'a [Value], dialect: Dialect) -> Option<(Cow<'a, str>, Cow<'a, str>)> {
    match args {
        [a, b] if a.is_scalar() && b.is_scalar() => Some((a.to_text(dialect), b.to_text(dialect))),
        _ => None,
    }
}

fn test(args: &[Value], dialect: Dialect, holds: fn(&str, &str) -> bool) -> Result<Value, String> {
    Ok(Value::Bool(texts(args, dialect).is_some_and(|(a, b)| holds(&a, &b))))
}

/// GitHub's `startsWith`, which ignores case.
pub(crate) fn starts_with(args: &[Value]) -> Result<Value, String> {
    test(args, Dialect::GitHub, |text, start| letters::fold(text).starts_with(&letters::fold(start)))
}

/// GitHub's `endsWith`, which ignores case.
pub(crate) fn ends_with(args: &[Value]) -> Result<Value, String> {
    test(args, Dialect::GitHub, |text, end| letters::fold(text).ends_with(&letters::fold(end)))
}

/// `startsWith` with regard to case.
pub(crate) fn starts_with_exactly(args: &[Value]) -> Result<Value, String> {
    test(args, Dialect::Native, |text, start| text.starts_with(start))
}

/// `endsWith` with regard to case.
pub(crate) fn ends_with_exactly(args: &[Value]) -> Result<Value, String> {
    test(args, Dialect::Native, |text, end| text.ends_with(end))
}

/// Whether the text matches a `/regular expression/`, or else a glob, where `*` stops at a slash.
pub(crate) fn matches(args: &[Value]) -> Result<Value, String> {
    let Some((text, wanted)) = texts(args, Dialect::Native) else { return Ok(Value::Bool(false)) };
    if let Some(parts) = pattern::split(&wanted) {
        return Ok(Value::Bool(pattern::compile(&parts)?.is_match(&text)));
    }
    let glob = GlobBuilder::new(&wanted).literal_separator(true).build();
    let glob = glob.map_err(|error| format!("`{wanted}` is no valid glob: {}", error.kind()))?;
    Ok(Value::Bool(glob.compile_matcher().is_match(&*text)))
}

/// GitHub's `format`: `{0}` is the first argument after the text, `{{` and `}}` are braces.
pub(crate) fn format(args: &[Value]) -> Result<Value, String> {
    let Some((template, args)) = args.split_first() else { return Ok(Value::Null) };
    let template = template.to_text(Dialect::GitHub);
    let mut out = String::with_capacity(template.len());
    for piece in pieces(&template) {
        match piece? {
            Piece::Text(text) => out.push_str(text),
            Piece::Argument(index) => match args.get(index) {
                Some(value) => out.push_str(&value.to_text(Dialect::GitHub)),
                None => {
                    return Err(format!(
                        "the format string `{template}` refers to {{{index}}}, but there are only {} arguments for it",
                        args.len()
                    ));
                }
            },
        }
    }
    Ok(Value::from(out))
}

/// A part of a format string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    Text(&'a str),
    Argument(usize),
}

/// The parts of a format string; an error ends them.
pub(crate) fn pieces(template: &str) -> impl Iterator<Item = Result<Piece<'_>, String>> {
    let mut rest = template;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let next = next_piece(rest);
        rest = next.map_or("", |(_, after)| after);
        Some(
            next.map(|(piece, _)| piece)
                .ok_or_else(|| format!("the format string `{template}` is not valid")),
        )
    })
}

fn next_piece(rest: &str) -> Option<(Piece<'_>, &str)> {
    for brace in ["{{", "}}"] {
        if let Some(after) = rest.strip_prefix(brace) {
            return Some((Piece::Text(&brace[..1]), after));
        }
    }
    if let Some(inside) = rest.strip_prefix('{') {
        let (index, after) = inside.split_once('}')?;
        let digits = index.bytes().all(|b| b.is_ascii_digit());
        let index: u8 = if digits { index.parse().ok()? } else { return None };
        return Some((Piece::Argument(usize::from(index)), after));
    }
    let end = rest.find(['{', '}']).unwrap_or(rest.len());
    let (text, after) = rest.split_at(end);
    (!text.is_empty()).then_some((Piece::Text(text), after))
}
