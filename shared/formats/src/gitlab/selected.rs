//! Rules that are decided while reading, because what they decide is what is read.

use super::compose::Variables;
use events::Facts;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use ir::{PathFilter, Rule, Test, When};

/// Whether an include with these rules is followed: the first that holds decides.
pub fn included(rules: &[Rule], variables: &Variables, facts: &Facts) -> bool {
    match rules.iter().find(|rule| holds(&rule.test, variables, facts)) {
        Some(rule) => rule.when.value != When::Never,
        None => rules.is_empty(),
    }
}

fn holds(test: &Test, variables: &Variables, facts: &Facts) -> bool {
    let inner = |test: &Test| holds(test, variables, facts);
    match test {
        Test::Always => true,
        // An expression that fails while it is evaluated does not hold.
        Test::Expr(condition) => condition.holds(variables).unwrap_or(false),
        Test::Changes(filter) => match &facts.changed {
            Some(changed) => any(filter, changed, variables),
            None => true,
        },
        Test::Exists(filter) => any(filter, &facts.files, variables),
        Test::Not(test) => !inner(test),
        Test::All(tests) => tests.iter().all(inner),
        Test::Any(tests) => tests.iter().any(inner),
        // Includes have no rules about refs and sources.
        Test::Ref(_) | Test::Source(_) => false,
    }
}

fn any(filter: &PathFilter, files: &[String], variables: &Variables) -> bool {
    let patterns = filter.include.iter().map(|pattern| variables.fill(pattern.text().as_str()));
    let globs = globs(patterns);
    files.iter().any(|file| globs.is_match(file))
}

/// Globs as GitLab reads them: `*` stays in a folder, dots are nothing special.
fn globs(patterns: impl Iterator<Item = String>) -> GlobSet {
    let globs = patterns.filter_map(|pattern| {
        GlobBuilder::new(pattern.trim_start_matches("./").trim_start_matches('/'))
            .literal_separator(true)
            .build()
            .ok()
    });
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        set.add(glob);
    }
    set.build().unwrap_or_default()
}
