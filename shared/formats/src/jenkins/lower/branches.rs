//! `parallel a: { ... }, b: { ... }` as the only step of a stage: its branches are jobs.
use super::super::model::{Stage, Work};
use super::{Around, Lower};
use groovy::ast::{Call, ExprKind, StatementKind};

/// The call, if it is the only step of a stage.
pub(super) fn of<'a>(work: &Work<'a>) -> Option<&'a Call> {
    let Work::Steps(steps) = work else { return None };
    let [statement] = steps.body.as_slice() else { return None };
    let StatementKind::Expr(expr) = &statement.kind else { return None };
    let call = expr.as_call()?;
    let named = call.args.iter().all(|arg| match &arg.value.kind {
        ExprKind::Closure(_) => arg.name().is_some(),
        _ => arg.name() == Some("failFast"),
    });
    (&*call.function()?.text == "parallel" && named && call.block.is_none()).then_some(call)
}

/// Whether its first failing branch ends the others.
pub(super) fn fails_fast(call: &Call) -> bool {
    let on = |kind: &ExprKind| matches!(kind, ExprKind::Bool(true));
    call.args.iter().any(|arg| arg.name() == Some("failFast") && on(&arg.value.kind))
}

impl<'m, 'a> Lower<'m, 'a> {
    /// A job for each branch.
    pub(super) fn branches(
        &mut self,
        stage: &'m Stage<'a>,
        around: &Around<'m, 'a>,
        before: &[String],
    ) -> Vec<String> {
        let mut exits = Vec::new();
        for arg in of(&stage.work).into_iter().flat_map(|call| &call.args) {
            let (Some(name), ExprKind::Closure(body)) = (arg.name(), &arg.value.kind) else { continue };
            let mut inner = around.clone();
            inner.path.push(name.to_owned());
            inner.depth += 1;
            inner.fresh = false;
            let mut job = self.job(&inner.path.join(" / "), arg.at(), &inner, before);
            job.condition = self.condition(inner.whens.clone(), &inner);
            let mut steps: Vec<ir::Step> = self.machine(&mut job, &inner).into_iter().collect();
            steps.extend(self.steps(&body.body));
            job.work = ir::Work::Steps(steps);
            exits.push(self.put(job));
        }
        exits
    }
}
