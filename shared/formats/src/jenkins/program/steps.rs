use super::around::Blocks;
use super::given::Given;
use expr::{Build, Dialect, Expr};
use groovy::run::Args;
use groovy::{Host, Interpreter, Place, Stop, Value};
use ir::{CommandResult, Env, EnvEntry, EnvKind, ProgramCall, Span, Spanned, Step, Template, Text};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// The host of a program: its steps are commands, which are told their results or wait for them.
pub(super) struct Steps<'a> {
    call: &'a ProgramCall,
    pub build: &'a Build<'a>,
    libraries: Vec<String>,
    /// How many commands have been told their results.
    done: Cell<usize>,
    pending: RefCell<Option<Step>>,
    pub blocks: RefCell<Blocks>,
    /// Variables for the steps of this job only.
    pub own: RefCell<Vec<(String, String)>>,
    /// Variables that the script has set for good.
    pub assigned: RefCell<BTreeMap<String, String>>,
}

/// A text that stands in no file.
pub(super) fn literal(text: &str) -> Template {
    Template::literal(Text::from(text))
}

/// A variable with this value.
pub(super) fn entry(name: &str, value: &str, kind: EnvKind) -> EnvEntry {
    let name = Spanned::new(name.to_owned(), Span::NOWHERE);
    EnvEntry { name, value: literal(value), kind, prompt: None }
}

/// A variable with the path of a file that holds a secret.
fn file(name: &str, secret: &str) -> EnvEntry {
    let secret = secret.replace('\\', "\\\\").replace('\'', "\\'");
    let code = Text::from(format!("credentials('{secret}')").as_str());
    let (value, _) = Template::parse(&code, Dialect::Jenkins);
    EnvEntry { value, ..entry(name, "", EnvKind::File) }
}

impl<'a> Steps<'a> {
    pub fn new(call: &'a ProgramCall, build: &'a Build<'a>, libraries: Vec<String>) -> Self {
        Self {
            call,
            build,
            libraries,
            done: Cell::new(0),
            pending: RefCell::default(),
            blocks: RefCell::default(),
            own: RefCell::default(),
            assigned: RefCell::default(),
        }
    }

    pub fn pending(&self) -> Option<Step> {
        self.pending.borrow_mut().take()
    }

    /// How many commands came before.
    pub fn count(&self) -> usize {
        self.done.get()
    }

    /// The result of a command, if it is known; else the program waits for it.
    pub fn command(&self, mut step: Step) -> Result<&'a CommandResult, Stop> {
        let number = self.done.get();
        if let Some(result) = self.call.past.get(number) {
            self.done.set(number + 1);
            return Ok(result);
        }
        let blocks = self.blocks.borrow();
        let own = self.build.own_env();
        let mut entries: Vec<EnvEntry> = own
            .iter()
            .map(|(name, value)| entry(name, value.as_deref().unwrap_or_default(), EnvKind::Raw))
            .collect();
        entries.extend(blocks.files.iter().map(|(name, secret)| file(name, secret)));
        if let Env::List(more) = step.env {
            entries.extend(more);
        }
        step.env = Env::List(entries);
        if let (Some(seconds), None) = (blocks.timeout, &step.timeout) {
            step.timeout = Some(literal(&format!("{}s", seconds.max(1))));
        }
        if self.build.is_finishing() {
            step.condition = Expr::parse(&Text::from("always()"), Dialect::Jenkins).ok();
        }
        *self.pending.borrow_mut() = Some(step);
        Err(Stop::Halt)
    }

    /// A command that must go well.
    pub fn must(&self, step: Step, at: Place) -> Result<&'a CommandResult, Stop> {
        let result = self.command(step)?;
        match &result.failure {
            None => Ok(result),
            Some(reason) => Err(Stop::throw("AbortException", reason.clone(), at)),
        }
    }

    fn unknown(&self, name: &str, at: Place) -> Stop {
        let message = format!("No such DSL method '{name}' found among steps");
        match self.libraries.as_slice() {
            [] => Stop::throw("NoSuchMethodError", message, at),
            names => {
                let names = names.join("\", \"");
                Stop::fail(
                    at,
                    format!("{message}; shared libraries are fetched by a server only: \"{names}\""),
                )
            }
        }
    }
}

impl Host for Steps<'_> {
    fn variable(&self, name: &str) -> Option<Value> {
        self.build.variable(name)
    }

    fn assign(&self, name: &str, value: &Value) -> bool {
        self.build.assign(name, value)
    }

    fn member(&self, object: &str, name: &str) -> Result<Value, Stop> {
        self.build.member(object, name)
    }

    fn set_member(&self, object: &str, name: &str, value: &Value) -> Result<(), Stop> {
        self.build.set_member(object, name, value)?;
        match (object, name, value) {
            ("env", _, _) => {
                let value = if matches!(value, Value::Null) { String::new() } else { value.to_string() };
                self.assigned.borrow_mut().insert(name.to_owned(), value);
            }
            ("currentBuild", "result" | "currentResult", Value::Text(result)) => self.mark(result)?,
            _ => {}
        }
        Ok(())
    }

    fn call(
        &self,
        interpreter: &mut Interpreter<'_>,
        object: Option<&str>,
        name: &str,
        args: Args,
        at: Place,
    ) -> Result<Option<Value>, Stop> {
        if let Some(object) = object {
            if object == "docker" {
                let message = format!(
                    "`docker.{name}` needs Jenkins' Docker plugin; use an agent of kind docker, or sh"
                );
                return Err(Stop::fail(at, message));
            }
            return self.build.call(interpreter, Some(object), name, args, at);
        }
        let given = Given::new(args);
        if let Some(value) = self.block_step(interpreter, name, &given, at)? {
            return Ok(Some(value));
        }
        if let Some(value) = self.plain_step(name, &given, at)? {
            return Ok(Some(value));
        }
        Err(self.unknown(name, at))
    }
}
