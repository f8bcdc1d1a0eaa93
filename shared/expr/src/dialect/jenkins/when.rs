use super::Build;
use crate::Value;
use globset::GlobBuilder;
use groovy::ast::{Block, Call, Statement, StatementKind};
use groovy::run::Scope as Variables;
use groovy::{Interpreter, Place, Stop, Value as Groovy};
use std::rc::Rc;

/// How a text is compared with what is wanted.
fn compares(text: &str, wanted: &str, comparator: Option<&str>, at: Place) -> Result<bool, Stop> {
    match comparator {
        Some("EQUALS") => Ok(text == wanted),
        Some("REGEXP") => {
            let regex = regex::Regex::new(&format!("^(?:{wanted})$"));
            let message = format!("\"{wanted}\" is not a valid regular expression");
            regex.map(|regex| regex.is_match(text)).map_err(|_| Stop::fail(at, message))
        }
        _ => {
            let glob = GlobBuilder::new(wanted).literal_separator(true).backslash_escape(false).build();
            Ok(glob.is_ok_and(|glob| glob.compile_matcher().is_match(text)) || text == wanted)
        }
    }
}

impl Build<'_> {
    /// Whether all conditions of a `when { }` hold; its code may call the steps of the interpreter's host.
    ///
    /// # Errors
    /// What its code did not catch.
    pub fn when(
        &self,
        block: &Block,
        interpreter: &mut Interpreter<'_>,
        root: &Rc<Variables>,
    ) -> Result<bool, Stop> {
        for statement in block {
            if !self.condition(statement, interpreter, root)?.unwrap_or(true) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a condition holds; `None` for what is no condition.
    fn condition(
        &self,
        statement: &Statement,
        interpreter: &mut Interpreter<'_>,
        root: &Rc<Variables>,
    ) -> Result<Option<bool>, Stop> {
        let StatementKind::Expr(expr) = &statement.kind else { return Ok(None) };
        let Some((name, call)) = expr.as_call().and_then(|call| Some((call.function()?, call))) else {
            return Ok(None);
        };
        let inner: &[Statement] = call.block.as_ref().map_or(&[], |(closure, _)| &closure.body);
        Ok(Some(match &*name.text {
            "not" => !self.all(inner, interpreter, root)?,
            "allOf" => self.all(inner, interpreter, root)?,
            "anyOf" => {
                let mut any = false;
                for statement in inner {
                    any = any || self.condition(statement, interpreter, root)?.unwrap_or(false);
                }
                any
            }
            "expression" => interpreter.statements(&inner.to_vec(), root)?.truthy(),
            "beforeAgent" | "beforeInput" | "beforeOptions" => return Ok(None),
            name => {
                let args = given(call, interpreter, root)?;
                self.plain_condition(name, &args, statement.at)?
            }
        }))
    }

    fn all(
        &self,
        inner: &[Statement],
        interpreter: &mut Interpreter<'_>,
        root: &Rc<Variables>,
    ) -> Result<bool, Stop> {
        for statement in inner {
            if !self.condition(statement, interpreter, root)?.unwrap_or(true) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn plain_condition(&self, name: &str, args: &Given, at: Place) -> Result<bool, Stop> {
        let comparator = args.text("comparator");
        let comparator = comparator.as_deref();
        match name {
            "branch" => {
                let wanted = args.sole("pattern");
                self.env("BRANCH_NAME").map_or(Ok(false), |branch| compares(&branch, &wanted, comparator, at))
            }
            "tag" | "buildingTag" => {
                let Some(tag) = self.env("TAG_NAME") else { return Ok(false) };
                let wanted = args.sole("pattern");
                if wanted.is_empty() { Ok(true) } else { compares(&tag, &wanted, comparator, at) }
            }
            "changeRequest" => {
                if self.env("CHANGE_ID").is_none() {
                    return Ok(false);
                }
                for (key, variable) in CHANGE {
                    if let Some(wanted) = args.text(key) {
                        let value = self.env(variable).unwrap_or_default();
                        if !compares(&value, &wanted, comparator.or(Some("EQUALS")), at)? {
                            return Ok(false);
                        }
                    }
                }
                Ok(true)
            }
            "environment" => {
                let value = args.text("name").and_then(|name| self.env(&name)).unwrap_or_default();
                let wanted = args.text("value").unwrap_or_default();
                let any_case = args.get("ignoreCase").is_some_and(|value| value.to_string() == "true");
                Ok(if any_case { value.to_lowercase() == wanted.to_lowercase() } else { value == wanted })
            }
            "equals" => {
                Ok(args.get("expected").unwrap_or_default() == args.get("actual").unwrap_or_default())
            }
            "triggeredBy" => {
                let wanted = args.text("cause").unwrap_or_else(|| args.sole("cause"));
                let cause = self.context("build", "cause");
                Ok(cause.as_ref().and_then(Value::as_str).is_some_and(|cause| cause == wanted))
            }
            "changelog" => {
                let wanted = args.sole("pattern");
                let regex = regex::Regex::new(&format!("(?m){wanted}"));
                let regex = regex
                    .map_err(|_| Stop::fail(at, format!("\"{wanted}\" is not a valid regular expression")))?;
                let message = self.context("build", "message");
                Ok(message.as_ref().and_then(Value::as_str).is_some_and(|message| regex.is_match(message)))
            }
            "changeset" => {
                let wanted = args.text("glob").unwrap_or_else(|| args.sole("pattern"));
                let Some(Value::Array(files)) = self.context("build", "changed") else { return Ok(false) };
                for file in files.iter().filter_map(Value::as_str) {
                    if compares(file, &wanted, comparator, at)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            "isRestartedRun" => Ok(false),
            _ => Err(Stop::fail(at, format!("there is no condition `{name}` here"))),
        }
    }
}

/// Members of a change request and the variables they are in.
const CHANGE: [(&str, &str); 9] = [
    ("id", "CHANGE_ID"),
    ("target", "CHANGE_TARGET"),
    ("branch", "CHANGE_BRANCH"),
    ("fork", "CHANGE_FORK"),
    ("url", "CHANGE_URL"),
    ("title", "CHANGE_TITLE"),
    ("author", "CHANGE_AUTHOR"),
    ("authorDisplayName", "CHANGE_AUTHOR_DISPLAY_NAME"),
    ("authorEmail", "CHANGE_AUTHOR_EMAIL"),
];

/// The arguments of a condition.
struct Given {
    named: Vec<(String, Groovy)>,
    sole: Option<Groovy>,
}

impl Given {
    fn get(&self, name: &str) -> Option<Groovy> {
        self.named.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(|value| value.to_string())
    }

    /// The argument without a name, or the one of this name.
    fn sole(&self, name: &str) -> String {
        self.sole.as_ref().map(Groovy::to_string).or_else(|| self.text(name)).unwrap_or_default()
    }
}

fn given(call: &Call, interpreter: &mut Interpreter<'_>, root: &Rc<Variables>) -> Result<Given, Stop> {
    let mut given = Given { named: Vec::new(), sole: None };
    for arg in &call.args {
        let value = interpreter.value(&arg.value, root)?;
        match arg.name() {
            Some(name) => given.named.push((name.to_owned(), value)),
            None => given.sole = Some(value),
        }
    }
    Ok(given)
}
