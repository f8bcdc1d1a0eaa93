//! From rules of a pipeline to the events that can fulfil them.
use super::super::Translation;
use super::super::fact::Fact;
use super::super::losses::{EVENT, RULE};
use super::super::term::Term;
use super::super::test;
use diag::{Span, Spanned, Text};
use events::Source;
use expr::Template;
use ir::{Event, Filter, PathFilter, Pipeline, RefPattern, Trigger, When};

/// What can start a run on any service, with the event that stands for it.
const SOURCES: &[(Source, Event)] = &[
    (Source::Push, Event::Push),
    (Source::PullRequest, Event::PullRequest { trusted: false }),
    (Source::Manual, Event::Manual),
    (Source::Api, Event::Api),
];

impl Translation<'_, '_> {
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
        let jobs: Vec<Term> = source.jobs.iter().map(|job| jobs_member(source, job)).collect();
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
            if let (Some(globs), true) =
                (&self.shared_files, matches!(started, Source::Push | Source::PullRequest))
            {
                let globs = globs.iter().flat_map(|glob| self.globs(glob));
                let include = globs.map(|glob| Template::literal(Text::plain(glob, span))).collect();
                filter.paths = Some(PathFilter { include, ..PathFilter::default() });
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
fn jobs_member(pipeline: &Pipeline, job: &ir::Job) -> Term {
    if job.rules.is_empty() && !pipeline.rules.is_empty() {
        return Term::Bool(true);
    }
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
