use super::super::model::{Post, Stage, Symbol, Work};
use super::{Lower, compose};
use diag::{Spanned, Text};
use expr::{Template, Value};
use groovy::ast::{Block, Call, Expr, ExprKind};
use groovy::walk;
use ir::{Input, InputKind};

/// What people are asked for: by stages before they begin, and by scripts.
#[derive(Default)]
pub(super) struct Asked<'a> {
    pub by_stages: Vec<Symbol<'a>>,
    by_scripts: Vec<Symbol<'a>>,
}

impl<'a> Asked<'a> {
    pub fn of(stages: &[Stage<'a>], post: &[Post<'a>]) -> Self {
        let mut asked = Self::default();
        asked.stages(stages);
        post.iter().for_each(|post| asked.script(&post.steps.body));
        asked
    }

    fn stages(&mut self, stages: &[Stage<'a>]) {
        for stage in stages {
            let input = stage.input.iter().flat_map(|input| &input.parameters);
            self.by_stages.extend(input);
            stage.post.iter().for_each(|post| self.script(&post.steps.body));
            match &stage.work {
                Work::Steps(steps) => self.script(&steps.body),
                Work::Stages(inner) | Work::Parallel(inner) => self.stages(inner),
                Work::Matrix(matrix) => self.stages(std::slice::from_ref(&matrix.cell)),
                Work::Nothing => {}
            }
        }
    }

    /// The parameters of the step `input`.
    fn script(&mut self, body: &'a Block) {
        walk::block(body, &mut |expr| {
            let Some(call) = expr.as_call() else { return };
            if call.function().is_none_or(|name| &*name.text != "input") {
                return;
            }
            let Some(ExprKind::List(items)) = argument(call, "parameters").map(|value| &value.kind) else {
                return;
            };
            let symbol = |item: &'a Expr| {
                let call = item.as_call()?;
                Some(Symbol { name: call.function()?, call, at: item.at })
            };
            self.by_scripts.extend(items.iter().filter_map(symbol));
        });
    }
}

impl Lower<'_, '_> {
    /// The parameters of the pipeline, those whose names are written out. What people are asked for on the way is said
    /// when the run is made.
    pub(super) fn inputs(&self) -> Vec<Input> {
        let mut inputs: Vec<Input> = Vec::new();
        let asked = self.asked.by_stages.iter().chain(&self.asked.by_scripts);
        for parameter in self.model.parameters.iter().chain(asked) {
            let arg = |name: &str| argument(parameter.call, name);
            let Some(name) = arg("name") else { continue };
            let Some(text) = name.as_text() else { continue };
            if inputs.iter().any(|known| known.name.value == text) {
                continue;
            }
            let kind = match &*parameter.name.text {
                "booleanParam" | "boolean" => InputKind::Boolean,
                "choice" => InputKind::Choice(self.choices(arg("choices"))),
                _ => InputKind::Text { pattern: None },
            };
            let default = match (&kind, arg("defaultValue")) {
                (InputKind::Boolean, Some(Expr { kind: ExprKind::Bool(truth), .. })) => {
                    Some(Value::Bool(*truth))
                }
                (InputKind::Boolean, Some(other)) => Some(Value::Bool(other.as_text() == Some("true"))),
                (InputKind::Boolean, None) => Some(Value::Bool(false)),
                (InputKind::Choice(choices), _) => choices.first().map(|choice| choice.value.clone()),
                (_, Some(value)) => match &value.kind {
                    ExprKind::Text(text) => Some(Value::String(text.clone())),
                    ExprKind::Int(number) => Some(Value::from(number.to_string())),
                    _ => Some(Value::from("")),
                },
                (_, None) => Some(Value::from("")),
            };
            let template = default.as_ref().map(|value| {
                let text = match value {
                    Value::Bool(truth) => truth.to_string(),
                    other => other.as_str().unwrap_or_default().to_owned(),
                };
                compose::literal(&text)
            });
            inputs.push(Input {
                span: self.source.span(parameter.at),
                name: Spanned::new(text.to_owned(), self.source.span(name.at)),
                description: arg("description").and_then(Expr::as_text).map(Text::from),
                required: false,
                default: template as Option<Template>,
                default_value: default,
                kind,
            });
        }
        inputs
    }

    fn choices(&self, value: Option<&Expr>) -> Vec<Spanned<Value>> {
        let Some(value) = value else { return Vec::new() };
        let at = |expr: &Expr| self.source.span(expr.at);
        match &value.kind {
            ExprKind::List(items) => items
                .iter()
                .filter_map(|item| Some(Spanned::new(Value::from(item.as_text()?), at(item))))
                .collect(),
            ExprKind::Text(text) => {
                text.lines().map(|line| Spanned::new(Value::from(line), at(value))).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// An argument by its name.
fn argument<'c>(call: &'c Call, name: &str) -> Option<&'c Expr> {
    let direct = call.args.iter().find(|arg| arg.name() == Some(name)).map(|arg| &arg.value);
    direct.or_else(|| match call.args.as_slice() {
        [arg] => match &arg.value.kind {
            ExprKind::Map(entries) => {
                entries.iter().find(|entry| entry.name() == Some(name)).map(|entry| &entry.value)
            }
            _ => None,
        },
        _ => None,
    })
}
