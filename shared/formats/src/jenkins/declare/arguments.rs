use super::super::rules::ARGUMENT;
use super::Declare;
use super::tables::{Kind, Param, Shape};
use diag::Severity;
use groovy::Place;
use groovy::ast::{Arg, Call, Expr, ExprKind};

impl Declare<'_> {
    /// Whether a call gives what a step or symbol takes.
    pub(super) fn arguments(&mut self, call: &Call, shape: &Shape, at: Place) {
        let mut plain: Vec<&Expr> = Vec::new();
        let mut named: Vec<(&str, &Arg)> = Vec::new();
        let spread = |kind: &ExprKind| matches!(kind, ExprKind::Spread(_));
        for arg in &call.args {
            match (arg.name(), &arg.value.kind) {
                (Some(name), _) => named.push((name, arg)),
                // A block as the last argument is the step's block; `step([a: b])` gives names too.
                (None, ExprKind::Closure(_)) => {}
                (None, ExprKind::Map(entries)) if plain.is_empty() && call.args.len() == 1 => {
                    named.extend(entries.iter().filter_map(|entry| Some((entry.name()?, entry))));
                }
                (None, kind) if spread(kind) || arg.key.is_some() => return,
                (None, _) => plain.push(&arg.value),
            }
        }
        if let (Some(first), false) = (plain.first(), named.is_empty()) {
            self.error(ARGUMENT, first.at, "arguments either all have names or none has")
                .help("name this one too");
            return;
        }
        if let [_, second, ..] = plain.as_slice() {
            if shape.name != "upstream" {
                let message = format!("the arguments of `{}` need their names", shape.name);
                self.error(ARGUMENT, second.at, message).help(format!("they are {}", names(shape)));
            }
            return;
        }
        if let [value] = plain.as_slice() {
            self.sole(value, shape);
            return;
        }
        self.named(&named, shape, at);
    }

    fn sole(&mut self, value: &Expr, shape: &Shape) {
        let mut required = shape.params.iter().filter(|param| param.required);
        let Some(first) = required.next().or_else(|| shape.params.first()) else {
            let message = format!("`{}` takes no arguments", shape.name);
            self.error(ARGUMENT, value.at, message);
            return;
        };
        if let Some(second) = required.next() {
            let message = format!("`{}` lacks `{}`", shape.name, second.name);
            self.error(ARGUMENT, value.at, message).help(format!("name the arguments: {}", names(shape)));
            return;
        }
        self.kind(value, first);
    }

    fn named(&mut self, named: &[(&str, &Arg)], shape: &Shape, at: Place) {
        for (index, (name, arg)) in named.iter().enumerate() {
            let place = arg.key.as_ref().map_or(arg.value.at, |key| key.at);
            if named[..index].iter().any(|(other, _)| other == name) {
                self.error(ARGUMENT, place, format!("`{name}` is given twice"));
                continue;
            }
            match shape.params.iter().find(|param| param.name == *name) {
                Some(param) => self.kind(&arg.value, param),
                None if name.starts_with('$') => {}
                None => {
                    let message = format!("`{}` has no argument `{name}`", shape.name);
                    let known = shape.params.iter().map(|param| param.name);
                    let help = match diag::did_you_mean(name, known) {
                        Some(meant) => format!("did you mean `{meant}`?"),
                        None if shape.params.is_empty() => "it takes none".to_owned(),
                        None => format!("it has {}", names(shape)),
                    };
                    self.error(ARGUMENT, place, message).help(help);
                }
            }
        }
        let given = |param: &&Param| !named.iter().any(|(name, _)| *name == param.name);
        if let Some(missing) = shape.params.iter().filter(|param| param.required).find(given) {
            let message = format!("`{}` lacks `{}`", shape.name, missing.name);
            let name_at = Place { end: at.end.min(at.start + shape.name.len() as u32), ..at };
            self.error(ARGUMENT, name_at, message).help(format!("add `{}`", missing.name));
        }
    }

    fn pattern(&mut self, pattern: &str, at: Place) {
        if is_broken(pattern) {
            let message = format!("`{pattern}` is no regular expression");
            self.tell(Severity::Warning, ARGUMENT, at, message)
                .help("for any text write `.*`, and `\\\\*` for a star itself");
        }
    }

    /// Whether a value that is written out is of the kind wanted.
    fn kind(&mut self, value: &Expr, param: &Param) {
        let found = match &value.kind {
            ExprKind::Text(text) => match (param.kind, &**text) {
                (Kind::Bool, "true" | "false") | (Kind::Text | Kind::Any, _) => return,
                (Kind::Word(words), word) if words.contains(&word) => return,
                (Kind::Pattern, pattern) => return self.pattern(pattern, value.at),
                _ => format!("the text \"{text}\""),
            },
            ExprKind::Int(number) if !matches!(param.kind, Kind::Int | Kind::Any) => {
                format!("the number {number}")
            }
            ExprKind::Bool(truth) if !matches!(param.kind, Kind::Bool | Kind::Any) => format!("`{truth}`"),
            _ => return,
        };
        let wanted = match param.kind {
            Kind::Text | Kind::Pattern => "a text".to_owned(),
            Kind::Int => "a number".to_owned(),
            Kind::Bool => "true or false".to_owned(),
            Kind::Word(words) => format!("one of {}", words.join(", ")),
            Kind::Any => return,
        };
        let message = format!("`{}` is {wanted}, and this is {found}", param.name);
        self.error(ARGUMENT, value.at, message);
    }
}

/// Whether no language would take a text for a regular expression; what only Jenkins' own knows is left to it.
fn is_broken(pattern: &str) -> bool {
    let own = pattern.contains("(?") || pattern.contains('\\');
    !own && regex::Regex::new(pattern).is_err()
}

fn names(shape: &Shape) -> String {
    shape.params.iter().map(|param| param.name).collect::<Vec<_>>().join(", ")
}
