//! From events and their filters to rules of the pipeline.
use super::super::Translation;
use super::super::fact::Fact;
use super::super::losses::EVENT;
use super::super::speech::{Place, say};
use super::super::term::Term;
use super::super::test;
use diag::{Span, Spanned, Text};
use events::Source;
use expr::{Dialect, Expr};
use ir::{Env, Event, Filter, PathFilter, Pipeline, RefPattern, Rule, Test, Trigger, When};

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
        for activity in activities.iter().flatten() {
            if ["opened", "synchronize", "reopened"].contains(&activity.value.as_str()) {
                self.writing.implied(activity.span);
                continue;
            }
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
            if let RefPattern::Glob { pattern: Spanned { span, .. }, .. }
            | RefPattern::Regex { pattern: Spanned { span, .. }, .. } = pattern
            {
                self.writing.implied(*span);
            }
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
}
