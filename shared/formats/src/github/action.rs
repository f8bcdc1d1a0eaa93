//! The metadata of actions (`action.yml`), after
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax>.

mod expressions;
mod runs;

use super::reader::{Reader, named};
use super::rules::{EMPTY, METADATA};
use super::{id, notation};
use diag::{Diagnostic, Severity, SourceId, SourceMap, Span, Spanned, Text};
use expr::{Expr, Template, Value};
use indexmap::IndexMap;
use ir::{Env, Step};
use yaml::rules::UNKNOWN_KEY;
use yaml::{Cursor, Document, Findings, Limits, Schema};

/// An action: what it takes, gives and does.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// What people see.
    pub name: Option<Text>,
    /// Its inputs.
    pub inputs: Vec<ActionInput>,
    /// Its outputs.
    pub outputs: Vec<ActionOutput>,
    /// What it does; nothing when that could not be read.
    pub runs: Option<Runs>,
}

/// An input of an action.
#[derive(Clone, Debug, PartialEq)]
pub struct ActionInput {
    /// Its name.
    pub name: Spanned<String>,
    /// It must be given.
    pub required: bool,
    /// Its value when none is given.
    pub default: Option<Template>,
    /// What whoever still gives it is told.
    pub deprecation: Option<Text>,
}

/// An output of an action.
#[derive(Clone, Debug, PartialEq)]
pub struct ActionOutput {
    /// Its name.
    pub name: Spanned<String>,
    /// What it is, in a composite action; others set it while they run.
    pub value: Option<Template>,
}

/// What an action does.
#[derive(Clone, Debug, PartialEq)]
pub enum Runs {
    /// Steps of its own.
    Composite {
        /// The steps.
        steps: Vec<Step>,
    },
    /// Programs for Node.js.
    JavaScript {
        /// The version of Node.js, as `node20`.
        using: Spanned<String>,
        /// The program, in the action's folder.
        main: Text,
        /// Run before the job's first step.
        pre: Option<Hook>,
        /// Run after the job's last step.
        post: Option<Hook>,
    },
    /// A container.
    Docker(DockerAction),
}

/// An action that is a container.
#[derive(Clone, Debug, PartialEq)]
pub struct DockerAction {
    /// Where its image comes from.
    pub image: ActionImage,
    /// Replaces the image's entrypoint.
    pub entrypoint: Option<Text>,
    /// Arguments.
    pub args: Vec<Template>,
    /// Variables.
    pub env: Env,
    /// Entrypoint of a run before the job's first step.
    pub pre: Option<Hook>,
    /// Entrypoint of a run after the job's last step.
    pub post: Option<Hook>,
}

/// Where a container action's image comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionImage {
    /// A registry: what stands behind `docker://`.
    Named(Text),
    /// A Dockerfile in the action's folder.
    File(Text),
}

/// Something run before or after the job's steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Hook {
    /// The program or entrypoint.
    pub run: Text,
    /// When; none: always.
    pub condition: Option<Expr>,
}

/// Reads the metadata in a file of the map. Nothing is given only when there is no mapping in it at all.
pub fn read_metadata(sources: &SourceMap, file: SourceId) -> (Option<Action>, Vec<Diagnostic>) {
    let found = yaml::read(sources, file, &Limits::default());
    let mut diagnostics = found.diagnostics;
    let Some(document) = found.documents.into_iter().next() else {
        if diagnostics.is_empty() {
            diagnostics.push(Diagnostic::error(EMPTY, Span::point(file, 0), "the file is empty"));
        }
        return (None, diagnostics);
    };
    let findings = Findings::default();
    notation::check(&document.root, &findings);
    let action = read(&document, &findings);
    diagnostics.extend(findings.into_vec());
    (action, diagnostics)
}

/// Reads metadata when an action is about to run. Without an action, or with a broken one, says what is wrong first.
#[must_use]
pub fn parse(name: &str, text: &str) -> (Option<Action>, Option<String>) {
    let mut sources = SourceMap::default();
    let file = sources.add(name, text);
    let (action, found) = read_metadata(&sources, file);
    let wrong = found.iter().find(|diagnostic| diagnostic.is_error()).map(|diagnostic| {
        let (at, _) = sources.locate(diagnostic.primary.span);
        format!("{name}:{}:{}: {}", at.line, at.column, diagnostic.message)
    });
    (action.filter(|_| wrong.is_none()), wrong)
}

/// What an action's processes and expressions know of where it lives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// Variables of its processes.
    pub env: Vec<(String, String)>,
    /// Members of contexts.
    pub contexts: IndexMap<String, Vec<(String, Value)>>,
}

/// Where an action lives: its folder, and `owner/repo` with a ref if it came from elsewhere. See
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/variables>.
#[must_use]
pub fn place(folder: &str, origin: Option<(&str, &str)>) -> Place {
    let (repository, revision) = origin.unwrap_or_default();
    let facts = [("action_path", folder), ("action_repository", repository), ("action_ref", revision)];
    let env = facts.map(|(name, value)| (format!("GITHUB_{}", name.to_uppercase()), value.to_owned()));
    let members = facts.map(|(name, value)| (name.to_owned(), Value::from(value)));
    Place { env: env.into(), contexts: IndexMap::from([("github".to_owned(), members.into())]) }
}

/// Reads the metadata in a document.
pub(super) fn read(document: &Document, findings: &Findings) -> Option<Action> {
    let inner = Findings::default();
    let action = {
        let reader = Reader::new(&inner, document.complete);
        root(&reader, Cursor::root(document, Schema::Core, &inner))
    };
    // GitHub passes over keys that it does not know.
    for finding in inner.into_vec() {
        let unknown = finding.code == UNKNOWN_KEY;
        let severity = if unknown { finding.severity.max(Severity::Warning) } else { finding.severity };
        findings.push(Diagnostic { severity, ..finding });
    }
    action
}

fn root(reader: &Reader<'_>, root: Cursor<'_>) -> Option<Action> {
    let mut map = root.map("action")?;
    let mut text = |key| {
        let found = map.optional(key);
        if found.is_none() {
            let finding = root.error(METADATA, format!("an action has a \"{key}\""));
            reader.findings.push(Diagnostic { severity: Severity::Warning, ..finding });
        }
        found.and_then(Cursor::present).and_then(Cursor::string).cloned()
    };
    let name = text("name");
    text("description");
    map.optional("author").and_then(Cursor::present).map(Cursor::string);
    if let Some(branding) = map.optional("branding") {
        check_branding(reader, branding);
    }
    let runs = reader.required(&mut map, "runs");
    let composite = runs.and_then(|runs| runs.node().as_map()?.get("using")?.as_str()) == Some("composite");
    let inputs = section(reader, map.optional("inputs"));
    let inputs = inputs.map(|(name, value)| input(reader, name, value)).collect();
    let outputs = section(reader, map.optional("outputs"));
    let outputs = outputs.map(|(name, value)| output(reader, name, value, composite)).collect();
    map.finish();
    let action = Action { name, inputs, outputs, runs: runs.and_then(|runs| runs::read(reader, runs)) };
    if let Some(Runs::Composite { steps }) = &action.runs {
        let found = expressions::find(&action.inputs, steps, &action.outputs);
        found.into_iter().for_each(|finding| reader.findings.push(finding));
    }
    Some(action)
}

/// The entries of a section that may be left out.
fn section<'a>(
    reader: &Reader<'_>,
    section: Option<Cursor<'a>>,
) -> impl Iterator<Item = (&'a Text, Cursor<'a>)> + use<'a> {
    let section = section.and_then(Cursor::present);
    if let Some(section) = section {
        reader.unique(section);
    }
    section.and_then(Cursor::entries).into_iter().flatten()
}

fn input(reader: &Reader<'_>, name: &Text, value: Cursor<'_>) -> ActionInput {
    id::check(reader, name, "input");
    let mut input = ActionInput { name: named(name), required: false, default: None, deprecation: None };
    let Some(mut map) = value.present().and_then(|value| value.map("inputs")) else { return input };
    map.optional("description").and_then(Cursor::present).map(Cursor::string);
    map.optional("type");
    let required = map.optional("required").and_then(Cursor::present);
    input.required =
        required.and_then(Cursor::string).is_some_and(|text| text.as_str().eq_ignore_ascii_case("true"));
    input.default = map.optional("default").and_then(Cursor::present).and_then(|value| reader.text(value));
    let message = map.optional("deprecationMessage").and_then(Cursor::present);
    input.deprecation = message.and_then(Cursor::string).cloned();
    map.finish();
    input
}

fn output(reader: &Reader<'_>, name: &Text, value: Cursor<'_>, composite: bool) -> ActionOutput {
    id::check(reader, name, "output");
    let mut output = ActionOutput { name: named(name), value: None };
    let Some(mut map) = value.present().and_then(|value| value.map("outputs")) else { return output };
    map.optional("description").and_then(Cursor::present).map(Cursor::string);
    let value = if composite { reader.required(&mut map, "value") } else { map.optional("value") };
    map.finish();
    match value.and_then(Cursor::present) {
        Some(value) if composite => output.value = reader.text(value),
        Some(value) => {
            let message = "only composite actions give their outputs a value here";
            reader.warning(METADATA, value.key_span(), message);
        }
        None => {}
    }
    output
}

const COLORS: [&str; 9] =
    ["white", "black", "yellow", "blue", "green", "orange", "red", "purple", "gray-dark"];

fn check_branding(reader: &Reader<'_>, value: Cursor<'_>) {
    let Some(mut map) = value.present().and_then(|value| value.map("branding")) else { return };
    map.optional("icon").and_then(Cursor::string);
    if let Some(color) = map.optional("color").and_then(Cursor::string)
        && !COLORS.contains(&color.as_str())
    {
        let message = format!("\"{}\" is no color of the marketplace", color.as_str());
        let finding = Diagnostic::warning(METADATA, color.span(), message);
        reader.findings.push(finding.help(format!("the colors are {}", COLORS.join(", "))));
    }
    map.finish();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> (Action, Vec<String>) {
        let mut sources = SourceMap::default();
        let file = sources.add("action.yml", text);
        let (action, found) = read_metadata(&sources, file);
        let said = found.iter().map(|d| format!("{}:{}", sources.locate(d.primary.span).0.line, d.message));
        (action.unwrap(), said.collect())
    }

    #[test]
    fn a_composite_action_has_steps_and_outputs() {
        let (action, found) = parse(
            "name: a\ndescription: b\ninputs:\n  who:\n    required: true\n    default: ${{ github.actor }}\n\
             outputs:\n  out:\n    value: ${{ steps.s.outputs.x }}\nruns:\n  using: composite\n  steps:\n    \
             - id: s\n      run: echo x=1 >> $GITHUB_OUTPUT\n      shell: bash\n",
        );
        assert_eq!(found, [""; 0]);
        assert!(action.inputs[0].required && action.inputs[0].default.is_some());
        assert!(action.outputs[0].value.is_some());
        assert!(matches!(&action.runs, Some(Runs::Composite { steps }) if steps.len() == 1));
    }

    #[test]
    fn a_javascript_action_has_hooks_and_a_container_an_image() {
        let (action, found) = parse(
            "name: a\ndescription: b\nruns:\n  using: node20\n  main: m.js\n  post: p.js\n  post-if: success()\n",
        );
        assert_eq!(found, [""; 0]);
        let Some(Runs::JavaScript { main, pre: None, post: Some(post), .. }) = action.runs else { panic!() };
        assert_eq!((main.as_str(), post.run.as_str(), post.condition.is_some()), ("m.js", "p.js", true));
        let (action, found) = parse(
            "name: a\ndescription: b\nruns:\n  using: docker\n  image: docker://alpine\n  args: [x]\n  env: {A: b}\n",
        );
        assert_eq!(found, [""; 0]);
        let Some(Runs::Docker(docker)) = action.runs else { panic!() };
        assert_eq!(docker.image, ActionImage::Named("alpine".into()));
        assert_eq!((docker.args.len(), docker.env.entries().len()), (1, 1));
    }

    #[test]
    fn what_cannot_work_is_said_at_its_place() {
        let (_, found) =
            parse("name: a\ndescription: b\nruns:\n  using: node12\n  main: a.js\n  steps: []\n");
        assert_eq!(found.len(), 2, "{found:?}");
        let (_, found) =
            parse("name: a\ndescription: b\nruns:\n  using: composite\n  steps:\n    - run: x\n");
        assert_eq!(found, ["6:this step names no shell"]);
        let (_, found) = parse(
            "name: a\ndescription: b\nruns:\n  using: composite\n  steps:\n    - run: ${{ secrets.A }}${{ inputs.b }}\n      \
             shell: bash\n",
        );
        assert_eq!(found.len(), 2, "{found:?}");
        let (_, found) = parse("name: a\ndescription: b\nruns:\n  using: rust\n");
        assert_eq!(found, ["4:there is no kind of action \"rust\""]);
    }
}
