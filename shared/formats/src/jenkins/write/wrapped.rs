//! What is said around steps: time limits, tries, variables, failures that do not count.
use super::page::Page;
use super::pipeline::name_of;
use crate::convert::losses::{RETRY, TIMEOUT};
use crate::groovy_text::{inside, quoted};
use crate::write::Writing;
use diag::Span;
use ir::{Env, EnvEntry, EnvKind, Mark, Retry, Template};

/// `timeout(time: 5, unit: 'MINUTES')` of a time limit.
pub(super) fn timeout(limit: &Template, writing: &mut Writing<'_>) -> Option<String> {
    let text = limit.as_literal().unwrap_or_default();
    let seconds = text.strip_suffix('s').unwrap_or(text).parse::<u64>().ok();
    let Some(seconds) = seconds else {
        let message = "a time limit cannot be computed";
        writing.lost(TIMEOUT, limit.text().span(), message, "write the time itself");
        return None;
    };
    let (time, unit) = match seconds {
        _ if seconds > 0 && seconds.is_multiple_of(3600) => (seconds / 3600, "HOURS"),
        _ if seconds > 0 && seconds.is_multiple_of(60) => (seconds / 60, "MINUTES"),
        _ => (seconds, "SECONDS"),
    };
    Some(format!("timeout(time: {time}, unit: '{unit}')"))
}

/// `retry(3)`: so many tries in all.
pub(super) fn retry(retry: &Retry, writing: &mut Writing<'_>) -> Option<String> {
    let Retry { max, when, exit_codes } = retry;
    if max.value == 0 {
        return None;
    }
    let any = when.is_empty() || when.iter().any(|when| when.value == ir::RetryWhen::Always);
    if !any || !exit_codes.is_empty() {
        let message = "it is tried again after any failure";
        writing.lost(RETRY, max.span, message, "check the exit code in a script block");
    }
    Some(format!("retry({})", max.value.saturating_add(1)))
}

/// Variables around steps: those of the file, and secrets.
pub(super) fn variables(env: &Env, inner: Page, span: Span) -> Page {
    let plain = |entry: &&EnvEntry| entry.kind != EnvKind::Secret;
    let binding = |entry: &EnvEntry| {
        format!(
            "string(credentialsId: {}, variable: {})",
            quoted(entry.value.text().as_str()),
            quoted(&name_of(entry))
        )
    };
    let one = |entry: &EnvEntry| match entry.value.as_literal() {
        Some(text) => quoted(&format!("{}={text}", name_of(entry))),
        None => {
            let text = entry.value.text().as_str();
            let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
            format!("\"{}={text}\"", inside(&name_of(entry)))
        }
    };
    let own: Vec<String> = env.entries().iter().filter(plain).map(one).collect();
    let secrets: Vec<String> = env.entries().iter().filter(|entry| !plain(entry)).map(binding).collect();
    let mut page = inner;
    if !secrets.is_empty() {
        page = page.around(&format!("withCredentials([{}])", secrets.join(", ")), span);
    }
    if !own.is_empty() {
        page = page.around(&format!("withEnv([{}])", own.join(", ")), span);
    }
    page
}

/// Failures that do not count, and what they leave.
pub(super) fn tolerant(inner: Page, mark: Mark, span: Span) -> Page {
    let result = match mark {
        Mark::Nothing => "SUCCESS",
        Mark::Issues => "UNSTABLE",
        Mark::Failure => "FAILURE",
    };
    let stage = if mark == Mark::Failure { "FAILURE" } else { "UNSTABLE" };
    inner.around(&format!("catchError(buildResult: '{result}', stageResult: '{stage}')"), span)
}
