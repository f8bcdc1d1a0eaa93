//! From rules, which decide when a run is made, to conditions, which decide when a job's turn has come.
use super::super::Translation;
use super::super::commands::script;
use super::super::fact::Fact;
use super::super::losses::{CONDITION, RULE};
use super::super::speech::{Place, say, understand};
use super::super::term::{Status, Term};
use super::super::test;
use super::files::{Questions, shared};
use super::skipped::went_well;
use diag::{Span, Spanned};
use events::Source;
use expr::Dialect;
use ir::{Action, Job, Pipeline, Rule, Step, Tolerance, When, Work};
use std::collections::HashSet;

impl Translation<'_, '_> {
    /// From conditions to conditions; `over`: also when a job before was left out.
    pub fn own_condition(&mut self, job: &mut Job, original: &Job, over: bool) {
        self.job_env = original.env.entries().to_vec();
        self.axes.clear();
        job.condition =
            original.condition.as_ref().and_then(|condition| self.condition(condition, Place::JobCondition));
        if over && job.when.value == When::OnSuccess {
            let own = original.condition.as_ref().map_or(Ok(Term::Bool(true)), understand);
            if let Ok(own) = own
                && !own.asks_status()
            {
                // What cannot be said has been told.
                let own = if job.condition.is_some() { own } else { Term::Bool(true) };
                return self.put_condition(job, Some(went_well(own)), original.id.span);
            }
        }
        let as_it_is =
            matches!(self.to, Dialect::Azure | Dialect::Jenkins) && job.when.value == When::OnSuccess;
        if self.can.by_steps && !as_it_is {
            self.wait_by_condition(job, None);
        }
    }

    /// How a job waits, where only conditions can say it.
    fn wait_by_condition(&mut self, job: &mut Job, term: Option<Term>) {
        let span = job.when.span;
        let own = job.condition.as_ref().and_then(|condition| understand(condition).ok());
        let term = term.or(own);
        let status = |status| Some(Term::Status(status));
        let more = match std::mem::replace(&mut job.when.value, When::OnSuccess) {
            When::OnSuccess => return self.put_condition(job, term, span),
            When::OnFailure => status(Status::Failure),
            When::Always => status(Status::Always),
            When::Never => Some(Term::Bool(false)),
            When::Manual if self.to == Dialect::Jenkins => {
                job.when.value = When::Manual;
                return self.put_condition(job, term, span);
            }
            When::Manual => {
                let help = "start the workflow by hand, or protect an environment with required reviewers";
                self.writing.lost(CONDITION, span, "the job runs only in runs that a person starts", help);
                if job.tolerance == Tolerance::All {
                    job.tolerance = Tolerance::None;
                }
                Some(Term::Started(Source::Manual))
            }
            When::Delayed(wait) => {
                if let Work::Steps(steps) = &mut job.work {
                    let line = format!("sleep {}", wait.as_secs());
                    steps.insert(0, Step::new(span, Action::Run(script(vec![line], span))));
                }
                None
            }
        };
        let all = Term::all(more.into_iter().chain(term));
        self.put_condition(job, (all != Term::Bool(true)).then_some(all), span);
    }

    fn put_condition(&mut self, job: &mut Job, term: Option<Term>, span: Span) {
        let Some(term) = term else { return };
        let place = job.condition.as_ref().map_or(span, |condition| condition.text().span());
        self.tell_unknown(&term, place);
        match say(&self.known(term), self.to, Place::JobCondition) {
            Ok(text) => job.condition = self.condition_text(&text, place),
            Err(why) => {
                let message = format!("when the job runs cannot be said: {why}");
                self.writing.lost(RULE, place, message, "decide it inside the script");
            }
        }
    }

    pub fn rules_to_conditions(&mut self, source: &Pipeline, out: &mut Pipeline, over: &HashSet<String>) {
        let mut questions = Questions::of(out, self.to);
        self.shared_files = shared(source).filter(|_| self.to == Dialect::GitHub);
        let rules = source.rules.iter().chain(source.jobs.iter().flat_map(|job| &job.rules));
        let requests =
            rules.filter_map(|rule| test::one(&rule.test).ok()).any(|term| term.mentions(is_of_request));
        for (job, original) in out.jobs.iter_mut().zip(&source.jobs) {
            self.job_env = original.env.entries().to_vec();
            self.axes.clear();
            let rules = std::mem::take(&mut job.rules);
            let waits = waits(&rules, &original.when);
            let single = waits.len() == 1 || rules.is_empty();
            if let (true, Some(when)) = (single, waits.first()) {
                job.when.value = (*when).clone();
            }
            self.rule_settings(job, &rules);
            let mut term = self.member(source, &rules, original, !single);
            if self.to == Dialect::Jenkins && !requests {
                // Nothing of the pipeline speaks of merge requests: there are no runs for them.
                term = without_requests(term);
            }
            term = match &self.shared_files {
                // The events are filtered.
                Some(_) => Term::Bool(true),
                None => self.by_first_job(term, job, &rules, &mut questions),
            };
            if over.contains(&original.id.value)
                && !term.asks_status()
                && self.can.by_steps
                && job.when.value == When::OnSuccess
            {
                term = went_well(term);
            }
            let span = original.rules.first().map_or(original.id.span, |rule| rule.span);
            let term = (term != Term::Bool(true)).then_some(term);
            if self.can.by_steps {
                self.wait_by_condition(job, term);
            } else {
                if matches!(job.when.value, When::OnFailure | When::Always) && term.is_some() {
                    let status =
                        if job.when.value == When::Always { Status::Always } else { Status::Failure };
                    job.when.value = When::OnSuccess;
                    let term = term.map(|term| Term::all([Term::Status(status), term]));
                    self.put_condition(job, term, span);
                    continue;
                }
                self.put_condition(job, term, span);
            }
        }
        self.put_first_job(&questions, out);
    }

    /// When a job is in a run: the first rule that holds decides.
    fn member(&mut self, source: &Pipeline, rules: &[Rule], original: &Job, with_status: bool) -> Term {
        if rules.is_empty() {
            return match original.when.value {
                When::Never => Term::Bool(false),
                _ if !source.rules.is_empty() => Term::Bool(true),
                // Nothing is said, so it is for branches and tags.
                _ => Term::Started(Source::PullRequest).negated(),
            };
        }
        let mut member = Term::Bool(false);
        for rule in rules.iter().rev() {
            let test = match test::one(&rule.test) {
                Ok(test) => test,
                Err(why) => {
                    self.writing.lost(
                        RULE,
                        rule.span,
                        format!("this rule cannot be said: {why}"),
                        "decide it inside the script",
                    );
                    continue;
                }
            };
            let status = match rule.when.value {
                When::OnFailure => Some(Term::Status(Status::Failure)),
                When::Always => Some(Term::Status(Status::Always)),
                When::Manual => Some(Term::Started(Source::Manual)),
                _ => None,
            };
            member = match (&rule.when.value, status.filter(|_| with_status)) {
                (When::Never, _) => Term::all([test.negated(), member]),
                (_, None) => Term::any([test, member]),
                (_, Some(status)) => Term::any([Term::all([test, status]), member]),
            };
        }
        member
    }

    /// What rules say beside whether the job is in the run.
    fn rule_settings(&mut self, job: &mut Job, rules: &[Rule]) {
        for rule in rules {
            for entry in rule.env.entries() {
                let message = format!("the rule sets \"{}\" no more", entry.name.value);
                self.writing.lost(
                    RULE,
                    entry.name.span,
                    message,
                    "set it in the script, by the same condition",
                );
            }
            match (&rule.tolerance, rules.len()) {
                (None, _) => {}
                (Some(tolerance), 1) => job.tolerance = tolerance.clone(),
                (Some(_), _) => {
                    let message = "whether failures count does not depend on a rule";
                    self.writing.lost(RULE, rule.span, message, "say it for the whole job");
                }
            }
            if rule.needs.is_some() {
                self.writing.lost(
                    RULE,
                    rule.span,
                    "needs do not depend on a rule",
                    "say them for the whole job",
                );
            }
            if rule.interruptible.is_some() {
                self.writing.lost(
                    RULE,
                    rule.span,
                    "this does not depend on a rule",
                    "say it for the whole job",
                );
            }
        }
    }
}

/// How a job waits by its rules, each way once.
fn waits<'r>(rules: &'r [Rule], otherwise: &'r Spanned<When>) -> Vec<&'r When> {
    let mut found: Vec<&When> = Vec::new();
    for when in rules.iter().map(|rule| &rule.when.value).filter(|when| **when != When::Never) {
        if !found.contains(&when) {
            found.push(when);
        }
    }
    if rules.is_empty() && otherwise.value != When::Never {
        found.push(&otherwise.value);
    }
    found
}

fn is_of_request(term: &Term) -> bool {
    matches!(
        term,
        Term::Started(Source::PullRequest)
            | Term::Fact(Fact::PullNumber | Fact::PullTitle | Fact::SourceBranch | Fact::TargetBranch)
    )
}

/// A term where no run is one of a merge request.
fn without_requests(term: Term) -> Term {
    match term {
        Term::Started(Source::PullRequest) => Term::Bool(false),
        Term::Not(inner) => without_requests(*inner).negated(),
        Term::All(terms) => Term::all(terms.into_iter().map(without_requests)),
        Term::Any(terms) => Term::any(terms.into_iter().map(without_requests)),
        other => other,
    }
}
