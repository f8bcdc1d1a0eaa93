//! Whether a job is part of a run, and whether it then runs: rules decide beforehand, conditions when its needs have
//! ended.

mod conditions;
mod files;
mod rules;
mod skipped;

use super::Translation;
use super::losses::CONDITION;
use super::speech::{Place, say, understand};
use super::term::Term;
use super::text::identifier;
use diag::{Span, Text};
use expr::{Dialect, Expr};
use ir::{Event, Pipeline};
use std::cell::RefCell;

impl Translation<'_, '_> {
    /// Translates what decides about jobs, after the jobs themselves.
    pub fn select(&mut self, source: &Pipeline, out: &mut Pipeline) {
        let over = self.steps_over(source, out);
        match (self.was.rules, self.can.rules) {
            (true, false) => self.rules_to_conditions(source, out, &over),
            (false, true) => self.conditions_to_rules(source, out, &over),
            _ => {
                for (job, original) in out.jobs.iter_mut().zip(&source.jobs) {
                    self.own_condition(job, original, over.contains(&original.id.value));
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

    /// Tells of variables of the source's service that a condition asks for and nobody sets.
    fn tell_unknown(&mut self, term: &Term, span: Span) {
        let unknown = RefCell::new(Vec::new());
        term.mentions(|part| {
            if let Term::Variable(name) | Term::Setting(name) = part
                && (name.starts_with("CI_") || name.starts_with("GITLAB_"))
                && self.value_of(name).is_none()
            {
                unknown.borrow_mut().push(name.clone());
            }
            false
        });
        if self.from == Dialect::GitLab {
            unknown.into_inner().iter().for_each(|name| self.must_be_set(name, span));
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
            Term::Matrix(name) if !self.can.expressions => Term::Matrix(self.axis(&name)),
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
}
