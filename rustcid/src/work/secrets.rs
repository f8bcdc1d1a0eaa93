use crate::vault::Vault;
use engine::job::Secrets;
use events::Facts;
use plan::Assignment;
use stores::{Secret, SecretScope};

/// The secrets that a job may use, out of those of its pipeline. Of two of one name the one that is kept for less wins.
pub fn of_job(vault: &Vault, kept: Vec<Secret>, assignment: &Assignment) -> Result<Secrets, String> {
    let environment = assignment.job.environment.as_ref().and_then(|place| place.name.as_literal());
    of_run(vault, kept, &assignment.facts, environment)
}

/// The secrets that may be used for a run, in jobs that deploy to this environment or to none.
pub fn of_run(
    vault: &Vault,
    kept: Vec<Secret>,
    facts: &Facts,
    environment: Option<&str>,
) -> Result<Secrets, String> {
    let mut fitting: Vec<Secret> =
        kept.into_iter().filter(|secret| fits(&secret.scope, facts, environment)).collect();
    fitting.sort_by_key(|secret| narrowness(&secret.scope));
    let opened = fitting.iter().map(|secret| Ok((secret.name.clone(), vault.open(secret)?)));
    opened.collect::<Result<Secrets, crate::vault::VaultError>>().map_err(|error| error.to_string())
}

/// The names of those that a run may come to see.
pub fn names(kept: &[Secret], facts: &Facts) -> Vec<String> {
    if is_foreign(facts) {
        return Vec::new();
    }
    let mut names: Vec<String> = kept.iter().map(|secret| secret.name.clone()).collect();
    names.sort();
    names.dedup();
    names
}

/// What comes from another repository sees none.
fn is_foreign(facts: &Facts) -> bool {
    facts.pull_request.as_ref().is_some_and(|request| request.fork)
}

fn fits(scope: &SecretScope, facts: &Facts, environment: Option<&str>) -> bool {
    !is_foreign(facts)
        && scope.branch.as_deref().is_none_or(|pattern| matches(pattern, facts.git_ref.short()))
        && scope.environment.as_deref().is_none_or(|wanted| environment == Some(wanted))
}

fn narrowness(scope: &SecretScope) -> usize {
    [scope.pipeline.is_some(), scope.branch.is_some(), scope.environment.is_some()]
        .into_iter()
        .filter(|said| *said)
        .count()
}

/// Whether all of a name is as a pattern says, in which `*` stands for anything.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut left) = name.strip_prefix(head) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let Some(last) = parts.pop() else { return true };
    for part in parts {
        let Some(at) = left.find(part) else { return false };
        left = &left[at + part.len()..];
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::{GitRef, PullRequest};

    #[test]
    fn a_pattern_holds_for_a_whole_name() {
        for (pattern, name) in
            [("main", "main"), ("*", "x"), ("release/*", "release/1"), ("a*b*c", "a-b-b-c")]
        {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in
            [("main", "mains"), ("main", "xmain"), ("release/*", "prerelease/1"), ("a*a", "a")]
        {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn secrets_are_seen_only_where_their_scope_says() {
        let facts = Facts::new("1", GitRef::Branch("main".into()));
        let scope = |branch: Option<&str>, environment: Option<&str>| SecretScope {
            pipeline: None,
            branch: branch.map(str::to_owned),
            environment: environment.map(str::to_owned),
        };
        assert!(fits(&scope(None, None), &facts, None));
        assert!(fits(&scope(Some("ma*"), Some("live")), &facts, Some("live")));
        assert!(!fits(&scope(Some("dev"), None), &facts, None));
        assert!(!fits(&scope(None, Some("live")), &facts, Some("test")));
        assert!(!fits(&scope(None, Some("live")), &facts, None));
        let (title, head, base) = (String::new(), "x".to_owned(), "main".to_owned());
        let request = PullRequest { number: 1, title, head, base, fork: true };
        let foreign = Facts { pull_request: Some(request), ..facts };
        assert!(!fits(&scope(None, None), &foreign, None), "a fork sees nothing");
    }
}
