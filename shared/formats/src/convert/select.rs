//! Whether a job is part of a run, and whether it then runs: rules decide beforehand, conditions when its needs have
//! ended.
use super::Translation;
use super::losses::{CONDITION, RULE};
use super::speech::{Place, say, understand};
use super::steps::without_success;
use super::term::{Status, Term};
use super::test;
use super::text::identifier;
use diag::{Span, Spanned, Text};
use events::Source;
use expr::{Dialect, Expr};
use ir::{Action, Event, Job, Pipeline, Rule, Step, Test, Tolerance, When, Work};
use std::collections::HashMap;

impl Translation<'_, '_> {
    /// Translates what decides about jobs, after the jobs themselves.
    pub fn select(&mut self, source: &Pipeline, out: &mut Pipeline) {
        match (self.was.rules, self.can.rules) {
            (true, false) => self.rules_to_conditions(source, out),
            (false, true) => self.conditions_to_rules(source, out),
            _ => {
                for (job, original) in out.jobs.iter_mut().zip(&source.jobs) {
                    self.own_condition(job, original);
                }
            }
        }
        if self.from == Dialect::Azure {
            // Anything can be started through the API there, which is nobody's wish elsewhere.
            out.triggers.retain(|trigger| trigger.event != Event::Api);
        }
        if self.can.triggers && self.was.triggers {
            self.filters(&mut out.triggers);
        }
        if !self.can.triggers {
            self.triggers_to_rules(source, out);
        } else if !self.was.triggers {
            self.rules_to_triggers(source, out);
        }
    }

    /// A condition of the other language; one that cannot be said is told and left out.
    pub fn condition(&mut self, condition: &Expr, place: Place) -> Option<Expr> {
        let said = understand(condition).and_then(|term| say(&self.known(term), self.to, place));
        match said {
            Ok(text) => Expr::parse(&Text::plain(text, condition.text().span()), self.to).ok(),
            Err(why) => {
                let message = format!("this condition cannot be said: {why}");
                self.writing.lost(CONDITION, condition.text().span(), message, "decide it inside the script");
                None
            }
        }
    }

    pub fn condition_text(&self, text: &str, span: Span) -> Option<Expr> {
        Expr::parse(&Text::plain(text, span), self.to).ok()
    }

    /// A term with variables whose value the file says put in, where conditions do not see them.
    fn known(&self, term: Term) -> Term {
        let value =
            |name: &str| self.value_of(name).and_then(|value| value.as_literal().map(ToOwned::to_owned));
        match term {
            Term::Input(name) if !self.can.inputs => Term::Variable(identifier(&name, self.to)),
            Term::NeedOutput(job, name) => {
                let name = if self.to == Dialect::Azure { self.output_of(&job, &name) } else { name };
                Term::NeedOutput(self.id(&job), name)
            }
            Term::Input(name) => Term::Input(identifier(&name, self.to)),
            Term::StepOutput(step, name) if self.to == Dialect::Azure => {
                Term::StepOutput(identifier(&step, self.to), name)
            }
            Term::Matrix(name) if self.to == Dialect::Azure => Term::Matrix(self.axis(&name)),
            Term::NeedResult(job) => Term::NeedResult(self.id(&job)),
            Term::Variable(name) if self.axes.contains(&name) => Term::Matrix(name),
            Term::Variable(name) if self.can.expressions => match value(&name) {
                Some(text) => Term::Text(text),
                None => Term::Variable(name),
            },
            Term::Given(inner) => match self.known(*inner) {
                Term::Text(text) => Term::Bool(!text.is_empty()),
                inner => Term::given(inner),
            },
            Term::Equal(left, right) => Term::equal(self.known(*left), self.known(*right)),
            Term::Not(inner) => self.known(*inner).negated(),
            Term::All(terms) => Term::all(terms.into_iter().map(|term| self.known(term))),
            Term::Any(terms) => Term::any(terms.into_iter().map(|term| self.known(term))),
            other => other,
        }
    }

    /// From conditions to conditions.
    fn own_condition(&mut self, job: &mut Job, original: &Job) {
        self.job_env = original.env.entries().to_vec();
        self.axes.clear();
        job.condition =
            original.condition.as_ref().and_then(|condition| self.condition(condition, Place::JobCondition));
        if self.can.by_steps && !(self.to == Dialect::Azure && job.when.value == When::OnSuccess) {
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
                    steps.insert(0, Step::new(span, Action::Run(super::commands::script(vec![line], span))));
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
        match say(&self.known(term), self.to, Place::JobCondition) {
            Ok(text) => job.condition = self.condition_text(&text, place),
            Err(why) => {
                let message = format!("when the job runs cannot be said: {why}");
                self.writing.lost(RULE, place, message, "decide it inside the script");
            }
        }
    }

    fn rules_to_conditions(&mut self, source: &Pipeline, out: &mut Pipeline) {
        let may_be_left_out: HashMap<String, bool> =
            source.jobs.iter().map(|job| (self.id(&job.id.value), !job.rules.is_empty())).collect();
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
            let mut term = self.member(&rules, original, !single);
            term = self.without_files(term, &rules, original.id.span);
            let needs_skipped =
                job.needs.iter().flatten().any(|need| may_be_left_out.get(&need.job.value) == Some(&true));
            if needs_skipped && !term.asks_status() && self.can.by_steps && job.when.value == When::OnSuccess
            {
                // A job that is not in the run counts as skipped, which must not skip this one.
                let went_well =
                    [Status::Failure, Status::Cancelled].map(|status| Term::Status(status).negated());
                term = Term::all(went_well.into_iter().chain([term]));
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
    }

    /// When a job is in a run: the first rule that holds decides.
    fn member(&mut self, rules: &[Rule], original: &Job, with_status: bool) -> Term {
        if rules.is_empty() {
            return match original.when.value {
                When::Never => Term::Bool(false),
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

    /// A condition cannot ask for files: it holds as if they had changed.
    fn without_files(&mut self, term: Term, rules: &[Rule], span: Span) -> Term {
        let asks = |term: &Term| matches!(term, Term::Changed(_) | Term::Exists(_));
        if !term.mentions(asks) {
            return term;
        }
        let place = rules.iter().find(|rule| asks_for_files(&rule.test)).map_or(span, |rule| rule.span);
        let help = "filter the workflow's events by \"paths\", or compare files in a first job";
        self.writing.lost(RULE, place, "the job runs whichever files have changed or are there", help);
        replaced(term.pushed(), &asks)
    }

    fn conditions_to_rules(&mut self, source: &Pipeline, out: &mut Pipeline) {
        let mut members: HashMap<String, Term> = HashMap::new();
        for (job, original) in out.jobs.iter_mut().zip(&source.jobs) {
            self.job_env = original.env.entries().to_vec();
            self.axes.clear();
            job.condition = None;
            let own =
                original.condition.as_ref().map(|condition| (understand(condition), condition.text().span()));
            let (mut term, span) = match own {
                None => (Term::Bool(true), original.id.span),
                Some((Ok(term), span)) => (term, span),
                Some((Err(why), span)) => {
                    self.writing.lost(
                        CONDITION,
                        span,
                        format!("this condition cannot be said: {why}"),
                        "decide it inside the script",
                    );
                    (Term::Bool(true), span)
                }
            };
            let asked = term.asks_status();
            let (when, rest) = split(term.clone());
            term = rest;
            if let Some(when) = when {
                job.when = Spanned::new(when, span);
            }
            if !term.is_known_beforehand() {
                let help = "decide it inside the script";
                self.writing.lost(CONDITION, span, "a rule is decided before any job has run", help);
                term = Term::Bool(true);
            }
            // What needs a skipped job is skipped too.
            if !asked {
                let needed = original.needs.iter().flatten().filter_map(|need| members.get(&need.job.value));
                term = Term::all(std::iter::once(term).chain(needed.cloned()).collect::<Vec<_>>());
            }
            members.insert(original.id.value.clone(), term.clone());
            self.put_rule(job, source, term, span);
        }
    }

    fn put_rule(&mut self, job: &mut Job, source: &Pipeline, term: Term, span: Span) {
        let for_requests =
            source.triggers.iter().any(|trigger| matches!(trigger.event, Event::PullRequest { .. }));
        let test = if term == Term::Bool(true) {
            if !for_requests {
                return;
            }
            Test::Always
        } else {
            match say(&self.known(term), self.to, Place::JobCondition) {
                Ok(text) => match Expr::parse(&Text::plain(text, span), self.to) {
                    Ok(expr) => Test::Expr(expr),
                    Err(_) => return,
                },
                Err(why) => {
                    let message = format!("this condition cannot be said: {why}");
                    self.writing.lost(CONDITION, span, message, "decide it inside the script");
                    return;
                }
            }
        };
        let tolerance = if job.when.value == When::Manual { Some(job.tolerance.clone()) } else { None };
        job.rules = vec![Rule {
            span,
            test,
            when: job.when.clone(),
            tolerance: tolerance.filter(|tolerance| *tolerance == Tolerance::All),
            env: ir::Env::default(),
            needs: None,
            interruptible: None,
        }];
        job.when.value = When::OnSuccess;
        if job.rules.iter().any(|rule| rule.tolerance.is_some()) {
            job.tolerance = Tolerance::None;
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

fn asks_for_files(test: &Test) -> bool {
    match test {
        Test::Changes(_) | Test::Exists(_) => true,
        Test::Not(inner) => asks_for_files(inner),
        Test::All(tests) | Test::Any(tests) => tests.iter().any(asks_for_files),
        Test::Always | Test::Expr(_) | Test::Ref(_) | Test::Source(_) => false,
    }
}

/// The same with what cannot be asked taken as given.
fn replaced(term: Term, asks: &impl Fn(&Term) -> bool) -> Term {
    match term {
        Term::All(terms) => Term::all(terms.into_iter().map(|term| replaced(term, asks))),
        Term::Any(terms) => Term::any(terms.into_iter().map(|term| replaced(term, asks))),
        Term::Not(inner) if asks(&inner) => Term::Bool(true),
        term if asks(&term) => Term::Bool(true),
        other => other,
    }
}

/// How a condition lets its job wait, and what else it asks.
fn split(term: Term) -> (Option<When>, Term) {
    let parts = match term {
        Term::All(parts) => parts,
        one => vec![one],
    };
    let mut when = None;
    let mut rest = Vec::new();
    let failure = Term::Status(Status::Failure);
    let cancelled = Term::Status(Status::Cancelled);
    let denies_failure = parts.iter().any(|part| *part == failure.clone().negated());
    for part in parts {
        match part {
            Term::Status(Status::Success) => {}
            Term::Status(Status::Always) => when = Some(When::Always),
            Term::Status(Status::Failure) => when = Some(When::OnFailure),
            part if part == failure.clone().negated() => {}
            part if part == cancelled.clone().negated() => {
                if !denies_failure {
                    when = Some(When::Always);
                }
            }
            part => rest.push(without_success(part)),
        }
    }
    (when, Term::all(rest))
}
