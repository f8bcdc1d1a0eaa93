//! What starts a run: events and their filters in the file, or rules over whatever the service starts.
use super::Translation;
use super::fact::Fact;
use super::losses::{EVENT, RULE};
use super::speech::{Place, say};
use super::term::Term;
use super::test;
use diag::{Span, Spanned, Text};
use events::Source;
use expr::{Dialect, Expr, Template};
use ir::{Env, Event, Filter, Globs, PathFilter, Pipeline, RefPattern, Rule, Test, Trigger, When};

/// What can start a run on any service, with the event that stands for it.
const SOURCES: &[(Source, Event)] = &[
    (Source::Push, Event::Push),
    (Source::PullRequest, Event::PullRequest { trusted: false }),
    (Source::Manual, Event::Manual),
    (Source::Api, Event::Api),
];

impl Translation<'_, '_> {
    /// Events and filters as rules of the pipeline.
    pub fn triggers_to_rules(&mut self, source: &Pipeline, out: &mut Pipeline) {
        out.triggers.clear();
        let mut rules = Vec::new();
        for trigger in &source.triggers {
            let Trigger { span, event, filter } = trigger;
            let started = match event {
                Event::Push => Source::Push,
                Event::PullRequest { trusted: false } => Source::PullRequest,
                Event::PullRequest { trusted: true } => {
                    let message = "a merge request runs with its own rights, not those of the target";
                    self.writing.lost(
                        EVENT,
                        *span,
                        message,
                        "check that the jobs need no protected variables",
                    );
                    Source::PullRequest
                }
                Event::Schedule { cron, .. } => {
                    let help = "add a pipeline schedule in the project's settings";
                    self.writing.lost(
                        EVENT,
                        cron.span,
                        format!("the time \"{}\" is a setting of the project", cron.value),
                        help,
                    );
                    Source::Schedule
                }
                Event::Manual => Source::Manual,
                // Anybody may start any pipeline of Azure through the API.
                Event::Api if self.from == Dialect::Azure => continue,
                Event::Api => Source::Api,
                Event::Call => Source::Parent,
                Event::Pipeline { names } => {
                    let place = names.first().map_or(*span, |name| name.span);
                    let help = "start this pipeline by \"trigger\" from the other one";
                    self.writing.lost(EVENT, place, "the end of another pipeline starts nothing", help);
                    Source::Pipeline
                }
                Event::Forge(name) => {
                    let message = format!("the event \"{}\" starts no pipeline", name.value);
                    self.writing.lost(
                        EVENT,
                        *span,
                        message,
                        "start the pipeline through the API, by a webhook",
                    );
                    continue;
                }
            };
            if matches!(event, Event::Schedule { .. }) && rules.iter().any(|rule: &Rule| rule.span == *span) {
                continue;
            }
            rules.extend(self.trigger_rule(started, filter, *span));
        }
        out.rules.extend(rules);
    }

    fn trigger_rule(&mut self, started: Source, filter: &Filter, span: Span) -> Option<Rule> {
        let Filter { branches, tags, paths, activities } = filter;
        let usual = |name: &str| ["opened", "synchronize", "reopened"].contains(&name);
        for activity in activities.iter().flatten().filter(|activity| !usual(activity)) {
            let message = format!("the activity \"{}\" starts no pipeline", activity.value);
            self.writing.lost(EVENT, activity.span, message, "nothing, unless the jobs depend on it");
        }
        let fact = if started == Source::PullRequest { Fact::TargetBranch } else { Fact::Branch };
        let mut refs = Vec::new();
        refs.extend(branches.as_ref().map(|patterns| self.refs(fact, patterns)));
        refs.extend(tags.as_ref().map(|patterns| self.refs(Fact::Tag, patterns)));
        let refs = if refs.is_empty() { Term::Bool(true) } else { Term::any(refs) };
        let term = Term::all([Term::Started(started), refs]);
        let text = match say(&term, self.to, Place::JobCondition) {
            Ok(text) => text,
            Err(why) => {
                self.writing.lost(
                    EVENT,
                    span,
                    format!("this event cannot be said: {why}"),
                    "write a rule by hand",
                );
                return None;
            }
        };
        let expr = Expr::parse(&Text::plain(text, span), self.to).ok()?;
        let mut tests = vec![Test::Expr(expr)];
        if let Some(PathFilter { include, exclude, .. }) = paths {
            for glob in
                exclude.iter().chain(include.iter().filter(|glob| glob.text().as_str().starts_with('!')))
            {
                let message = "a rule knows which files have changed, not which others";
                self.writing.lost(
                    EVENT,
                    glob.text().span(),
                    message,
                    "list the files that count under \"changes\"",
                );
            }
            let mut include: Vec<_> =
                include.iter().filter(|glob| !glob.text().as_str().starts_with('!')).cloned().collect();
            if !include.is_empty() {
                for glob in &mut include {
                    let text = glob.text().as_str();
                    // `**` at the end is all files below, which has a `/*` more elsewhere.
                    let below = if text.ends_with("/**") { format!("{text}/*") } else { text.to_owned() };
                    *glob = self.parsed(below, glob.text().span());
                }
                tests.push(Test::Changes(PathFilter { include, ..PathFilter::default() }));
            }
        }
        let test = if tests.len() == 1 { tests.remove(0) } else { Test::All(tests) };
        let when = Spanned::new(When::Always, span);
        Some(Rule {
            span,
            test,
            when,
            tolerance: None,
            env: Env::default(),
            needs: None,
            interruptible: None,
        })
    }

    fn refs(&mut self, fact: Fact, patterns: &[RefPattern]) -> Term {
        let mut so_far = Term::Bool(false);
        for pattern in patterns {
            let (term, negated) = match pattern {
                RefPattern::AnyBranch if fact == Fact::TargetBranch => (Term::Bool(true), false),
                RefPattern::AnyBranch | RefPattern::AnyTag => (Term::given(Term::Fact(fact)), false),
                RefPattern::Glob { pattern, negated } => (test::glob(fact, pattern), *negated),
                RefPattern::Regex { pattern, ignore_case, negated } => {
                    let text = Box::new(Term::Fact(fact));
                    (
                        Term::Matches { text, pattern: pattern.value.clone(), ignore_case: *ignore_case },
                        *negated,
                    )
                }
            };
            so_far = if negated { Term::all([so_far, term.negated()]) } else { Term::any([so_far, term]) };
        }
        so_far
    }

    /// Rules of a pipeline as the events that can fulfil them; what is left of them holds for every job.
    pub fn rules_to_triggers(&mut self, source: &Pipeline, out: &mut Pipeline) {
        let rules = std::mem::take(&mut out.rules);
        let mut member = if rules.is_empty() { Term::Bool(true) } else { Term::Bool(false) };
        for rule in rules.iter().rev() {
            for entry in rule.env.entries() {
                let message = format!("the rule sets \"{}\" no more", entry.name.value);
                self.writing.lost(
                    RULE,
                    entry.name.span,
                    message,
                    "set it in the jobs, by the same condition",
                );
            }
            match test::one(&rule.test) {
                Ok(test) if rule.when.value == When::Never => member = Term::all([test.negated(), member]),
                Ok(test) => member = Term::any([test, member]),
                Err(why) => {
                    self.writing.lost(
                        RULE,
                        rule.span,
                        format!("this rule cannot be said: {why}"),
                        "filter the events by hand",
                    );
                }
            }
        }
        let span = rules.first().map_or(source.span, |rule| rule.span);
        let jobs: Vec<Term> = source.jobs.iter().map(jobs_member).collect();
        for (started, event) in SOURCES {
            let left = assume(&member, *started);
            let asked = jobs.iter().any(|job| assume(job, *started) != Term::Bool(false));
            // Nobody starts a pipeline through the API unless the file speaks of it.
            let said = *started != Source::Api
                || jobs.iter().chain([&member]).any(|term| term.mentions(|t| *t == Term::Started(*started)));
            if left == Term::Bool(false) || !asked || !said {
                continue;
            }
            let mut filter = Filter::default();
            if *started == Source::Push {
                self.push_filter(&left, &mut filter, span);
            } else if !(left == Term::Bool(true)) && *started == Source::PullRequest {
                self.request_filter(&left, &mut filter, span);
            }
            out.triggers.push(Trigger { span, event: event.clone(), filter });
        }
        if jobs
            .iter()
            .chain([&member])
            .any(|term| term.mentions(|term| *term == Term::Started(Source::Schedule)))
        {
            let help = "add the times of the project's pipeline schedules: schedule: [{cron: ...}]";
            self.writing.lost(EVENT, span, "the times of scheduled runs are not in the file", help);
        }
        if out.triggers.is_empty() {
            out.triggers.push(Trigger { span, event: Event::Manual, filter: Filter::default() });
        }
    }

    fn push_filter(&mut self, left: &Term, filter: &mut Filter, span: Span) {
        let parts = match left {
            Term::Bool(true) => return,
            Term::Any(parts) => parts.as_slice(),
            one => std::slice::from_ref(one),
        };
        let (mut branches, mut tags) = (Vec::new(), Vec::new());
        for part in parts {
            match pattern(part) {
                Some((Fact::Tag, pattern)) => tags.push(pattern),
                Some((_, pattern)) => branches.push(pattern),
                None => {
                    let help = "filter the events by hand";
                    return self.writing.lost(
                        RULE,
                        span,
                        "the workflow starts at more pushes than the rules let in",
                        help,
                    );
                }
            }
        }
        filter.branches = (!branches.is_empty()).then_some(branches);
        filter.tags = (!tags.is_empty()).then_some(tags);
    }

    fn request_filter(&mut self, left: &Term, filter: &mut Filter, span: Span) {
        match pattern(left) {
            Some((_, pattern)) => filter.branches = Some(vec![pattern]),
            None => {
                let help = "filter the events by hand";
                self.writing.lost(
                    RULE,
                    span,
                    "the workflow starts at more pull requests than the rules let in",
                    help,
                );
            }
        }
    }
}

/// When a job is in a run.
fn jobs_member(job: &ir::Job) -> Term {
    if job.rules.is_empty() {
        return Term::Started(Source::PullRequest).negated();
    }
    let mut member = Term::Bool(false);
    for rule in job.rules.iter().rev() {
        let test = test::one(&rule.test).unwrap_or(Term::Bool(true));
        member = match rule.when.value {
            When::Never => Term::all([test.negated(), member]),
            _ => Term::any([test, member]),
        };
    }
    member
}

/// A term that asks for one branch or tag, as a filter.
fn pattern(term: &Term) -> Option<(Fact, RefPattern)> {
    let glob = |text: &str| RefPattern::Glob {
        pattern: Spanned::new(text.to_owned(), Span::NOWHERE),
        negated: false,
    };
    match term {
        Term::Given(inner) => match **inner {
            Term::Fact(Fact::Tag) => Some((Fact::Tag, RefPattern::AnyTag)),
            Term::Fact(Fact::Branch) => Some((Fact::Branch, RefPattern::AnyBranch)),
            _ => None,
        },
        Term::Equal(left, right) => match (&**left, &**right) {
            (
                Term::Fact(fact @ (Fact::Branch | Fact::Tag | Fact::RefName | Fact::TargetBranch)),
                Term::Text(name),
            ) => Some((*fact, glob(name))),
            (Term::Fact(Fact::Branch | Fact::RefName), Term::Fact(Fact::DefaultBranch)) => {
                Some((Fact::Branch, glob("main")))
            }
            _ => None,
        },
        Term::Matches { text, pattern, .. } => {
            let Term::Fact(fact @ (Fact::Branch | Fact::Tag | Fact::RefName)) = **text else { return None };
            let start = pattern.strip_prefix('^')?.trim_end_matches(".*").trim_end_matches('$');
            let plain = start.chars().all(|c| c.is_ascii_alphanumeric() || "-_/".contains(c));
            let open = !pattern.ends_with('$') || pattern.ends_with(".*$");
            plain.then(|| (fact, glob(&if open { format!("{start}**") } else { start.to_owned() })))
        }
        _ => None,
    }
}

/// What is left to ask when it is known what started the run.
fn assume(term: &Term, started: Source) -> Term {
    match term {
        Term::Started(Source::Tag) if started == Source::Push => Term::given(Term::Fact(Fact::Tag)),
        Term::Started(source) => Term::Bool(*source == started),
        Term::StartedBy(_) => Term::Bool(false),
        Term::Given(inner) => match (&**inner, started) {
            (Term::Fact(Fact::Branch | Fact::Tag), Source::PullRequest) => Term::Bool(false),
            (Term::Fact(Fact::PullNumber | Fact::SourceBranch | Fact::TargetBranch), started) => {
                Term::Bool(started == Source::PullRequest)
            }
            _ => term.clone(),
        },
        Term::Equal(left, _) | Term::Matches { text: left, .. } | Term::Starts(left, _) => {
            match (&**left, started) {
                (Term::Fact(Fact::Branch | Fact::Tag), Source::PullRequest) => Term::Bool(false),
                (Term::Fact(Fact::SourceBranch | Fact::TargetBranch), started)
                    if started != Source::PullRequest =>
                {
                    Term::Bool(false)
                }
                _ => term.clone(),
            }
        }
        Term::Not(inner) => assume(inner, started).negated(),
        Term::All(terms) => Term::all(terms.iter().map(|term| assume(term, started))),
        Term::Any(terms) => Term::any(terms.iter().map(|term| assume(term, started))),
        other => other.clone(),
    }
}

impl Translation<'_, '_> {
    /// Globs of events in the other language's way.
    pub fn filters(&mut self, triggers: &mut [Trigger]) {
        for trigger in triggers {
            let filter = &mut trigger.filter;
            if filter.branches.as_deref() == Some(&[RefPattern::AnyBranch]) && trigger.event != Event::Push {
                filter.branches = None;
            }
            for patterns in [&mut filter.branches, &mut filter.tags].into_iter().flatten() {
                *patterns = std::mem::take(patterns)
                    .into_iter()
                    .flat_map(|pattern| self.ref_globs(pattern))
                    .collect();
            }
            let Some(paths) = &mut filter.paths else { continue };
            for globs in [&mut paths.include, &mut paths.exclude] {
                let all = std::mem::take(globs).into_iter().flat_map(|glob| {
                    let span = glob.text().span();
                    self.globs(glob.text().as_str())
                        .into_iter()
                        .map(move |text| (text, span))
                        .collect::<Vec<_>>()
                });
                *globs = all.map(|(text, span)| Template::literal(Text::plain(text, span))).collect();
            }
        }
    }

    fn ref_globs(&self, pattern: RefPattern) -> Vec<RefPattern> {
        match pattern {
            RefPattern::Glob { pattern, negated } => {
                let one = |text| RefPattern::Glob { pattern: Spanned::new(text, pattern.span), negated };
                self.globs(&pattern.value).into_iter().map(one).collect()
            }
            other => vec![other],
        }
    }

    /// One glob as one or several of the other language.
    fn globs(&self, glob: &str) -> Vec<String> {
        match (self.writing.from.conventions.globs, self.format.conventions.globs) {
            (Globs::Repeating, Globs::Shell) => {
                if glob.ends_with("**") && !glob.ends_with("/**") && glob != "**" {
                    vec![glob.trim_end_matches('*').to_owned() + "*", glob.to_owned() + "/*"]
                } else if glob.ends_with("**") {
                    vec![format!("{glob}/*")]
                } else {
                    vec![glob.to_owned()]
                }
            }
            (Globs::Shell, Globs::Repeating) => {
                let plain = match glob.strip_suffix("**/*") {
                    Some(start) => format!("{start}**"),
                    None => glob.to_owned(),
                };
                alternatives(&plain)
            }
            _ => vec![glob.to_owned()],
        }
    }
}

/// `{a,b}` written out.
fn alternatives(glob: &str) -> Vec<String> {
    let Some((before, rest)) = glob.split_once('{') else { return vec![glob.to_owned()] };
    let Some((inside, after)) = rest.split_once('}') else { return vec![glob.to_owned()] };
    inside.split(',').flat_map(|part| alternatives(&format!("{before}{part}{after}"))).collect()
}
