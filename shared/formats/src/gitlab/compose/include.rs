//! `include`: <https://docs.gitlab.com/ci/yaml/includes/>.

use super::component::Component;
use super::entry::{self, By, Entry, Target};
use super::inputs::{Given, Values};
use super::interpolate::Interpolation;
use super::{Source, Variables};
use crate::gitlab::codes::{INCLUDE, INPUT, INTERPOLATION};
use crate::gitlab::value::SCHEMA;
use crate::gitlab::{selected, tree};
use crate::{Loaded, Missing, Reading, Request};
use diag::{Diagnostic, Severity, SourceId, Span};
use yaml::{Cursor, Findings, Node};

/// How many files one pipeline may include.
const FILES: usize = 150;

/// How deep files may include one another.
const DEPTH: usize = 100;

/// Follows includes, from a first file on.
pub struct Includer<'a, 'r> {
    reading: &'a mut Reading<'r>,
    findings: &'a Findings,
    variables: Option<Variables>,
    /// The file is what a pipeline is made of, not a piece of one: what it includes must be there.
    whole: bool,
    /// The files that led here, outermost first.
    open: Vec<SourceId>,
    count: usize,
    /// Something could not be followed, so the tree is not all there is.
    pub partial: bool,
}

/// Where a file stands that includes others by local paths.
#[derive(Clone, Debug)]
enum Origin {
    Here,
    Project {
        project: String,
        revision: Option<String>,
    },
    /// It has no repository of its own.
    Nowhere,
}

/// How a file came to be read.
struct Asked<'n> {
    given: &'n Given,
    /// Who asked; nothing for the first file.
    place: Option<Span>,
    origin: Origin,
    component: Option<Component>,
}

impl<'a, 'r> Includer<'a, 'r> {
    /// For one pipeline; see [`Includer::whole`].
    pub fn new(reading: &'a mut Reading<'r>, whole: bool, findings: &'a Findings) -> Self {
        let variables = reading.facts.map(Variables::of);
        Self { reading, findings, variables, whole, open: Vec::new(), count: 0, partial: false }
    }

    /// With variables of the pipeline that starts this one.
    pub fn with(self, entries: &[ir::EnvEntry]) -> Self {
        Self { variables: self.variables.map(|variables| variables.below(entries)), ..self }
    }

    /// The first file with all that it includes, and its inputs.
    pub fn file(&mut self, file: SourceId) -> Option<(Node, Vec<ir::Input>)> {
        let source = Source::read(self.reading.sources, file, self.findings)?;
        let inputs = source.header.as_ref().map(|header| header.spec.inputs()).unwrap_or_default();
        let place = Span::point(file, 0);
        let given: Given = match &source.header {
            Some(header) => {
                let values = self.reading.inputs.iter();
                values.map(|(name, value)| (name.clone(), header.spec.node(name, value, place))).collect()
            }
            None => Given::default(),
        };
        let asked = Asked { given: &given, place: None, origin: Origin::Here, component: None };
        Some((self.content(file, source, asked)?, inputs))
    }

    /// Several files laid upon one another, as a trigger names them.
    pub fn entries(&mut self, entries: &[Entry]) -> Option<Node> {
        entries
            .iter()
            .filter_map(|entry| self.entry(entry, &Origin::Here))
            .reduce(|below, above| tree::merge(&below, &above))
    }

    fn content(&mut self, file: SourceId, source: Source, asked: Asked<'_>) -> Option<Node> {
        let filled = self.interpolate(source, &asked, Span::point(file, 0));
        let entries = {
            let include = filled
                .as_map()
                .and_then(|map| map.entry("include").filter(|entry| !entry.value.is_null(SCHEMA)));
            include.map(|include| {
                let key = include.key.span;
                entry::read(Cursor::at(&include.value, "include", key, SCHEMA, self.findings), By::Include)
            })
        };
        self.open.push(file);
        let mut below: Option<Node> = None;
        for entry in entries.into_iter().flatten() {
            if let Some(node) = self.entry(&entry, &asked.origin) {
                below = Some(below.map_or(node.clone(), |below| tree::merge(&below, &node)));
            }
        }
        self.open.pop();
        let own = super::without_includes(&filled);
        Some(below.map_or(own.clone(), |below| tree::merge(&below, &own)))
    }

    fn interpolate(&self, source: Source, asked: &Asked<'_>, start: Span) -> Node {
        let Some(header) = source.header else {
            if let (Some(value), Some(_)) = (asked.given.values().next(), asked.place) {
                let finding = Diagnostic::error(INPUT, value.span, "the included file takes no inputs");
                self.findings.push(finding.help("list them under \"spec:inputs\" in a header of that file"));
            }
            self.unfilled(start);
            return source.content;
        };
        let settled = asked.place.is_some() || self.reading.facts.is_some();
        let place = asked.place.unwrap_or(start);
        let inputs: Values = header.spec.settle(asked.given, place, settled, self.findings);
        let component = asked.component.as_ref();
        let variables = self.variables.as_ref();
        Interpolation { inputs: &inputs, component, variables, findings: self.findings }.node(&source.content)
    }

    /// Without a header, blocks stay as they are.
    fn unfilled(&self, start: Span) {
        let text = self.reading.sources.get(start.source).map_or("", |source| &source.text);
        if let Some(at) = text.find("$[[ inputs.") {
            let span = Span::new(start.source, at as u32, at as u32 + 3);
            let finding = "this file has no header with \"spec:inputs\", so this block is not filled in";
            self.findings.push(Diagnostic::warning(INTERPOLATION, span, finding));
        }
    }

    fn entry(&mut self, entry: &Entry, origin: &Origin) -> Option<Node> {
        if !self.selected(entry) {
            return None;
        }
        let requests = self.requests(entry, origin)?;
        let mut below: Option<Node> = None;
        for Wanted { request, origin, component } in requests {
            for file in self.load(&request, entry)? {
                let asked = Asked {
                    given: &entry.inputs,
                    place: Some(entry.span),
                    origin: origin.clone(),
                    component: component.clone(),
                };
                if let Some(node) = self.included(&file, asked) {
                    below = Some(below.map_or(node.clone(), |below| tree::merge(&below, &node)));
                }
            }
        }
        below
    }

    /// Whether its rules let an entry in; while only checking, all are looked at.
    fn selected(&mut self, entry: &Entry) -> bool {
        match (&self.variables, self.reading.facts) {
            (Some(variables), Some(facts)) => selected::included(&entry.rules, variables, facts),
            _ => true,
        }
    }

    fn included(&mut self, file: &Loaded, asked: Asked<'_>) -> Option<Node> {
        let place = asked.place?;
        self.count += 1;
        if self.count > FILES {
            if self.count == FILES + 1 {
                self.error(place, format!("more than {FILES} files are included"));
            }
            return None;
        }
        let id = self.take_in(file);
        if self.open.contains(&id) || self.open.len() > DEPTH {
            self.error(place, format!("\"{}\" includes itself", file.name));
            return None;
        }
        let Some(source) = Source::read(self.reading.sources, id, self.findings) else {
            self.partial = true;
            return None;
        };
        self.content(id, source, asked)
    }

    /// The file in the source map; one that is there already is not taken in again.
    fn take_in(&mut self, file: &Loaded) -> SourceId {
        let known = self
            .reading
            .sources
            .iter()
            .find(|(_, source)| *source.name == *file.name && *source.text == *file.text);
        match known.map(|(id, _)| id) {
            Some(id) => id,
            None => self.reading.sources.add(file.name.as_str(), file.text.as_str()),
        }
    }

    fn load(&mut self, wanted: &Path, entry: &Entry) -> Option<Vec<Loaded>> {
        match self.reading.loader.load(&wanted.request()) {
            Ok(files) => Some(files),
            Err(missing) => {
                self.partial = true;
                // A run needs every file; a check can go on without those that stand elsewhere.
                let grave = self.reading.facts.is_some()
                    || self.whole && matches!(missing, Missing::NotFound { .. } | Missing::Outside { .. });
                let severity = if grave { Severity::Error } else { Severity::Warning };
                let finding =
                    Diagnostic::new(severity, INCLUDE, entry.target.text().span(), missing.to_string());
                self.findings.push(match missing {
                    Missing::NoMirror { help, .. } => finding.help(help),
                    _ => finding,
                });
                None
            }
        }
    }

    fn requests(&mut self, entry: &Entry, origin: &Origin) -> Option<Vec<Wanted>> {
        let here = |path: Path| vec![Wanted { request: path, origin: Origin::Nowhere, component: None }];
        Some(match &entry.target {
            Target::Local(path) => {
                let path = self.fill(path)?;
                let request = match origin {
                    Origin::Here => Path::File(path),
                    Origin::Project { project, revision } => {
                        Path::Project { project: project.clone(), path, revision: revision.clone() }
                    }
                    Origin::Nowhere => {
                        self.error(entry.span, "a file from elsewhere cannot include local files".to_owned());
                        return None;
                    }
                };
                vec![Wanted { request, origin: origin.clone(), component: None }]
            }
            Target::Project { project, files, revision } => {
                let project = self.fill(project)?;
                let revision = match revision {
                    Some(revision) => Some(self.fill(revision)?),
                    None => None,
                };
                let origin = Origin::Project { project: project.clone(), revision: revision.clone() };
                let wanted = |path| Wanted {
                    request: Path::Project { project: project.clone(), path, revision: revision.clone() },
                    origin: origin.clone(),
                    component: None,
                };
                let mut all = Vec::new();
                for file in files {
                    all.push(wanted(self.fill(file)?));
                }
                all
            }
            Target::Remote(url) => here(Path::Remote(self.fill(url)?)),
            Target::Template(name) => here(Path::Template(self.fill(name)?)),
            Target::Component(address) => {
                let address = self.fill(address)?;
                vec![self.component(&address)]
            }
            Target::Artifact { .. } => return None,
        })
    }

    /// A component; one of this very project stands in its `templates` folder.
    fn component(&self, address: &str) -> Wanted {
        let sha = self.reading.facts.map_or("", |facts| facts.commit.sha.as_str());
        let component = Component::of(address, sha);
        let path = address.rsplit_once('@').map_or(address, |(path, _)| path);
        let home = self.variables.as_ref().and_then(|variables| {
            let (host, project) = (variables.value("CI_SERVER_FQDN")?, variables.value("CI_PROJECT_PATH")?);
            let rest =
                path.strip_prefix(host).or_else(|| path.strip_prefix(variables.value("CI_SERVER_HOST")?))?;
            rest.strip_prefix('/')?.strip_prefix(project)?.strip_prefix('/')
        });
        let (request, origin) = match home {
            Some(name) => (Path::File(self.template(name)), Origin::Here),
            None => (Path::Component(address.to_owned()), Origin::Nowhere),
        };
        Wanted { request, origin, component: Some(component) }
    }

    /// Where a component of this project stands.
    fn template(&self, name: &str) -> String {
        let folder = format!("templates/{name}/template.yml");
        let files = self.reading.facts.map(|facts| facts.files.as_slice()).unwrap_or_default();
        if files.contains(&folder) { folder } else { format!("templates/{name}.yml") }
    }

    /// A path with its variables filled in; nothing when one of them is not known.
    fn fill(&mut self, text: &diag::Text) -> Option<String> {
        if !text.as_str().contains('$') {
            return Some(text.as_str().to_owned());
        }
        let filled = self.variables.as_ref().map(|variables| variables.fill(text.as_str()));
        if filled.is_none() {
            self.partial = true;
            let finding = "what is included depends on variables that are known only in a run";
            self.findings.push(Diagnostic::new(Severity::Note, INCLUDE, text.span(), finding));
        }
        filled
    }

    fn error(&mut self, place: Span, message: String) {
        self.findings.push(Diagnostic::error(INCLUDE, place, message));
    }
}

/// A file to load, and what holds for it.
struct Wanted {
    request: Path,
    origin: Origin,
    component: Option<Component>,
}

/// A [`Request`] that owns its words.
enum Path {
    File(String),
    Project { project: String, path: String, revision: Option<String> },
    Remote(String),
    Template(String),
    Component(String),
}

impl Path {
    fn request(&self) -> Request<'_> {
        match self {
            Self::File(path) => Request::File { path },
            Self::Project { project, path, revision } => {
                Request::Project { project, path, revision: revision.as_deref() }
            }
            Self::Remote(url) => Request::Remote { url },
            Self::Template(name) => Request::Template { name },
            Self::Component(address) => Request::Component { address },
        }
    }
}
