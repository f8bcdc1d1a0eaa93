use super::super::model::{Symbol, When};
use super::super::rules::WHEN;
use super::sections::Section;
use super::{Declare, block, call_of, tables};
use diag::Severity;
use groovy::Place;
use groovy::ast::{Block, ExprKind, Name};

const FLAGS: &[&str] = &["beforeAgent", "beforeInput", "beforeOptions"];

impl Declare<'_> {
    /// `when { condition ... }`.
    pub(super) fn when<'a>(&mut self, section: Section<'a>) -> Option<When<'a>> {
        let body = &self.block_of(section)?.body;
        let mut when =
            When { at: section.at, conditions: Vec::new(), before_input: false, before_options: false };
        let mut conditions = 0;
        for statement in body {
            let Some((name, call)) = call_of(statement).and_then(|call| Some((call.function()?, call)))
            else {
                self.no_condition(statement.at);
                conditions += 1;
                continue;
            };
            if FLAGS.contains(&&*name.text) {
                let value = call.args.first().map(|arg| &arg.value.kind);
                match value {
                    Some(ExprKind::Bool(truth)) => match &*name.text {
                        "beforeInput" => when.before_input = *truth,
                        "beforeOptions" => when.before_options = *truth,
                        _ => {}
                    },
                    _ => {
                        self.error(WHEN, statement.at, format!("`{}` is true or false", name.text));
                    }
                }
                continue;
            }
            conditions += 1;
            let condition = Symbol { name, call, at: statement.at };
            self.condition(&condition);
            when.conditions.push(condition);
        }
        if conditions == 0 {
            self.error(WHEN, section.at, "`when` has no condition").help("remove it, or add one");
        }
        Some(when)
    }

    fn no_condition(&mut self, at: Place) {
        let source = self.source(at).to_owned();
        let message = format!("`{}` is no condition", source.lines().next().unwrap_or_default());
        self.error(WHEN, at, message).help(format!("write expression {{ {source} }}"));
    }

    fn condition(&mut self, condition: &Symbol<'_>) {
        let Symbol { name, call, at } = *condition;
        let Some(shape) = tables::CONDITIONS.iter().find(|shape| shape.name == &*name.text) else {
            let known: Vec<_> = tables::CONDITIONS.iter().map(|shape| shape.name).collect();
            let help = match diag::did_you_mean(&name.text, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("conditions are {}", known.join(", ")),
            };
            self.error(WHEN, name.at, format!("there is no condition `{}`", name.text)).help(help);
            return;
        };
        let inner = block(call);
        match (&*name.text, inner) {
            ("expression", Some(inner)) if inner.body.is_empty() => {
                self.error(WHEN, at, "the expression is empty");
            }
            ("not" | "allOf" | "anyOf", Some(inner)) => {
                if let Some(arg) =
                    call.args.iter().find(|arg| !matches!(arg.value.kind, ExprKind::Closure(_)))
                {
                    let message = format!("`{}` has conditions, and no arguments", name.text);
                    self.error(WHEN, arg.at(), message);
                }
                self.nested(name, &inner.body, at);
            }
            ("expression" | "not" | "allOf" | "anyOf", None) => {
                self.error(WHEN, at, format!("`{}` is followed by a block", name.text));
            }
            ("expression", _) => {}
            (_, Some(_)) => {
                self.error(WHEN, at, format!("`{}` has no conditions inside", name.text));
            }
            (_, None) => self.arguments(call, shape, at),
        }
    }

    fn nested(&mut self, name: &Name, body: &Block, at: Place) {
        match (&*name.text, body.len()) {
            ("not", 0 | 2..) => {
                self.error(WHEN, at, "`not` has exactly one condition");
            }
            (_, 0) => {
                let message = format!("`{}` has no conditions", name.text);
                self.tell(Severity::Warning, WHEN, at, message).help("remove it, or add some");
            }
            _ => {}
        }
        for statement in body {
            match call_of(statement).and_then(|call| Some((call.function()?, call))) {
                Some((name, call)) => self.condition(&Symbol { name, call, at: statement.at }),
                None => self.no_condition(statement.at),
            }
        }
    }
}
