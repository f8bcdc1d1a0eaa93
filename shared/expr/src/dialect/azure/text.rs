//! Functions on text.
use super::convert::text;
use crate::{Value, letters};

fn test(args: &[Value], holds: fn(&str, &str) -> bool) -> Result<Value, String> {
    match args {
        [whole, part] => {
            let (whole, part) = (letters::fold(&text(whole)?), letters::fold(&text(part)?));
            Ok(Value::Bool(holds(&whole, &part)))
        }
        _ => Err("two texts are needed".into()),
    }
}

fn change(args: &[Value], how: fn(&str) -> String) -> Result<Value, String> {
    match args {
        [value] => text(value).map(|text| Value::from(how(&text))),
        _ => Err("a text is needed".into()),
    }
}

pub(super) fn contains(args: &[Value]) -> Result<Value, String> {
    test(args, |whole, part| whole.contains(part))
}

pub(super) fn starts_with(args: &[Value]) -> Result<Value, String> {
    test(args, |whole, part| whole.starts_with(part))
}

pub(super) fn ends_with(args: &[Value]) -> Result<Value, String> {
    test(args, |whole, part| whole.ends_with(part))
}

pub(super) fn lower(args: &[Value]) -> Result<Value, String> {
    change(args, str::to_lowercase)
}

pub(super) fn upper(args: &[Value]) -> Result<Value, String> {
    change(args, str::to_uppercase)
}

pub(super) fn trim(args: &[Value]) -> Result<Value, String> {
    change(args, |text| text.trim().to_owned())
}

pub(super) fn replace(args: &[Value]) -> Result<Value, String> {
    let [whole, from, to] = args else { return Err("three texts are needed".into()) };
    let (whole, from, to) = (text(whole)?, text(from)?, text(to)?);
    Ok(match from.is_empty() {
        true => Value::from(&*whole),
        false => Value::from(whole.replace(&*from, &to)),
    })
}

/// A part of a text from a place on; what lies beyond the end is left out.
pub(super) fn substring(args: &[Value]) -> Result<Value, String> {
    let [whole, range @ ..] = args else { return Err("a text is needed".into()) };
    let count = |value: &Value| match text(value)?.trim().parse::<usize>() {
        Ok(count) => Ok(count),
        Err(_) => Err(format!("`{}` is no place in a text", text(value)?)),
    };
    let start = range.first().map_or(Ok(0), count)?;
    let length = range.get(1).map_or(Ok(usize::MAX), count)?;
    Ok(Value::from(text(whole)?.chars().skip(start).take(length).collect::<String>()))
}

/// Cuts a text at each of the characters of the other one.
pub(super) fn split(args: &[Value]) -> Result<Value, String> {
    let [whole, marks] = args else { return Err("two texts are needed".into()) };
    let (whole, marks) = (text(whole)?, text(marks)?);
    let parts = whole.split(|c| marks.contains(c)).map(Value::from);
    Ok(Value::array(parts))
}

/// The items as text; a collection among them leaves nothing.
pub(super) fn join(args: &[Value]) -> Result<Value, String> {
    let [between, items] = args else { return Err("a separator and a list are needed".into()) };
    let between = text(between)?;
    match items {
        Value::Array(items) => {
            let texts: Vec<_> = items.iter().map(|item| text(item).unwrap_or_default()).collect();
            Ok(Value::from(texts.join(&between)))
        }
        other => text(other).map(|text| Value::from(&*text)),
    }
}

/// `{0}` is the first argument after the text, `{0:yyyyMMdd}` a time in a form of its own; `{{` and `}}` are braces.
pub(super) fn format(args: &[Value]) -> Result<Value, String> {
    let Some((template, args)) = args.split_first() else { return Err("a format string is needed".into()) };
    let template = text(template)?;
    let invalid = || format!("the format string `{template}` is not valid");
    let mut out = String::with_capacity(template.len());
    let mut rest = &*template;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with("{{") || rest.starts_with("}}") {
            out.push_str(&rest[..1]);
            rest = &rest[2..];
            continue;
        }
        let (hole, after) =
            rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).ok_or_else(invalid)?;
        let (index, form) = hole.split_once(':').map_or((hole, None), |(index, form)| (index, Some(form)));
        let index: usize = index.trim().parse().map_err(|_| invalid())?;
        let missing = || {
            format!(
                "the format string `{template}` refers to {{{index}}}, but {} arguments follow it",
                args.len()
            )
        };
        let value = text(args.get(index).ok_or_else(missing)?)?;
        match form {
            None => out.push_str(&value),
            Some(form) => out.push_str(&in_form(&value, form).ok_or_else(invalid)?),
        }
        rest = after;
    }
    out.push_str(rest);
    Ok(Value::from(out))
}

/// A time as `2026-11-23T08:05:09Z` written in a form as `yyyyMMdd.HHmm`; other text takes no form.
fn in_form(time: &str, form: &str) -> Option<String> {
    let digits = |at: usize, count: usize| {
        time.get(at..at + count).filter(|part| part.bytes().all(|b| b.is_ascii_digit()))
    };
    let (year, month, day) = (digits(0, 4)?, digits(5, 2)?, digits(8, 2)?);
    let clock = |at| digits(at, 2).unwrap_or("00");
    let mut out = String::new();
    let mut rest = form;
    while let Some(first) = rest.chars().next() {
        let same = rest.find(|c| c != first).unwrap_or(rest.len());
        let (field, short) = match first {
            'y' => (year, &year[2..]),
            'M' => (month, month.trim_start_matches('0')),
            'd' => (day, day.trim_start_matches('0')),
            'H' | 'h' => (clock(11), clock(11)),
            'm' => (clock(14), clock(14)),
            's' => (clock(17), clock(17)),
            _ => (&rest[..same], &rest[..same]),
        };
        let long = if first == 'y' { 4 } else { 2 };
        out.push_str(if same >= long { field } else { short });
        rest = &rest[same..];
    }
    Some(out)
}
