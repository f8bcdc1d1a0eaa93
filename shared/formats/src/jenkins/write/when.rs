//! `when` (<https://www.jenkins.io/doc/book/pipeline/syntax/#when>).
use super::page::Page;
use super::turn::split;
use crate::convert::losses::CONDITION;
use crate::write::Writing;
use diag::Span;
use ir::Job;

/// Longer conditions have a line for each part.
const WIDTH: usize = 80;

pub(super) fn write(job: &Job, page: &mut Page, writing: &mut Writing<'_>) {
    let Some(condition) = &job.condition else { return };
    let (_, rest) = split(condition);
    let text = condition.text();
    let inside = text.as_str().strip_prefix("when {").and_then(|rest| rest.trim_end().strip_suffix('}'));
    let lines: Vec<String> = match (inside, rest) {
        (Some(inside), _) => inside.trim().lines().map(|line| line.trim().to_owned()).collect(),
        (None, None) => return,
        (None, Some(rest)) => match crate::convert::when_lines(&rest) {
            Ok(lines) => lines,
            Err(why) => {
                let message = format!("this condition cannot be said: {why}");
                writing.lost(CONDITION, text.span(), message, "ask for it in the script");
                return;
            }
        },
    };
    match lines.as_slice() {
        [line] if line.len() < WIDTH => page.line(&format!("when {{ {line} }}"), text.span()),
        lines => page.block("when", text.span(), |page| {
            lines.iter().for_each(|line| unfolded(line, text.span(), page));
        }),
    }
}

/// A condition; one that is long has its parts below one another.
fn unfolded(line: &str, span: Span, page: &mut Page) {
    let parts = ["allOf", "anyOf", "not"].into_iter().find_map(|name| {
        let inside = line.strip_prefix(name)?.trim().strip_prefix('{')?.strip_suffix('}')?;
        Some((name, inside.trim()))
    });
    match parts.filter(|_| line.len() >= WIDTH) {
        Some((name, inside)) => page.block(name, span, |page| {
            apart(inside).into_iter().for_each(|part| unfolded(part, span, page));
        }),
        None => page.line(line, span),
    }
}

/// The parts between semicolons that stand in no braces and no quotes.
fn apart(inside: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut quoted) = (Vec::new(), 0, 0_u32, false);
    let mut escaped = false;
    for (at, c) in inside.char_indices() {
        match c {
            _ if std::mem::take(&mut escaped) => {}
            '\\' => escaped = true,
            '\'' => quoted = !quoted,
            '{' if !quoted => depth += 1,
            '}' if !quoted => depth = depth.saturating_sub(1),
            ';' if !quoted && depth == 0 => {
                parts.push(inside[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(inside[start..].trim());
    parts
}
