use diag::Rule;
use std::collections::HashSet;

/// Every rule there is, by code; of two with one code the first.
#[must_use]
pub fn rules() -> Vec<&'static Rule> {
    let own = crate::rules::RULES.iter().chain(yaml::RULES).chain(expr::RULES).chain(plan::RULES);
    let lints = lint::LINTS.iter().map(|lint| &lint.rule).chain(lint::scripts::RULES);
    let lints = lints.chain(lint::AUDITS.iter().map(|audit| &audit.rule));
    let formats = formats::FORMATS.iter().flat_map(|format| format.rules).chain(formats::LOSSES);
    let mut seen = HashSet::new();
    let mut all: Vec<_> = own.chain(lints).chain(formats).filter(|rule| seen.insert(rule.code)).collect();
    all.sort_by_key(|rule| rule.code);
    all
}

/// The rule of a code.
#[must_use]
pub fn rule(code: &str) -> Option<&'static Rule> {
    rules().into_iter().find(|rule| rule.code.0 == code)
}
