//! What a script or an action comes down to as a process.

use super::frame::{Frame, Hooked, HookedWork, Open};
use super::resolved::{ActionImage, Hook, ImageBody};
use super::scope::StepScope;
use super::shell::Interpreter;
use super::{
    Body, Capture, Exec, File, ImageRun, ImageSource, JobMachine, Resolved, Secret, Variables, Work, evaluate,
};
use super::{script, shell};
use events::{Signal, Timestamp};
use expr::{Object, Scope, Value};
use indexmap::IndexMap;
use plan::ir::{Reference, Script, Shell, With};
use plan::{Step, StepWork};
use std::sync::Arc;

/// Actions may use actions that use actions, but not without end:
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#runsstepsuses>.
const DEPTH: usize = 10;

impl JobMachine {
    pub(super) fn script(
        &self,
        lane: usize,
        open: &Open,
        script: &Script,
        variables: &Variables,
        scope: &StepScope<'_>,
    ) -> Result<Work, String> {
        let interpreter = match &script.shell {
            Shell::Computed(template) => shell::by_name(&template.render(scope).map_err(|e| e.to_string())?)?,
            known => shell::interpreter(known)?,
        };
        let lines = evaluate::texts(&script.lines, scope)?;
        let text = script::text(&lines, script.echo && script.capture.is_none());
        let path =
            format!("{}/step-{}-{}.{}", self.around.temp, open.id.0, open.tries, interpreter.extension);
        let commands = interpreter
            .commands
            .iter()
            .map(|words| words.iter().map(|word| word.replace("{0}", &path)).collect());
        let directory =
            evaluate::optional(script.directory.as_ref(), scope)?.filter(|folder| !folder.is_empty());
        let mut exec = Exec { commands: commands.collect(), directory, ..self.exec(lane, variables) };
        let mut redirect = String::new();
        if let Some(name) = &script.capture {
            let path = format!("{}/step-{}-{}.out", self.around.temp, open.id.0, open.tries);
            redirect = shell::redirect(&script.shell, &path)?;
            exec.capture = Some(Capture { name: name.value.clone(), path });
        }
        let Interpreter { prologue, epilogue, .. } = interpreter;
        let content = Secret::new(format!("{redirect}{prologue}{text}{epilogue}"));
        exec.files.push(File { path, content });
        Ok(Work::Exec(exec))
    }

    /// A process with its variables.
    fn exec(&self, lane: usize, variables: &Variables) -> Exec {
        let mut files = Vec::new();
        let env = variables.process(&self.around.temp, &mut files);
        let held = self.lanes[lane].held.iter().rev().filter_map(|signal| match signal {
            Signal::Path { folder } => Some(folder.clone()),
            _ => None,
        });
        Exec { env, files, path: held.chain(self.path.iter().cloned()).collect(), ..Exec::default() }
    }

    /// A step that names an image.
    pub(super) fn image(
        &self,
        lane: usize,
        reference: &Reference,
        with: &With,
        variables: &Variables,
        scope: &StepScope<'_>,
    ) -> Result<Work, String> {
        let text = reference.text().as_str();
        let image = text.strip_prefix("docker://").unwrap_or(text).to_owned();
        let given = evaluate::inputs(with, scope)?;
        let mut exec = self.exec(lane, variables);
        exec.env.extend(given.iter().map(|(name, value)| (input_variable(name), value.clone())));
        exec.image = Some(ImageRun {
            source: ImageSource::Named(image),
            entrypoint: given.get("entrypoint").map(|line| shell::words(line)),
            args: given.get("args").map(|line| shell::words(line)).unwrap_or_default(),
        });
        Ok(Work::Exec(exec))
    }

    /// Goes into a resolved action.
    pub(super) fn enter(&mut self, lane: usize, open: Open, action: &Arc<Resolved>, now: Timestamp) {
        let step = Arc::clone(&open.step);
        let (env, inputs) = match self.entered(lane, &step, action) {
            Ok(entered) => entered,
            Err(message) => return self.start(lane, open, Err(message), now),
        };
        let post = match &action.body {
            Body::Composite { .. } => {
                self.lanes[lane].frames.push(Frame::of(action, open, inputs, env));
                return;
            }
            Body::Program { post, .. } => post.clone(),
            Body::Image(image) => image.post.clone(),
        };
        let kept = open.place.as_ref().and_then(|place| self.kept.remove(place)).unwrap_or_default();
        let open = Open { state: kept, ..open };
        if let Some(hook) = post.filter(|_| open.tries == 0) {
            self.posts.push(Hooked {
                name: format!("Post {}", self.plain_title(&step)),
                hook,
                env,
                state: open.state.clone(),
                work: HookedWork::Action(Arc::clone(action), inputs.clone()),
                before: None,
                after: Some(open.id),
            });
        }
        let work = self.variables_of(lane, &step).and_then(|variables| {
            self.phase(lane, action, &inputs, variables, &open.state, None, Some(&step))
        });
        self.start(lane, open, work, now);
    }

    /// What a step gives to its action: variables and inputs.
    pub(super) fn entered(
        &self,
        lane: usize,
        step: &Step,
        action: &Resolved,
    ) -> Result<(Vec<(String, String)>, Value), String> {
        if self.lanes[lane].frames.len() > DEPTH {
            return Err(format!("its actions use each other more than {DEPTH} deep"));
        }
        let variables = self.variables_of(lane, step)?;
        let inputs = self.action_inputs(lane, action, step, &variables)?;
        Ok((self.own_env(step, &variables), inputs))
    }

    /// What an action does before or after the steps.
    pub(super) fn hook_work(
        &self,
        lane: usize,
        hook: &Hooked,
        action: &Resolved,
        inputs: &Value,
    ) -> Result<Work, String> {
        let mut variables = self.variables.clone();
        hook.env.iter().for_each(|(name, value)| variables.set(name, value.as_str()));
        self.phase(lane, action, inputs, variables, &hook.state, Some(&hook.hook), None)
    }

    /// One phase of an action: its main one, or a hook.
    #[expect(
        clippy::too_many_arguments,
        reason = "a phase stands between the step and the action, and needs both"
    )]
    fn phase(
        &self,
        lane: usize,
        action: &Resolved,
        inputs: &Value,
        mut variables: Variables,
        state: &IndexMap<String, String>,
        hook: Option<&Hook>,
        step: Option<&Step>,
    ) -> Result<Work, String> {
        action.env.iter().for_each(|(name, value)| variables.set(name, value.as_str()));
        let mut own = Vec::new();
        let mut exec = match &action.body {
            Body::Program { program, main, .. } => {
                let file = format!("{}/{}", action.folder, hook.map_or(main, |hook| &hook.run));
                Exec { commands: vec![vec![program.clone(), file]], ..self.exec(lane, &variables) }
            }
            Body::Image(image) => {
                let scope = self.scope(self.lanes[lane].frames.last(), &variables, Some(inputs));
                for (name, template) in &image.env {
                    own.push((name.clone(), template.render(&scope).map_err(|e| e.to_string())?));
                }
                let run = self.container(action, image, hook, step, &scope)?;
                Exec { image: Some(run), ..self.exec(lane, &variables) }
            }
            Body::Composite { .. } => return Err("an action of steps is no process".to_owned()),
        };
        if let Value::Object(inputs) = inputs {
            let texts = inputs.iter().map(|(name, value)| {
                (input_variable(name), value.to_text(self.assignment.dialect).into_owned())
            });
            exec.env.extend(texts);
        }
        exec.env.extend(state.iter().map(|(name, value)| (format!("STATE_{name}"), value.clone())));
        exec.env.extend(own);
        Ok(Work::Exec(exec))
    }

    fn container(
        &self,
        action: &Resolved,
        image: &ImageBody,
        hook: Option<&Hook>,
        step: Option<&Step>,
        scope: &dyn Scope,
    ) -> Result<ImageRun, String> {
        let given = match step.map(|step| &step.work) {
            Some(StepWork::Action { with, .. }) => evaluate::inputs(with, scope)?,
            _ => IndexMap::new(),
        };
        let source = match &image.image {
            ActionImage::Named(name) => ImageSource::Named(name.clone()),
            ActionImage::File(file) => {
                ImageSource::Build { context: action.folder.clone(), dockerfile: file.clone() }
            }
        };
        let written = evaluate::optional(image.entrypoint.as_ref(), scope)?;
        let entrypoint =
            hook.map(|hook| hook.run.clone()).or_else(|| given.get("entrypoint").cloned()).or(written);
        let args = match given.get("args") {
            _ if hook.is_some() => Vec::new(),
            Some(line) => shell::words(line),
            None => evaluate::texts(&image.args, scope)?,
        };
        Ok(ImageRun { source, entrypoint: entrypoint.map(|line| shell::words(&line)), args })
    }

    /// An action's inputs: those given by the step, else their defaults.
    fn action_inputs(
        &self,
        lane: usize,
        action: &Resolved,
        step: &Step,
        variables: &Variables,
    ) -> Result<Value, String> {
        let scope = self.scope(self.lanes[lane].frames.last(), variables, None);
        let StepWork::Action { with, .. } = &step.work else { return Ok(Value::Null) };
        let mut inputs = Object::default();
        for input in &action.inputs {
            let value = evaluate::optional(input.default.as_ref(), &scope)?.unwrap_or_default();
            inputs.insert(input.name.as_str(), Value::from(value));
        }
        for (name, value) in evaluate::inputs(with, &scope)? {
            let declared = action.inputs.iter().find(|input| input.name.eq_ignore_ascii_case(&name));
            inputs.insert(declared.map_or(name.as_str(), |input| &input.name), Value::from(value));
        }
        Ok(Value::Object(Arc::new(inputs)))
    }

    /// The variables that a step itself sets.
    pub(super) fn own_env(&self, step: &Step, variables: &Variables) -> Vec<(String, String)> {
        let names = step.env.iter().map(|entry| entry.name.value.as_str());
        names.filter_map(|name| variables.get(name).map(|value| (name.to_owned(), value))).collect()
    }
}

/// The variable in which a program finds an input:
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#inputs>.
fn input_variable(name: &str) -> String {
    format!("INPUT_{}", name.replace(' ', "_").to_uppercase())
}
