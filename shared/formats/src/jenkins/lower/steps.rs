use super::{Lower, compose};
use diag::Spanned;
use groovy::ast::Block;
use ir::{Action, Step};

impl Lower<'_, '_> {
    /// Steps, each as what it means where that is written out, else as a program.
    pub(super) fn steps(&mut self, body: &Block) -> Vec<Step> {
        let mut steps = Vec::new();
        for statement in body {
            let plain = if self.stateful { None } else { self.simple(statement) };
            steps.push(plain.unwrap_or_else(|| {
                let program = Action::Program(self.source.program(statement.at));
                let span = self.source.span(statement.at);
                let mut step = Step::new(span, program);
                self.programs += 1;
                step.id = Some(Spanned::new(format!("script-{}", self.programs), span));
                let title = self.source.slice(statement.at).lines().next().unwrap_or_default();
                step.name = Some(compose::literal(title.trim_end_matches('{').trim()));
                step
            }));
        }
        steps
    }
}
