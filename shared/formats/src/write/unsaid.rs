//! What stands at the top of a pipeline and has no words in a language.
use super::{Writing, place_of};
use crate::convert::losses::{
    CONCURRENCY, EVENT, INPUT, INTERRUPTION, NOTIFICATION, ORDER, OUTPUT, PERMISSION, RULE,
};
use diag::{Code, Span};
use ir::Pipeline;

/// What is told of something lost, `{}` standing for its name, and what to do by hand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lack(pub &'static str, pub &'static str);

/// By what stands at the top of a pipeline: what a language has no words for. It has no default, so that every writer
/// decides what becomes of a new field of the model.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unsaid {
    pub triggers: Option<Lack>,
    pub inputs: Option<Lack>,
    pub secrets: Option<Lack>,
    pub outputs: Option<Lack>,
    pub permissions: Option<Lack>,
    pub concurrency: Option<Lack>,
    pub rules: Option<Lack>,
    pub stages: Option<Lack>,
    pub notifications: Option<Lack>,
    pub auto_cancel: Option<Lack>,
    pub cancel_on_failure: Option<Lack>,
}

impl Unsaid {
    /// Tells of all that a pipeline says and the language does not.
    pub fn tell(&self, pipeline: &Pipeline, writing: &mut Writing<'_>) {
        let Pipeline {
            span,
            dialect: _,
            name: _,
            run_name: _,
            triggers,
            inputs,
            secrets,
            outputs,
            env: _,
            permissions,
            concurrency,
            rules,
            stages,
            jobs: _,
            notifications,
            auto_cancel,
            cancel_on_failure,
            partial: _,
            actions: _,
            starts: _,
            words: _,
        } = pipeline;
        let mut all = |lack: Option<Lack>, code: Code, found: Vec<(Span, &str)>| {
            for (place, name) in found.into_iter().take_while(|_| lack.is_some()) {
                let Some(Lack(message, help)) = lack else { break };
                writing.lost(code, place, message.replace("{}", &format!("\"{name}\"")), help);
            }
        };
        let named = |name: &'_ diag::Spanned<String>| name.span;
        all(self.triggers, EVENT, triggers.iter().map(|trigger| (trigger.span, "")).collect());
        all(
            self.inputs,
            INPUT,
            inputs.iter().map(|input| (named(&input.name), &*input.name.value)).collect(),
        );
        all(self.secrets, INPUT, secrets.iter().map(|one| (named(&one.name), &*one.name.value)).collect());
        all(self.outputs, OUTPUT, outputs.iter().map(|one| (named(&one.name), &*one.name.value)).collect());
        all(self.permissions, PERMISSION, permissions.iter().map(|rights| (place_of(rights), "")).collect());
        all(self.concurrency, CONCURRENCY, concurrency.iter().map(|group| (group.span, "")).collect());
        all(self.rules, RULE, rules.iter().map(|rule| (rule.span, "")).collect());
        all(self.stages, ORDER, stages.iter().map(|stage| (stage.name.span, &*stage.name.value)).collect());
        all(self.notifications, NOTIFICATION, notifications.iter().map(|one| (one.span, "")).collect());
        // A group of runs says itself what becomes of older ones.
        let auto_cancel = *auto_cancel && concurrency.is_none();
        all(self.auto_cancel, INTERRUPTION, auto_cancel.then_some((*span, "")).into_iter().collect());
        let cancel = cancel_on_failure.then_some((*span, ""));
        all(self.cancel_on_failure, INTERRUPTION, cancel.into_iter().collect());
    }
}
