use super::{Lower, compose};
use diag::{Spanned, Text};
use groovy::Place;
use groovy::ast::Block;
use ir::{Action, Step};

impl Lower<'_, '_> {
    /// Steps, each as what it means where that is written out, else as a program.
    pub(super) fn steps(&mut self, body: &Block) -> Vec<Step> {
        let mut steps = Vec::new();
        for statement in body {
            let plain = if self.stateful { None } else { self.simple(statement) };
            steps.push(plain.unwrap_or_else(|| {
                let title = self.source.slice(statement.at).lines().next().unwrap_or_default();
                let title = title.trim_end_matches('{').trim();
                self.program(self.source.program(statement.at), statement.at, title)
            }));
        }
        steps
    }

    /// A program as a step.
    pub(super) fn program(&mut self, text: Text, at: Place, title: &str) -> Step {
        let span = self.source.span(at);
        let mut step = Step::new(span, Action::Program(text));
        self.programs += 1;
        step.id = Some(Spanned::new(format!("script-{}", self.programs), span));
        step.name = Some(compose::literal(title));
        step
    }
}
