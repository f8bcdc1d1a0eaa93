//! `input`: asks a person, who may give values too (<https://www.jenkins.io/doc/pipeline/steps/pipeline-input-step/>).
//! The values are those that were given when the run was made, else the defaults.
use super::super::lower::asking;
use super::commands::builtin;
use super::given::Given;
use super::steps::{Steps, literal};
use groovy::run::Entries;
use groovy::{Place, Stop, Value};
use ir::Builtin;

impl Steps<'_> {
    /// What the step comes to: nothing, the one value that was asked for, or all of them by name.
    pub(super) fn input(&self, given: &Given, at: Place) -> Result<Value, Stop> {
        let question = given.text("input", "message", at)?;
        let question = match given.optional("submitter") {
            Some(people) => asking(&question, &people),
            None => question,
        };
        let mut values = self.answers(given, at)?;
        let told: Vec<String> = values.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let question = if told.is_empty() { question } else { format!("{question} [{}]", told.join(", ")) };
        let approved = self.must(builtin(Builtin::Approve { message: literal(&question) }), at)?;
        let Some(by) = given.optional("submitterParameter") else {
            return Ok(match values.len() {
                0 => Value::Null,
                1 => values.pop().map(|(_, value)| value).unwrap_or_default(),
                _ => Value::map(values.into_iter().map(|(name, value)| (name.into(), value)).collect()),
            });
        };
        let person = Value::text(approved.outputs.get("by").cloned().unwrap_or_default());
        if values.is_empty() {
            return Ok(person);
        }
        let all = values.into_iter().chain([(by, person)]);
        Ok(Value::map(all.map(|(name, value)| (name.into(), value)).collect::<Entries>()))
    }

    /// The values of its parameters.
    fn answers(&self, given: &Given, at: Place) -> Result<Vec<(String, Value)>, Stop> {
        let parameters = match given.named("parameters") {
            None => return Ok(Vec::new()),
            Some(Value::List(list)) => list.borrow().clone(),
            Some(_) => return Err(Stop::fail(at, "the `parameters` of `input` are a list")),
        };
        let mut answers = Vec::new();
        for parameter in &parameters {
            let Value::Map(map) = parameter else {
                return Err(Stop::fail(at, "a parameter is a call, as string(name: 'A')"));
            };
            let map = map.borrow();
            let Some(name) = map.get("name").map(Value::to_string) else {
                return Err(Stop::fail(at, "a parameter lacks `name`"));
            };
            let value = match self.build.context("inputs", &name) {
                Some(value) => expr::to_groovy(&value),
                None => usual(&map),
            };
            answers.push((name, value));
        }
        Ok(answers)
    }
}

/// What a parameter is when nobody says otherwise.
fn usual(parameter: &Entries) -> Value {
    let kind = parameter.get("$kind").map(Value::to_string).unwrap_or_default();
    match (kind.as_str(), parameter.get("defaultValue"), parameter.get("choices")) {
        (_, Some(value), _) => value.clone(),
        ("booleanParam", ..) => Value::Bool(false),
        (_, _, Some(Value::List(choices))) => choices.borrow().first().cloned().unwrap_or_default(),
        (_, _, Some(choices)) => Value::text(choices.to_string().lines().next().unwrap_or_default()),
        _ => Value::text(""),
    }
}
