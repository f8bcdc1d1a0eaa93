//! Regular expressions, in the syntax that this program knows everywhere; look-around and back references are not in it.
use super::Value;
use regex::Regex;
use std::cell::Cell;

/// What a regular expression found in a text.
#[derive(Debug)]
pub struct Matcher {
    pub(super) text: String,
    pub(super) pattern: String,
    /// All that was found, each with its groups.
    pub(super) found: Vec<Vec<Option<String>>>,
    /// How many were asked for one by one.
    pub(super) at: Cell<usize>,
}

impl Matcher {
    /// The find of that number: the text, or a list with its groups where there are any.
    pub(super) fn item(&self, index: usize) -> Option<Value> {
        let groups = self.found.get(index)?;
        let value =
            |group: &Option<String>| group.as_ref().map_or(Value::Null, |text| Value::text(text.as_str()));
        Some(match groups.as_slice() {
            [whole] => value(whole),
            groups => Value::list(groups.iter().map(value).collect()),
        })
    }
}

pub(super) fn regex(pattern: &str) -> Result<Regex, String> {
    Regex::new(pattern).map_err(|_| format!("\"{pattern}\" is no regular expression this program knows"))
}

pub(super) fn find(text: &Value, pattern: &Value) -> Result<Value, String> {
    let (text, pattern) = (text.to_string(), pattern.to_string());
    let regex = regex(&pattern)?;
    let groups = |captures: regex::Captures<'_>| {
        captures.iter().map(|group| group.map(|group| group.as_str().to_owned())).collect()
    };
    let found = regex.captures_iter(&text).take(10_000).map(groups).collect();
    Ok(Value::Matcher(std::rc::Rc::new(Matcher { text, pattern, found, at: Cell::new(0) })))
}

pub(super) fn matches(text: &Value, pattern: &Value) -> Result<bool, String> {
    Ok(regex(&format!("^(?:{pattern})$"))?.is_match(&text.to_string()))
}

/// A replacement as the regex library writes it: `$1` becomes `${1}`, and a backslash takes the meaning of what follows.
pub(super) fn replacement(written: &str) -> String {
    let mut out = String::new();
    let mut signs = written.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => match signs.next() {
                Some('$') => out.push_str("$$"),
                Some(other) => out.push(other),
                None => {}
            },
            '$' => {
                out.push_str("${");
                while let Some(digit) = signs.next_if(char::is_ascii_digit) {
                    out.push(digit);
                }
                out.push('}');
            }
            other => out.push(other),
        }
    }
    out
}
