//! `rules`, and `only` and `except` where rules cannot say it.
use super::job::exit_codes;
use super::{Whose, variables};
use crate::convert::losses::RULE;
use crate::convert::speech::{Place, say};
use crate::convert::test::meaning;
use crate::write::{self, Writing};
use diag::{Span, Spanned};
use ir::{Expr, Job, Need, PathFilter, Rule, Test, Tolerance, When};
use yaml::{Map, Tree};

/// The rules of a workflow.
pub(super) fn of_workflow(rules: &[Rule], writing: &mut Writing<'_>) -> Tree {
    let mut all = Vec::new();
    for rule in rules {
        let Some(mut map) = tests(&rule.test, rule.span, writing) else { continue };
        if rule.when.value == When::Never {
            map.put("when", Tree::text("never").at(rule.when.span));
        }
        map.put_filled("variables", variables(&rule.env, Whose::Rule, writing));
        if map.is_empty() {
            map.put("when", Tree::text("always"));
        }
        all.push(Tree::from(map).at(rule.span));
    }
    Tree::list(all)
}

/// The rules of a job, or how it waits without any.
pub(super) fn of_job(
    job: &Job,
    rules: &[Rule],
    when: &Spanned<When>,
    map: &mut Map,
    writing: &mut Writing<'_>,
) {
    if let [Rule { test, when: own, tolerance: None, needs: None, interruptible: None, env, .. }] = rules
        && own == when
        && env.is_empty()
        && let Some(filters) = only_and_except(test)
    {
        filters.into_iter().for_each(|(key, tree)| map.put(key, tree));
        return self::when(when, &When::OnSuccess, map);
    }
    if rules.is_empty() {
        return self::when(when, &When::OnSuccess, map);
    }
    let mut all = Vec::new();
    for rule in rules {
        let Rule { span, test, when: own, tolerance, env, needs, interruptible } = rule;
        let Some(mut tree) = tests(test, *span, writing) else { continue };
        self::when(own, &When::OnSuccess, &mut tree);
        match tolerance {
            Some(Tolerance::None) => tree.put("allow_failure", false),
            Some(Tolerance::All) => tree.put("allow_failure", true),
            Some(Tolerance::ExitCodes(codes)) => tree.put("allow_failure", exit_codes(codes)),
            Some(Tolerance::If(_)) | None => {}
        }
        tree.put_filled("variables", variables(env, Whose::Rule, writing));
        let needs = needs
            .as_ref()
            .map(|needs| Tree::row(needs.iter().map(|need: &Need| write::name(&need.job)).collect()));
        tree.put_some("needs", needs);
        tree.put_some("interruptible", *interruptible);
        if tree.is_empty() {
            tree.put("when", Tree::text("on_success"));
        }
        all.push(Tree::from(tree).at(*span));
    }
    if all.is_empty() {
        writing.lost(
            RULE,
            job.id.span,
            format!("nothing is left of the rules of \"{}\"", job.id.value),
            "write them by hand",
        );
    }
    map.put_filled("rules", Tree::list(all));
}

/// `when`, unless it is what holds anyway.
fn when(when: &Spanned<When>, usual: &When, map: &mut Map) {
    if when.value == *usual {
        return;
    }
    let word = match &when.value {
        When::OnSuccess => "on_success",
        When::OnFailure => "on_failure",
        When::Always => "always",
        When::Never => "never",
        When::Manual => "manual",
        When::Delayed(_) => "delayed",
    };
    map.put("when", Tree::text(word).at(when.span));
    if let When::Delayed(wait) = &when.value {
        map.put("start_in", Tree::text(super::job::words(wait.as_secs())));
    }
}

/// The keys `if`, `changes` and `exists` of one rule; nothing when they cannot say it.
fn tests(test: &Test, span: Span, writing: &mut Writing<'_>) -> Option<Map> {
    let mut map = Map::default();
    let parts = match test {
        Test::All(parts) => parts.as_slice(),
        Test::Always => &[],
        one => std::slice::from_ref(one),
    };
    let mut conditions = Vec::new();
    let mut files = Vec::new();
    for part in parts {
        match part {
            Test::Changes(filter) => files.push(("changes", changes(filter))),
            Test::Exists(filter) => files.push(("exists", write::texts(&filter.include))),
            Test::Always => {}
            other => conditions.push(other),
        }
    }
    if files.len() == 2 && files[0].0 == files[1].0 {
        writing.lost(RULE, span, "a rule asks for files of one kind once", "write two rules");
        return None;
    }
    match conditions.as_slice() {
        [] => {}
        [Test::Expr(condition)] => map.put("if", shown(condition)),
        several => {
            let term = meaning(several.iter().copied().cloned().collect());
            match term.and_then(|term| say(&term, expr::Dialect::GitLab, Place::JobCondition)) {
                Ok(text) => map.put("if", Tree::text(text).at(span)),
                Err(why) => {
                    writing.lost(RULE, span, format!("this rule cannot be said: {why}"), "write it by hand");
                    return None;
                }
            }
        }
    }
    files.into_iter().for_each(|(key, tree)| map.put(key, tree));
    Some(map)
}

fn shown(condition: &Expr) -> Tree {
    write::plain(condition.text())
}

fn changes(filter: &PathFilter) -> Tree {
    let paths = write::texts(&filter.include);
    let Some(compare_to) = &filter.compare_to else { return paths };
    let mut map = Map::default();
    map.put("paths", paths);
    map.put("compare_to", write::text(compare_to));
    map.into()
}

/// A test as `only` and `except`, if it was one.
fn only_and_except(test: &Test) -> Option<Vec<(&'static str, Tree)>> {
    let parts = match test {
        Test::All(parts) => parts.as_slice(),
        one => std::slice::from_ref(one),
    };
    let (only, except) = match parts {
        [only @ .., Test::Not(inner)] => match &**inner {
            Test::Any(except) => (only, except.as_slice()),
            _ => return None,
        },
        only => (only, &[][..]),
    };
    // Without "only", branches and tags are meant.
    let usual = [crate::gitlab::job::branches_and_tags()];
    let mut keys = Vec::new();
    if only != usual || except.is_empty() {
        keys.push(("only", filter(only)?));
    }
    if !except.is_empty() {
        keys.push(("except", filter(except)?));
    }
    Some(keys)
}

fn filter(parts: &[Test]) -> Option<Tree> {
    let mut map = Map::default();
    for part in parts {
        match part {
            Test::Any(list) if !list.is_empty() && list.iter().all(|test| matches!(test, Test::Expr(_))) => {
                let conditions = list.iter().filter_map(|test| match test {
                    Test::Expr(condition) => Some(shown(condition)),
                    _ => None,
                });
                map.put("variables", Tree::list(conditions.collect()));
            }
            Test::Any(list) if !list.is_empty() => {
                map.put("refs", Tree::list(list.iter().map(one_ref).collect::<Option<Vec<_>>>()?));
            }
            Test::Changes(filter) => map.put("changes", write::texts(&filter.include)),
            _ => return None,
        }
    }
    match (map.len(), map.get("refs")) {
        (0, _) => None,
        (1, Some(refs)) => Some(refs.clone()),
        _ => Some(map.into()),
    }
}

fn one_ref(test: &Test) -> Option<Tree> {
    use ir::RefPattern;
    match test {
        Test::Ref(patterns) => match patterns.as_slice() {
            [RefPattern::AnyBranch] => Some(Tree::text("branches")),
            [RefPattern::AnyTag] => Some(Tree::text("tags")),
            [RefPattern::Glob { pattern, negated: false }] => Some(write::name(pattern)),
            [RefPattern::Regex { pattern, ignore_case, negated: false }] => {
                let flags = if *ignore_case { "i" } else { "" };
                Some(Tree::text(format!("/{}/{flags}", pattern.value)).at(pattern.span))
            }
            _ => None,
        },
        Test::Source(names) => match names.as_slice() {
            [name] => {
                let word = match name.value.as_str() {
                    "push" => "pushes",
                    "pull_request" => "merge_requests",
                    "schedule" => "schedules",
                    "manual" => "web",
                    "pipeline" => "pipelines",
                    "trigger" => "triggers",
                    "external_pull_request_event" => "external_pull_requests",
                    word => word,
                };
                Some(Tree::text(word).at(name.span))
            }
            _ => None,
        },
        _ => None,
    }
}
