use crate::{Checked, File, Options, check};
use diag::{Diagnostic, SourceMap};
use events::{Facts, Source};
use expr::Template;
use formats::{Format, Loader};
use ir::{Input, Pipeline};
use plan::{Choice, Environ, Plan, SecretUse, Setting, Spawned, StatusVariable};

/// What a plan is made for.
#[derive(Clone, Debug)]
pub struct Wish<'a> {
    /// What is known of the world.
    pub facts: &'a Facts,
    /// What of the pipeline is wanted.
    pub choice: Choice,
}

/// What came of a file: a plan, unless something found forbids it.
pub struct Compiled {
    /// The file's language, if it was recognised.
    pub format: Option<&'static Format>,
    /// What will run.
    pub plan: Option<Plan>,
    /// What was found on the way.
    pub diagnostics: Vec<Diagnostic>,
}

/// From a file to what will run.
pub fn compile(
    sources: &mut SourceMap,
    file: File<'_>,
    format: Option<&'static Format>,
    wish: &Wish<'_>,
    loader: &dyn Loader,
) -> Compiled {
    let options = Options { format, facts: Some(wish.facts), ..Options::default() };
    let checked = check(sources, file, options, loader);
    let passes = checked.passes();
    let Checked { format, pipeline, mut diagnostics, .. } = checked;
    let plan = match (format, pipeline, passes) {
        (Some(format), Some(pipeline), true) => {
            let (plan, found) = lower(&pipeline, format, wish);
            let fails = found.iter().any(Diagnostic::is_error);
            diagnostics.extend(found);
            (!fails).then_some(plan)
        }
        _ => None,
    };
    Compiled { format, plan, diagnostics }
}

/// From a checked pipeline to what will run, with what was found on the way.
#[must_use]
pub fn lower(pipeline: &Pipeline, format: &'static Format, wish: &Wish<'_>) -> (Plan, Vec<Diagnostic>) {
    let facts = completed(wish.facts, pipeline);
    let child = Facts { source: Source::Parent, event: None, ..facts.clone() };
    let setting = Setting {
        facts: &facts,
        format: format.id,
        conventions: format.conventions,
        environ: environ((format.environ)(&facts)),
        spawned: Some(Spawned { environ: environ((format.environ)(&child)), facts: child }),
        secrets: match format.secrets {
            formats::SecretUse::Context(name) => SecretUse::Context(name.to_owned()),
            formats::SecretUse::Environment => SecretUse::Environment,
            formats::SecretUse::Hidden => SecretUse::Hidden,
        },
        status_variable: format.status_variable.map(|(name, words)| {
            let [success, issues, failure, cancelled] = words.map(str::to_owned);
            StatusVariable { name: name.to_owned(), success, issues: Some(issues), failure, cancelled }
        }),
        choice: wish.choice.clone(),
    };
    let lowered = plan::lower(pipeline, &setting);
    (lowered.plan, lowered.diagnostics)
}

/// What is known once the file has been read: the pipeline's name, and what inputs are that a person left as they are.
fn completed(facts: &Facts, pipeline: &Pipeline) -> Facts {
    let mut facts = facts.clone();
    facts.pipeline_name = pipeline.name.as_ref().and_then(Template::as_literal).map(str::to_owned);
    if matches!(facts.source, Source::Manual | Source::Api) {
        for input in &pipeline.inputs {
            if let Some(value) = default(input) {
                facts.inputs.entry(input.name.value.clone()).or_insert(value);
            }
        }
    }
    facts
}

/// The default, as far as it is known without evaluating anything.
fn default(input: &Input) -> Option<serde_json::Value> {
    let literal = || input.default.as_ref()?.as_literal().map(Into::into);
    match &input.default_value {
        Some(value) => serde_json::to_value(value).ok(),
        None => literal(),
    }
}

fn environ(environ: formats::Environ) -> Environ {
    // Files belong to a job, and come when its place is known.
    let formats::Environ { contexts, env, overrides, .. } = environ;
    Environ { contexts, env, overrides }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expr::Value;
    use formats::Nothing;
    use serde_json::json;

    fn facts() -> Facts {
        let facts = json!({
            "run": "r1", "number": 1, "attempt": 1, "source": "manual", "event": null, "payload": null,
            "git_ref": { "kind": "branch", "name": "main" },
            "commit": { "sha": "abc", "message": "", "author": "", "timestamp": "" },
            "before": "", "pull_request": null,
            "repository": { "owner": "acme", "name": "site", "url": "", "default_branch": "main" },
            "actor": "ada", "changed": null, "files": [], "inputs": { "level": "high" }, "variables": {}, "secrets": [],
            "pipeline_path": ".github/workflows/w.yml", "created_at": "", "server_url": "https://github.com",
            "runner": { "name": "", "os": "Linux", "arch": "X64" }
        });
        serde_json::from_value(facts).unwrap()
    }

    #[test]
    fn jobs_are_told_the_pipelines_name_and_the_inputs_left_as_they_are() {
        let text = "name: Deploy\non:\n  workflow_dispatch:\n    inputs:\n      level: { default: low }\n      \
                    fast: { type: boolean, default: true }\n      where: { default: here }\njobs:\n  j:\n    \
                    runs-on: ubuntu-latest\n    steps:\n      - run: 'true'\n";
        let (facts, mut sources) = (facts(), SourceMap::default());
        let file = sources.add(".github/workflows/w.yml", text);
        let inputs = indexmap::IndexMap::new();
        let mut reading = formats::Reading {
            sources: &mut sources,
            file,
            path: "",
            loader: &Nothing,
            facts: Some(&facts),
            inputs: &inputs,
            diagnostics: Vec::new(),
        };
        let pipeline = (formats::github::FORMAT.read)(&mut reading).unwrap();
        let wish = Wish { facts: &facts, choice: Choice::default() };
        let (plan, found) = lower(&pipeline, formats::github::FORMAT, &wish);
        assert_eq!(found, []);
        let member = |value: &Value, name: &str| match value {
            Value::Object(object) => object.get(name).cloned().unwrap_or_default(),
            _ => Value::Null,
        };
        let github = &plan.environ.contexts["github"];
        assert_eq!(member(github, "workflow"), Value::from("Deploy"));
        let inputs = member(&member(github, "event"), "inputs");
        let told = ["level", "fast", "where"].map(|name| member(&inputs, name));
        assert_eq!(told, ["high", "true", "here"].map(Value::from));
    }
}
