//! From jobs that declare files to steps that keep and fetch them.
use super::super::Translation;
use super::super::commands::script;
use super::super::losses::ARTIFACT;
use super::super::speech::{Place, say};
use super::super::term::{Status, Term};
use diag::{Span, Spanned, Text};
use expr::{Dialect, Template};
use ir::{Action, ArtifactContent, Builtin, Expr, Job, Pipeline, ReportKind, Step, Upload, When, With, Work};

impl Translation<'_, '_> {
    /// Steps that bring what the job got without asking.
    pub fn downloads(&mut self, source: &Pipeline, original: &Job, job: &Job) -> Vec<Step> {
        let chosen = |maker: &&Job| match (&original.artifacts_from, &original.needs) {
            (Some(from), _) => from.contains(&maker.id),
            (None, Some(needs)) => needs.iter().any(|need| need.job == maker.id && need.artifacts),
            (None, None) => {
                let at = |job: &Job| {
                    source.stages.iter().position(|stage| Some(&stage.name) == job.stage.as_ref())
                };
                at(maker).zip(at(original)).is_some_and(|(its, own)| its < own)
            }
        };
        let makers: Vec<&Job> =
            source.jobs.iter().filter(|maker| maker.id != original.id).filter(chosen).collect();
        let mut steps = Vec::new();
        for maker in makers {
            for (at, upload) in kept(maker).enumerate() {
                let name = self.artifact_name(maker, upload, at);
                let copies = maker.strategy.is_some();
                // What is copied before it is kept stays in its folders.
                let staged = self.to == Dialect::Azure && !upload.exclude.is_empty();
                let text = |text: &str| Some(Template::literal(Text::plain(text, Span::NOWHERE)));
                let builtin = Builtin::Download {
                    name: if copies { None } else { Some(name.clone()) },
                    pattern: if copies { text(&format!("{}*", maker_name(&name))) } else { None },
                    path: landing(&upload.paths).filter(|_| !staged).and_then(|path| text(&path)),
                    merge: if copies { text("true") } else { None },
                };
                steps.push(Step::new(
                    job.id.span,
                    Action::Builtin { builtin, reference: None, with: With::new() },
                ));
            }
            // Variables that are set for the whole build need not be brought.
            for path in dotenvs(maker).filter(|_| self.to != Dialect::Jenkins) {
                let name = Template::literal(Text::plain(
                    format!("{}-variables", self.id(&maker.id.value)),
                    Span::NOWHERE,
                ));
                let builtin = Builtin::Download { name: Some(name), pattern: None, path: None, merge: None };
                steps.push(Step::new(
                    job.id.span,
                    Action::Builtin { builtin, reference: None, with: With::new() },
                ));
                let line = match self.to {
                    Dialect::Azure => format!(
                        "while IFS='=' read -r name value; do echo \"##vso[task.setvariable variable=$name]$value\"; \
                         done < {}",
                        path.text()
                    ),
                    _ => format!("cat {} >> \"$GITHUB_ENV\"", path.text()),
                };
                steps.push(Step::new(job.id.span, Action::Run(script(vec![line], path.text().span()))));
            }
        }
        steps
    }

    /// Steps that keep what the job declares.
    pub fn uploads(&mut self, original: &Job, job: &mut Job) -> Vec<Step> {
        let mut steps = Vec::new();
        for (at, upload) in kept(original).enumerate() {
            let mut own = upload.clone();
            own.name = Some(self.artifact_name(original, upload, at));
            let condition = match own.when.value {
                When::Always => say(&Term::Status(Status::Always), self.to, Place::StepCondition).ok(),
                When::OnFailure => say(&Term::Status(Status::Failure), self.to, Place::StepCondition).ok(),
                _ => None,
            };
            let (when, untracked) = (own.when.span, own.untracked);
            let name = own.name.take();
            self.upload(&mut own);
            own.name = name;
            if untracked {
                self.writing.lost(
                    ARTIFACT,
                    own.span,
                    "only the named paths are kept, not all untracked files",
                    "name the paths",
                );
            }
            let builtin = Builtin::Upload(Box::new(own));
            let mut step =
                Step::new(upload.span, Action::Builtin { builtin, reference: None, with: With::new() });
            step.condition = condition.and_then(|text| Expr::parse(&Text::plain(text, when), self.to).ok());
            steps.push(step);
        }
        for path in dotenvs(original).cloned().collect::<Vec<_>>() {
            if self.to == Dialect::Jenkins {
                steps.push(self.variables_of_file(&path));
                continue;
            }
            let name = format!("{}-variables", job.id.value);
            let upload = plain_upload(name, self.text(&path), job.id.span);
            let builtin = Builtin::Upload(Box::new(upload));
            steps.push(Step::new(
                path.text().span(),
                Action::Builtin { builtin, reference: None, with: With::new() },
            ));
        }
        job.artifacts.retain(|artifact| match &artifact.content {
            ArtifactContent::Files(_) => false,
            ArtifactContent::Report(report) => report.kind != ReportKind::Dotenv,
        });
        steps
    }

    /// A name that is another one in each cell of a matrix.
    fn name_of_cell(&self, maker: &Job, base: &str) -> Template {
        let mut names = super::super::job::axes(maker);
        if maker.strategy.as_ref().is_some_and(|strategy| strategy.copies.is_some()) {
            names.push("CI_NODE_INDEX".to_owned());
        }
        if names.is_empty() {
            return Template::literal(Text::plain(base, maker.id.span));
        }
        let holes: String = names.iter().map(|name| format!("-${{env.{}}}", self.axis(name))).collect();
        self.parsed(format!("\"{}{holes}\"", crate::groovy_text::inside(base)), maker.id.span)
    }

    /// Sets the variables that a file lists, for all stages that follow.
    fn variables_of_file(&mut self, path: &Template) -> Step {
        let file = match path.as_literal() {
            Some(path) => crate::groovy_text::quoted(path),
            None => self.text(path).text().to_string(),
        };
        let code = format!(
            "readFile({file}).readLines().findAll {{ it.contains('=') }}.each {{ line ->\n    \
             def pair = line.split('=', 2)\n    env.\"${{pair[0]}}\" = pair[1]\n}}"
        );
        let span = path.text().span();
        Step::new(span, Action::Program(Text::plain(code, span)))
    }

    /// An artifact's name, unique in the run.
    fn artifact_name(&mut self, maker: &Job, upload: &Upload, at: usize) -> Template {
        let id = self.id(&maker.id.value);
        let given = upload.name.as_ref().and_then(Template::as_literal).map(ToOwned::to_owned);
        let number = if at > 0 { format!("-{}", at + 1) } else { String::new() };
        let base = given.unwrap_or_else(|| format!("{id}{number}"));
        if self.to == Dialect::Jenkins {
            return self.name_of_cell(maker, &base);
        }
        let copies = match (maker.strategy.is_some(), self.to) {
            (false, _) => "",
            (true, Dialect::Azure) => "-$(System.JobPositionInPhase)",
            (true, _) => "-${{ strategy.job-index }}",
        };
        self.parsed(
            format!("{base}{copies}"),
            upload.name.as_ref().map_or(Span::NOWHERE, |name| name.text().span()),
        )
    }
}

fn maker_name(name: &Template) -> String {
    name.text().as_str().split("$").next().unwrap_or_default().trim_start_matches('"').to_owned()
}

/// The files that a job declares, its steps' included.
fn kept(job: &Job) -> impl Iterator<Item = &Upload> {
    let declared = job.artifacts.iter().filter_map(|artifact| match &artifact.content {
        ArtifactContent::Files(upload) => Some(upload),
        ArtifactContent::Report(_) => None,
    });
    let steps = match &job.work {
        Work::Steps(steps) => steps.as_slice(),
        _ => &[],
    };
    declared.chain(steps.iter().flat_map(|step| &step.artifacts))
}

fn dotenvs(job: &Job) -> impl Iterator<Item = &Template> {
    let reports = job.artifacts.iter().filter_map(|artifact| match &artifact.content {
        ArtifactContent::Report(report) if report.kind == ReportKind::Dotenv => Some(report),
        _ => None,
    });
    reports.flat_map(|report| &report.paths)
}

fn plain_upload(name: String, path: Template, span: Span) -> Upload {
    Upload {
        span,
        name: Some(Template::literal(Text::plain(name, span))),
        paths: vec![path],
        exclude: Vec::new(),
        untracked: false,
        when: Spanned::new(When::OnSuccess, span),
        retention: None,
        if_none: None,
        overwrite: None,
        hidden: None,
    }
}

/// The folder to which uploaded files must be brought to stand where they stood: what all paths have in common
/// (<https://github.com/actions/upload-artifact#upload-using-multiple-paths-and-exclusions>).
fn landing(paths: &[Template]) -> Option<String> {
    let folder = |path: &Template| {
        let text = path.text().as_str().trim_start_matches("./").to_owned();
        let fixed = text.split(['*', '?', '[', '$']).next().unwrap_or_default().to_owned();
        let is_file = fixed.len() == text.len()
            && !text.ends_with('/')
            && text.rsplit('/').next().is_some_and(|last| last.trim_start_matches('.').contains('.'));
        let cut = fixed.len() < text.len() || is_file;
        match fixed.rsplit_once('/') {
            Some((folder, _)) if cut => folder.to_owned(),
            None if cut => String::new(),
            _ => fixed.trim_end_matches('/').to_owned(),
        }
    };
    let all: Vec<String> = paths.iter().map(folder).collect();
    let (first, rest) = all.split_first()?;
    let mut common: Vec<&str> = first.split('/').collect();
    for other in rest {
        let shared = common.iter().zip(other.split('/')).take_while(|(own, its)| *own == its).count();
        common.truncate(shared);
    }
    Some(common.join("/")).filter(|path| !path.is_empty())
}
