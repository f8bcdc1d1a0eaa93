//! Files from job to job and from run to run: by what a job declares, or by steps.
use super::Translation;
use super::commands::script;
use super::losses::{ARTIFACT, CACHE, OUTPUT};
use super::speech::{Place, say, understand};
use super::term::{Status, Term};
use super::text::output_variable;
use diag::{Span, Spanned, Text};
use expr::{Dialect, Template};
use ir::{
    Action, Artifact, ArtifactContent, Builtin, Cache, CacheKey, CachePolicy, Expr, Job, Need, Pipeline,
    Report, ReportKind, Step, Upload, When, With, Work,
};

/// The file of variables that a job hands to later ones.
const OUTPUTS: &str = "outputs.env";

impl Translation<'_, '_> {
    /// A cache in the other language's words.
    pub fn cache(&mut self, cache: &mut Cache) {
        let Cache { span, key, fallback, paths, untracked, policy, fail_on_miss, lookup_only, .. } = cache;
        for path in paths.iter().filter(|path| path.text().as_str().starts_with(['~', '/'])) {
            if !self.can.by_steps {
                let message =
                    format!("{} is outside of the workspace, and only folders inside are kept", path.text());
                let help =
                    "point the tool at a folder of the workspace, as with npm_config_cache or PIP_CACHE_DIR";
                self.writing.lost(CACHE, path.text().span(), message, help);
            }
        }
        *key = match std::mem::replace(key, CacheKey::Text(Template::literal(Text::from("")))) {
            CacheKey::Text(text) => match self.cache_key(&text) {
                // A key becomes the name of a folder.
                CacheKey::Text(key) if !self.can.by_steps && key.text().as_str().contains('/') => {
                    CacheKey::Text(self.parsed(key.text().as_str().replace('/', "-"), key.text().span()))
                }
                key => key,
            },
            CacheKey::Files { files, prefix, by_commit } => {
                let mut files = files;
                self.texts(&mut files);
                CacheKey::Files { files, prefix: prefix.map(|prefix| self.text(&prefix)), by_commit }
            }
        };
        if self.can.by_steps && !self.was.by_steps {
            self.by_run(key, fallback, *span);
            if *untracked {
                let message = "a cache holds the paths it names, not all untracked files";
                self.writing.lost(CACHE, *span, message, "name the paths");
            }
        } else if matches!(key, CacheKey::Files { .. }) {
            // Without its end the key falls back on the newest anyhow.
            fallback.clear();
        }
        self.texts(paths);
        self.texts(fallback);
        self.some_text(fail_on_miss);
        self.some_text(lookup_only);
        if let CachePolicy::Computed(template) = policy {
            *template = self.text(&template.clone());
        }
    }

    /// A key whose end is a fingerprint of files says so in a key of its own.
    fn cache_key(&mut self, text: &Template) -> CacheKey {
        let Some((last, before)) = text.parts().split_last().filter(|_| !self.can.expressions) else {
            return CacheKey::Text(self.text(text));
        };
        let files = match last {
            expr::Part::Hole(expr) => match understand(expr) {
                Ok(Term::Fingerprint(files)) => files,
                _ => return CacheKey::Text(self.text(text)),
            },
            expr::Part::Literal(_) => return CacheKey::Text(self.text(text)),
        };
        let span = text.text().span();
        let mut prefix = String::new();
        for part in before {
            match part {
                expr::Part::Literal(text) => prefix += text.as_str(),
                expr::Part::Hole(expr) => match understand(expr) {
                    // The machine is always the same there.
                    Ok(Term::Fact(super::fact::Fact::Os)) => {}
                    _ => prefix += self.text(&Template::parse(expr.text(), self.from).0).text().as_str(),
                },
            }
        }
        let prefix = prefix.trim_matches(['-', '_']).replace('/', "-");
        let prefix = (!prefix.is_empty()).then(|| Template::literal(Text::plain(prefix, span)));
        let glob = |file: &String| {
            let file = file.trim_start_matches("**/").trim_start_matches("./");
            Template::literal(Text::plain(file, span))
        };
        CacheKey::Files { files: files.iter().map(glob).collect(), prefix, by_commit: false }
    }

    /// Where a saved entry never changes, each run saves one of its own and falls back on those before.
    fn by_run(&mut self, key: &mut CacheKey, fallback: &mut Vec<Template>, span: Span) {
        let CacheKey::Text(text) = key else { return };
        let base = text.text().to_string();
        let end = if self.to == Dialect::Azure { "" } else { "-" };
        fallback.insert(0, self.parsed(format!("{base}{end}"), span));
        let run = if self.to == Dialect::Azure { "$(Build.BuildId)" } else { "${{ github.run_id }}" };
        // What stands between bars counts by itself there.
        let bar = if self.to == Dialect::Azure { " | " } else { "-" };
        *key = CacheKey::Text(self.parsed(format!("{base}{bar}{run}"), text.text().span()));
    }

    /// A step's upload as something that the job keeps.
    pub fn declared(&mut self, mut upload: Upload, condition: Option<&Expr>, job: &mut Job) {
        let when = match condition.map(understand) {
            None => When::OnSuccess,
            Some(Ok(Term::Status(Status::Always))) => When::Always,
            Some(Ok(Term::Not(inner))) if *inner == Term::Status(Status::Cancelled) => When::Always,
            Some(Ok(Term::Status(Status::Failure))) => When::OnFailure,
            Some(_) => {
                let message = "files are kept at an outcome of the job, whatever else holds";
                let span = condition.map_or(upload.span, |condition| condition.text().span());
                self.writing.lost(ARTIFACT, span, message, "remove the files in the script");
                When::OnSuccess
            }
        };
        upload.when = Spanned::new(when, upload.span);
        for path in &mut upload.paths {
            let text = path.text().clone();
            if let Some(taken) = text.as_str().strip_prefix('!') {
                let start = text.as_str().len() - taken.len();
                upload.exclude.push(Template::literal(text.slice(start, text.as_str().len())));
            }
        }
        upload.paths.retain(|path| !path.text().as_str().starts_with('!'));
        self.upload(&mut upload);
        job.artifacts.push(Artifact { span: upload.span, content: ArtifactContent::Files(upload) });
    }

    /// An upload's texts, and how long it is kept.
    pub fn upload(&mut self, upload: &mut Upload) {
        self.some_text(&mut upload.name);
        self.texts(&mut upload.paths);
        self.texts(&mut upload.exclude);
        self.some_text(&mut upload.if_none);
        self.some_text(&mut upload.overwrite);
        self.some_text(&mut upload.hidden);
        let Some(retention) = upload.retention.take() else { return };
        let span = retention.text().span();
        let days = match retention.as_literal() {
            Some(text) if self.was.by_steps => text.parse::<f64>().ok(),
            Some(text) => {
                crate::gitlab::duration::parse(text).map(|time| (time.as_secs_f64() / 86_400.0).ceil())
            }
            None => None,
        };
        upload.retention = match days {
            Some(days) if self.can.by_steps => Some(format!("{days}")),
            Some(days) => Some(format!("{days}d")),
            None => {
                self.writing.lost(
                    ARTIFACT,
                    span,
                    "how long files are kept cannot be computed",
                    "write the time itself",
                );
                None
            }
        }
        .map(|text| Template::literal(Text::plain(text, span)));
    }

    /// A step's download as a need of the job that uploads.
    pub fn needed(
        &mut self,
        source: &Pipeline,
        job: &mut Job,
        name: Option<&Template>,
        path: Option<&Template>,
        span: Span,
    ) {
        let wanted = name.and_then(Template::as_literal);
        // Files come from jobs that have ended before.
        let earlier = super::order::all_before(source, &job.id.value);
        let makers = source.jobs.iter().filter(|maker| earlier.contains(&maker.id.value)).filter(|maker| {
            uploads(maker).any(|upload| match (wanted, upload.name.as_ref()) {
                (None, _) => true,
                (Some(wanted), Some(name)) => name.as_literal().is_none_or(|name| name == wanted),
                (Some(wanted), None) => wanted == "artifact",
            })
        });
        let mut found = false;
        for maker in makers {
            found = true;
            let same = uploads(maker).any(|upload| {
                let lands = path.and_then(Template::as_literal).map(clean);
                lands.is_none_or(|lands| upload.paths.iter().any(|from| clean(from.text().as_str()) == lands))
            });
            if !same {
                let message =
                    format!("the files of \"{}\" are brought where that job had them", maker.id.value);
                let place = path.map_or(span, |path| path.text().span());
                self.writing.lost(ARTIFACT, place, message, "move them in the script");
            }
            let needs = job.needs.get_or_insert_default();
            if !needs.iter().any(|need| need.job == maker.id) {
                let id = Spanned::new(maker.id.value.clone(), span);
                needs.push(Need { job: id, optional: false, artifacts: true, legs: Vec::new() });
            }
        }
        if !found {
            self.writing.lost(
                ARTIFACT,
                span,
                "no job of this pipeline uploads these files",
                "fetch them in the script",
            );
        }
    }

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
                let text = |text: &str| Some(Template::literal(Text::plain(text, Span::NOWHERE)));
                let builtin = Builtin::Download {
                    name: if copies { None } else { Some(name.clone()) },
                    pattern: if copies { text(&format!("{}*", maker_name(&name))) } else { None },
                    path: landing(&upload.paths).and_then(|path| text(&path)),
                    merge: if copies { text("true") } else { None },
                };
                steps.push(Step::new(
                    job.id.span,
                    Action::Builtin { builtin, reference: None, with: With::new() },
                ));
            }
            for path in dotenvs(maker) {
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

    /// An artifact's name, unique in the run.
    fn artifact_name(&mut self, maker: &Job, upload: &Upload, at: usize) -> Template {
        let id = self.id(&maker.id.value);
        let given = upload.name.as_ref().and_then(Template::as_literal).map(ToOwned::to_owned);
        let number = if at > 0 { format!("-{}", at + 1) } else { String::new() };
        let base = given.unwrap_or_else(|| format!("{id}{number}"));
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

    /// Values for later jobs go through a file of variables where nothing else carries them.
    pub fn share_outputs(&mut self, out: &mut Pipeline) {
        if self.can.expressions || self.to == Dialect::Azure {
            return;
        }
        let needed = std::mem::take(&mut self.need_outputs);
        for job in &mut out.jobs {
            let wanted: Vec<String> = needed
                .iter()
                .filter(|(owner, _)| *owner == job.id.value)
                .map(|(_, name)| name.clone())
                .collect();
            let mut lines = Vec::new();
            for output in job.outputs.iter().filter(|output| wanted.contains(&output.name.value)) {
                let variable = output_variable(&job.id.value, &output.name.value);
                lines.push(format!("echo \"{variable}={}\" >> {OUTPUTS}", output.value.text()));
            }
            if !self.can.triggers {
                job.outputs.clear();
            }
            let Work::Steps(steps) = &mut job.work else {
                for name in &wanted {
                    let message = format!("the output \"{name}\" does not reach later jobs");
                    self.writing.lost(OUTPUT, job.id.span, message, "hand it on by a file");
                }
                continue;
            };
            if lines.is_empty() {
                continue;
            }
            steps.push(Step::new(Span::NOWHERE, Action::Run(script(lines, Span::NOWHERE))));
            let path = Template::literal(Text::from(OUTPUTS));
            let when = Spanned::new(When::OnSuccess, Span::NOWHERE);
            let report = Report { kind: ReportKind::Dotenv, paths: vec![path], when, fails: false };
            job.artifacts.push(Artifact { span: Span::NOWHERE, content: ArtifactContent::Report(report) });
        }
    }
}

fn maker_name(name: &Template) -> String {
    name.text().as_str().split("$").next().unwrap_or_default().to_owned()
}

/// The files that a job keeps by its steps.
fn uploads(job: &Job) -> impl Iterator<Item = &Upload> {
    let steps = match &job.work {
        Work::Steps(steps) => steps.as_slice(),
        _ => &[],
    };
    steps.iter().filter_map(|step| match &step.action {
        Action::Builtin { builtin: Builtin::Upload(upload), .. } => Some(&**upload),
        _ => None,
    })
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

fn clean(path: &str) -> String {
    path.trim().trim_start_matches("./").trim_end_matches("**").trim_end_matches(['/', '*']).to_owned()
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
