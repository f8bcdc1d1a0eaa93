use super::super::declare::ENDS;
use super::super::model::{Post, Stage};
use super::{Around, Lower, POST, compose, job};
use diag::{Spanned, Text};
use expr::{Dialect, Expr};
use ir::{Action, Step, Work};

/// When the steps of a condition run, asked at the end of a job.
fn asked(condition: &str) -> &'static str {
    match condition {
        "always" | "cleanup" | "changed" => "always()",
        "success" => "success() && currentBuild.currentResult == 'SUCCESS'",
        "failure" => "always() && currentBuild.currentResult == 'FAILURE'",
        "aborted" => "always() && currentBuild.currentResult == 'ABORTED'",
        "unstable" => "always() && currentBuild.currentResult == 'UNSTABLE'",
        "unsuccessful" => "always() && currentBuild.currentResult != 'SUCCESS'",
        // These compare with the build before, and no build before is known.
        _ => "always() && false",
    }
}

impl<'m, 'a> Lower<'m, 'a> {
    /// What a stage or pipeline does at its end, in the order in which Jenkins asks the conditions.
    pub(super) fn post_steps(&mut self, post: &'m [Post<'a>], skippable: bool) -> Vec<Step> {
        let mut steps = Vec::new();
        for end in ENDS {
            for post in post.iter().filter(|post| &*post.condition.text == *end) {
                let text = match skippable {
                    true => format!("{} && {}", asked(end), job::NOT_SKIPPED),
                    false => asked(end).to_owned(),
                };
                let text = Text::from(text.as_str());
                let condition = Expr::parse(&text, Dialect::Jenkins);
                let span = self.source.span(post.at);
                let plain = match post.steps.body.as_slice() {
                    [one] if !self.stateful => self.simple(one),
                    _ => None,
                };
                let action = match plain {
                    Some(mut one) => {
                        // It runs in a cancelled job too.
                        one.condition = Expr::parse(&Text::from("always()"), Dialect::Jenkins).ok();
                        Action::Group(vec![one])
                    }
                    None => Action::Program(self.source.section(post.at)),
                };
                let mut step = Step::new(span, action);
                self.programs += 1;
                step.id = Some(Spanned::new(format!("script-{}", self.programs), span));
                step.name = Some(compose::literal(&format!("Post: {end}")));
                step.condition = condition.ok();
                steps.push(step);
            }
        }
        steps
    }

    /// What a stage with stages in it does at its end: a job behind them.
    pub(super) fn group_post(
        &mut self,
        stage: &'m Stage<'a>,
        around: &Around<'m, 'a>,
        all: Vec<String>,
    ) -> String {
        let name = format!("{} / {POST}", around.path.join(" / "));
        self.post_job(&name, &stage.post, around, &all)
    }

    fn post_job(
        &mut self,
        name: &str,
        post: &'m [Post<'a>],
        around: &Around<'m, 'a>,
        before: &[String],
    ) -> String {
        let at = post.first().map_or(self.model.at, |post| post.at);
        let mut job = self.job(name, at, around, before);
        let mut steps: Vec<Step> = self.machine(&mut job, around).into_iter().collect();
        steps.extend(self.post_steps(post, false));
        job.work = Work::Steps(steps);
        job.condition = Expr::parse(&Text::from("always()"), Dialect::Jenkins).ok();
        self.put(job)
    }

    /// What the pipeline does at its end: a stage behind all.
    pub(super) fn final_post(&mut self, around: &Around<'m, 'a>) {
        let model = self.model;
        if model.post.is_empty() {
            return;
        }
        let name = self.unique(POST);
        let span = self.source.span(model.post.first().map_or(model.at, |post| post.at));
        let mut stage = ir::Stage::named(Spanned::new(name.clone(), span));
        let all = self.pipeline.stages.iter().map(|stage| stage.name.clone());
        stage.needs = Some(all.collect());
        stage.condition = Expr::parse(&Text::from("always()"), Dialect::Jenkins).ok();
        self.pipeline.stages.push(stage);
        let around = Around { stage: name.clone(), ..around.clone() };
        self.post_job(&name, &model.post, &around, &[]);
    }
}
