//! The types of calls.
use super::Checker;
use crate::ast::{Ast, Call};
use crate::dialect::keys_with;
use crate::function::string::{Piece, pieces};
use crate::function::{self, Function, Param};
use crate::rules::{ARGUMENTS, AVAILABILITY, FORMAT, JSON};
use crate::{Type, Value, letters};
use diag::Diagnostic;

impl Checker<'_> {
    pub(super) fn call(&mut self, call: &Call) -> Type {
        let types: Vec<_> = call.args.iter().map(|arg| self.infer(arg, None).ty).collect();
        // The parser lets no unknown function through.
        let Some(function) = self.dialect.language().function(&call.name) else { return Type::Any };
        self.check_available(call, function);
        if let function::Call::Case = function.call {
            return case(&types);
        }
        self.check_arguments(call, function, &types);
        match (function.name, call.args.first().and_then(Value::of_literal)) {
            ("format", Some(Value::String(template))) => self.check_format(call, template),
            ("fromJSON", Some(Value::String(text))) => return self.json(&call.args[0], text),
            _ => {}
        }
        function.signatures.first().map_or(Type::Any, |signature| signature.returns.into())
    }

    fn check_available(&mut self, call: &Call, function: &Function) {
        let Some(place) = self.types.place else { return };
        if matches!(function.call, function::Call::Status(_))
            && !call.args.is_empty()
            && place.contexts.contains(&"steps")
        {
            let message = format!("in a step, `{}` takes no arguments", function.name);
            self.error(ARGUMENTS, call.name_span, message, None);
        }
        if !self.dialect.language().by_key {
            self.check_status(call, function, place.functions);
            return;
        }
        let keys = keys_with(function.name);
        if keys.is_empty() || place.functions.iter().any(|name| letters::same(name, function.name)) {
            return;
        }
        let message = format!("`{}()` is not available in `{}`", function.name, place.key);
        let help = format!("it can be used in {}", keys.join(", "));
        self.findings.push(Diagnostic::error(AVAILABILITY, call.name_span, message).help(help));
    }

    /// Where a dialect has no table of keys, the place itself says whether it takes status functions.
    fn check_status(&mut self, call: &Call, function: &Function, functions: &[&str]) {
        let status = matches!(function.call, function::Call::Status(_));
        if status && !functions.iter().any(|name| letters::same(name, function.name)) {
            let message = format!("`{}()` is only known to conditions", function.name);
            self.error(AVAILABILITY, call.name_span, message, None);
        }
    }

    /// One overload must take all arguments; else the argument at which the last of them fails is to blame.
    fn check_arguments(&mut self, call: &Call, function: &Function, types: &[Type]) {
        let misfit = |params: &[Param]| {
            let param = |index: usize| params.get(index).or(params.last()).copied().unwrap_or(Param::Any);
            let wrong = types.iter().enumerate().find(|(index, ty)| !param(*index).takes(ty));
            wrong.map(|(index, _)| (index, param(index)))
        };
        let misfits: Option<Vec<_>> =
            function.signatures.iter().map(|signature| misfit(signature.params)).collect();
        let Some(misfits) = misfits else { return };
        let Some(index) = misfits.iter().map(|(index, _)| *index).max() else { return };
        let wanted: Vec<_> =
            misfits.iter().filter(|(at, _)| *at == index).map(|(_, param)| param.words()).collect();
        let message = format!(
            "argument {} of `{}` must be {}, not of type `{}`",
            index + 1,
            function.name,
            wanted.join(" or "),
            types[index]
        );
        self.error(ARGUMENTS, call.args[index].span, message, None);
    }

    fn check_format(&mut self, call: &Call, template: &str) {
        let given = call.args.len() - 1;
        let mut used = vec![false; given];
        for piece in pieces(template) {
            match piece {
                Ok(Piece::Text(_)) => {}
                Ok(Piece::Argument(index)) => match used.get_mut(index) {
                    Some(used) => *used = true,
                    None => {
                        let message = format!(
                            "the format string refers to {{{index}}}, but {given} arguments follow it"
                        );
                        self.error(FORMAT, call.name_span, message, None);
                        return;
                    }
                },
                Err(message) => {
                    let help = "a brace that stands for itself is written twice".to_owned();
                    self.error(FORMAT, call.name_span, message, Some(help));
                    return;
                }
            }
        }
        for index in used.iter().enumerate().filter(|(_, used)| !**used).map(|(index, _)| index) {
            let message = format!("the format string has no place {{{index}}} for this argument");
            self.findings.push(
                Diagnostic::warning(FORMAT, call.name_span, message)
                    .label(call.args[index + 1].span, "never used"),
            );
        }
    }

    fn json(&mut self, arg: &Ast, text: &str) -> Type {
        match function::json::from_json(&[Value::from(text)]) {
            Ok(value) => Type::of(&value),
            Err(message) => {
                self.error(JSON, arg.span, message, None);
                Type::Any
            }
        }
    }
}

/// A `case` has the type of its values, which stand at the odd places and at the end.
fn case(types: &[Type]) -> Type {
    let values = types.iter().skip(1).step_by(2).chain(types.last()).cloned();
    values.reduce(Type::merge).unwrap_or_default()
}

impl Param {
    fn takes(self, ty: &Type) -> bool {
        match (self, ty) {
            (Param::Any | Param::Bool, _) | (_, Type::Any) => true,
            (Param::String, ty) => matches!(ty, Type::String | Type::Number),
            (Param::Scalar, ty) => matches!(ty, Type::String | Type::Number | Type::Bool),
            (Param::Array, ty) => matches!(ty, Type::Array(_)),
            (Param::ScalarArray, Type::Array(item)) => Param::Scalar.takes(item),
            (Param::ScalarArray, ty) => Param::String.takes(ty),
        }
    }

    fn words(self) -> &'static str {
        match self {
            Param::Any => "anything",
            Param::Bool => "true or false",
            Param::String => "text",
            Param::Scalar => "a text, number or truth",
            Param::Array => "a list",
            Param::ScalarArray => "a list of texts",
        }
    }
}

impl From<Param> for Type {
    fn from(param: Param) -> Self {
        match param {
            Param::Any | Param::Scalar => Type::Any,
            Param::Bool => Type::Bool,
            Param::String => Type::String,
            Param::Array => Type::array(Type::Any),
            Param::ScalarArray => Type::array(Type::String),
        }
    }
}
