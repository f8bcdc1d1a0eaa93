//! Steps with a block.
use super::credentials::bindings;
use super::given::{Given, seconds};
use super::steps::Steps;
use groovy::run::Function;
use groovy::{Interpreter, Place, Stop, Value};
use std::rc::Rc;

/// How often a condition is asked that is waited for.
const ROUNDS: u32 = 500;

impl Steps<'_> {
    pub(super) fn block_step(
        &self,
        interpreter: &mut Interpreter<'_>,
        name: &str,
        given: &Given,
        at: Place,
    ) -> Result<Option<Value>, Stop> {
        if name == "parallel" {
            return self.branches(interpreter, given, at).map(Some);
        }
        let Some(block) = &given.block else { return Ok(None) };
        let run = |interpreter: &mut Interpreter<'_>| interpreter.invoke(block, Vec::new(), at);
        Ok(Some(match name {
            "script" | "node" | "stage" | "timestamps" | "ansiColor" | "lock" | "wrap" | "throttle"
            | "gitlabCommitStatus" | "container" | "milestone" | "withAnt" => run(interpreter)?,
            "dir" | "ws" => {
                let path = given.text(name, if name == "dir" { "path" } else { "dir" }, at)?;
                let folder = self.blocks.borrow().path(&path);
                self.make_folder(&folder, at)?;
                self.inside(|blocks| blocks.folder = Some(folder), || run(interpreter))?
            }
            "withEnv" => self.with_env(given, at, || run(interpreter))?,
            "withCredentials" => {
                let bound = bindings(given, at)?;
                self.with_secrets(bound, at, || run(interpreter))?
            }
            "timeout" => {
                let unit = given.optional("unit").unwrap_or_else(|| "MINUTES".to_owned());
                let time = given.number(name, "time", at)?;
                let limit = seconds(time, &unit);
                self.print(&format!("Timeout set to expire in {}", spoken(limit)), at)?;
                self.inside(
                    |blocks| blocks.timeout = Some(blocks.timeout.map_or(limit, |old| old.min(limit))),
                    || run(interpreter),
                )?
            }
            "retry" => self.retry(interpreter, block, given, at)?,
            "catchError" => {
                let result = given.optional("buildResult").unwrap_or_else(|| "FAILURE".to_owned());
                let message = given.optional("message");
                self.caught(run(interpreter), &result, message.as_deref(), at)?
            }
            "warnError" => {
                let message = given.get("message").map(|message| message.to_string());
                self.caught(run(interpreter), "UNSTABLE", message.as_deref(), at)?
            }
            "waitUntil" => {
                for _ in 0..ROUNDS {
                    if run(interpreter)?.truthy() {
                        return Ok(Some(Value::Null));
                    }
                    self.must(
                        super::commands::builtin(ir::Builtin::Sleep { time: super::steps::literal("1s") }),
                        at,
                    )?;
                }
                return Err(Stop::throw("AbortException", "what was waited for did not come", at));
            }
            _ => return Ok(None),
        }))
    }

    /// Runs with something more around commands.
    pub(super) fn inside(
        &self,
        change: impl FnOnce(&mut super::around::Blocks),
        run: impl FnOnce() -> Result<Value, Stop>,
    ) -> Result<Value, Stop> {
        let before = self.blocks.borrow().clone();
        change(&mut self.blocks.borrow_mut());
        let result = run();
        *self.blocks.borrow_mut() = before;
        result
    }

    fn with_env(
        &self,
        given: &Given,
        at: Place,
        run: impl FnOnce() -> Result<Value, Stop>,
    ) -> Result<Value, Stop> {
        let Some(Value::List(list)) = given.get("overrides") else {
            return Err(Stop::fail(at, "`withEnv` takes a list of texts as 'NAME=value'"));
        };
        let texts: Vec<String> = list.borrow().iter().map(Value::to_string).collect();
        let mut before = Vec::new();
        for text in texts {
            let Some((name, value)) = text.split_once('=') else {
                return Err(Stop::fail(at, format!("\"{text}\" is not written 'NAME=value'")));
            };
            // `PATH+ANYTHING=/x` puts /x before what PATH has.
            let (name, value) = match name.split_once('+') {
                Some((name, _)) => (name, format!("{value}:{}", self.build.env(name).unwrap_or_default())),
                None => (name, value.to_owned()),
            };
            before.push((name.to_owned(), self.build.own(name)));
            self.build.set_env(name, Some(value));
        }
        let result = run();
        for (name, old) in before.into_iter().rev() {
            self.build.restore_env(&name, old);
        }
        result
    }

    fn retry(
        &self,
        interpreter: &mut Interpreter<'_>,
        block: &Rc<Function>,
        given: &Given,
        at: Place,
    ) -> Result<Value, Stop> {
        let count = given.number("retry", "count", at)?;
        for left in (0..count.clamp(1, 1000)).rev() {
            match interpreter.invoke(block, Vec::new(), at) {
                Err(Stop::Throw(thrown)) if left > 0 => {
                    self.print(&format!("ERROR: {}", thrown.message), at)?;
                    self.print("Retrying", at)?;
                }
                other => return other,
            }
        }
        Ok(Value::Null)
    }

    /// Goes on after an error, which leaves its mark.
    fn caught(
        &self,
        result: Result<Value, Stop>,
        mark: &str,
        message: Option<&str>,
        at: Place,
    ) -> Result<Value, Stop> {
        let Err(Stop::Throw(thrown)) = result else { return result };
        if let Some(message) = message {
            self.print(message, at)?;
        }
        self.print(&format!("ERROR: {}", thrown.message), at)?;
        self.build.worsen(mark);
        self.mark(mark)?;
        Ok(Value::Null)
    }

    /// `parallel` in steps: its branches run one after the other, which is said.
    fn branches(&self, interpreter: &mut Interpreter<'_>, given: &Given, at: Place) -> Result<Value, Stop> {
        self.print("The branches of a `parallel` in steps run one after the other here", at)?;
        let mut failed = None;
        for (name, branch) in &given.named {
            let Value::Function(function) = branch else { continue };
            self.print(&format!("Branch: {name}"), at)?;
            match interpreter.invoke(function, Vec::new(), at) {
                Err(stop @ Stop::Throw(_)) => {
                    self.print(&format!("Failed in branch {name}"), at)?;
                    failed = failed.or(Some(stop));
                    if given.flag("failFast") {
                        break;
                    }
                }
                Err(stop) => return Err(stop),
                Ok(_) => {}
            }
        }
        failed.map_or(Ok(Value::Null), Err)
    }
}

/// A number of seconds, as people say it.
fn spoken(seconds: i64) -> String {
    match seconds {
        0..60 => format!("{seconds} sec"),
        60..3600 => format!("{} min {} sec", seconds / 60, seconds % 60),
        _ => format!("{} hr {} min", seconds / 3600, seconds % 3600 / 60),
    }
}
