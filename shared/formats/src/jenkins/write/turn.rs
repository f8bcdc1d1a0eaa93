//! When something runs: in its turn while all goes well, or at an end.
use crate::convert::{Status, Term, understand};
use ir::{Expr, Job};

/// The moment at which a job or step runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// In its turn, as long as nothing has failed.
    Usual,
    /// At the end, under this condition of `post`.
    End(&'static str),
}

impl Moment {
    pub fn is_at_end(self) -> bool {
        matches!(self, Self::End(_))
    }
}

pub(super) fn moment(job: &Job) -> Moment {
    job.condition.as_ref().map_or(Moment::Usual, |condition| split(condition).0)
}

/// When it runs, and what must hold beside how things went.
pub(super) fn split(condition: &Expr) -> (Moment, Option<Term>) {
    let Ok(term) = understand(condition) else { return (Moment::Usual, None) };
    let parts = match term {
        Term::All(parts) => parts,
        one => vec![one],
    };
    let not = |status| Term::Status(status).negated();
    let mut moment = Moment::Usual;
    let mut rest = Vec::new();
    for part in &parts {
        match part {
            Term::Status(Status::Success) => {}
            Term::Status(Status::Always) => moment = Moment::End("always"),
            Term::Status(Status::Failure) => moment = Moment::End("failure"),
            Term::Status(Status::Cancelled) => moment = Moment::End("aborted"),
            part if *part == not(Status::Failure) => {}
            part if *part == not(Status::Cancelled) => {
                if !parts.contains(&not(Status::Failure)) {
                    moment = Moment::End("always");
                }
            }
            part if part.asks_status() => moment = Moment::End("always"),
            part => rest.push(part.clone()),
        }
    }
    let rest = Term::all(rest);
    (moment, (rest != Term::Bool(true)).then_some(rest))
}
