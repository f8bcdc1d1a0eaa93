use crate::rules::{EVALUATION, INPUT, refuse};
use crate::scope::Known;
use diag::{Diagnostic, Span, did_you_mean};
use expr::{Dialect, Object, Value};
use indexmap::IndexMap;
use ir::{Input, InputKind};

/// The values that a run's inputs have: what was given, in its declared type, else the default.
pub(super) fn values(
    inputs: &[Input],
    given: &IndexMap<String, serde_json::Value>,
    scope: &Known<'_>,
    pipeline: Span,
    findings: &mut Vec<Diagnostic>,
) -> Value {
    let mut values = Object::default();
    for input in inputs {
        let value = match given.get(&input.name.value) {
            Some(value) => typed(input, value, scope.dialect),
            None => default(input, scope),
        };
        match value {
            Ok(value) => _ = values.insert(input.name.value.as_str(), value),
            Err(finding) => findings.push(*finding),
        }
    }
    for name in given.keys().filter(|name| inputs.iter().all(|input| input.name.value != **name)) {
        let finding = Diagnostic::error(INPUT, pipeline, format!("the pipeline has no input \"{name}\""));
        let known = || inputs.iter().map(|input| input.name.value.as_str());
        findings.push(match (did_you_mean(name, known()), known().collect::<Vec<_>>()) {
            (Some(meant), _) => finding.help(format!("did you mean \"{meant}\"?")),
            (None, known) if known.is_empty() => finding.help("it declares none"),
            (None, known) => finding.help(format!("it declares {}", known.join(", "))),
        });
    }
    Value::Object(values.into())
}

/// The default as far as it is known without evaluating anything.
pub(super) fn literal(input: &Input) -> Option<Value> {
    input
        .default_value
        .clone()
        .or_else(|| input.default.as_ref().and_then(|text| text.as_literal()).map(Value::from))
}

fn default(input: &Input, scope: &Known<'_>) -> Result<Value, Box<Diagnostic>> {
    if let Some(value) = literal(input) {
        return Ok(value);
    }
    match &input.default {
        Some(template) => template.eval(scope).map_err(|error| refuse(EVALUATION, error.span, error.message)),
        None if input.required => {
            let message = format!("input \"{}\" is required", input.name.value);
            let finding = Diagnostic::error(INPUT, input.name.span, message);
            Err(Box::new(finding.help(format!("give it: --input {}=VALUE", input.name.value))))
        }
        None => Ok(match input.kind {
            InputKind::Boolean => Value::Bool(false),
            InputKind::Number => Value::Number(0.0),
            InputKind::List => Value::array([]),
            InputKind::Text { .. } | InputKind::Choice(_) | InputKind::Environment => Value::from(""),
        }),
    }
}

/// A given value in the declared type: on a command line everything is text.
fn typed(input: &Input, given: &serde_json::Value, dialect: Dialect) -> Result<Value, Box<Diagnostic>> {
    let value = Value::from(given.clone());
    let text = value.to_text(dialect).into_owned();
    let wrong = |wanted: &str| {
        let message = format!("input \"{}\" must be {wanted}, found \"{text}\"", input.name.value);
        refuse(INPUT, input.name.span, message)
    };
    match &input.kind {
        InputKind::Boolean => match text.as_str() {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(wrong("true or false")),
        },
        InputKind::Number => text.trim().parse().map(Value::Number).map_err(|_| wrong("a number")),
        InputKind::Choice(options) => {
            let texts: Vec<_> =
                options.iter().map(|option| option.value.to_text(dialect).into_owned()).collect();
            let at = texts.iter().position(|option| *option == text);
            at.map(|at| options[at].value.clone())
                .ok_or_else(|| wrong(&format!("one of {}", texts.join(", "))))
        }
        InputKind::List => match (&value, serde_json::from_str(&text)) {
            (Value::Array(_), _) => Ok(value),
            (_, Ok(serde_json::Value::Array(items))) => Ok(Value::array(items.into_iter().map(Value::from))),
            _ => Err(wrong("a list in JSON")),
        },
        InputKind::Text { pattern: Some(pattern) } => match regex::Regex::new(pattern.as_str()) {
            Ok(regex) if regex.is_match(&text) => Ok(Value::from(text)),
            Ok(_) => Err(wrong(&format!("text that matches /{pattern}/"))),
            Err(_) => Err(refuse(INPUT, pattern.span(), format!("/{pattern}/ is not a regular expression"))),
        },
        InputKind::Text { pattern: None } | InputKind::Environment => Ok(Value::from(text)),
    }
}
