use super::pattern::{Groups, Pattern, translate};
use super::{Matcher, found};
use regex::Regex;
use serde::Deserialize;
use std::collections::HashSet;
use thiserror::Error;

/// Why a file of problem matchers cannot be used.
#[derive(Debug, Error)]
pub enum MatcherError {
    /// It is not JSON, or not of the right shape.
    #[error("the problem matchers cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// A matcher without a name.
    #[error("a problem matcher has no `owner`")]
    NoOwner,
    /// Two matchers of one name.
    #[error("two problem matchers have the owner `{0}`")]
    TwoOfOwner(String),
    /// A default severity that does not exist.
    #[error(
        "the problem matcher `{owner}` has the severity `{severity}`; there are `error`, `warning` and `notice`"
    )]
    Severity {
        /// The matcher.
        owner: String,
        /// What it asks for.
        severity: String,
    },
    /// A matcher that matches nothing.
    #[error("the problem matcher `{0}` has no patterns")]
    NoPatterns(String),
    /// A pattern that does not compile.
    #[error("the problem matcher `{owner}` has a regular expression that cannot be used: {reason}")]
    Expression {
        /// The matcher.
        owner: String,
        /// Why.
        reason: Box<regex::Error>,
    },
    /// A loop where there can be none.
    #[error(
        "the problem matcher `{0}` sets `loop` elsewhere than in the last of several patterns, or without `message`"
    )]
    Loop(String),
    /// A property that two patterns set.
    #[error("the problem matcher `{owner}` sets `{property}` twice")]
    Twice {
        /// The matcher.
        owner: String,
        /// The property.
        property: &'static str,
    },
    /// A property that names a group which does not exist.
    #[error(
        "the problem matcher `{owner}` sets `{property}` to {group}, but its expression has {groups} groups"
    )]
    NoGroup {
        /// The matcher.
        owner: String,
        /// The property.
        property: &'static str,
        /// The number it is set to.
        group: usize,
        /// How many there are.
        groups: usize,
    },
    /// No pattern that finds the text of the remark.
    #[error("the problem matcher `{0}` sets `message` in no pattern")]
    NoMessage(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    #[serde(default)]
    problem_matcher: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    owner: String,
    severity: Option<String>,
    #[serde(default)]
    pattern: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    regexp: String,
    #[serde(flatten)]
    groups: Groups,
    #[serde(default)]
    r#loop: bool,
}

/// Reads and checks a file.
pub(super) fn read(json: &str) -> Result<Vec<Matcher>, MatcherError> {
    let file: File = serde_json::from_str(&plain(json))?;
    let mut owners = HashSet::new();
    let matchers = file.problem_matcher.into_iter().map(|entry| {
        if owners.insert(entry.owner.to_lowercase()) {
            matcher(entry)
        } else {
            Err(MatcherError::TwoOfOwner(entry.owner))
        }
    });
    matchers.collect()
}

fn matcher(entry: Entry) -> Result<Matcher, MatcherError> {
    let Entry { owner, severity, pattern } = entry;
    if owner.is_empty() {
        return Err(MatcherError::NoOwner);
    }
    if let Some(severity) = severity.as_ref().filter(|severity| found::level(severity).is_none()) {
        return Err(MatcherError::Severity { owner, severity: severity.clone() });
    }
    let Some(last) = pattern.len().checked_sub(1) else { return Err(MatcherError::NoPatterns(owner)) };
    let mut set = HashSet::new();
    let mut patterns = Vec::new();
    for (index, line) in pattern.into_iter().enumerate() {
        if line.r#loop && (index == 0 || index != last || line.groups.message.is_none()) {
            return Err(MatcherError::Loop(owner));
        }
        let regex = Regex::new(&translate(&line.regexp))
            .map_err(|reason| MatcherError::Expression { owner: owner.clone(), reason: Box::new(reason) })?;
        for (property, group) in line.groups.named() {
            let Some(group) = group else { continue };
            if !set.insert(property) {
                return Err(MatcherError::Twice { owner, property });
            }
            let groups = regex.captures_len();
            if group >= groups {
                return Err(MatcherError::NoGroup { owner, property, group, groups: groups - 1 });
            }
        }
        patterns.push(Pattern { regex, groups: line.groups, repeats: line.r#loop });
    }
    if !set.contains("message") {
        return Err(MatcherError::NoMessage(owner));
    }
    Ok(Matcher { owner, severity, begun: vec![None; last], patterns })
}

/// JSON as authors write it: comments and commas before a closing bracket become blanks.
fn plain(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json.strip_prefix('\u{feff}').unwrap_or(json);
    let mut comma = None;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '"' => string(rest),
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest[2..].find("*/").map_or(rest.len(), |end| end + 4),
            c => c.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        rest = after;
        match c {
            '/' if token.len() > 1 => {
                // Places in error messages stay right.
                out.extend(token.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
                continue;
            }
            ',' => comma = Some(out.len()),
            ']' | '}' => {
                if let Some(at) = comma.take() {
                    out.replace_range(at..=at, " ");
                }
            }
            c if c.is_whitespace() => {}
            _ => comma = None,
        }
        out.push_str(token);
    }
    out
}

/// How long the string is that a text begins with, quotes included.
fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}
