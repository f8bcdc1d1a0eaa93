//! Actions of the pipeline's own repository, put in the place of the steps that use them where there are none.
use super::losses::ACTION;
use crate::Writing;
use crate::github::builtin_of;
use diag::{Spanned, Text};
use expr::{Dialect, Expr, Part, Template};
use ir::{Action, Env, EnvEntry, EnvKind, Job, OwnAction, Pipeline, Reference, Shell, Step, With, Work};
use std::collections::HashMap;

/// A pipeline whose steps do themselves what the actions of its repository do that consist of steps.
pub(super) fn inlined(pipeline: &Pipeline, writing: &mut Writing<'_>) -> Pipeline {
    let mut out = pipeline.clone();
    for job in &mut out.jobs {
        inline_into(job, &pipeline.actions, writing);
    }
    out
}

fn inline_into(job: &mut Job, actions: &[OwnAction], writing: &mut Writing<'_>) {
    let Work::Steps(steps) = &mut job.work else { return };
    // What later steps ask of actions whose steps have been put in.
    let mut given = Fill::default();
    let mut all = Vec::new();
    for (at, mut step) in std::mem::take(steps).into_iter().enumerate() {
        given.step(&mut step);
        match used(&step, actions) {
            Some(action) => {
                let text = format!("the steps of \"{}\" stand in its place", action.reference);
                let help = "nothing, unless other pipelines should share them";
                writing.remark(ACTION, step.span, text, help);
                all.extend(in_place(&step, action, at, &mut given));
            }
            None => all.push(step),
        }
    }
    *steps = all;
    for output in &mut job.outputs {
        output.value = given.template(&output.value);
    }
}

/// The action of the repository that a step uses, if it is one of steps.
fn used<'a>(step: &Step, actions: &'a [OwnAction]) -> Option<&'a OwnAction> {
    let Action::Uses { reference: Reference::Local(text), .. } = &step.action else { return None };
    actions.iter().find(|action| action.reference == text.as_str() && !action.steps.is_empty())
}

/// An action's steps with what a step gives it.
fn in_place(outer: &Step, action: &OwnAction, at: usize, given: &mut Fill) -> Vec<Step> {
    let Action::Uses { with, .. } = &outer.action else { return Vec::new() };
    let mut fill = Fill::default();
    for (name, default) in &action.inputs {
        let own = with.iter().find(|(own, _)| own.value.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        let value = own.or(default.as_ref()).cloned().unwrap_or_else(|| Template::literal(Text::from("")));
        fill.put(&format!("inputs.{name}"), value);
    }
    let folder = action.reference.trim_start_matches("./").trim_end_matches('/').to_owned();
    fill.put("github.action_path", Template::literal(Text::from(folder.as_str())));
    // Ids of an action are its own.
    let prefix = outer.id.as_ref().map_or_else(|| format!("action{at}"), |id| id.value.clone());
    for id in action.steps.iter().filter_map(|step| step.id.as_ref()) {
        fill.rename(&format!("steps.{}", id.value), &format!("steps.{prefix}_{}", id.value));
    }
    if let Some(id) = &outer.id {
        for (name, value) in &action.gives {
            given.put(&format!("steps.{}.outputs.{name}", id.value), fill.template(value));
        }
    }
    let mut steps = action.steps.clone();
    for (number, step) in steps.iter_mut().enumerate() {
        fill.step(step);
        if let Some(id) = &mut step.id {
            id.value = format!("{prefix}_{}", id.value);
        }
        if number == 0 && step.name.is_none() {
            step.name.clone_from(&outer.name);
        }
        step.condition = both(outer.condition.as_ref(), step.condition.take());
        let mut env: Vec<EnvEntry> = outer.env.entries().to_vec();
        if asks_for_folder(step) {
            let name = Spanned::new("GITHUB_ACTION_PATH".to_owned(), outer.span);
            let value = Template::literal(Text::plain(folder.clone(), outer.span));
            env.push(EnvEntry { name, value, kind: EnvKind::Raw, prompt: None });
        }
        env.extend(step.env.entries().iter().cloned());
        step.env = Env::List(env);
        step.continue_on_error = step.continue_on_error.take().or_else(|| outer.continue_on_error.clone());
    }
    steps
}

fn asks_for_folder(step: &Step) -> bool {
    let Action::Run(script) = &step.action else { return false };
    script.lines.iter().any(|line| line.text().as_str().contains("GITHUB_ACTION_PATH"))
}

/// Two conditions at once.
fn both(outer: Option<&Expr>, inner: Option<Expr>) -> Option<Expr> {
    match (outer, inner) {
        (Some(outer), Some(inner)) => {
            let text = format!("({}) && ({})", outer.text(), inner.text());
            Expr::parse(&Text::plain(text, inner.text().span()), Dialect::GitHub).ok().or(Some(inner))
        }
        (outer, inner) => inner.or_else(|| outer.cloned()),
    }
}

/// Values in place of names of contexts.
#[derive(Default)]
struct Fill {
    /// By path in small letters.
    values: HashMap<String, Template>,
    /// Beginnings of paths, and what they are now.
    names: Vec<(String, String)>,
}

impl Fill {
    fn put(&mut self, path: &str, value: Template) {
        self.values.insert(path.to_lowercase(), value);
    }

    fn rename(&mut self, from: &str, to: &str) {
        self.names.push((from.to_lowercase(), to.to_owned()));
    }

    fn step(&self, step: &mut Step) {
        if self.values.is_empty() && self.names.is_empty() {
            return;
        }
        let some = |template: &mut Option<Template>| {
            *template = template.take().map(|template| self.template(&template));
        };
        some(&mut step.name);
        some(&mut step.continue_on_error);
        some(&mut step.timeout);
        step.condition = step.condition.take().map(|condition| self.expr(&condition));
        self.env(&mut step.env);
        match &mut step.action {
            Action::Run(script) => {
                script.lines.iter_mut().for_each(|line| *line = self.template(line));
                some(&mut script.directory);
                if let Shell::Computed(shell) = &mut script.shell {
                    *shell = self.template(shell);
                }
            }
            Action::Uses { with, .. } => self.with(with),
            Action::Builtin { builtin, reference: Some(reference), with } => {
                self.with(with);
                if let Some(meant) = builtin_of(reference, with, step.span) {
                    *builtin = meant;
                }
            }
            Action::Group(steps) | Action::Parallel(steps) => {
                steps.iter_mut().for_each(|step| self.step(step));
            }
            Action::Builtin { reference: None, .. }
            | Action::Wait { .. }
            | Action::Cancel { .. }
            | Action::Program(_) => {}
        }
    }

    fn with(&self, with: &mut With) {
        with.iter_mut().for_each(|(_, value)| *value = self.template(value));
    }

    fn env(&self, env: &mut Env) {
        match env {
            Env::Computed(template) => *template = self.template(template),
            Env::List(entries) => {
                entries.iter_mut().for_each(|entry| entry.value = self.template(&entry.value));
            }
        }
    }

    fn template(&self, template: &Template) -> Template {
        if template.holes().next().is_none() {
            return template.clone();
        }
        let mut out = String::new();
        for part in template.parts() {
            match part {
                Part::Literal(text) => out += text.as_str(),
                Part::Hole(expr) => {
                    let text = expr.text().as_str().trim();
                    match self.values.get(&text.to_lowercase()) {
                        Some(value) => out += value.text().as_str(),
                        None => out += &format!("${{{{ {} }}}}", self.replaced(text)),
                    }
                }
            }
        }
        Template::parse(&Text::plain(out, template.text().span()), Dialect::GitHub).0
    }

    fn expr(&self, expr: &Expr) -> Expr {
        let text = self.replaced(expr.text().as_str());
        Expr::parse(&Text::plain(text, expr.text().span()), Dialect::GitHub).unwrap_or_else(|_| expr.clone())
    }

    /// The text of an expression with its paths replaced, but not what stands in quotes.
    fn replaced(&self, text: &str) -> String {
        let mut out = String::new();
        let mut word = String::new();
        let mut quoted = false;
        for c in text.chars().chain([' ']) {
            let belongs = c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
            if !quoted && belongs {
                word.push(c);
                continue;
            }
            out += &self.word(&std::mem::take(&mut word));
            quoted ^= c == '\'';
            out.push(c);
        }
        out.truncate(out.len() - 1);
        out
    }

    fn word(&self, word: &str) -> String {
        let lower = word.to_lowercase();
        if let Some(value) = self.values.get(&lower) {
            return as_expression(value);
        }
        for (from, to) in &self.names {
            if lower.strip_prefix(from.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            {
                return format!("{to}{}", &word[from.len()..]);
            }
        }
        word.to_owned()
    }
}

/// A text as a part of an expression.
fn as_expression(template: &Template) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    if let Some(expr) = template.sole_expr() {
        return format!("({})", expr.text().as_str().trim());
    }
    if template.holes().next().is_none() {
        return quoted(template.text().as_str());
    }
    let (mut pattern, mut args) = (String::new(), String::new());
    for (at, part) in template.parts().iter().enumerate() {
        match part {
            Part::Literal(text) => pattern += &text.as_str().replace('{', "{{").replace('}', "}}"),
            Part::Hole(expr) => {
                let number =
                    template.parts()[..at].iter().filter(|part| matches!(part, Part::Hole(_))).count();
                pattern += &format!("{{{number}}}");
                args += &format!(", {}", expr.text().as_str().trim());
            }
        }
    }
    format!("format({}{args})", quoted(&pattern))
}
