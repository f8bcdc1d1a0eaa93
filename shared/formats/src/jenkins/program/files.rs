//! Steps that look at files; the shell of the job does it, so that they work wherever the job runs.
use super::given::Given;
use super::steps::{Steps, entry};
use groovy::{Place, Stop, Value};
use ir::{Env, EnvKind, Shell, Step, Strictness};

/// The variables in which a command finds what it works on.
const PATH: &str = "STEP_FILE";
const TEXT: &str = "STEP_TEXT";

impl Steps<'_> {
    fn on_file(&self, script: &str, file: &str, text: Option<&str>, capture: bool) -> Step {
        let mut step = self.run(Shell::Sh(Strictness::ErrExit), script, Some(file.to_owned()), capture);
        let mut entries = vec![entry(PATH, file, EnvKind::Raw)];
        entries.extend(text.map(|text| entry(TEXT, text, EnvKind::Raw)));
        step.env = Env::List(entries);
        step
    }

    pub(super) fn file_step(&self, name: &str, given: &Given, at: Place) -> Result<Option<Value>, Stop> {
        Ok(Some(match name {
            "fileExists" => {
                let file = given.text(name, "file", at)?;
                let script = format!("if test -e \"${PATH}\"; then printf yes; fi");
                let result = self.must(self.on_file(&script, &file, None, true), at)?;
                Value::Bool(Self::output(result).trim() == "yes")
            }
            "readFile" => Value::text(self.read(&given.text(name, "file", at)?, at)?),
            "readJSON" => match given.optional("text") {
                Some(text) => Self::json(&text, at)?,
                None => Self::json(&self.read(&given.text(name, "file", at)?, at)?, at)?,
            },
            "readProperties" => {
                let text = match given.optional("text") {
                    Some(text) => text,
                    None => self.read(&given.text(name, "file", at)?, at)?,
                };
                let lines = text.lines().filter(|line| !line.trim_start().starts_with(['#', '!']));
                let pairs = lines.filter_map(|line| line.split_once(['=', ':']));
                Value::map(pairs.map(|(key, value)| (key.trim().into(), Value::text(value.trim()))).collect())
            }
            "writeFile" => {
                let file = given.text(name, "file", at)?;
                let text = given.optional("text").unwrap_or_default();
                self.write(&file, &text, at)?;
                Value::Null
            }
            "writeJSON" => {
                let file = given.text(name, "file", at)?;
                let value = given.named("json").unwrap_or_default();
                self.write(&file, &Self::to_json(&value), at)?;
                Value::Null
            }
            "touch" => {
                let file = given.text(name, "file", at)?;
                self.must(self.on_file(&format!("touch \"${PATH}\""), &file, None, false), at)?;
                Value::Null
            }
            "deleteDir" | "cleanWs" => {
                let script = "find . -mindepth 1 -maxdepth 1 -exec rm -rf {} +";
                let step = self.run(Shell::Sh(Strictness::ErrExit), script, Some(name.to_owned()), false);
                self.must(step, at)?;
                Value::Null
            }
            _ => return Ok(None),
        }))
    }

    /// A folder, from the workspace.
    pub(super) fn make_folder(&self, folder: &str, at: Place) -> Result<(), Stop> {
        let before = self.blocks.borrow_mut().folder.take();
        let step = self.on_file(&format!("mkdir -p -- \"${PATH}\""), folder, None, false);
        self.blocks.borrow_mut().folder = before;
        self.must(step, at)?;
        Ok(())
    }

    fn read(&self, file: &str, at: Place) -> Result<String, Stop> {
        let result = self.command(self.on_file(&format!("cat -- \"${PATH}\""), file, None, true))?;
        match &result.failure {
            None => Ok(Self::output(result)),
            Some(_) => Err(Stop::throw("NoSuchFileException", file.to_owned(), at)),
        }
    }

    fn write(&self, file: &str, text: &str, at: Place) -> Result<(), Stop> {
        let script = format!("mkdir -p \"$(dirname \"${PATH}\")\"\nprintf %s \"${TEXT}\" > \"${PATH}\"");
        self.must(self.on_file(&script, file, Some(text), false), at)?;
        Ok(())
    }
}
