use crate::{Checked, File, Options, check};
use diag::{Diagnostic, SourceMap};
use events::{Facts, Source};
use formats::{Format, Loader};
use ir::Pipeline;
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
    let options = Options { format, facts: Some(wish.facts) };
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
    let child = Facts { source: Source::Parent, event: None, ..wish.facts.clone() };
    let setting = Setting {
        facts: wish.facts,
        format: format.id,
        conventions: format.conventions,
        environ: environ((format.environ)(wish.facts)),
        spawned: Some(Spawned { environ: environ((format.environ)(&child)), facts: child }),
        secrets: match format.secrets {
            formats::SecretUse::Context(name) => SecretUse::Context(name.to_owned()),
            formats::SecretUse::Environment => SecretUse::Environment,
        },
        status_variable: format.status_variable.map(|(name, words)| {
            let [success, failure, cancelled] = words.map(str::to_owned);
            StatusVariable { name: name.to_owned(), success, failure, cancelled }
        }),
        choice: wish.choice.clone(),
    };
    let lowered = plan::lower(pipeline, &setting);
    (lowered.plan, lowered.diagnostics)
}

fn environ(environ: formats::Environ) -> Environ {
    // Files belong to a job, and come when its place is known.
    let formats::Environ { contexts, env, overrides, files: _ } = environ;
    Environ { contexts, env, overrides }
}
