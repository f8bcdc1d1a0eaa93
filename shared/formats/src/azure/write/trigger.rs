//! `trigger`, `pr` and `schedules`.
use crate::convert::losses::EVENT;
use crate::write::{self, Writing};
use diag::Spanned;
use expr::Dialect;
use ir::{Event, Filter, PathFilter, RefPattern, Template, Trigger};
use yaml::{Map, Tree};

/// What starts a run when something is pushed, or a pull request changes.
pub(super) fn pushes(triggers: &[Trigger], root: &mut Map, writing: &mut Writing<'_>) {
    let (mut push, mut request) = (None, None);
    for trigger in triggers {
        let slot = match &trigger.event {
            Event::Push => &mut push,
            Event::PullRequest { trusted } => {
                if *trusted {
                    let message = "a pull request runs with its own rights, not those of the target";
                    writing.lost(EVENT, trigger.span, message, "check that the jobs need no secrets");
                }
                &mut request
            }
            Event::Call => {
                let help = "make it a template, and name it with \"template:\"";
                writing.lost(EVENT, trigger.span, "no other pipeline calls this one", help);
                continue;
            }
            Event::Forge(name) => {
                let message = format!("the event \"{}\" starts nothing", name.value);
                let help = "add a webhook under \"resources\", or start the pipeline through the API";
                writing.lost(EVENT, trigger.span, message, help);
                continue;
            }
            Event::Schedule { .. } | Event::Manual | Event::Api | Event::Pipeline { .. } => continue,
        };
        if slot.is_some() {
            let message = "this event is said twice, and the first counts";
            writing.lost(EVENT, trigger.span, message, "join their filters");
        } else {
            *slot = Some(trigger);
        }
    }
    // Where nothing says what starts a run, anything does.
    let anything = triggers.is_empty();
    for (key, trigger) in [("trigger", push), ("pr", request)] {
        match trigger {
            None if anything => {}
            None => root.put(key, Tree::text("none")),
            Some(trigger) => match filter(key, &trigger.filter, writing) {
                Some(tree) => root.put_at(key, trigger.span, tree),
                None if write::is_bare(trigger) => writing.implied(trigger.span),
                None => {}
            },
        }
    }
}

/// Which pushes count; nothing for what is so without a word.
fn filter(key: &str, filter: &Filter, writing: &mut Writing<'_>) -> Option<Tree> {
    let Filter { branches, tags, paths, activities } = filter;
    let usual = |name: &str| ["opened", "synchronize", "reopened"].contains(&name);
    for activity in activities.iter().flatten().filter(|activity| !usual(activity)) {
        let message = format!("the activity \"{}\" starts nothing", activity.value);
        writing.lost(EVENT, activity.span, message, "nothing, unless the jobs depend on it");
    }
    let all = [RefPattern::AnyBranch];
    let everything = branches.is_none() && tags.is_none();
    let branches = match branches {
        None if everything => Some(all.as_slice()),
        branches => branches.as_deref(),
    };
    let tags = match tags {
        None if everything && key == "trigger" => Some(all.as_slice()),
        tags => tags.as_deref().filter(|_| key == "trigger"),
    };
    let any = branches == Some(all.as_slice());
    if any && tags.is_none() && paths.is_none() {
        return None;
    }
    let mut map = Map::default();
    if let Some(branches) = branches.filter(|_| !(any && tags.is_none())) {
        let (include, exclude) = refs(branches, writing);
        if include.is_empty() && exclude.is_empty() && tags.is_none() {
            // Without a name that can be said, nothing is left; an empty list would mean everything.
            return Some(Tree::text("none"));
        }
        if tags.is_none() && paths.is_none() && exclude.is_empty() {
            return Some(Tree::list(include));
        }
        map.put("branches", included(include, exclude));
    }
    if let Some(tags) = tags {
        let (include, exclude) = refs(tags, writing);
        map.put("tags", included(include, exclude));
    }
    if let Some(PathFilter { include, exclude, compare_to }) = paths {
        if let Some(compare_to) = compare_to {
            let message = "changes are found against the commit before";
            writing.lost(EVENT, compare_to.text().span(), message, "check that this is what you want");
        }
        let foreign = writing.from.dialect != Dialect::Azure;
        let (taken, kept): (Vec<_>, Vec<_>) =
            include.iter().partition(|glob| glob.text().as_str().starts_with('!'));
        let kept = kept.into_iter().map(|glob| path(glob, foreign)).collect();
        let taken = exclude.iter().chain(taken).map(|glob| path(glob, foreign)).collect();
        map.put("paths", included(kept, taken));
    }
    Some(map.into())
}

fn included(include: Vec<Tree>, exclude: Vec<Tree>) -> Map {
    let mut map = Map::default();
    map.put_filled("include", Tree::list(include));
    map.put_filled("exclude", Tree::list(exclude));
    map
}

fn refs(patterns: &[RefPattern], writing: &mut Writing<'_>) -> (Vec<Tree>, Vec<Tree>) {
    let (mut include, mut exclude) = (Vec::new(), Vec::new());
    for pattern in patterns {
        match pattern {
            RefPattern::AnyBranch | RefPattern::AnyTag => include.push(Tree::text("*")),
            RefPattern::Glob { pattern, negated } => {
                let Some(glob) = glob(pattern, writing) else { continue };
                let tree = Tree::text(glob).at(pattern.span);
                if *negated { exclude.push(tree) } else { include.push(tree) }
            }
            RefPattern::Regex { pattern, .. } => {
                let message = format!("filters know wildcards, no regular expression as /{}/", pattern.value);
                writing.lost(EVENT, pattern.span, message, "write a wildcard that matches the same names");
            }
        }
    }
    // What is excluded is excluded of everything, if nothing is named.
    if include.len() == 1 && !exclude.is_empty() && include.iter().any(|tree| tree.as_str() == Some("*")) {
        include.clear();
    }
    (include, exclude)
}

/// A wildcard that matches what a glob does; nothing for one that matches no name at all.
/// Filters know `*` and `?` (<https://learn.microsoft.com/en-us/azure/devops/pipelines/build/triggers#wildcards>).
fn glob(pattern: &Spanned<String>, writing: &mut Writing<'_>) -> Option<String> {
    let short = stars(&pattern.value);
    let simple = without_classes(&short);
    if simple != short {
        let message = format!(
            "filters know no sets of characters as in \"{}\", so \"{simple}\" matches more",
            pattern.value
        );
        writing.lost(EVENT, pattern.span, message, "list the names one by one");
    }
    let begins = simple.starts_with('/') || simple.ends_with('/') || simple.contains("//");
    if begins || simple.contains(['~', '^', ':', ' ', '\\', '[', ']']) {
        let message = format!("no branch or tag can be called \"{}\"", pattern.value);
        writing.lost(EVENT, pattern.span, message, "remove the pattern, or correct it");
        return None;
    }
    Some(simple)
}

/// A glob whose sets of characters are any character: `v[0-9]+` is `v*`, `release-[12]` is `release-?`.
fn without_classes(glob: &str) -> String {
    let mut out = String::new();
    let mut rest = glob;
    while let Some((before, after)) = rest.split_once('[') {
        let Some((_, after)) = after.split_once(']') else { break };
        out += before;
        let many = after.strip_prefix(['+', '*']);
        out.push(if many.is_some() { '*' } else { '?' });
        rest = many.unwrap_or(after);
        if out.ends_with('*') {
            rest = rest.trim_start_matches('*');
        }
    }
    out + rest
}

/// A star stands for any characters, slashes too.
fn stars(glob: &str) -> String {
    let short = glob.replace("**/*", "**").replace("**", "*");
    if short.replace('*', "**") == glob.replace("**/*", "**") { short } else { glob.to_owned() }
}

/// A path stands for a file or all that is below a folder.
fn path(glob: &Template, foreign: bool) -> Tree {
    let text = glob.text().as_str().trim_start_matches('!');
    let folder = text.strip_prefix('{').and_then(|rest| {
        let (path, below) = rest.strip_suffix('}')?.split_once(',')?;
        (below == format!("{}/**", path.trim_end_matches('/'))).then_some(path)
    });
    let open = || text.strip_suffix("/**/*").or_else(|| text.strip_suffix("/**"));
    let plain = match folder {
        Some(path) => path,
        None if text == "**" => "*",
        None if foreign => open().filter(|path| !path.contains('*')).unwrap_or(text),
        None => text,
    };
    Tree::text(plain).at(glob.text().span())
}

/// Points in time.
pub(super) fn schedules(triggers: &[Trigger], writing: &mut Writing<'_>) -> Tree {
    let mut all = Vec::new();
    for Trigger { span, event, filter } in triggers {
        let Event::Schedule { cron, timezone } = event else { continue };
        if let Some(timezone) = timezone {
            let message = format!("the time is read as UTC, not as in {}", timezone.value);
            writing.lost(EVENT, timezone.span, message, "move the hours");
        }
        let mut map = Map::default();
        map.put_at("cron", cron.span, write::name(cron));
        if let Some(branches) = &filter.branches {
            let (include, exclude) = refs(branches, writing);
            let include =
                if include.is_empty() && exclude.is_empty() { vec![Tree::text("*")] } else { include };
            map.put_filled("branches", included(include, exclude));
        } else if writing.from.dialect != Dialect::Azure {
            map.put("displayName", Tree::text(format!("At {}", cron.value)));
            map.put("branches", included(vec![Tree::text("main")], Vec::new()));
            map.put("always", true);
        }
        all.push(Tree::from(map).at(*span));
    }
    Tree::list(all)
}

/// Other pipelines whose ends start this one.
pub(super) fn pipelines(triggers: &[Trigger]) -> Tree {
    let mut all: Vec<Tree> = Vec::new();
    for Trigger { span, event, filter } in triggers {
        let Event::Pipeline { names } = event else { continue };
        for name in names {
            let mut map = Map::default();
            let valid = |c: char| if c == '_' || c.is_ascii_alphanumeric() { c } else { '_' };
            map.put("pipeline", Tree::text(name.value.chars().map(valid).collect::<String>()));
            map.put_at("source", name.span, write::name(name));
            let (include, exclude) = filter.branches.as_deref().map(plain_refs).unwrap_or_default();
            let mut branches = Map::default();
            branches.put_filled("branches", included(include, exclude));
            map.put("trigger", if branches.is_empty() { Tree::bare(true) } else { branches.into() });
            all.push(Tree::from(map).at(*span));
        }
    }
    Tree::list(all)
}

fn plain_refs(patterns: &[RefPattern]) -> (Vec<Tree>, Vec<Tree>) {
    let (mut include, mut exclude) = (Vec::new(), Vec::new());
    for pattern in patterns {
        match pattern {
            RefPattern::Glob { pattern, negated } => {
                let tree = Tree::text(stars(&pattern.value)).at(pattern.span);
                if *negated { exclude.push(tree) } else { include.push(tree) }
            }
            RefPattern::AnyBranch | RefPattern::AnyTag => include.push(Tree::text("*")),
            RefPattern::Regex { .. } => {}
        }
    }
    (include, exclude)
}
