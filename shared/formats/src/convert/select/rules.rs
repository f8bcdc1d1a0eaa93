//! From conditions, which decide when a job's turn has come, to rules, which decide when a run is made.
use super::super::Translation;
use super::super::losses::CONDITION;
use super::super::speech::{Place, say, understand};
use super::super::steps::without_success;
use super::super::term::{Status, Term};
use diag::{Span, Spanned, Text};
use expr::Expr;
use ir::{Event, Job, Pipeline, Rule, Test, Tolerance, When};
use std::collections::{HashMap, HashSet};

impl Translation<'_, '_> {
    pub fn conditions_to_rules(&mut self, source: &Pipeline, out: &mut Pipeline, over: &HashSet<String>) {
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
            // What needs a skipped job is skipped too, or else may do without it.
            if asked || over.contains(&original.id.value) {
                let absent = |id: &str| {
                    members.iter().any(|(job, term)| self.id(job) == id && *term != Term::Bool(true))
                };
                for need in job.needs.iter_mut().flatten() {
                    need.optional |= absent(&need.job.value);
                }
            } else {
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
