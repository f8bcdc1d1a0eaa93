use super::super::model::{Input, Post};
use super::super::rules::{INPUT, POST};
use super::sections::Section;
use super::{Declare, block, call_of, tables};

impl Declare<'_> {
    /// `post { condition { steps } }`.
    pub(super) fn post<'a>(&mut self, section: Section<'a>) -> Vec<Post<'a>> {
        let Some(body) = self.filled_block(section) else { return Vec::new() };
        let mut found: Vec<Post<'a>> = Vec::new();
        for statement in &body.body {
            let named = call_of(statement).and_then(|call| Some((call.function()?, call)));
            let Some((name, call)) = named else {
                let help = format!("conditions are {}", tables::ENDS.join(", "));
                self.error(POST, statement.at, "this is no condition with a block of steps").help(help);
                continue;
            };
            if !tables::ENDS.contains(&&*name.text) {
                let help = match diag::did_you_mean(&name.text, tables::ENDS.iter().copied()) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("conditions are {}", tables::ENDS.join(", ")),
                };
                self.error(POST, name.at, format!("`post` has no condition `{}`", name.text)).help(help);
                continue;
            }
            let Some(steps) = block(call) else {
                self.error(POST, statement.at, format!("`{}` is followed by a block of steps", name.text));
                continue;
            };
            if found.iter().any(|other| other.condition.text == name.text) {
                self.error(POST, name.at, format!("there is a condition `{}` already", name.text));
                continue;
            }
            self.steps(steps, statement.at, super::steps::Top::Post);
            found.push(Post { condition: name, steps, at: statement.at });
        }
        found
    }

    /// `input { message '...' }`.
    pub(super) fn input<'a>(&mut self, section: Section<'a>) -> Option<Input<'a>> {
        let Some(body) = block(section.call) else {
            let message =
                section.call.args.iter().find(|arg| arg.name().is_none_or(|name| name == "message"));
            if message.is_none() {
                self.error(INPUT, section.at, "the input has no message").help("add `message '...'`");
            }
            let message = message.map(|arg| &arg.value);
            return Some(Input { at: section.at, message, submitter: None, parameters: Vec::new() });
        };
        let mut input = Input { at: section.at, message: None, submitter: None, parameters: Vec::new() };
        let mut seen = Vec::new();
        for statement in &body.body {
            let Some((name, call)) = call_of(statement).and_then(|call| Some((call.function()?, call)))
            else {
                self.error(INPUT, statement.at, "this is no field of an input");
                continue;
            };
            if !tables::INPUT_FIELDS.contains(&&*name.text) {
                let help = format!("it has {}", tables::INPUT_FIELDS.join(", "));
                self.error(INPUT, name.at, format!("an input has no field `{}`", name.text)).help(help);
                continue;
            }
            if seen.contains(&&*name.text) {
                self.error(INPUT, name.at, format!("there is a field `{}` already", name.text));
                continue;
            }
            seen.push(&*name.text);
            match (&*name.text, call.args.as_slice()) {
                ("parameters", _) => {
                    input.parameters = self.parameters(Section { name, call, at: statement.at });
                }
                ("message", [arg]) => input.message = Some(&arg.value),
                ("submitter", [arg]) => input.submitter = Some(&arg.value),
                (_, [_]) => {}
                (name, []) => {
                    self.error(INPUT, statement.at, format!("`{name}` has no value"));
                }
                (name, _) => {
                    self.error(INPUT, statement.at, format!("`{name}` has more than one value"));
                }
            }
        }
        if !seen.contains(&"message") {
            self.error(INPUT, section.at, "the input has no message").help("add `message '...'`");
        }
        Some(input)
    }
}
