use crate::glob;
use crate::rules::{BAD_PATTERN, GLOB, refuse};
use diag::{Diagnostic, Spanned};
use events::GitRef;
use ir::{Globs, RefPattern};
use regex::RegexBuilder;

/// Whether a branch or tag is among the patterns: in their order, a negated one takes away what earlier ones let in.
/// A list of nothing but negated ones begins with everything.
pub(super) fn matches(
    patterns: &[RefPattern],
    git_ref: &GitRef,
    globs: Globs,
) -> Result<bool, Box<Diagnostic>> {
    let mut included = !patterns.is_empty() && patterns.iter().all(negated);
    for pattern in patterns {
        if matches_one(pattern, git_ref, globs)? {
            included = !negated(pattern);
        }
    }
    Ok(included)
}

fn matches_one(pattern: &RefPattern, git_ref: &GitRef, globs: Globs) -> Result<bool, Box<Diagnostic>> {
    let name = git_ref.short();
    match pattern {
        RefPattern::AnyBranch => Ok(matches!(git_ref, GitRef::Branch(_))),
        RefPattern::AnyTag => Ok(matches!(git_ref, GitRef::Tag(_))),
        RefPattern::Glob { pattern, .. } if pattern.value == name => Ok(true),
        RefPattern::Glob { pattern, .. } => {
            let regex =
                glob::compile(pattern, globs).map_err(|bad| refuse(GLOB, pattern.span, bad.to_string()))?;
            Ok(regex.is_match(name))
        }
        RefPattern::Regex { pattern, ignore_case, .. } => Ok(regex(pattern, *ignore_case)?.is_match(name)),
    }
}

fn regex(pattern: &Spanned<String>, ignore_case: bool) -> Result<regex::Regex, Box<Diagnostic>> {
    RegexBuilder::new(pattern).case_insensitive(ignore_case).build().map_err(|error| {
        let cause = error.to_string();
        let cause = cause.lines().last().unwrap_or_default().trim_start_matches("error: ");
        refuse(BAD_PATTERN, pattern.span, format!("/{}/ is not a regular expression: {cause}", pattern.value))
    })
}

fn negated(pattern: &RefPattern) -> bool {
    match pattern {
        RefPattern::Glob { negated, .. } | RefPattern::Regex { negated, .. } => *negated,
        RefPattern::AnyBranch | RefPattern::AnyTag => false,
    }
}

/// The patterns as a person reads them.
pub(super) fn describe(patterns: &[RefPattern]) -> String {
    let one = |pattern: &RefPattern| match pattern {
        RefPattern::AnyBranch => "any branch".to_owned(),
        RefPattern::AnyTag => "any tag".to_owned(),
        RefPattern::Glob { pattern, negated } => {
            format!("{}{}", if *negated { "!" } else { "" }, pattern.value)
        }
        RefPattern::Regex { pattern, ignore_case, negated } => {
            let (not, flags) = (if *negated { "!" } else { "" }, if *ignore_case { "i" } else { "" });
            format!("{not}/{}/{flags}", pattern.value)
        }
    };
    patterns.iter().map(one).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use diag::Span;

    fn glob(text: &str) -> RefPattern {
        let (negated, text) = match text.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        RefPattern::Glob { pattern: Spanned::new(text.to_owned(), Span::NOWHERE), negated }
    }

    fn branch(patterns: &[&str], name: &str) -> bool {
        let patterns: Vec<_> = patterns.iter().map(|text| glob(text)).collect();
        matches(&patterns, &GitRef::Branch(name.to_owned()), Globs::Repeating).unwrap()
    }

    #[test]
    fn later_patterns_correct_earlier_ones() {
        let patterns = ["releases/**", "!releases/**-alpha", "releases/x-alpha"];
        assert!(branch(&patterns, "releases/10"));
        assert!(!branch(&patterns, "releases/beta/3-alpha"));
        assert!(branch(&patterns, "releases/x-alpha"));
        assert!(!branch(&patterns, "main"));
        assert!(branch(&["!dev"], "main"));
        assert!(!branch(&["!dev"], "dev"));
        assert!(!branch(&[], "main"));
    }

    #[test]
    fn regular_expressions_search_the_short_name() {
        let regex = |text: &str, ignore_case| RefPattern::Regex {
            pattern: Spanned::new(text.to_owned(), Span::NOWHERE),
            ignore_case,
            negated: false,
        };
        let tag = GitRef::Tag("v1.2".to_owned());
        let holds = |pattern| matches(&[pattern], &tag, Globs::Shell);
        assert!(holds(regex("^V\\d", true)).unwrap());
        assert!(!holds(regex("^V\\d", false)).unwrap());
        assert!(holds(RefPattern::AnyTag).unwrap());
        assert!(!holds(RefPattern::AnyBranch).unwrap());
        let message = holds(regex("(", false)).unwrap_err().message;
        assert!(message.starts_with("/(/ is not a regular expression: "), "{message}");
    }
}
