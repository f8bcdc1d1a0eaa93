use super::super::rules::{STEP, SYNTAX};
use super::{Declare, block, call_of, tables};
use groovy::Place;
use groovy::ast::{Call, Callee, Closure, Expr, ExprKind, Statement, StatementKind};

/// Where steps stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Top {
    Stage,
    Post,
    /// In a branch of the step `parallel`.
    Branch,
    /// In the block of another step.
    Nested,
}

impl Declare<'_> {
    /// The steps of a block.
    pub(super) fn steps(&mut self, body: &Closure, at: Place, top: Top) {
        if body.body.is_empty() && top != Top::Nested {
            self.error(STEP, at, "there are no steps").help("add one");
        }
        let alone = body.body.len() == 1 && top == Top::Stage;
        for statement in &body.body {
            match call_of(statement) {
                Some(call) => self.step(call, statement.at, alone),
                None => self.no_step(statement),
            }
        }
    }

    fn no_step(&mut self, statement: &Statement) {
        let message = match &statement.kind {
            StatementKind::Expr(Expr { kind: ExprKind::Name(name), .. }) => {
                format!("`{name}` is no step; a step without arguments is written `{name}()`")
            }
            _ => "this is no step".to_owned(),
        };
        self.error(STEP, statement.at, message).help("put code that is more than steps into script { ... }");
    }

    fn step(&mut self, call: &Call, at: Place, alone: bool) {
        let name = match &call.callee {
            Callee::Name(name) => name,
            Callee::Method(receiver, ..) => {
                // `name 'a', b: c` followed by another word is no method call that was meant.
                let message = "methods of objects are called in script blocks only";
                let at = receiver.at.to(at);
                self.error(STEP, at, message).help("put it into script { ... }");
                return;
            }
            Callee::Computed(..) | Callee::Value(_) => {
                self.error(STEP, at, "this is no step").help("put it into script { ... }");
                return;
            }
        };
        match &*name.text {
            "$" => {
                let source = self.source(at).to_owned();
                self.error(STEP, at, format!("`{source}` is no value by itself"))
                    .help(format!("write \"{source}\""));
            }
            "script" => self.script_step(call, at),
            "parallel" if alone => self.branches(call),
            "parallel" => {
                let message = "the step `parallel` stands alone in a stage";
                self.error(STEP, name.at, message).help("use stages in a section `parallel`");
            }
            "stage" | "properties" | "pipeline" => {
                let message = format!("`{}` is no step of a declarative pipeline", name.text);
                self.error(STEP, name.at, message);
            }
            _ => self.plain_step(&name.text, call, at),
        }
    }

    fn script_step(&mut self, call: &Call, at: Place) {
        if block(call).is_some() {
            return;
        }
        // The other forms of a pipeline give the code as a text.
        match call.args.as_slice() {
            [arg] if arg.value.as_text().is_some() => {
                if let Some(problem) = arg.value.as_text().and_then(|text| groovy::parse(text).err()) {
                    self.error(SYNTAX, arg.value.at, problem.message);
                }
            }
            _ => {
                self.error(STEP, at, "`script` is followed by a block");
            }
        }
    }

    fn plain_step(&mut self, name: &str, call: &Call, at: Place) {
        for arg in &call.args {
            self.argument(&arg.value);
        }
        let shape = tables::STEPS.iter().find(|shape| shape.name == name);
        if let Some(shape) = shape {
            self.arguments(call, shape, at);
        }
        match (block(call), shape) {
            (None, Some(shape)) if shape.block => {
                self.error(STEP, at, format!("`{name}` is followed by a block of steps"));
            }
            (Some(_), Some(shape)) if !shape.block => {
                self.error(STEP, at, format!("`{name}` has no block"));
            }
            (Some(body), _) => self.steps(body, at, Top::Nested),
            (None, _) => {}
        }
    }

    /// `${x}` outside of a text is a call of something named `$`.
    fn argument(&mut self, value: &Expr) {
        let ExprKind::Call(call) = &value.kind else { return };
        match call.function() {
            Some(name) if &*name.text == "$" => {
                let source = self.source(value.at).to_owned();
                let message = format!("`{source}` is no value by itself");
                self.error(STEP, value.at, message).help(format!("write \"{source}\""));
            }
            Some(name) if matches!(&*name.text, "properties" | "stage" | "parallel") => {
                let message = format!("`{}` is no step of a declarative pipeline", name.text);
                self.error(STEP, value.at, message);
            }
            _ => {}
        }
    }

    /// `parallel first: { ... }, second: { ... }, failFast: true`.
    fn branches(&mut self, call: &Call) {
        for arg in &call.args {
            match (arg.name(), &arg.value.kind) {
                (Some("failFast"), ExprKind::Bool(_)) => {}
                (Some("failFast"), _) => {
                    self.error(STEP, arg.value.at, "`failFast` is true or false");
                }
                (_, ExprKind::Closure(body)) => self.steps(body, arg.value.at, Top::Branch),
                _ => {
                    self.error(STEP, arg.at(), "a branch is a name and a block of steps");
                }
            }
        }
        let names: Vec<&str> = call.args.iter().filter_map(|arg| arg.name()).collect();
        for (index, name) in names.iter().enumerate() {
            if names[..index].contains(name) {
                let at = call.args[index].at();
                self.error(STEP, at, format!("there is a branch \"{name}\" already"));
            }
        }
    }
}
