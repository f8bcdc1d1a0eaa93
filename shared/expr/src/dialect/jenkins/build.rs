use super::value::to_groovy;
use crate::{Object, Scope, Value};
use groovy::run::{Args, Scope as Variables};
use groovy::{Host, Interpreter, Place, Stop, Value as Groovy};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

/// Results from good to bad.
const RESULTS: [&str; 5] = ["SUCCESS", "UNSTABLE", "FAILURE", "NOT_BUILT", "ABORTED"];

/// What a script finds around it: variables, parameters, the build. Scripts of stages before may have left variables
/// of the environment and of the script in their outputs, as `env:NAME` and `var:NAME`.
pub struct Build<'s> {
    scope: &'s dyn Scope,
    /// Variables on top of those of the scope, the last of a name wins.
    env: RefCell<Vec<(Arc<str>, Option<String>)>>,
    /// Variables of the script, from stages before.
    carried: Vec<(Arc<str>, Groovy)>,
    /// The result so far, and what a script made of it.
    result: RefCell<String>,
    /// A name that nothing has is null.
    pub(super) lenient: Cell<bool>,
    /// Secrets are not at hand yet: they are null.
    pub(super) early: Cell<bool>,
    /// At the end of a stage or build its result is said even when it is good.
    finishing: Cell<bool>,
}

impl<'s> Build<'s> {
    /// The build that a scope tells of.
    #[must_use]
    pub fn new(scope: &'s dyn Scope) -> Self {
        let mut build = Self {
            scope,
            env: RefCell::default(),
            carried: Vec::new(),
            result: RefCell::new(RESULTS[0].to_owned()),
            lenient: Cell::new(false),
            early: Cell::new(false),
            finishing: Cell::new(false),
        };
        let stages = object(scope.context("stages"));
        let jobs = stages.iter().flat_map(|stages| stages.iter()).map(|(_, jobs)| object(Some(jobs.clone())));
        let needs = object(scope.context("needs"));
        let results: Vec<Arc<Object>> = jobs
            .chain([needs])
            .flatten()
            .flat_map(|jobs| jobs.iter().filter_map(|(_, job)| object(Some(job.clone()))).collect::<Vec<_>>())
            .collect();
        for job in results {
            if let Some(Value::String(result)) = job.get_exact("result") {
                build.worsen(result);
            }
            let outputs = object(job.get_exact("outputs").cloned());
            for (name, value) in outputs.iter().flat_map(|outputs| outputs.iter()) {
                build.take_over(name, value.as_str().unwrap_or_default());
            }
        }
        let standing = |name: &str| matches!(scope.call(name, &[]), Some(Ok(Value::Bool(true))));
        for (name, result) in [("cancelled", "ABORTED"), ("failure", "FAILURE"), ("unstable", "UNSTABLE")] {
            if standing(name) {
                build.worsen(result);
            }
        }
        build
    }

    fn take_over(&mut self, name: &str, value: &str) {
        let name = name.rsplit_once('.').map_or(name, |(_, name)| name);
        if let Some(name) = name.strip_prefix("env:") {
            self.set_env(name, Some(value.to_owned()));
        } else if let Some(name) = name.strip_prefix("var:") {
            let value =
                serde_json::from_str(value).map_or(Groovy::Null, |json| groovy::run::from_json(&json));
            self.carried.retain(|(known, _)| **known != *name);
            self.carried.push((name.into(), value));
        }
    }

    /// Gives variables of the script the values that stages before left them with.
    pub fn restore(&self, variables: &Rc<Variables>) {
        for (name, value) in &self.carried {
            if !variables.set(name, value) {
                variables.define(name.clone(), value.clone());
            }
        }
    }

    /// Sets a variable of the environment; `None` takes it away.
    pub fn set_env(&self, name: &str, value: Option<String>) {
        let mut env = self.env.borrow_mut();
        env.retain(|(known, _)| **known != *name);
        env.push((name.into(), value));
    }

    /// The variables on top of those that processes get anyway.
    #[must_use]
    pub fn own_env(&self) -> Vec<(Arc<str>, Option<String>)> {
        self.env.borrow().clone()
    }

    /// A variable of the environment.
    #[must_use]
    pub fn env(&self, name: &str) -> Option<String> {
        if let Some((_, value)) = self.env.borrow().iter().find(|(known, _)| **known == *name) {
            return value.clone();
        }
        let env = object(self.scope.context("env"));
        let found = env.and_then(|env| env.get_exact(name).cloned()).or_else(|| self.scope.variable(name))?;
        found.as_str().map(str::to_owned)
    }

    /// The variable on top of those that processes get anyway, if there is one.
    #[must_use]
    pub fn own(&self, name: &str) -> Option<Option<String>> {
        self.env.borrow().iter().find(|(known, _)| **known == *name).map(|(_, value)| value.clone())
    }

    /// Puts a variable back to what [`Build::own`] said of it.
    pub fn restore_env(&self, name: &str, own: Option<Option<String>>) {
        match own {
            Some(value) => self.set_env(name, value),
            None => self.env.borrow_mut().retain(|(known, _)| **known != *name),
        }
    }

    /// All parameters, as texts.
    pub(super) fn params(&self) -> Vec<(String, String)> {
        let inputs = object(self.scope.context("inputs"));
        let inputs = inputs.iter().flat_map(|inputs| inputs.iter());
        inputs.map(|(name, value)| (name.to_owned(), to_groovy(value).to_string())).collect()
    }

    /// A member of one of the contexts.
    #[must_use]
    pub fn context(&self, name: &str, member: &str) -> Option<Value> {
        object(self.scope.context(name))?.get_exact(member).cloned()
    }

    /// A secret, by its name.
    #[must_use]
    pub fn secret(&self, name: &str) -> Option<String> {
        self.context("secrets", name)?.as_str().map(str::to_owned)
    }

    /// A secret as a whole: its text, or the user's name and the password with a colon in between.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn credentials(&self, id: &str, at: Place) -> Result<String, Stop> {
        let part = |part: &str| self.secret(&format!("{id}{part}"));
        match (part(""), part("_USR").zip(part("_PSW"))) {
            (Some(secret), _) => Ok(secret),
            (None, Some((user, password))) => Ok(format!("{user}:{password}")),
            (None, None) => {
                let message = format!("there is no secret \"{id}\"; give it with --secret");
                Err(Stop::throw("CredentialNotFoundException", message, at))
            }
        }
    }

    /// The result so far.
    #[must_use]
    pub fn worst(&self) -> String {
        self.result.borrow().clone()
    }

    /// Makes the result worse, never better.
    pub fn worsen(&self, result: &str) {
        let rank = |result: &str| RESULTS.iter().position(|known| *known == result).unwrap_or(0);
        let mut now = self.result.borrow_mut();
        // What was skipped says nothing of the build.
        if result != "NOT_BUILT" && rank(result) > rank(&now) {
            *now = result.to_owned();
        }
    }

    fn param(&self, name: &str) -> Option<Groovy> {
        self.context("inputs", name).map(|value| to_groovy(&value))
    }

    fn of_build(&self, name: &str) -> Groovy {
        let result = self.worst();
        match name {
            "currentResult" => Groovy::text(result),
            "result" if result == RESULTS[0] && !self.finishing.get() => Groovy::Null,
            "result" => Groovy::text(result),
            "previousBuild"
            | "previousSuccessfulBuild"
            | "previousCompletedBuild"
            | "rawBuild"
            | "nextBuild" => Groovy::Null,
            "changeSets" | "upstreamBuilds" | "buildCauses" => Groovy::list(Vec::new()),
            "duration" | "timeInMillis" | "startTimeInMillis" => Groovy::Int(0),
            "durationString" => Groovy::text("0 sec"),
            "keepLog" => Groovy::Bool(false),
            _ => self.context("build", name).map_or(Groovy::Null, |value| to_groovy(&value)),
        }
    }

    /// Whether a script runs at the end of a stage or build.
    #[must_use]
    pub fn is_finishing(&self) -> bool {
        self.finishing.get()
    }

    /// Says that a script runs at the end of a stage or build.
    pub fn finish(&self) {
        self.finishing.set(true);
    }
}

fn object(value: Option<Value>) -> Option<Arc<Object>> {
    match value? {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

/// Why a script stopped, for people.
pub(super) fn sentence(stop: &Stop) -> String {
    match stop {
        Stop::Throw(thrown) => format!("{}: {}", thrown.class, thrown.message),
        Stop::Fail(problem) => problem.message.clone(),
        _ => "it ended in the middle".to_owned(),
    }
}

impl Host for Build<'_> {
    fn variable(&self, name: &str) -> Option<Groovy> {
        match name {
            "env" | "params" | "currentBuild" | "scm" | "docker" => Some(Groovy::Host(name.into())),
            _ => {
                let found = self.env(name).map(Groovy::text).or_else(|| self.param(name));
                let plain = !name.starts_with(char::is_uppercase)
                    || name.chars().all(|c| c == '_' || c.is_ascii_uppercase() || c.is_ascii_digit());
                let lenient = self.lenient.get() && plain;
                found.or_else(|| lenient.then_some(Groovy::Null))
            }
        }
    }

    fn assign(&self, _: &str, _: &Groovy) -> bool {
        false
    }

    fn member(&self, object: &str, name: &str) -> Result<Groovy, Stop> {
        Ok(match object {
            "env" => self.env(name).map_or(Groovy::Null, Groovy::text),
            "params" => self.param(name).unwrap_or_default(),
            "currentBuild" => self.of_build(name),
            "scm" => match name {
                "branches" => {
                    let branch = groovy::run::Entries::from_iter([(
                        "name".into(),
                        self.env("BRANCH_NAME").map_or(Groovy::Null, Groovy::text),
                    )]);
                    Groovy::list(vec![Groovy::map(branch)])
                }
                "userRemoteConfigs" => Groovy::list(Vec::new()),
                _ => Groovy::Null,
            },
            _ => Groovy::Null,
        })
    }

    fn set_member(&self, object: &str, name: &str, value: &Groovy) -> Result<(), Stop> {
        match (object, name) {
            ("env", _) => {
                let value = (!matches!(value, Groovy::Null)).then(|| value.to_string());
                self.set_env(name, value);
            }
            ("currentBuild", "result" | "currentResult") => self.worsen(&value.to_string()),
            // The name and the description of a build are shown by a server only.
            ("currentBuild", _) => {}
            _ => return Err(Stop::fail(Place::default(), format!("`{object}.{name}` cannot be set"))),
        }
        Ok(())
    }

    fn call(
        &self,
        _: &mut Interpreter<'_>,
        object: Option<&str>,
        name: &str,
        args: Args,
        at: Place,
    ) -> Result<Option<Groovy>, Stop> {
        let first = args.plain.first();
        Ok(Some(match (object, name) {
            (Some("env"), "getProperty" | "get") => {
                first.and_then(|name| self.env(&name.to_string())).map_or(Groovy::Null, Groovy::text)
            }
            (Some("env"), "getEnvironment") => Groovy::map(groovy::run::Entries::new()),
            (Some("params"), "get" | "getOrDefault") => {
                let found = first.and_then(|name| self.param(&name.to_string()));
                found.or_else(|| args.plain.get(1).cloned()).unwrap_or_default()
            }
            (Some("params"), "containsKey") => {
                Groovy::Bool(first.is_some_and(|name| self.param(&name.to_string()).is_some()))
            }
            (Some("currentBuild"), "resultIsBetterOrEqualTo" | "resultIsWorseOrEqualTo") => {
                let rank = |result: &str| RESULTS.iter().position(|known| *known == result).unwrap_or(0);
                let wanted = rank(&first.map(Groovy::to_string).unwrap_or_default());
                let now = rank(&self.worst());
                Groovy::Bool(if name == "resultIsBetterOrEqualTo" { now <= wanted } else { now >= wanted })
            }
            (Some("currentBuild"), getter) => {
                let name = getter.strip_prefix("get").unwrap_or(getter);
                let mut letters = name.chars();
                let first = letters.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
                self.of_build(&format!("{first}{}", letters.as_str()))
            }
            (None, "isUnix") => Groovy::Bool(true),
            (None, "pwd") => self.env("WORKSPACE").map_or(Groovy::Null, Groovy::text),
            // What is said or waited for changes nothing of a value.
            (None, "echo" | "println" | "print" | "sleep") => Groovy::Null,
            (None, "error") => {
                let message = first.map(Groovy::to_string).unwrap_or_default();
                return Err(Stop::throw("AbortException", message, at));
            }
            (None, "credentials") => {
                let id = first.map(Groovy::to_string).unwrap_or_default();
                if self.early.get() { Groovy::Null } else { Groovy::text(self.credentials(&id, at)?) }
            }
            (None, "sh" | "bat" | "pwsh" | "powershell" | "readFile" | "fileExists") => {
                let message = format!("the step `{name}` cannot run here, before the stage has its machine");
                return Err(Stop::fail(at, message));
            }
            _ => return Ok(None),
        }))
    }
}
