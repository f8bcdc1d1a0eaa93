//! Tests of rules as terms.
use super::fact::Fact;
use super::speech::{Unsaid, understand};
use super::term::Term;
use events::Source;
use ir::{RefPattern, Test};

/// What it means that all of these hold.
pub(crate) fn meaning(tests: Vec<Test>) -> Result<Term, Unsaid> {
    Ok(Term::all(tests.iter().map(one).collect::<Result<Vec<_>, _>>()?))
}

/// What a test means.
pub(crate) fn one(test: &Test) -> Result<Term, Unsaid> {
    Ok(match test {
        Test::Always => Term::Bool(true),
        Test::Expr(expr) => super::speech::truth(understand(expr)?),
        Test::Ref(patterns) => refs(patterns),
        Test::Source(names) => Term::any(names.iter().map(|name| source(name))),
        Test::Changes(filter) => Term::Changed(globs(&filter.include)),
        Test::Exists(filter) => Term::Exists(globs(&filter.include)),
        Test::Not(inner) => one(inner)?.negated(),
        Test::All(tests) => Term::all(tests.iter().map(one).collect::<Result<Vec<_>, _>>()?),
        Test::Any(tests) => Term::any(tests.iter().map(one).collect::<Result<Vec<_>, _>>()?),
    })
}

fn globs(templates: &[expr::Template]) -> Vec<String> {
    templates.iter().map(|glob| glob.text().to_string()).collect()
}

fn source(name: &str) -> Term {
    match name {
        "push" => Term::Started(Source::Push),
        "tag" => Term::Started(Source::Tag),
        "pull_request" => Term::Started(Source::PullRequest),
        "schedule" => Term::Started(Source::Schedule),
        "manual" => Term::Started(Source::Manual),
        "api" | "trigger" => Term::Started(Source::Api),
        "pipeline" => Term::Started(Source::Pipeline),
        "parent" => Term::Started(Source::Parent),
        other => Term::StartedBy(other.to_owned()),
    }
}

/// Patterns in order: each adds, or takes away from what those before it let in.
fn refs(patterns: &[RefPattern]) -> Term {
    let mut so_far = Term::Bool(false);
    for pattern in patterns {
        let (term, negated) = match pattern {
            RefPattern::AnyBranch => (Term::given(Term::Fact(Fact::Branch)), false),
            RefPattern::AnyTag => (Term::given(Term::Fact(Fact::Tag)), false),
            RefPattern::Glob { pattern, negated } => (glob(Fact::RefName, pattern), *negated),
            RefPattern::Regex { pattern, ignore_case, negated } => {
                let text = Box::new(Term::Fact(Fact::RefName));
                (Term::Matches { text, pattern: pattern.value.clone(), ignore_case: *ignore_case }, *negated)
            }
        };
        so_far = if negated { Term::all([so_far, term.negated()]) } else { Term::any([so_far, term]) };
    }
    so_far
}

/// A fact that matches a glob.
pub(crate) fn glob(fact: Fact, pattern: &str) -> Term {
    if !pattern.contains(['*', '?', '[', '{', '+']) {
        return Term::equal(Term::Fact(fact), Term::text(pattern));
    }
    let mut out = String::from("^");
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("**/*").or_else(|| rest.strip_prefix("**")) {
            out += ".*";
            rest = after.strip_prefix('/').unwrap_or(after);
            continue;
        }
        match c {
            '*' => out += "[^/]*",
            '?' => out += "[^/]",
            '.' | '(' | ')' | '|' | '^' | '$' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '{' => out += "(",
            '}' => out += ")",
            ',' if out.contains('(') => out += "|",
            c => out.push(c),
        }
        rest = &rest[c.len_utf8()..];
    }
    // What may be anything at the end need not be asked for.
    let pattern = match out.strip_suffix(".*") {
        Some(open) => open.to_owned(),
        None => out + "$",
    };
    if pattern == "^" {
        return Term::given(Term::Fact(fact));
    }
    Term::Matches { text: Box::new(Term::Fact(fact)), pattern, ignore_case: false }
}
